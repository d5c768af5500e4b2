"""The time between two invoices of a recurring invoice (repeterende faktura)."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Frequency(Model):
    """The time between two invoices of a recurring invoice.

    Every second week is ``Frequency(interval=2, interval_unit=IntervalUnit.WEEK)``.
    """

    interval: t.Int32
    """The number of units between two invoices: at least 1."""
    interval_unit: t.IntervalUnit
    """Days, weeks or months."""
