"""Payments (betalinger) of sales and purchases."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Payment(Model):
    """Money that was paid for a sale or a purchase (betaling).

    A payment cannot be changed, but it can be deleted. It is not known whether Fiken accepts a
    negative amount, for example for a refund: see docs/books.md.
    """

    payment_id: t.Identity[int] = t.UNSET
    date: t.Date
    """The day of the payment."""
    account: t.AccountCode
    """The account that the money came in to or went out of, such as 1920:10001."""
    amount: t.Amount
    """The amount in the smallest unit of `currency`: øre where no currency is given."""
    amount_in_nok: t.Amount | None = None
    """Øre: the amount on the bank account, for a payment in a currency other than NOK.

    Fiken's documentation says that this field is required for such payments. It also says that
    Fiken uses the exchange rate of the day if the field is missing.
    """
    currency: t.Currency | None = None
    """The currency of `amount`.

    If it is None, the payment is in NOK, whatever the currency of the sale or purchase is.
    """
    fee: t.Amount | None = None
    """Øre, whatever the currency is: the fee of the bank. It is not included in `amount`.

    The fee of a cash sale is not set here, but in `Sale.payment_fee`.
    """
