"""Checks of a model before it is sent: missing fields, fields that cannot be sent, broken texts.

Each check yields problems as pairs of a path and the end of a sentence:
``("lines[0].net_price", "is missing")``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from fiken.mappers._declaration import NEVER_SENT, Declaration, mapper_of
from fiken.mappers._fields import MappedField
from fiken.models._base import EMPTY, Model, references_of
from fiken.models._fields import fields_of
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
    """Yield a problem for each required field without a value: its path, and "is missing".

    The models inside the model, such as the lines of a sale, are checked too.

    Args:
        mapper: The mapper of the model.
        model: The model that is to be sent.
        prefix: The path to `model` if it is inside another model, such as ``lines[0].``.
        changed: The fields that an update changes; None on creation. In an update, only these
            fields are checked. Of the models inside them, only new ones are checked, because Fiken
            may have sent the others with incomplete data.
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
    """Yield a problem for each value that cannot be sent on creation, such as a read-only field.

    The models inside the model are checked too. Values that were loaded from Fiken are accepted: a
    new sale can have the lines of a loaded sale.

    Args:
        mapper: The mapper of the model.
        model: The model that is to be sent.
        prefix: The path to `model` if it is inside another model, such as ``lines[0].``.
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
    """Yield a problem for each value that cannot be sent on creation, in the models inside a field.

    Args:
        value: The value of the field: a model, a tuple of models, or any other value.
        path: The path of the field, such as ``lines``.
    """
    for part, place in models_in(value, path):
        yield from not_creatable(mapper_of(type(part)), part, f"{place}.")


def broken_texts(model: Model, fields: Iterable[MappedField], prefix: str = "") -> Problems:
    """Yield a problem for each text that UTF-8 cannot encode, so that it cannot be sent.

    Such a text contains a single surrogate, such as U+D800. Fiken's JSON can contain one as an
    escape sequence, so even a loaded model can have such a text. The models inside the model are
    checked too.

    Args:
        model: The model that is to be sent.
        fields: The fields of the model that are to be sent.
        prefix: The path to `model` if it is inside another model, such as ``lines[0].``.
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
    """Yield each model in the value of a field, with its path.

    Args:
        value: The value of the field: a model or a tuple of models. Any other value yields nothing.
        path: The path of the field, such as ``lines``. The path of its first model is ``lines[0]``.
    """
    return _all_of(Model, value, path)


def _all_of(cls: type[T], value: Any, path: str) -> Iterator[tuple[T, str]]:
    """Yield each object of the class `cls` in the value of a field, with its path.

    Args:
        cls: The class of the objects to yield.
        value: The value of the field: one object, or a tuple that may contain further tuples.
        path: The path of the field, such as ``lines``. The path of its first item is ``lines[0]``.
    """
    if isinstance(value, cls):
        yield value, path
    elif isinstance(value, tuple):
        for place, item in enumerate(_items(value)):
            yield from _all_of(cls, item, f"{path}[{place}]")


def _items(value: Any) -> tuple[Any, ...]:
    return tuple(value)
