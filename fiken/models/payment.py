"""Payments (betalinger) of sales and purchases."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Payment(Model):
    """Money that was paid on a sale or a purchase (betaling). It cannot be changed, but undone.

    How Fiken answers a negative amount, such as of a refund, is not known: see docs/books.md.
    """

    payment_id: t.Identity[int] = t.UNSET
    date: t.Date
    #: Where the money came in or went out: 1920:10001.
    account: t.AccountCode
    #: In the smallest unit of `currency`; øre where that is left out.
    amount: t.Amount
    #: Øre. For another currency than NOK: what really passed the bank account. The contract calls
    #: it required there, and says that Fiken takes the exchange rate of the day without it.
    amount_in_nok: t.Amount | None = None
    #: That of `amount`. Left out, the amount is in NOK, whatever the currency of the sale is.
    currency: t.Currency | None = None
    #: Øre, in any currency: what the bank took besides the amount. (On a cash sale the fee is
    #: `Sale.payment_fee`, and Fiken books it as a second payment.)
    fee: t.Amount | None = None
