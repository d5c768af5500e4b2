"""Dates, under names that a field called `date` does not shadow."""

import datetime
from typing import Any, ClassVar

#: A day. A `datetime` is refused: Fiken's dates have no time.
Date = datetime.date

#: A moment, with a time zone.
DateTime = datetime.datetime


def _itself(cls: type, name: str) -> Any:
    """Return the class of `datetime` itself, also where a fake stands in its place."""
    return next(c for c in cls.__mro__ if (c.__module__, c.__name__) == ("datetime", name))


class Real:
    """The classes of `datetime` themselves.

    Libraries that freeze the clock put their own classes into every module that holds one of these
    by name. They do not look into classes: what stands here is never replaced.
    """

    date: ClassVar[type[Date]] = _itself(datetime.date, "date")
    datetime: ClassVar[type[DateTime]] = _itself(datetime.datetime, "datetime")


def real_class(cls: Any) -> Any:
    """Return the class of `datetime` that `cls` is or stands in for; any other as it is."""
    if not isinstance(cls, type):
        return cls
    bases: tuple[Any, ...] = cls.__mro__
    reals = (Real.datetime, Real.date)  # in this order: a datetime is a date too
    return next((real for real in reals if real in bases), bases[0])


def real_date(value: Any) -> Any:
    """Return a plain date for one of a subclass, such as a frozen clock makes; others as they are.

    A model that held a subclass could not be unpickled where the library of that class is missing.
    """
    if type(value) is Real.date or not is_date(value):
        return value
    return Real.date(value.year, value.month, value.day)


def real_datetime(value: Any) -> Any:
    """Return a plain datetime for one of a subclass; anything else as it is."""
    if type(value) is Real.datetime or not isinstance(value, Real.datetime):
        return value
    day = (value.year, value.month, value.day)
    time = (value.hour, value.minute, value.second, value.microsecond)
    return Real.datetime(*day, *time, tzinfo=value.tzinfo, fold=value.fold)


def real_value(value: Any) -> Any:
    """Return a plain date or datetime for one of a subclass; any other value as it is."""
    return real_datetime(real_date(value))


def is_date(value: object) -> bool:
    """Return whether this is a date, and not a datetime, which is a date too to `isinstance`."""
    return isinstance(value, Real.date) and not isinstance(value, Real.datetime)
