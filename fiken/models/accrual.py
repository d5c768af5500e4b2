"""Accruals (periodisering): the net amount of one line, spread over months."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model


@model
class Accrual(Model):
    """An accrual (periodisering): it spreads the net amount of one line evenly over months.

    The line belongs to a sale or a purchase. An accrual cannot be changed. To correct an accrual,
    delete it and create a new accrual.
    """

    accrual_id: t.Identity[int] = t.UNSET
    line_id: int = t.UNSET
    """The `line_id` of a line of the sale or purchase, as loaded from Fiken."""
    account: t.AccountCode = t.UNSET
    """The balance account that holds the amount until its month.

    For sales 1530 or 2965. For purchases 1397, 1700, 1710, 1742, 1743, 1744, 1749 or 2961.
    """
    start_date: t.Date = t.UNSET
    """A day in the first month. Fiken ignores which day of the month it is."""
    periods: int = t.UNSET
    """The number of months."""
    amount_per_period: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the amount per month."""
    end_date: t.ReadOnly[t.Date] = t.UNSET
    """A day in the last month."""
    unposted_periods: t.ReadOnly[int] = t.UNSET
    """The number of months that are not posted yet: their fiscal years are not open."""
    unposted_years: t.ReadOnly[Sequence[str]] = ()
    """The fiscal years of the months that are not posted yet."""
