"""Periods of reports: years, quarters, VAT terms, months, or from one day to another."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

import attrs

from fiken.errors import InvalidAttributeError
from fiken.types import Date, rule_of
from fiken.types.dates import real_date

_ANY_DATE: Final = rule_of(Date)


def as_day(where: str, name: str, value: date) -> date:
    """Return a day as a plain date.

    Args:
        where: The function or class that got the value, for the error message.
        name: The name of the argument.
        value: The value that was given.

    Raises:
        InvalidAttributeError: The value is not a date, or in the year 1.
    """
    day: date = real_date(_ANY_DATE.converted(where, name, value))
    if day.year == 1:  # there is no year before it, whose balances would be asked for
        raise InvalidAttributeError(where, name, value, "a day after the year 1")
    return day


def _start(value: date) -> date:
    return as_day("Period", "start", value)


def _end(value: date) -> date:
    return as_day("Period", "end", value)


@attrs.frozen
class Period:
    """A period of a report, from the day `start` to the day `end`. Both days belong to it.

    >>> Period.parse("2026-T3")
    Period(start=datetime.date(2026, 5, 1), end=datetime.date(2026, 6, 30))

    Raises:
        InvalidAttributeError: A value is not a date, or `end` is before `start`.
    """

    start: date = attrs.field(converter=_start)
    end: date = attrs.field(converter=_end)

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            rule = f"{self.start} or a later day"
            raise InvalidAttributeError("Period", "end", self.end, rule, "the end is before start")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Return the period that a text names.

        Args:
            text: A year (``2026``), a month (``2026-06``), a quarter (``2026-Q2``), a Norwegian VAT
                term of two months (``2026-T3`` is May and June), a day (``2026-06-15``), or two
                days with two points between them (``2026-01-01..2026-06-15``).

        Raises:
            InvalidAttributeError: The text names no period.
        """
        first, points, last = str(text).strip().partition("..")
        try:
            if points:
                return cls(_day(first), _day(last))
            return cls(*_named(first))
        except InvalidAttributeError:
            raise
        except (ValueError, TypeError):
            raise InvalidAttributeError("Period.parse", "period", text, _RULE, _EXAMPLES) from None

    @property
    def before(self) -> date:
        """The day before the period."""
        return self.start - timedelta(days=1)

    @property
    def before_year(self) -> date:
        """The last day of the year before that in which the period begins."""
        return date(self.start.year - 1, 12, 31)

    def __str__(self) -> str:
        return f"{self.start} .. {self.end}"


def as_period(value: "Period | str") -> Period:
    """Return a period that was given as such, or as text.

    Raises:
        InvalidAttributeError: The text names no period.
    """
    return value if isinstance(value, Period) else Period.parse(value)


_RULE = "a year, a month, a quarter, a VAT term, a day or two days"
_EXAMPLES = "write 2026, 2026-06, 2026-Q2, 2026-T3 (May and June) or 2026-01-01..2026-06-15"
#: A day. `date.fromisoformat` also takes 2026-W05, a week, for its Monday.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPAN = re.compile(r"(?P<year>[0-9]{4})(-(?P<kind>[QTqt]?)(?P<number>[0-9]{1,2}))?")
#: The number of months in a quarter, a VAT term and a month.
_MONTHS = {"Q": 3, "T": 2, "": 1}


def _day(text: str) -> date:
    """Return the day that a text names.

    Raises:
        ValueError: It names none.
    """
    if _DAY.fullmatch(text) is None:
        raise ValueError
    return date.fromisoformat(text)


def _named(text: str) -> tuple[date, date]:
    """Return the first and the last day of a year, quarter, VAT term, month or day.

    Raises:
        ValueError: The text names none.
    """
    span = _SPAN.fullmatch(text)
    if span is None:
        day = _day(text)
        return day, day
    year = int(span["year"])
    if span["number"] is None:
        return date(year, 1, 1), date(year, 12, 31)
    months = _MONTHS[span["kind"].upper()]
    last = int(span["number"]) * months
    return date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1])
