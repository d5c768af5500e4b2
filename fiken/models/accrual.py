"""Accruals (periodisering): the amount of one line, spread over months."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model


@model
class Accrual(Model):
    """One line of a sale or a purchase, spread evenly. It cannot be changed, but deleted."""

    accrual_id: t.Identity[int] = t.UNSET
    #: The `line_id` of a line of the sale or purchase as it was loaded.
    line_id: int = t.UNSET
    #: Sales: 1530, 2965. Purchases: 1397, 1700, 1710, 1742, 1743, 1744, 1749, 2961.
    account: t.AccountCode = t.UNSET
    #: A day in the first month.
    start_date: t.Date = t.UNSET
    #: Months.
    periods: int = t.UNSET
    #: Øre a month.
    amount_per_period: t.ReadOnly[t.Amount] = t.UNSET
    end_date: t.ReadOnly[t.Date] = t.UNSET
    #: How many months fall into years that are not open yet, and which years these are.
    unposted_periods: t.ReadOnly[int] = t.UNSET
    unposted_years: t.ReadOnly[Sequence[str]] = ()
