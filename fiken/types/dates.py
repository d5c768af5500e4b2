"""The types `Date` and `DateTime` for annotations, and conversions of fake dates to real ones.

In a model with a field named `date`, an annotation cannot name the class `date`: it would mean the
field.
"""

import datetime
from typing import Any, ClassVar

Date = datetime.date
"""A day. A `datetime` is refused: dates in Fiken have no time."""

DateTime = datetime.datetime
"""A moment, with a time zone."""


def _itself(cls: type, name: str) -> Any:
    """Return the real class that is called `name`, "date" or "datetime", from the bases of `cls`.

    `cls` may be a fake subclass, if a library that freezes the clock has replaced the real class.
    """
    return next(c for c in cls.__mro__ if (c.__module__, c.__name__) == ("datetime", name))


class Real:
    """The real classes `date` and `datetime`, even in a test that freezes the clock.

    Libraries that freeze the clock, such as freezegun, replace both classes in all modules by fake
    subclasses. They do not replace `Real.date` and `Real.datetime`.
    """

    date: ClassVar[type[Date]] = _itself(datetime.date, "date")
    datetime: ClassVar[type[DateTime]] = _itself(datetime.datetime, "datetime")


def real_class(cls: Any) -> Any:
    """Return the real class `date` or `datetime` for a fake subclass of it.

    Libraries that freeze the clock in tests use such subclasses. Any other value is returned
    unchanged.
    """
    if not isinstance(cls, type):
        return cls
    bases: tuple[Any, ...] = cls.__mro__
    reals = (Real.datetime, Real.date)  # in this order: a datetime is a date too
    return next((real for real in reals if real in bases), bases[0])


def real_date(value: Any) -> Any:
    """Return a plain `date` for an object of a fake subclass of `date`.

    Libraries that freeze the clock in tests create such objects. A pickled model with such an
    object could not be loaded without that library. Any other value is returned unchanged.
    """
    if type(value) is Real.date or not is_date(value):
        return value
    return Real.date(value.year, value.month, value.day)


def real_datetime(value: Any) -> Any:
    """Return a plain `datetime` for an object of a fake subclass of `datetime`.

    Libraries that freeze the clock in tests create such objects. Any other value is returned
    unchanged.
    """
    if type(value) is Real.datetime or not isinstance(value, Real.datetime):
        return value
    day = (value.year, value.month, value.day)
    time = (value.hour, value.minute, value.second, value.microsecond)
    return Real.datetime(*day, *time, tzinfo=value.tzinfo, fold=value.fold)


def real_value(value: Any) -> Any:
    """Return a plain `date` or `datetime` for an object of a fake subclass.

    Libraries that freeze the clock in tests create such objects. Any other value is returned
    unchanged.
    """
    return real_datetime(real_date(value))


def is_date(value: object) -> bool:
    """Return whether the value is a date, but not a datetime.

    `isinstance(value, date)` is True for both, because `datetime` is a subclass of `date`.
    """
    return isinstance(value, Real.date) and not isinstance(value, Real.datetime)


def today() -> Date:
    """Return the current day in Norway, where Fiken's days begin and end.

    A test that freezes the clock gets the frozen day. If the machine has no time zones (Windows
    without the package tzdata), the result is the day of the machine.

    Observed: docs/observed.md#15-companies-and-operation
    """
    # A lazy import, because it would slow down every import of fiken.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415

    now = datetime.datetime.now(datetime.UTC)
    try:
        moment = now.astimezone(ZoneInfo("Europe/Oslo"))
    except ZoneInfoNotFoundError:
        moment = now.astimezone()
    return Real.date(moment.year, moment.month, moment.day)
