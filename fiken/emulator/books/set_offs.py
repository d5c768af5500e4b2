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

    It is called when an invoice is credited, and when a payment of an invoice or a credit note is
    undone. A sale that has nothing to do with credit notes stays as it is.

    `sale` is the id of the sale of an invoice, or of a credit note.
    """
    sql = """SELECT i.sale_id AS invoice_sale, c.sale_id, c.issue_date
        FROM credit_notes AS c JOIN invoices AS i ON i.invoice_id = c.associated_invoice_id
        WHERE ? IN (i.sale_id, c.sale_id) ORDER BY c.credit_note_id"""
    for row in state.rows(sql, sale):
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
