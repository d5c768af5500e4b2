"""Checks of the JSON bodies of API v1, which return the body in the types of the books.

docs/v1.md#values

- null counts as missing.
- A field that only answers have is ignored, as are `_links` and `_embedded`: programs read an
  object, change it and send all of it. An unknown field is refused.
- A fraction of an øre is cut off. An account can be a number.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, cast

from fiken.emulator.hal.errors import refuse

#: The fields of an object in a request, by name.
Shape: TypeAlias = Mapping[str, "Field"]
Json: TypeAlias = dict[str, Any]

_HAL = {"_links", "_embedded"}
#: The largest amount of an integer of 64 bits.
_LARGEST = 1 << 63
#: The most characters of a value that a message shows.
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Field:
    """One field of a JSON object in a request.

    Attributes:
        kind: what its value must be, for messages, such as `a string`.
        read: a function that returns the value for the books. It raises ValueError for a value of
            another kind. None means an object, or a list of objects, with the fields of `shape`.
        required: whether the field must be sent.
        shape: the fields of the object, or of each object of the list.
        many: whether the value is a list of objects, at least one.
        ignored: whether only answers have the field.
    """

    kind: str
    read: Callable[[Any], Any] | None = None
    required: bool = False
    shape: Shape | None = None
    many: bool = False
    ignored: bool = False


# --- kinds of fields -----------------------------------------------------------------------------


def text(longest: int | None = None, *, required: bool = False) -> Field:
    """Return a field with a string of at most `longest` characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or (longest is not None and len(value) > longest):
            raise ValueError(value)
        return value

    most = "" if longest is None else f" of at most {longest} characters"
    return Field(f"a string{most}", read, required)


def choice(names: Collection[str], *, required: bool = False) -> Field:
    """Return a field whose value is one of some strings."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in names:
            raise ValueError(value)
        return str(value)

    return Field(f"one of {', '.join(names)}", read, required)


def amount(*, required: bool = False) -> Field:
    """Return a field with an amount of øre. A fraction is cut off, not rounded."""
    return Field("a whole number of øre", _read_whole, required)


def number(*, required: bool = False) -> Field:
    """Return a field with a number, such as a quantity."""
    return Field("a number", _read_number, required)


def flag(*, required: bool = False) -> Field:
    """Return a field with true or false."""
    return Field("true or false", _read_flag, required)


def day(*, required: bool = False) -> Field:
    """Return a field with a date."""
    return Field("a date as yyyy-MM-dd", checked_date, required)


def account(*, required: bool = False) -> Field:
    """Return a field with the code of an account. A number, such as 3000, is accepted."""
    return Field("an account such as 3020 or 1920:10001", _read_account, required)


def currency() -> Field:
    """Return a field with the code of a currency."""
    return Field("the code of a currency, such as NOK", _read_currency)


def code() -> Field:
    """Return a field with a VAT code: a number, or a string of digits."""
    return Field("a VAT code", _read_code)


def some(shape: Shape) -> Field:
    """Return a required field with a list of at least one object."""
    return Field("a list with at least one object", shape=shape, many=True, required=True)


def one(shape: Shape, *, required: bool = False) -> Field:
    """Return a field with an object."""
    return Field("an object", shape=shape, required=required)


def anything(*, required: bool = False) -> Field:
    """Return a field that its handler checks, such as a reference."""
    return Field("a value", lambda value: value, required)


#: A field that only answers have.
ANSWERED = Field("any value", ignored=True)


def _read_number(value: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value):
        raise ValueError(value)
    return cast("float", value)


def _read_whole(value: Any) -> int:
    whole = int(_read_number(value))
    if abs(whole) >= _LARGEST:
        raise ValueError(value)
    return whole


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 - all readers raise the same
    return value


def _read_account(value: Any) -> str:
    is_text = isinstance(value, str) or type(value) is int
    if not is_text or not re.fullmatch(r"[0-9]{4}(:[0-9]{5})?", str(value)):
        raise ValueError(value)
    return str(value)


def _read_currency(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise ValueError(value)
    return value


def _read_code(value: Any) -> int:
    if not re.fullmatch("[0-9]{1,4}", str(value)) or isinstance(value, bool):
        raise ValueError(value)
    return int(value)


def checked_date(value: Any) -> str:
    """Return a date such as 2021-01-31. Raise ValueError for any other value.

    `date.fromisoformat` alone would accept 20210131 and 2021-W05-3.
    """
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError(value)
    return date.fromisoformat(value).isoformat()


# --- checking ------------------------------------------------------------------------------------


def checked(body: Any, shape: Shape) -> Json:
    """Return the fields of a body that have a value, in the types of the books.

    Raises:
        Refusal: 400 with all problems, if a field is missing, unknown or has a wrong value.
    """
    problems: list[str] = []
    fields = _object(body, shape, "", problems)
    if problems:
        raise refuse(400, *problems)
    return fields


def _object(body: Any, shape: Shape, path: str, problems: list[str]) -> Json:
    if not isinstance(body, dict):
        problems.append(f"{_quoted(path) or 'The body'} must be an object")
        return {}
    sent = {name: value for name, value in cast("Json", body).items() if value is not None}
    fields: Json = {}
    problems += _missing(sent, shape, path)
    for name, value in sent.items():
        field = shape.get(name)
        if field is None and name not in _HAL:
            problems.append(f"{_quoted(path + name)} is not a known field")
        elif field is not None and not field.ignored:
            fields[name] = _value(value, field, path + name, problems)
    return fields


def _missing(sent: Json, shape: Shape, path: str) -> Iterator[str]:
    for name, field in shape.items():
        if field.required and name not in sent:
            yield f"{_quoted(path + name)} is missing"


def _value(value: Any, field: Field, path: str, problems: list[str]) -> Any:
    if field.shape is not None and not field.many:
        return _object(value, field.shape, f"{path}.", problems)
    if field.shape is not None and isinstance(value, list) and value:
        items = cast("Sequence[Any]", value)
        return [
            _object(item, field.shape, f"{path}[{index}].", problems)
            for index, item in enumerate(items)
        ]
    with suppress(ValueError):
        if field.read is not None:
            return field.read(value)
    shown = str(cast("object", value))[:_LONGEST_VALUE]
    problems.append(f"{_quoted(path)} must be {field.kind}, not {shown}")
    return None


def _quoted(path: str) -> str:
    return f"'{path.rstrip('.')}'" if path else ""
