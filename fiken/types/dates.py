"""Dates, under names that a field called `date` does not shadow."""

import datetime

#: A day. A `datetime` is refused: Fiken's dates have no time.
Date = datetime.date

#: A moment, with a time zone.
DateTime = datetime.datetime
