"""Filters: typed, named as Fiken names them, and never left out by mistake."""

from collections.abc import Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Any, NotRequired, Required, TypedDict, get_args, get_origin, get_type_hints

from fiken import types as t
from fiken._messages import short_repr
from fiken.errors import InvalidAttributeError
from fiken.mappers._fields import camel
from fiken.types import cached, rule_of


class LastModified(TypedDict, total=False):
    """By the day of the last change: on it, or not after, before, not before, after it."""

    last_modified: t.Date
    last_modified_le: t.Date
    last_modified_lt: t.Date
    last_modified_ge: t.Date
    last_modified_gt: t.Date


class Dated(TypedDict, total=False):
    """By the date: on it, or not after, before, not before, after it."""

    date: t.Date
    date_le: t.Date
    date_lt: t.Date
    date_ge: t.Date
    date_gt: t.Date


class Settled(TypedDict, total=False):
    """By the day of settlement: on it, or not after, before, not before, after it."""

    settled_date: t.Date
    settled_date_le: t.Date
    settled_date_lt: t.Date
    settled_date_ge: t.Date
    settled_date_gt: t.Date


class Created(TypedDict, total=False):
    """By the day of creation: on it, or not after, before, not before, after it."""

    created_date: t.Date
    created_date_le: t.Date
    created_date_lt: t.Date
    created_date_ge: t.Date
    created_date_gt: t.Date


def query_of(filters: type, given: Mapping[str, Any], says: str) -> dict[str, str]:
    """Give the query of these filters.

    Raises:
        TypeError: A name is unknown (Fiken would ignore it and return everything), or a filter
            that must be given is missing.
        InvalidAttributeError: A value is of another type, None or an empty text: it would be left
            out, or may be ignored, and everything would be returned.
    """
    hints = _hints(filters)
    for name in given:
        if name not in hints:
            raise TypeError(_unknown(says, name, list(hints)))
    required: frozenset[str] = getattr(filters, "__required_keys__", frozenset())
    for name in required:
        if name not in given:
            raise TypeError(f"{says} must be given {name}=")
        if given[name] is None:
            raise InvalidAttributeError(says, name, None, "a value: it must be given")
    return {camel(name): _checked(says, name, hints[name], value) for name, value in given.items()}


@cached
def _hints(filters: type) -> dict[str, Any]:
    hints = get_type_hints(filters, include_extras=True)
    # Required and NotRequired say something of the key, and nothing of the value.
    wrapped = (Required, NotRequired)
    return {n: get_args(h)[0] if get_origin(h) in wrapped else h for n, h in hints.items()}


def _unknown(says: str, name: str, valid: list[str]) -> str:
    meant = get_close_matches(name, valid, 1)
    remedy = f"did you mean {meant[0]}? " if meant else ""
    known = f"It takes {', '.join(sorted(valid))}" if valid else "it takes none"
    return f"{says} has no filter {short_repr(name)}: {remedy}{known}"


def _checked(says: str, name: str, hint: Any, value: Any) -> str:
    if value is None or value == "":
        raise InvalidAttributeError(says, name, value, "a value to look for", _LEAVE_OUT)
    return text_of(rule_of(hint).converted(says, name, value))


_LEAVE_OUT = "leave the filter out to get everything"


def text_of(value: Any) -> str:
    """Give a value as it stands in a query."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, t.Real.date) else str(value)
