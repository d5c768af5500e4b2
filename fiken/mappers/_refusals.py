"""The checks before a request: what is missing, what cannot be sent, and texts that are broken.

Each yields its problems as pairs of a path and the end of a sentence:
``("lines[0].net_price", "is missing")``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from fiken.mappers._declaration import NEVER_SENT, Declaration, mapper_of
from fiken.mappers._fields import MappedField
from fiken.models._base import EMPTY, Model, fields_of, references_of
from fiken.types import Access, can_be_sent

T = TypeVar("T")

Problems = Iterator[tuple[str, str]]

_REFUSED_ON_CREATION: dict[Access | None, str] = {
    Access.READ_ONLY: "is set by Fiken: leave it out of a new model",
    Access.UPDATE_ONLY: "can be changed later, but not given on creation: leave it out",
}


def missing(
    mapper: Declaration[Any],
    model: Model,
    prefix: str = "",
    changed: Mapping[str, Any] | None = None,
) -> Problems:
    """Yield every required field that has no value, in the model and in the models inside it.

    Args:
        mapper: The mapper of the model.
        model: The model that is to be sent.
        prefix: The path of the model in the outermost one.
        changed: The fields that an update changes; None on creation. An update needs a value in
            changed fields only, and in what is new inside them: incomplete data that came from
            Fiken is accepted.
    """
    for name, field in fields_of(mapper.model).items():
        if changed is not None and name not in changed:
            continue
        value, path = getattr(model, name), f"{prefix}{name}"
        required = name in mapper.required or field.default is attrs.NOTHING
        if required and value in EMPTY:
            yield path, "is missing"
        elif mapper.fields[name].hint.access not in NEVER_SENT:
            for part, place in models_in(value, path):
                if changed is None or part.is_new:
                    yield from missing(mapper_of(type(part)), part, f"{place}.")


def not_creatable(mapper: Declaration[Any], model: Model, prefix: str = "") -> Problems:
    """Yield every value that a new model has and cannot be sent, also in the models inside it.

    Values that Fiken set in a loaded line are not such values, so that lines can be copied from one
    document to another.
    """
    objects = {to: name for name, to in references_of(mapper.model).items()}
    for name, value in model.changes.items():
        if name not in mapper.fields:
            yield f"{prefix}{name}", "is not a field that Fiken has"
            continue
        access = mapper.fields[name].hint.access
        if name in objects:
            yield f"{prefix}{name}", f"is set by Fiken: give {objects[name]} instead"
        elif access in _REFUSED_ON_CREATION:
            yield f"{prefix}{name}", _REFUSED_ON_CREATION[access]
        else:
            yield from not_creatable_inside(value, f"{prefix}{name}")


def not_creatable_inside(value: Any, path: str) -> Problems:
    """Yield what `not_creatable` yields for the models that a field holds."""
    for part, place in models_in(value, path):
        yield from not_creatable(mapper_of(type(part)), part, f"{place}.")


def broken_texts(model: Model, fields: Iterable[MappedField], prefix: str = "") -> Problems:
    """Yield every text with half of a surrogate pair in it, also in the models inside the model.

    A loaded model can have one: JSON can write it as an escape, but UTF-8 cannot encode it.
    """
    for field in fields:
        value, path = getattr(model, field.name), f"{prefix}{field.name}"
        for text, place in _all_of(str, value, path):
            if not can_be_sent(text):
                yield place, _BROKEN
        for part, place in models_in(value, path):
            sent = mapper_of(type(part)).writable(NEVER_SENT)
            yield from broken_texts(part, sent, f"{place}.")


_BROKEN = "contains half of a surrogate pair, which cannot be sent: write the text again"


def models_in(value: Any, path: str) -> Iterator[tuple[Model, str]]:
    """Yield the models that a field holds, alone or in a sequence, each with its path."""
    return _all_of(Model, value, path)


def _all_of(cls: type[T], value: Any, path: str) -> Iterator[tuple[T, str]]:
    """Yield the values of one class that a field holds, each with its path."""
    if isinstance(value, cls):
        yield value, path
    elif isinstance(value, tuple):
        for place, item in enumerate(_items(value)):
            yield from _all_of(cls, item, f"{path}[{place}]")


def _items(value: Any) -> tuple[Any, ...]:
    return tuple(value)
