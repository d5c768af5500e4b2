"""The clocks of the emulator: the current time of its books, and the seconds in its log.

Tests freeze time with freezegun, which replaces `datetime.datetime`, `time.time` and others in
every module and restores them later. Therefore this module looks them up at each call.
"""

import datetime
import time
from collections.abc import Callable
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: A function that returns the current time as a datetime or a date. A date and a datetime without
#: a time zone are Norwegian.
Clock: TypeAlias = Callable[[], datetime.date]


@cache
def norway() -> ZoneInfo:
    """Return the time zone Europe/Oslo, because Fiken's dates are Norwegian.

    Raises:
        RuntimeError: this machine has no data about time zones.
    """
    try:
        return ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError as error:
        raise RuntimeError(
            "this machine has no time zones, and the emulator needs Europe/Oslo: pip install tzdata"
        ) from error


def machine_clock() -> datetime.datetime:
    """Return the current time of the machine, as Norwegian time.

    In a test that freezes time, this is the frozen time.
    """
    # Not datetime.now(UTC): freezegun adds its tz_offset to that, which is another moment.
    return datetime.datetime.fromtimestamp(time.time(), norway())


def norwegian(present: object) -> datetime.datetime:
    """Convert the result of a clock (a function of the user) to a datetime in Norwegian time.

    A date becomes noon of that day. A datetime without a time zone is taken as Norwegian time.

    Raises:
        TypeError: the value is not a date or a datetime.
        ValueError: the Norwegian time would be before year 1 or after year 9999.
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


class Dial:
    """The clock of an emulator, which can be replaced by another one, and moved.

    Args:
        clock: the first clock. None uses the clock of the machine.
    """

    def __init__(self, clock: Clock | None) -> None:
        self._first = clock
        self.turn(None)

    def __call__(self) -> datetime.date:
        """Return the current time, as `clock` returns it, or in Norway if it was moved."""
        clock, shift = self._shown
        present = machine_clock() if clock is None else clock()
        return norwegian(present) + shift if shift else present

    def now(self) -> datetime.datetime:
        """Return the current time in Norway."""
        return norwegian(self())

    def turn(self, clock: Clock | None) -> None:
        """Use another clock, or the first one again if `clock` is None. It is not moved."""
        self._shown = clock or self._first, datetime.timedelta(0)

    def move(self, shift: datetime.timedelta) -> None:
        """Move the clock by days of the calendar, hours and so on. The moves add up."""
        clock, before = self._shown
        self._shown = clock, before + shift


def seconds() -> float:
    """Return the seconds of a clock that only moves forward, even in a test that freezes time."""
    if hasattr(time, "CLOCK_MONOTONIC"):
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()  # Windows has no CLOCK_MONOTONIC
