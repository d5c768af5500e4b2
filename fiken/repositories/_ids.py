"""Checking ids, and reading the id of a model."""

import re
from typing import Any, cast

from fiken.errors import InvalidAttributeError
from fiken.mappers._base import Mapper
from fiken.models._base import Model, original_of
from fiken.models._fields import hints_of, key_of
from fiken.types import can_be_sent

# Bounded before it is converted: Python refuses to make a number of 5,000 digits.
_DIGITS = re.compile("[0-9]{1,19}", re.ASCII)
_LARGEST = 2**63 - 1


def id_of(mapper: Mapper[Any], what: object) -> int | str:
    """Return the id of an entity. `what` is this id, such as 42 or "1920", or a saved model.

    Raises:
        InvalidAttributeError: `what` is neither an id nor a saved model of the mapper's class.
    """
    model: type[Model] = mapper.model
    key = cast("str", mapper.key)
    value = what
    if isinstance(what, model):  # its key as it was loaded, unless it was changed since
        value = getattr(what, key)
        value = value if value == getattr(original_of(what), key) else None
    numeric = has_number(mapper)
    if (_is_number if numeric else _is_code)(value):
        return cast("int | str", value)
    kind = "an id (a positive integer)" if numeric else "a text that is not empty"
    rule = f"{kind} or a saved {model.__name__}"
    raise InvalidAttributeError(
        model.__name__, key, what, rule, _remedy(what, model, numeric=numeric)
    )


def has_number(mapper: Mapper[Any]) -> bool:
    """Return whether the mapper's entities have a number as their id, and not a string."""
    return hints_of(mapper.model)[cast("str", mapper.key)].value_type is int


def number_in(text: str) -> int | None:
    """Parse an id, such as ``"42"``. Return None if it is not an integer from 1 to 2**63 - 1."""
    number = int(text) if _DIGITS.fullmatch(text) else 0
    return number if _is_number(number) else None


def _is_number(value: object) -> bool:
    return type(value) is int and 1 <= value <= _LARGEST


def _is_code(value: object) -> bool:
    return isinstance(value, str) and value.strip(" .") != "" and can_be_sent(value)


def _remedy(what: object, cls: type[Model], *, numeric: bool) -> str:
    """Return a hint for the error about a wrong id, such as ``write "1920"``; may be empty."""
    if isinstance(what, cls):
        if what.is_new:
            return f"this {cls.__name__} was not saved yet"
        changed = key_of(cls) in what.changes
        return "its key was changed here" if changed else "Fiken sent it without this field"
    if numeric:
        return f"write {what}" if isinstance(what, str) and _DIGITS.fullmatch(what) else ""
    # Bounded, because Python refuses to make text of a number of 5,000 digits.
    return f'write "{what}"' if type(what) is int and abs(what) <= _LARGEST else ""
