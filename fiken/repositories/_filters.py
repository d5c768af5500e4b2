"""The filters of lists: checking them, and writing them as the query of a request.

The filters of a list are declared as a `TypedDict`, with Fiken's names in snake_case.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NotRequired, Required, TypedDict, get_args, get_origin, get_type_hints

from fiken import types as t
from fiken._messages import short_repr, suggestion
from fiken.errors import InvalidAttributeError
from fiken.mappers._fields import camel
from fiken.types import cached, rule_of


class LastModified(TypedDict, total=False):
    """Filters for a list, by the day on which the entities were last changed.

    For example, ``last_modified_ge=date(2026, 6, 15)`` finds those changed on 15 June 2026 or
    later. The endings mean: ``_le`` on or before the day, ``_lt`` before the day, ``_ge`` on or
    after the day, ``_gt`` after the day. Without an ending: on the day.
    """

    last_modified: t.Date
    last_modified_le: t.Date
    last_modified_lt: t.Date
    last_modified_ge: t.Date
    last_modified_gt: t.Date


class Dated(TypedDict, total=False):
    """Filters for a list, by the date of the sale, purchase or journal entry.

    For example, ``date_ge=date(2026, 6, 15)`` finds those dated 15 June 2026 or later. The endings
    mean: ``_le`` on or before the day, ``_lt`` before the day, ``_ge`` on or after the day, ``_gt``
    after the day. Without an ending: on the day.
    """

    date: t.Date
    date_le: t.Date
    date_lt: t.Date
    date_ge: t.Date
    date_gt: t.Date


class Settled(TypedDict, total=False):
    """Filters for a list, by the day on which the purchase was settled.

    For example, ``settled_date_ge=date(2026, 6, 15)`` finds those settled on 15 June 2026 or later.
    The endings mean: ``_le`` on or before the day, ``_lt`` before the day, ``_ge`` on or after the
    day, ``_gt`` after the day. Without an ending: on the day.
    """

    settled_date: t.Date
    settled_date_le: t.Date
    settled_date_lt: t.Date
    settled_date_ge: t.Date
    settled_date_gt: t.Date


class Created(TypedDict, total=False):
    """Filters for a list, by the day on which the entities were created in Fiken.

    For example, ``created_date_ge=date(2026, 6, 15)`` finds those created on 15 June 2026 or later.
    The endings mean: ``_le`` on or before the day, ``_lt`` before the day, ``_ge`` on or after the
    day, ``_gt`` after the day. Without an ending: on the day.
    """

    created_date: t.Date
    created_date_le: t.Date
    created_date_lt: t.Date
    created_date_ge: t.Date
    created_date_gt: t.Date


class Issued(TypedDict, total=False):
    """Filters by the day on which the document was issued.

    ``_le`` means on or before the given day, ``_lt`` before, ``_ge`` on or after, ``_gt`` after.
    """

    issue_date: t.Date
    issue_date_le: t.Date
    issue_date_lt: t.Date
    issue_date_ge: t.Date
    issue_date_gt: t.Date


class Due(TypedDict, total=False):
    """Filters by the due date.

    ``_le`` means on or before the given day, ``_lt`` before, ``_ge`` on or after, ``_gt`` after.
    """

    due_date: t.Date
    due_date_le: t.Date
    due_date_lt: t.Date
    due_date_ge: t.Date
    due_date_gt: t.Date


def query_of(filters: type, given: Mapping[str, Any], method: str) -> dict[str, str]:
    """Check the filters of a caller, and return them as the query parameters of a request.

    For example, ``{"date_le": date(2026, 6, 15)}`` becomes ``{"dateLe": "2026-06-15"}``.

    Args:
        filters: The `TypedDict` class that declares all filters of the list.
        given: The filters that the caller gave.
        method: The method that the caller called, for error messages: ``ContactRepository.all``.

    Raises:
        TypeError: A filter does not exist, or a required filter is missing. Fiken would ignore an
            unknown filter and return everything.
        InvalidAttributeError: A value has a wrong type, or is None or an empty string. Fiken would
            ignore an empty filter and return everything.
    """
    hints = _hints(filters)
    for name in given:
        if name not in hints:
            raise TypeError(_unknown(method, name, list(hints)))
    required: frozenset[str] = getattr(filters, "__required_keys__", frozenset())
    for name in required:
        if name not in given:
            raise TypeError(f"{method} must be given {name}=")
        if given[name] is None:
            raise InvalidAttributeError(method, name, None, "a value, since it is required")
    return {
        camel(name): _checked(method, name, hints[name], value) for name, value in given.items()
    }


@cached
def _hints(filters: type) -> dict[str, Any]:
    hints = get_type_hints(filters, include_extras=True)
    # Required and NotRequired are about the key, and not about the value.
    wrapped = (Required, NotRequired)
    return {n: get_args(h)[0] if get_origin(h) in wrapped else h for n, h in hints.items()}


def _unknown(method: str, name: str, valid: list[str]) -> str:
    takes = f"takes {', '.join(sorted(valid)) or 'none'}"
    meant = suggestion(name, valid, "")
    remedy = f"{meant} It {takes}" if meant else f"it {takes}"
    return f"{method} has no filter {short_repr(name)}: {remedy}"


def _checked(method: str, name: str, hint: Any, value: Any) -> str:
    if value is None or value == "":
        raise InvalidAttributeError(method, name, value, "a value to look for", _LEAVE_OUT)
    return text_of(rule_of(hint).converted(method, name, value))


_LEAVE_OUT = "leave the filter out to get everything"


def text_of(value: Any) -> str:
    """Return a value as text for a query parameter: ``true``, or ``2026-06-15`` for a date."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, t.Real.date) else str(value)
