"""The warning about fields that this version does not know, and that a PUT may clear."""

import os
from collections.abc import Iterator
from threading import Lock
from typing import Any

from fiken._messages import warn_user
from fiken.errors import MayClearWarning
from fiken.mappers._declaration import NOT_ON_UPDATE, mapper_of
from fiken.mappers._refusals import models_in
from fiken.models._base import Model

# Fiken sets these wherever its contract has them, also in answers that have them undocumented.
_SET_BY_FIKEN = {"createdAt", "createdDate", "lastModifiedDate"}
_LONGEST_NAME = 100  # characters
_MAY_CLEAR = (
    "{model}.{field} came from Fiken and is not known to this version of fiken. The update "
    "replaces the whole {model} and leaves it out, so Fiken may clear it: install a newer version, "
    "or send the whole JSON yourself with client.request"
)

_warned: set[tuple[str, str]] = set()
_warning = Lock()


def warn_of_unknown_fields(model: Model) -> None:
    """Warn of each field from Fiken that this version does not know, because a PUT may clear it.

    In one process, there is only one warning per class and field. A loop over a thousand contacts
    does not repeat it.
    """
    for path in _unknown_fields_in(model, ""):
        field = (type(model).__name__, path)
        with _warning:
            if field in _warned:
                continue
            _warned.add(field)
        try:
            warn_user(_MAY_CLEAR.format(model=field[0], field=path), MayClearWarning)
        except MayClearWarning:  # as an error, it stops every such update and not only the first
            with _warning:
                _warned.discard(field)
            raise


def _unlock() -> None:
    """Drop the lock in a child process. The thread that held it exists only in the parent."""
    global _warning  # noqa: PLW0603
    _warning = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock)


def _unknown_fields_in(model: Model, prefix: str) -> Iterator[str]:
    """Yield the path of each field from Fiken that has a value and that this version does not know.

    The models inside the model are searched too.

    Args:
        model: The model.
        prefix: The path to `model` if it is inside another model, such as ``address.``.
    """
    for key, value in model.unknown_fields.items():
        if key not in _SET_BY_FIKEN and _has_content(value):
            yield f"{prefix}{key[:_LONGEST_NAME]}"
    for field in mapper_of(type(model)).writable(NOT_ON_UPDATE):
        for part, _ in models_in(getattr(model, field.name), ""):
            yield from _unknown_fields_in(part, f"{prefix}{field.name}.")


def _has_content(value: Any) -> bool:
    """Return whether a JSON value holds data. Null and an empty text hold none; 0 and false do.

    A list or an object holds data if one of its values does.
    """
    if value.__class__ is dict:
        return any(map(_has_content, value.values()))
    return any(map(_has_content, value)) if value.__class__ is list else value not in (None, "")
