"""The comparison of the two ways of reading an answer: they must agree in everything."""

from collections.abc import Callable
from typing import Any

from fiken.errors import MappingError
from fiken.mappers import Mapper
from fiken.mappers._rows import json_in, rows_in
from fiken.models import Model


def slowly(mapper: Mapper[Any], body: bytes, *, page: bool) -> Any:
    """Read an answer by the generated readers alone."""
    data = json_in(body)
    return rows_in(data, mapper.load) if page else mapper.load(data)


def outcome(read: Callable[[], Any]) -> object:
    """Return what comes of reading an answer: the models with all that is known, or the error."""
    try:
        return content(read())
    except MappingError as error:
        return (type(error), str(error), error.model, error.path, error.expected, error.outcome)


def content(value: object) -> object:
    """Return the content of models with the exact types: 1 is not True, and 0 is not 0.0."""
    if isinstance(value, tuple):
        return [content(item) for item in value]
    if not isinstance(value, Model):
        return (type(value), repr(value))
    unknown = {key: repr(known) for key, known in value._origin.unknown.items()}
    fields = [content(getattr(value, field.name)) for field in value.__attrs_attrs__]
    return (type(value), value._origin.embedded, unknown, fields)
