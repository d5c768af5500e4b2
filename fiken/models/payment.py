"""Payments (betalinger) of sales and purchases."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Payment(Model):
    """Money that was paid on a sale or a purchase. It cannot be changed, but undone."""

    payment_id: t.Identity[int] = t.UNSET
    date: t.Date
    #: Where the money came in or went out: 1920:10001.
    account: t.AccountCode
    #: In the smallest unit of `currency`; øre where that is left out.
    amount: t.Amount
    #: Øre. For another currency than NOK: what really passed the bank account.
    amount_in_nok: t.Amount | None = None
    #: Only if it is not NOK.
    currency: t.Currency | None = None
    #: Øre, in any currency: what the bank took besides.
    fee: t.Amount | None = None
