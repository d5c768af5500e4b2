"""The time between two invoices, which recurring invoices and their drafts have."""

from typing import Annotated

from fiken import types as t
from fiken.models._base import Model, model

_LARGEST = 2**31 - 1


def _is_number(value: object) -> bool:
    return type(value) is int and 1 <= value <= _LARGEST


@model
class Frequency(Model):
    """The time between two invoices of a recurring invoice.

    Every second week is ``Frequency(interval=2, interval_unit=IntervalUnit.WEEK)``.
    """

    interval: Annotated[int, t.Rule(f"a whole number from 1 to {_LARGEST}", _is_number)]
    """The number of units between two invoices: at least 1."""
    interval_unit: t.IntervalUnit
    """Days, weeks or months."""
