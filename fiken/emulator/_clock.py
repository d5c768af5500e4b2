"""The emulator's clocks: the present of its books, and the seconds of its log.

Tests freeze clocks. freezegun replaces the classes of `datetime` and the functions of `time` in
every module and restores them later, so nothing here keeps a reference to one of them.
"""

import datetime
import time
from collections.abc import Callable
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: A function that returns the present: an aware datetime; or a naive one or a date, which are
#: Norwegian.
Clock: TypeAlias = Callable[[], datetime.date]


@cache
def norway() -> ZoneInfo:
    """Return the time zone of the days in Fiken's books."""
    try:
        return ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError as error:
        raise RuntimeError(
            "this machine has no time zones, and the emulator needs Europe/Oslo: pip install tzdata"
        ) from error


def machine_clock() -> datetime.datetime:
    """Return the present of the machine; in a test that freezes the clock, the frozen one."""
    # Not datetime.now(UTC): freezegun adds its tz_offset to that, which is another moment.
    return datetime.datetime.fromtimestamp(time.time(), norway())


def norwegian(present: object) -> datetime.datetime:
    """Return the value of a clock in Norwegian time; a date becomes its noon.

    Raises:
        TypeError: it is not a date or a datetime.
        ValueError: it is too close to the first or the last year of Python.
    """
    if not isinstance(present, datetime.date):
        raise TypeError(f"a clock returns a datetime or a date, not {present!r}")
    if not isinstance(present, datetime.datetime):
        present = datetime.datetime(present.year, present.month, present.day, 12)  # noqa: DTZ001
    if present.utcoffset() is None:
        return present.replace(tzinfo=norway())
    try:
        return present.astimezone(norway())
    except OverflowError as error:
        raise ValueError(f"a clock cannot be at {present}") from error


def seconds() -> float:
    """Return the seconds of a monotonic clock that no test freezes."""
    if hasattr(time, "CLOCK_MONOTONIC"):
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()  # Windows has no other
