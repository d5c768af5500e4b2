"""Credit notes (kreditnota): they reverse income and VAT, and settle the sale of their invoice.

Emulator choice: a credit note is booked as a sale with negative amounts. What it credits is set off
against the unpaid amount of the invoice. If the invoice was paid before, the rest stays open on the
sale of the credit note, until it is paid back by a negative payment.
"""

from fiken.emulator.books import sales_documents, series, set_offs
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.sales_documents import SalesDocument
from fiken.emulator.books.sales_kind import CREDIT_NOTE
from fiken.emulator.store.state import Row, State


def issue(state: State, company: int, document: SalesDocument, invoice: Row | None) -> int:
    """Issue a credit note, book its sale, and return the id of the credit note.

    Args:
        state: the database.
        company: the id of the company.
        document: the credit note. Its amounts are positive.
        invoice: the invoice that it credits; None for a credit note without an invoice.

    Raises:
        Rejected: the total is not positive or more than what is left to credit, the credit note is
            dated before its invoice, or a line cannot be booked.
    """
    amounts = sales_documents.priced(state, company, document)
    sales_documents.require_positive(amounts)
    if invoice is not None:
        _require_creditable(state, invoice, document, amounts.gross)
    number = series.next_number(state, company, CREDIT_NOTE)
    title = f"{CREDIT_NOTE.title} {number}"
    sale = sales_documents.book(state, company, amounts, title, -1)
    own = {"sale_id": sale, "associated_invoice_id": invoice and invoice["invoice_id"]}
    key = sales_documents.insert(state, company, CREDIT_NOTE, amounts, number, **own)
    if invoice is not None:
        set_offs.set_off(state, invoice["sale_id"])
        today = state.today().isoformat()
        state.update("invoices", "invoice_id", invoice["invoice_id"], last_modified_date=today)
    return key


def left_to_credit(state: State, invoice: Row) -> int:
    """Return the part of an invoice that was not credited yet, in the currency of the invoice."""
    sql = "SELECT coalesce(sum(gross), 0) FROM credit_notes WHERE associated_invoice_id = ?"
    credited: int = state.value(sql, invoice["invoice_id"])
    gross: int = invoice["gross"]
    return gross - credited


def _require_creditable(state: State, invoice: Row, document: SalesDocument, gross: int) -> None:
    """Reject a credit note that does not fit its invoice.

    A credit note cannot be dated before its invoice (docs/observed.md#10-invoices-and-counters).

    Emulator choice: the status 400 and the messages. The currency must be that of the invoice, and
    an invoice cannot be credited by more than its total.
    """
    if document.date < invoice["issue_date"]:
        raise Rejected(
            f"A credit note cannot be dated before its invoice: {document.date} is before "
            f"{invoice['issue_date']}"
        )
    if document.currency != invoice["currency"]:
        raise Rejected(f"'currency' must be that of the invoice, {invoice['currency']}")
    left = left_to_credit(state, invoice)
    if not left:
        raise Rejected(f"Invoice {invoice['invoice_number']} is fully credited already")
    if gross > left:
        raise Rejected(
            f"Only {left} of invoice {invoice['invoice_number']} is left to credit, not {gross}"
        )
