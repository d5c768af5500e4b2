"""The emulator's clocks: the moment that its books see, and the seconds that its log counts.

Tests freeze clocks. freezegun replaces the classes of `datetime` and the functions of `time` in
every module, and puts them back later, so nothing here keeps one of them.
"""

import datetime
import time
from collections.abc import Callable
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: What returns the present: an aware moment; or a naive one or a date, which are Norwegian.
Clock: TypeAlias = Callable[[], datetime.date]


@cache
def norway() -> ZoneInfo:
    """Return the time zone whose days Fiken's books have."""
    try:
        return ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError as error:
        raise RuntimeError(
            "this machine has no time zones, and the emulator needs Europe/Oslo: pip install tzdata"
        ) from error


def machine_clock() -> datetime.datetime:
    """Return the machine's moment, or the frozen one of a test, as freezegun and others mean it."""
    # Not datetime.now(UTC): freezegun adds its tz_offset to that, which makes it another moment.
    return datetime.datetime.fromtimestamp(time.time(), norway())


def norwegian(present: object) -> datetime.datetime:
    """Return what a clock returned as a moment in Norwegian time; a date becomes its noon.

    Raises:
        TypeError: it is not a date or a datetime.
    """
    if not isinstance(present, datetime.date):
        raise TypeError(f"a clock returns a datetime or a date, not {present!r}")
    if not isinstance(present, datetime.datetime):
        present = datetime.datetime(present.year, present.month, present.day, 12)  # noqa: DTZ001
    if present.utcoffset() is None:
        return present.replace(tzinfo=norway())
    return present.astimezone(norway())


def seconds() -> float:
    """Return the seconds of a monotonic clock that no test freezes."""
    if hasattr(time, "CLOCK_MONOTONIC"):
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()  # Windows has no other
