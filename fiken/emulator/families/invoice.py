"""Invoices (fakturaer): issued directly or from a draft, changed, and sent."""

from functools import partial

from fiken.emulator.books import invoices, sales_schema, sales_violations
from fiken.emulator.books.invoices import Terms
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.sales_documents import SalesDocument
from fiken.emulator.books.sales_kind import INVOICE
from fiken.emulator.families._finalizing import CASH, finalizes
from fiken.emulator.families._sales_document import (
    add_pdf,
    booked_filters,
    booked_parts,
    checked_uuid,
    customer_account,
    dispatches_part,
    new_uuid,
    pdf_part,
    reads_counter,
    require_series,
    starts_counter,
)
from fiken.emulator.families._sales_lines import sales_lines
from fiken.emulator.families._sending import sends
from fiken.emulator.families._time_billing import mark_invoiced
from fiken.emulator.families.bank_account import mark_used, require_used
from fiken.emulator.store.files import attachments_part
from fiken.emulator.store.handlers import created, finds, lists
from fiken.emulator.store.resources import Call, Family, Resource, date_filters, equal_filters
from fiken.emulator.store.rows import find, update
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse, refuse_fields
from fiken.emulator.wire.validation import missing


def _credit_notes(call: Call, row: Row) -> list[int]:
    sql = "SELECT credit_note_id FROM credit_notes WHERE associated_invoice_id = ? ORDER BY rowid"
    return [each["credit_note_id"] for each in call.state.rows(sql, row["invoice_id"])]


INVOICES = Resource(
    table="invoices",
    key="invoiceId",
    schema="invoiceResult",
    filters={
        **booked_filters(INVOICE),
        **date_filters("dueDate", "due_date"),
        **equal_filters("orderReference"),
        "invoiceDraftUuid": "invoice_draft_uuid = lower(?)",
        "invoiceNumber": "CAST(invoice_number AS TEXT) = ?",
    },
    parts={
        **booked_parts(INVOICE),
        "invoicePdf": pdf_part(INVOICE),
        "associatedCreditNotes": _credit_notes,
        "attachments": attachments_part("invoice", "invoice_id"),
        "dispatches": dispatches_part(INVOICE),
    },
    dated=True,
)


def _create(call: Call) -> Reply:
    """Issue an invoice without a draft.

    The same UUID twice makes two invoices (docs/observed.md#10-invoices-and-counters).

    Emulator choice: the bank account need not have been used before; it counts as used afterwards.
    """
    require_series(call, INVOICE)
    body = call.body
    person, customer = body.get("contactPersonId"), body["customerId"]
    document = SalesDocument(
        date=body["issueDate"],
        contact_id=customer,
        ledger_account=customer_account(call, customer, person, "projectId"),
        lines=sales_lines(call, body["lines"]),
        currency=body.get("currency") or NOK,
        contact_person_id=person,
        project_id=body.get("projectId"),
        rounding_type=body.get("roundingType"),
        text=body.get("invoiceText"),
        your_reference=body.get("yourReference"),
        our_reference=body.get("ourReference"),
        order_reference=body.get("orderReference"),
        # By the contract, an invoice without a UUID gets one.
        draft_uuid=checked_uuid(body.get("uuid")) or new_uuid(call.state),
    )
    account = _payment_account(body["cash"], body.get("paymentAccount"))
    terms = Terms(body["dueDate"], mark_used(call, body["bankAccountCode"]), account)
    key = _issue(call, document, terms)
    return created(call, key)


def _issue(call: Call, document: SalesDocument, terms: Terms) -> int:
    key = invoices.issue(call.state, call.company, document, terms)
    add_pdf(call.state, call.company, INVOICE, key)
    return key


def _issue_draft(call: Call, draft: Row, document: SalesDocument) -> int:
    """Issue the invoice of a draft.

    A draft needs the number of a bank account that was used on an invoice before.

    Observed: docs/observed.md#4-error-bodies

    Emulator choice: a cash invoice needs no bank account number, but a payment account.
    """
    is_cash, number = draft["type"] == CASH, draft["bank_account_number"]
    if not is_cash:
        require_used(call, number)
    account = _payment_account(is_cash, draft["payment_account"])
    due_date = invoices.due_date(document.date, draft["days_until_due_date"])
    key = _issue(call, document, Terms(due_date, number, account))
    # Emulator choice: the first invoice of an order confirmation is its `createdInvoice`.
    sql = """UPDATE order_confirmations SET created_invoice = ?
        WHERE confirmation_id = ? AND created_invoice IS NULL"""
    call.state.execute(sql, key, draft["confirmation_id"])
    mark_invoiced(call, draft["draft_id"], key)
    return key


def _payment_account(cash: bool, account: str | None) -> str | None:
    """Return the payment account of a cash invoice, and None for other invoices.

    A payment account on an invoice that is not paid in cash is refused
    (docs/observed.md#4-error-bodies).
    """
    if cash and account is None:
        raise refuse_fields([missing("paymentAccount")])
    if not cash and account is not None:
        raise refuse(400, "'paymentAccount' is for cash invoices only")
    return account


def _update(call: Call) -> Reply:
    """Change the due date of an invoice, or mark it as sent outside of Fiken."""
    row = find(call, INVOICES)
    due_date, sent = call.body.get("newDueDate"), call.body.get("sentManually")
    if due_date is not None:
        invoices.change_due_date(call.state, row, due_date)
    if sent is not None:
        invoices.mark_sent_manually(call.state, row, sent=sent)
    update(call, INVOICES, row["invoice_id"], {})
    return Reply(200, headers={"Location": call.url})


FAMILY = Family(
    tables=sales_schema.documents(INVOICE),
    operations={
        "getInvoices": lists(INVOICES),
        "getInvoice": finds(INVOICES),
        "getInvoiceCounter": reads_counter(INVOICE),
        "createInvoiceCounter": starts_counter(INVOICE),
        "createInvoice": _create,
        "updateInvoice": _update,
        "createInvoiceFromDraft": finalizes(INVOICE, _issue_draft),
        "sendInvoice": sends(INVOICE, INVOICES),
    },
    invariants=(partial(sales_violations.of_documents, kind=INVOICE),),
)
