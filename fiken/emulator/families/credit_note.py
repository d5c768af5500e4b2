"""Credit notes (kreditnotaer): of a whole invoice, of a part of one, or without an invoice."""

from functools import partial

from fiken.emulator.books import credit_notes, sales_schema, sales_violations
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.sales_documents import SalesDocument, lines_of
from fiken.emulator.books.sales_kind import CREDIT_NOTE, INVOICE
from fiken.emulator.families._finalizing import finalizes
from fiken.emulator.families._sales_document import (
    add_pdf,
    customer_account,
    customer_part,
    lines_part,
    pdf_part,
    project_part,
    reads_counter,
    require_series,
    starts_counter,
)
from fiken.emulator.families._sales_lines import sales_lines
from fiken.emulator.families._sending import sends
from fiken.emulator.families._trade import SALES
from fiken.emulator.families.invoice import INVOICES
from fiken.emulator.store.handlers import finds, lists, located
from fiken.emulator.store.resources import Call, Family, Resource, date_filters, equal_filters
from fiken.emulator.store.rows import check_reference, find, shown_reference
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse, refuse_fields
from fiken.emulator.wire.validation import missing

_SETTLED = "(SELECT settled FROM sales WHERE sale_id = credit_notes.sale_id)"

CREDIT_NOTES = Resource(
    table="credit_notes",
    key="creditNoteId",
    schema="creditNoteResult",
    filters={
        **date_filters("issueDate", "issue_date"),
        **date_filters("lastModified", "last_modified_date"),
        **equal_filters("customerId"),
        "settled": f"{_SETTLED} = ?",
        "creditNoteDraftUuid": "credit_note_draft_uuid = lower(?)",
    },
    parts={
        # Emulator choice: a credit note has no KID, since nobody pays it.
        "kid": lambda _call, _row: None,
        "lines": lines_part(CREDIT_NOTE),
        "settled": lambda call, row: bool(
            call.state.value("SELECT settled FROM sales WHERE sale_id = ?", row["sale_id"])
        ),
        "creditNotePdf": pdf_part(CREDIT_NOTE),
        "customer": customer_part(),
        "sale": shown_reference(SALES, "sale_id"),
        "project": project_part(),
    },
    dated=True,
)


def _create_full(call: Call) -> Reply:
    """Credit a whole invoice.

    Emulator choice: the credit note has the lines, references, project and rounding of the invoice.
    An invoice of which a part was credited already cannot be credited as a whole.
    """
    require_series(call, CREDIT_NOTE)
    body, invoice = call.body, _invoice(call)
    assert invoice is not None, "the contract requires the id"
    names = ("currency", "contact_person_id", "project_id", "rounding_type")
    references = ("your_reference", "our_reference", "order_reference")
    document = SalesDocument(
        date=body["issueDate"],
        contact_id=invoice["customer_id"],
        ledger_account=find(call, SALES, invoice["sale_id"])["ledger_account"],
        lines=lines_of(call.state, INVOICE, invoice["invoice_id"]),
        text=body.get("creditNoteText"),
        **{name: invoice[name] for name in (*names, *references)},
    )
    return _located(call, _issue(call, document, invoice))


def _create_partial(call: Call) -> Reply:
    """Credit a part of an invoice, or a customer without an invoice.

    Emulator choice: the customer and the currency are those of the invoice, if it is named. A
    `contactId` that is not its customer is refused. Without an invoice, `contactId` is required.
    """
    require_series(call, CREDIT_NOTE)
    body, invoice = call.body, _invoice(call)
    customer = body.get("contactId")
    if invoice is not None:
        if customer not in {None, invoice["customer_id"]}:
            raise refuse(400, f"'contactId': {customer} is not the customer of the invoice")
        customer = invoice["customer_id"]
    if customer is None:
        raise refuse_fields([missing("contactId")])
    person = body.get("contactPersonId")
    document = SalesDocument(
        date=body["issueDate"],
        contact_id=customer,
        ledger_account=customer_account(call, customer, person, "project"),
        lines=sales_lines(call, body["lines"]),
        currency=body.get("currency") or (NOK if invoice is None else invoice["currency"]),
        contact_person_id=person,
        project_id=body.get("project"),
        rounding_type=body.get("roundingType"),
        text=body.get("creditNoteText"),
        your_reference=body.get("yourReference"),
        our_reference=body.get("ourReference"),
        order_reference=body.get("orderReference"),
    )
    return _located(call, _issue(call, document, invoice))


def _invoice(call: Call) -> Row | None:
    """Return the invoice that a request credits, or None if it names none."""
    check_reference(call, INVOICES, "invoiceId")
    key = call.body.get("invoiceId")
    return None if key is None else find(call, INVOICES, key)


def _issue(call: Call, document: SalesDocument, invoice: Row | None) -> int:
    key = credit_notes.issue(call.state, call.company, document, invoice)
    add_pdf(call.state, call.company, CREDIT_NOTE, key)
    return key


def _located(call: Call, key: int) -> Reply:
    return located(call, f"/{CREDIT_NOTE.path}/{key}")


FAMILY = Family(
    tables=sales_schema.documents(CREDIT_NOTE),
    operations={
        "getCreditNotes": lists(CREDIT_NOTES),
        "getCreditNote": finds(CREDIT_NOTES),
        "getCreditNoteCounter": reads_counter(CREDIT_NOTE),
        "createCreditNoteCounter": starts_counter(CREDIT_NOTE),
        "createFullCreditNote": _create_full,
        "createPartialCreditNote": _create_partial,
        "createCreditNoteFromDraft": finalizes(
            CREDIT_NOTE, lambda call, _draft, document: _issue(call, document, None)
        ),
        "sendCreditNote": sends(CREDIT_NOTE, CREDIT_NOTES),
    },
    invariants=(
        partial(sales_violations.of_documents, kind=CREDIT_NOTE),
        sales_violations.of_credits,
    ),
)
