"""Payments of sales and purchases: booked, and undone.

Emulator choice: a payment settles the document by its amount. Its fee comes on top of that: it
leaves the same bank account, to 7770. Only the `paymentFee` of a sale is part of what was paid,
since it was seen as a second payment (docs/observed.md#11-sales-and-purchases).

Emulator choice: negative amounts and fees are accepted, since neither the contract nor an
observation refuses them. A negative payment pays back: it settles a document whose lines sum to
less than 0, or returns what was paid too much.
"""

from dataclasses import dataclass

from fiken.emulator.books import ledger, sums
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.ledger import Line
from fiken.emulator.books.rates import NOK, RATE, own_rate, rounded
from fiken.emulator.books.trade import Trade
from fiken.emulator.store.state import Row, State

#: The account for the fees of payments.
FEES = "7770"


@dataclass(frozen=True)
class Payment:
    """A payment of a document.

    Attributes:
        date: the day, `2026-06-15`.
        account: the bank account.
        amount: the amount in the smallest unit of `currency`.
        currency: the currency of the amount.
        amount_in_nok: the amount in øre, where the currency is not NOK and it is known.
        fee: the fee in øre.
    """

    date: str
    account: str
    amount: int
    currency: str = NOK
    amount_in_nok: int | None = None
    fee: int | None = None


def pay(state: State, trade: Trade, document: int, payment: Payment) -> int:
    """Book a payment of a document; return the id of the payment.

    Emulator choice: more than is owed is accepted. Rejected are a payment of 0, which posts
    nothing, and a payment of a document that is deleted or written off: no operation could undo it
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
    sums.refresh(state, trade, document)
    return key


def _post(state: State, trade: Trade, row: Row, payment: Payment, settles: int) -> int:
    account, fee = payment.account, payment.fee or 0
    amount = trade.sign * settles
    lines = [Line(account, amount), Line(row["ledger_account"], -amount)]
    lines += [Line(FEES, fee), Line(account, -fee)] if fee else []
    description = " ".join(filter(None, ("Betaling", trade.title.lower(), row[trade.number])))
    company = row["company_id"]
    return ledger.post_entry(state, company, "Payment", description, payment.date, lines)


def _in_nok(row: Row, payment: Payment) -> int:
    """Return the part of a document that a payment settles, in øre.

    Emulator choice: without `amount_in_nok` it is converted at the document's own rate, where Fiken
    takes the rate of the day.
    """
    if payment.currency == NOK:
        return payment.amount
    if payment.amount_in_nok is not None:
        return payment.amount_in_nok
    rate = own_rate(row) if payment.currency == row["currency"] else RATE
    return rounded(payment.amount * rate)


def _in_currency(row: Row, payment: Payment, settles: int) -> int | None:
    """Return the part that it settles in the document's currency; None for NOK."""
    if row["gross_in_currency"] is None:
        return None
    if payment.currency == row["currency"]:
        return payment.amount
    return rounded(settles / own_rate(row))


def check_not_undone(state: State, trade: Trade, document: int, payment: int) -> None:
    """Reject a payment that is undone already (docs/observed.md#c5-undoing-a-payment).

    Emulator choice: the status, 400; and that no list has an undone payment.
    """
    sql = f"""SELECT 1 FROM {trade.name}_payments_undone
        WHERE payment_id = ? AND {trade.id} = ?"""  # noqa: S608
    if state.row(sql, payment, document) is not None:
        raise Rejected("The payment is already undone")


def undo(state: State, trade: Trade, payment: Row, description: str | None) -> None:
    """Erase a payment, or reverse it where its month has ended.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    key = payment[trade.id]
    if sums.document(state, trade, key)["write_off"]:
        raise Rejected("The sale is written off: its payments cannot be undone")
    detach(state, trade, payment)
    ledger.undo(state, payment["transaction_id"], description)
    sums.refresh(state, trade, key)


def detach(state: State, trade: Trade, payment: Row) -> None:
    """Remove a payment from its document, and note that it was undone."""
    key = payment["payment_id"]
    state.execute(f"DELETE FROM {trade.name}_payments WHERE payment_id = ?", key)  # noqa: S608
    keys = {"payment_id": key, trade.id: payment[trade.id]}
    state.insert(f"{trade.name}_payments_undone", **keys)
