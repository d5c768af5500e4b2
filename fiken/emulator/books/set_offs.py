"""Set-offs: the parts of invoices that their credit notes settle.

A set-off has two rows in `sale_credits`: one for the sale of the invoice, and one with the opposite
sign for the sale of the credit note.
"""

from fiken.emulator.books import sums
from fiken.emulator.books.rates import RATE, rounded
from fiken.emulator.books.trade import SALE
from fiken.emulator.store.state import Row, State


def set_off(state: State, sale: int) -> None:
    """Settle the unpaid part of an invoice with the open amounts of its credit notes.

    It is called when the invoice is credited, and when a payment of the invoice or of one of its
    credit notes is booked or undone: money that is paid back on a paid invoice makes it unpaid, so
    that its credit note settles it. Other sales stay as they are.

    `sale` is the id of the sale of the invoice or of the credit note.
    """
    sql = """SELECT i.sale_id AS invoice_sale, c.sale_id, c.issue_date
        FROM invoices AS i JOIN credit_notes AS c ON c.associated_invoice_id = i.invoice_id
        WHERE i.sale_id = ?
        OR i.invoice_id = (SELECT associated_invoice_id FROM credit_notes WHERE sale_id = ?)
        ORDER BY c.credit_note_id"""
    for row in state.rows(sql, sale, sale):
        owed = sums.document(state, SALE, row["invoice_sale"])
        _match(state, owed, sums.document(state, SALE, row["sale_id"]), row["issue_date"])


def _match(state: State, owed: Row, credit: Row, date: str) -> None:
    """Set one credit note off against an invoice, up to the smaller of the two amounts.

    `owed` and `credit` are the rows of their sales.
    """
    is_foreign = owed["gross_in_currency"] is not None
    column = "outstanding_balance_in_currency" if is_foreign else "outstanding_balance"
    amount = min(owed[column], -credit[column])
    if amount <= 0:
        return
    in_nok = rounded(amount * RATE) if is_foreign else amount
    for sale, sign in ((owed["sale_id"], 1), (credit["sale_id"], -1)):
        parts = {
            "amount": sign * in_nok,
            "amount_in_currency": sign * amount if is_foreign else None,
        }
        state.insert("sale_credits", sale_id=sale, date=date, **parts)
        sums.refresh(state, SALE, sale)
