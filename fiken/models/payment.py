"""Payments (betalinger) of sales and purchases."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Payment(Model):
    """Money that was paid for a sale or a purchase (betaling). It cannot be changed, but undone.

    How Fiken answers a negative amount, such as that of a refund, is not known: see docs/books.md.
    """

    payment_id: t.Identity[int] = t.UNSET
    date: t.Date
    """The day of the payment."""
    account: t.AccountCode
    """The account that the money came in to or went out of, such as 1920:10001."""
    amount: t.Amount
    """The amount in the smallest unit of `currency`: øre where no currency is given."""
    amount_in_nok: t.Amount | None = None
    """Øre: what passed the bank account, for a payment in another currency than NOK.

    The contract calls it required for such payments. It also says that without it, Fiken uses the
    exchange rate of the day.
    """
    currency: t.Currency | None = None
    """The currency of `amount`.

    A payment without it is in NOK, whatever the currency of the sale or purchase is.
    """
    fee: t.Amount | None = None
    """Øre, for any currency: what the bank took besides the amount.

    On a cash sale the fee is `Sale.payment_fee`, and Fiken posts it as a second payment.
    """
