"""The rules for fields that are annotated with a plain Python type, such as ``int`` or ``date``.

They are stricter than `isinstance`, which accepts True as an int and a datetime as a date.
"""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, get_args
from uuid import UUID

from fiken.types._marks import KEY
from fiken.types._rule import Rule, can_be_sent
from fiken.types.dates import Real, is_date, real_date, real_datetime

_TOO_LONG = 10**20  # no number that people use as text is longer


def _whole_number(bits: int) -> Rule:
    limit = 2 ** (bits - 1)

    def holds(value: object) -> bool:
        return type(value) is int and -limit <= value < limit

    def hint(value: object) -> str:
        if isinstance(value, str) and value.isascii() and value.isdecimal() and holds(int(value)):
            return f"write {int(value)}"
        fields = getattr(type(value), "__attrs_attrs__", ())
        ids = [field.name for field in fields if _is_id(field.type)]
        return f"give its {ids[0]}" if ids else ""  # the value is a model instead of its id

    return Rule(f"a whole number of at most {bits} bits", holds, hint)


def _is_id(annotation: Any) -> bool:
    """Return whether an annotation is `Identity[int]`, as for the id field `contact_id`."""
    inner, *marks = get_args(annotation) or (annotation,)
    return inner is int and KEY in marks


def _text(value: object) -> bool:
    return isinstance(value, str) and can_be_sent(value)


def _text_hint(value: object) -> str:
    if isinstance(value, UUID):
        return "take its str()"
    number = type(value) is int and abs(value) < _TOO_LONG
    return f'write "{value}"' if number else ""


def _aware(value: object) -> bool:
    return isinstance(value, Real.datetime) and value.utcoffset() is not None


def _flag(value: object) -> bool:
    return type(value) is bool


def _decimal(value: object) -> bool:
    return isinstance(value, Decimal)


def _day_hint(value: object) -> str:
    if isinstance(value, Real.datetime):
        return _norwegian_day_hint(value) or "take its .date()"
    example = 'write a date, such as date.fromisoformat("2026-01-31")'
    return example if isinstance(value, str) else ""


def _moment_hint(value: object) -> str:
    """Return advice for a value that is not a moment, such as a date or a naive datetime."""
    if isinstance(value, Real.datetime):
        return 'add one, .replace(tzinfo=ZoneInfo("Europe/Oslo")) if it is Norwegian time'
    if isinstance(value, Real.date):
        day = f"{value.year}, {value.month}, {value.day}"
        return f'write datetime({day}, tzinfo=ZoneInfo("Europe/Oslo")) for its first moment'
    example = 'write a datetime, such as datetime.fromisoformat("2026-01-31T00:00:00+01:00")'
    return example if isinstance(value, str) else ""


def _norwegian_day_hint(moment: Any) -> str:
    """Return advice for a datetime where a date is needed: take the date in Norwegian time.

    Just after midnight in Norway, the date in UTC is still the day before. For a datetime without a
    time zone, the advice is an empty string.
    """
    day = ""
    # There may be no data on time zones (Windows without the package tzdata), and a datetime at
    # the end of the calendar or of another library (NaT of pandas) raises errors of its own.
    with suppress(Exception):
        if moment.utcoffset() is None:
            return ""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - it would slow down every import of fiken

        day = f": {moment.astimezone(ZoneInfo('Europe/Oslo')).date().isoformat()}"
    return f'take its Norwegian day, .astimezone(ZoneInfo("Europe/Oslo")).date(){day}'


EXACT: Mapping[Any, Rule] = MappingProxyType(
    {
        int: _whole_number(64),
        str: Rule("text", _text, _text_hint),
        bool: Rule("True or False", _flag),
        Real.date: Rule("a date", is_date, _day_hint, real_date),
        Real.datetime: Rule("a datetime with a time zone", _aware, _moment_hint, real_datetime),
        Decimal: Rule("a Decimal", _decimal),
    }
)
"""The rules for plain Python types, by type."""

Int32 = Annotated[int, _whole_number(32)]
"""A whole number of at most 32 bits, such as a number of days."""
