"""Payments of sales and purchases: booked, and undone.

Emulator choice: the fee of a payment comes in addition to its amount. It is posted from the same
bank account to 7770, and does not reduce the unpaid amount. The `paymentFee` of a new sale is
different: it is a part of `totalPaid` and is booked as a second payment
(docs/observed.md#11-sales-and-purchases).

Emulator choice: negative amounts and fees are accepted, since neither the contract nor an
observation says that Fiken refuses them. A negative payment pays money back: for a sale or purchase
with a negative total, or after too much was paid.
"""

from dataclasses import dataclass

from fiken.emulator.books import ledger, set_offs, sums
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.ledger import Line
from fiken.emulator.books.rates import NOK, RATE, own_rate, rounded
from fiken.emulator.books.trade import Trade
from fiken.emulator.store.state import Row, State

#: The account for the fees of payments.
FEES = "7770"


@dataclass(frozen=True)
class Payment:
    """A payment of a sale or purchase, before it is booked.

    Attributes:
        date: the day of the payment, such as `2026-06-15`.
        account: the bank account, such as `1920:10001`.
        amount: the amount in the smallest unit of `currency`.
        currency: the currency of `amount`.
        amount_in_nok: the amount in øre if `currency` is not NOK; None if it is not known.
        fee: the bank's fee in øre, which is paid in addition to `amount`.
    """

    date: str
    account: str
    amount: int
    currency: str = NOK
    amount_in_nok: int | None = None
    fee: int | None = None


def pay(state: State, trade: Trade, document: int, payment: Payment) -> int:
    """Book a payment of a sale or purchase, and return the id of the payment.

    `document` is the id of the sale or purchase.

    Emulator choice: a payment of more than the unpaid amount is accepted. A payment of 0 is
    rejected, since there is nothing to post. A payment of a sale or purchase that is deleted or
    written off is rejected, since no operation could undo the payment
    (docs/observed.md#c5-undoing-a-payment).
    """
    row = sums.document(state, trade, document)
    if row["deleted"]:
        raise Rejected(f"The {trade.name} is deleted: it cannot be paid")
    if row["write_off"]:
        raise Rejected(f"The {trade.name} is written off: it cannot be paid")
    if not payment.amount:
        raise Rejected("'amount' must not be 0")
    ledger.require_countable(payment.amount)
    settles = _in_nok(row, payment)
    key = state.new_id()
    state.insert(
        f"{trade.name}_payments",
        **{"payment_id": key, trade.id: document},
        date=payment.date,
        account=payment.account,
        amount=payment.amount,
        fee=payment.fee,
        currency=payment.currency,
        transaction_id=_post(state, trade, row, payment, settles),
        amount_in_nok=None if payment.currency == NOK else settles,
        settles=settles,
        settles_in_currency=_in_currency(row, payment, settles),
    )
    _refresh(state, trade, document)
    return key


def _refresh(state: State, trade: Trade, document: int) -> None:
    """Compute the sums of a sale or purchase whose payments changed.

    The credit notes of an invoice settle what is unpaid now.
    """
    sums.refresh(state, trade, document)
    if trade.selling:
        set_offs.set_off(state, document)


def _post(state: State, trade: Trade, row: Row, payment: Payment, settles: int) -> int:
    account, fee = payment.account, payment.fee or 0
    amount = trade.sign * settles
    lines = [Line(account, amount), Line(row["ledger_account"], -amount)]
    lines += [Line(FEES, fee), Line(account, -fee)] if fee else []
    description = " ".join(filter(None, ("Betaling", trade.title.lower(), row[trade.number])))
    company = row["company_id"]
    return ledger.post_entry(state, company, "Payment", description, payment.date, lines)


def _in_nok(row: Row, payment: Payment) -> int:
    """Return the amount of a payment in øre. `row` is the sale or purchase.

    Emulator choice: a foreign amount without `amount_in_nok` is converted at the exchange rate of
    the sale or purchase. If the sale or purchase has another currency than the payment, the rate is
    10 NOK per unit. Fiken itself uses the rate of the day.
    """
    if payment.currency == NOK:
        return payment.amount
    if payment.amount_in_nok is not None:
        return payment.amount_in_nok
    rate = own_rate(row) if payment.currency == row["currency"] else RATE
    return rounded(payment.amount * rate)


def _in_currency(row: Row, payment: Payment, settles: int) -> int | None:
    """Return the amount of a payment in the foreign currency of its sale or purchase.

    A payment in another currency is converted at the exchange rate of the sale or purchase. The
    result is None if the sale or purchase has no total in a foreign currency.

    `row` is the sale or purchase. `settles` is the amount of the payment in øre.
    """
    if row["gross_in_currency"] is None:
        return None
    if payment.currency == row["currency"]:
        return payment.amount
    return rounded(settles / own_rate(row))


def check_not_undone(state: State, trade: Trade, document: int, payment: int) -> None:
    """Reject the request to undo a payment if it is undone already.

    The ids of undone payments are kept in a table of their own, where this function looks.

    Observed: docs/observed.md#c5-undoing-a-payment

    Emulator choice: the status is 400, and lists do not contain undone payments.

    Args:
        state: the database.
        trade: `SALE` for a payment of a sale, `PURCHASE` for one of a purchase.
        document: the id of the sale or purchase.
        payment: the id of the payment.

    Raises:
        Rejected: the payment is undone already.
    """
    sql = f"""SELECT 1 FROM {trade.name}_payments_undone
        WHERE payment_id = ? AND {trade.id} = ?"""  # noqa: S608
    if state.row(sql, payment, document) is not None:
        raise Rejected("The payment is already undone")


def undo(state: State, trade: Trade, payment: Row, description: str | None) -> None:
    """Undo a payment: delete it, and erase or reverse its transaction.

    The transaction is erased if the month of the payment has not ended. Otherwise it is reversed.
    `description` is the description of the reversal, as in `ledger.reverse`.

    Observed: docs/observed.md#c5-undoing-a-payment

    Raises:
        Rejected: the sale is written off.
    """
    key = payment[trade.id]
    if sums.document(state, trade, key)["write_off"]:
        raise Rejected("The sale is written off: its payments cannot be undone")
    detach(state, trade, payment)
    ledger.undo(state, payment["transaction_id"], description)
    _refresh(state, trade, key)


def detach(state: State, trade: Trade, payment: Row) -> None:
    """Delete the row of a payment, but not its transaction.

    The id of the payment is kept in a table of undone payments, so that a second request to undo
    the payment can be rejected.
    """
    key = payment["payment_id"]
    state.execute(f"DELETE FROM {trade.name}_payments WHERE payment_id = ?", key)  # noqa: S608
    keys = {"payment_id": key, trade.id: payment[trade.id]}
    state.insert(f"{trade.name}_payments_undone", **keys)
