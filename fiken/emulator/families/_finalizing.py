"""Drafts of invoices, credit notes, offers and order confirmations, as they become documents."""

from collections.abc import Callable
from typing import TypeAlias

from fiken.emulator.books import series
from fiken.emulator.books.sales_documents import SalesDocument, issue_unbooked, line_of
from fiken.emulator.books.sales_kind import INVOICE, SalesKind
from fiken.emulator.families._sales_document import no_series_for_draft
from fiken.emulator.families._sales_drafts import DRAFTS, draft_rows
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.files import move_attachments
from fiken.emulator.store.handlers import located
from fiken.emulator.store.resources import Call, Handler
from fiken.emulator.store.rows import find, remove
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

CASH, REPEATING = "cash_invoice", "repeating_invoice"

#: A function that issues the document of a draft, and returns the id of the document.
Issue: TypeAlias = Callable[[Call, Row, SalesDocument], int]


def finalizes(kind: SalesKind, issue: Issue) -> Handler:
    """Return the handler that turns a draft into a document, and then deletes the draft.

    An invoice gets the attachments of its draft; the other documents have none.

    Args:
        kind: the kind of the draft and of the document.
        issue: the function that issues the document.
    """

    def handle(call: Call) -> Reply:
        draft = find(call, DRAFTS[kind])
        if draft["type"] == REPEATING:
            raise refuse(400, f"A draft of type {REPEATING} becomes a recurring invoice")
        if series.last_number(call.state, call.company, kind) is None:
            raise no_series_for_draft(kind, draft["type"])
        key = issue(call, draft, document_of(call, kind, draft))
        if kind is INVOICE:
            move_attachments(call.state, "invoice_draft", draft["draft_id"], "invoice", key)
        remove(call, DRAFTS[kind], draft)
        return located(call, f"/{kind.path}/{key}")

    return handle


def issues_unbooked(kind: SalesKind) -> Issue:
    """Return a function that issues an offer or an order confirmation. Nothing is posted."""
    return lambda call, _draft, document: issue_unbooked(call.state, call.company, kind, document)


def document_of(call: Call, kind: SalesKind, draft: Row) -> SalesDocument:
    """Return the document that a draft describes.

    Emulator choice: a draft without a date is issued today.
    """
    return SalesDocument(
        date=draft["issue_date"] or call.state.today().isoformat(),
        contact_id=draft["customer_id"],
        ledger_account=find(call, CONTACTS, draft["customer_id"])["customer_account_code"],
        lines=[line_of(row) for row in draft_rows(call, kind, draft)],
        currency=draft["currency"],
        contact_person_id=draft["contact_person_id"],
        project_id=draft["project_id"],
        rounding_type=draft["rounding_type"],
        text=draft["invoice_text"],
        your_reference=draft["your_reference"],
        our_reference=draft["our_reference"],
        order_reference=draft["order_reference"],
        draft_uuid=draft["uuid"],
    )
