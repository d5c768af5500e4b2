"""Decoding the JSON of an answer, and loading each row of a list."""

from collections.abc import Callable
from typing import Any, TypeVar

from fiken._json import loads
from fiken._messages import short_repr
from fiken.errors import MappingError

T = TypeVar("T")


def json_in(body: object) -> Any:
    """Decode JSON, which is bytes in UTF-8.

    Raises:
        MappingError: It is not JSON.
        TypeError: It is not bytes, but for example the decoded text.
    """
    if not isinstance(body, bytes | bytearray):
        remedy = "encode it" if isinstance(body, str) else "use load for decoded JSON"
        raise TypeError(f"a body is the bytes of JSON, not {short_repr(body)}: {remedy}")
    text = bytes(body)
    try:
        return loads(text)
    except ValueError:
        raise MappingError("", "$", "JSON", text[:200].decode(errors="replace")) from None


def rows_in(data: Any, load: Callable[[Any], T]) -> tuple[T, ...]:
    """Load each row of a list. Raise `MappingError` if the data is not a list."""
    if data.__class__ is not list:
        raise MappingError("", "$", "a list", data)
    try:
        return tuple([load(row) for row in data])
    except MappingError:
        return tuple(_placed(place, row, load) for place, row in enumerate(data))


def _placed(place: int, row: Any, load: Callable[[Any], T]) -> T:
    """Build a value with `load` from one row of a list. `place` is the index of the row.

    If `load` raises a `MappingError`, the index is added to the path in the error: ``$[3].name``.
    """
    try:
        return load(row)
    except MappingError as e:
        path = f"$[{place}]{e.path.removeprefix('$')}"
        raise MappingError(e.model, path, e.expected, e.value) from None
