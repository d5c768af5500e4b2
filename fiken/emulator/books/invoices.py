"""Invoices (faktura): issued, booked as sales, paid at once in cash, and changed later.

Emulator choice: a payment changes the last modified date of the sale, but not that of the invoice.
"""

import datetime
from dataclasses import dataclass

from fiken.emulator.books import kid, sales_documents, series, sums
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.payments import Payment, pay
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.sales_documents import Priced, SalesDocument
from fiken.emulator.books.sales_kind import INVOICE
from fiken.emulator.books.trade import SALE
from fiken.emulator.store.state import Row, State

_CUSTOMER = "SELECT customer_number FROM contacts WHERE contact_id = ?"


@dataclass(frozen=True)
class Terms:
    """How an invoice has to be paid.

    Attributes:
        due_date: the day on which it is due.
        bank_account_number: the bank account to pay to; None for a cash invoice without one.
        payment_account: the account on which a cash invoice was paid, such as `1920:10001`. None
            for other invoices.
    """

    due_date: str
    bank_account_number: str | None
    payment_account: str | None = None


def issue(state: State, company: int, document: SalesDocument, terms: Terms) -> int:
    """Issue an invoice, book its sale, and return the id of the invoice.

    A cash invoice is paid on the day of issue.

    Raises:
        Rejected: the total is not positive, the fiscal year is not open, or a line cannot be
            booked.
    """
    amounts = sales_documents.priced(state, company, document)
    sales_documents.require_positive(amounts)
    number = series.next_number(state, company, INVOICE)
    customer = state.value(_CUSTOMER, document.contact_id)
    reference = kid.kid_of(customer, number) if kid.has_agreement(state, company) else None
    own = {"kid": reference, "due_date": terms.due_date}
    title = f"{INVOICE.title} {number}"
    sale = sales_documents.book(state, company, amounts, title, 1, number=str(number), **own)
    if terms.payment_account is not None:
        pay(state, SALE, sale, _payment(amounts, terms.payment_account))
    return sales_documents.insert(
        state,
        company,
        INVOICE,
        amounts,
        number,
        **own,
        sale_id=sale,
        cash=terms.payment_account is not None,
        bank_account_number=terms.bank_account_number,
    )


def _payment(document: Priced, account: str) -> Payment:
    """Return the payment of a cash invoice: its whole amount, on the day of issue."""
    facts, total = document.document, document.total
    in_nok = None if facts.currency == NOK else total.net_in_nok + total.vat_in_nok
    return Payment(facts.date, account, document.gross, facts.currency, amount_in_nok=in_nok)


def due_date(date: str, days: int) -> str:
    """Return the due date of an invoice.

    Args:
        date: the date of the invoice, such as `2026-07-01`.
        days: the number of days until it is due.

    Raises:
        Rejected: the date is before the year 1 or after the year 9999. Emulator choice.
    """
    try:
        return (datetime.date.fromisoformat(date) + datetime.timedelta(days)).isoformat()
    except OverflowError:
        raise Rejected(f"'daysUntilDueDate': no date is {days} days after {date}") from None


def change_due_date(state: State, invoice: Row, due_date: str) -> None:
    """Change the due date of an invoice and of its sale, and keep the first one.

    Emulator choice: the original due date stays null if the due date does not change.
    """
    if due_date == invoice["due_date"]:
        return
    original = invoice["original_due_date"] or invoice["due_date"]
    columns = {"due_date": due_date, "original_due_date": original}
    state.update("invoices", "invoice_id", invoice["invoice_id"], **columns)
    sums.update(state, SALE, invoice["sale_id"], due_date=due_date)


def mark_sent_manually(state: State, invoice: Row, *, sent: bool) -> None:
    """Mark an invoice as sent outside of Fiken, or take the mark away.

    By the contract, such an invoice has a dispatch of the type `unknown`.
    """
    if sent == bool(invoice["sent_manually"]):
        return
    key = invoice["invoice_id"]
    state.update("invoices", "invoice_id", key, sent_manually=sent)
    if sent:
        facts = {"date": state.today().isoformat(), "dispatch_type": "unknown"}
        state.insert("invoice_dispatches", invoice_id=key, **facts)
    else:
        sql = "DELETE FROM invoice_dispatches WHERE invoice_id = ? AND dispatch_type = 'unknown'"
        state.execute(sql, key)
