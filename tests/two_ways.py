"""The comparison of the two ways of reading an answer: they must agree in everything."""

from collections.abc import Callable
from functools import cached_property, partial
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from fiken.emulator.wire.contract import Operation
from fiken.errors import MappingError
from fiken.mappers import Mapper
from fiken.mappers._declaration import mapper_of
from fiken.mappers._rows import json_in, rows_in
from fiken.models import Model
from tests.contract.models import pairs


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


class Differences:
    """Compares both ways of reading the answers of the emulators, once per distinct answer."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, bool, bytes]] = set()

    @cached_property
    def mappers(self) -> dict[str, list[Mapper[Any]]]:
        """The mappers of each schema of answers."""
        mappers: dict[str, list[Mapper[Any]]] = {}
        for schema, model in pairs(sent=False):
            mappers.setdefault(schema, []).append(mapper_of(model))
        return mappers

    @property
    def compared(self) -> int:
        """The number of answers that were compared."""
        return len(self._seen)

    def of(self, operation: Operation | None, status: int, body: bytes) -> list[str]:
        """Return one sentence per mapper that reads an answer in two ways.

        Args:
            operation: The operation that was called; None for a path that Fiken does not have.
            status: The HTTP status of the answer.
            body: The JSON of the answer.
        """
        if operation is None or operation.result not in self.mappers or status != HTTPStatus.OK:
            return []
        answer = (operation.result, operation.many, sha256(body).digest())
        if answer in self._seen:
            return []
        self._seen.add(answer)
        mappers, page = self.mappers[operation.result], operation.many
        return [
            f"{type(mapper).__name__} reads it in the fast way as another thing: {body[:200]!r}"
            for mapper in mappers
            if outcome(partial(mapper.load_page if page else mapper.load_body, body))
            != outcome(partial(slowly, mapper, body, page=page))
        ]
