"""Days and periods as a person types them."""

import re
from datetime import date

import click

from fiken.reports import Period
from fiken.types.dates import today

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_NORWEGIAN = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")


def day_of(text: str) -> date:
    """Return the day that a text names: 2026-06-15, or 15.06.2026.

    Raises:
        BadParameter: The text names no day.
    """
    problem = f"{text!r} is not a day: write 2026-06-15 or 15.06.2026"
    written = _ISO.fullmatch(text.strip()) or _NORWEGIAN.fullmatch(text.strip())
    if written is None:  # date.fromisoformat would take 2026-W05, a week, for its Monday
        raise click.BadParameter(problem)
    try:
        return date(int(written["year"]), int(written["month"]), int(written["day"]))
    except ValueError:
        raise click.BadParameter(problem) from None


def span_of(period: str | None, last: date | None) -> Period:
    """Return the period of a report.

    Args:
        period: The text of a period; None if only its last day was given, or nothing.
        last: The last day of a period that begins with its year; None if there is none.

    Raises:
        UsageError: Both are given.
        InvalidAttributeError: The text names no period.
    """
    if period is not None and last is not None:
        raise click.UsageError("--period and --date exclude each other: give one of them")
    if period is not None:
        return Period.parse(period)
    if last is not None:
        return Period(last.replace(month=1, day=1), last)
    return Period.parse(str(today().year))
