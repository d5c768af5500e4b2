"""Dates, under names that a field called `date` does not shadow."""

import datetime
from typing import Any, ClassVar

Date = datetime.date
"""A day. A `datetime` is refused: dates in Fiken have no time."""

DateTime = datetime.datetime
"""A moment, with a time zone."""


def _itself(cls: type, name: str) -> Any:
    """Return the class of `datetime` itself, also where a fake class stands in its place."""
    return next(c for c in cls.__mro__ if (c.__module__, c.__name__) == ("datetime", name))


class Real:
    """The classes of `datetime` themselves, never the fakes of a frozen clock.

    Libraries that freeze the clock replace these classes in every module that holds one by name.
    They do not look into classes, so what stands here is never replaced.
    """

    date: ClassVar[type[Date]] = _itself(datetime.date, "date")
    datetime: ClassVar[type[DateTime]] = _itself(datetime.datetime, "datetime")


def real_class(cls: Any) -> Any:
    """Return the class of `datetime` that `cls` is or inherits from; any other value unchanged."""
    if not isinstance(cls, type):
        return cls
    bases: tuple[Any, ...] = cls.__mro__
    reals = (Real.datetime, Real.date)  # in this order: a datetime is a date too
    return next((real for real in reals if real in bases), bases[0])


def real_date(value: Any) -> Any:
    """Return a plain date for one of a subclass, and any other value unchanged.

    A frozen clock makes dates of a subclass. A model that held one could not be unpickled where the
    library of that class is missing.
    """
    if type(value) is Real.date or not is_date(value):
        return value
    return Real.date(value.year, value.month, value.day)


def real_datetime(value: Any) -> Any:
    """Return a plain datetime for one of a subclass, and any other value unchanged."""
    if type(value) is Real.datetime or not isinstance(value, Real.datetime):
        return value
    day = (value.year, value.month, value.day)
    time = (value.hour, value.minute, value.second, value.microsecond)
    return Real.datetime(*day, *time, tzinfo=value.tzinfo, fold=value.fold)


def real_value(value: Any) -> Any:
    """Return a plain date or datetime for one of a subclass, and any other value unchanged."""
    return real_datetime(real_date(value))


def is_date(value: object) -> bool:
    """Return whether the value is a date and not a datetime. To `isinstance`, both are dates."""
    return isinstance(value, Real.date) and not isinstance(value, Real.datetime)
