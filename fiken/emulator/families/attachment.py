"""Attachments: files on contacts, sales, purchases, their drafts and journal entries."""

from collections.abc import Iterator

from fiken.emulator.families._sales_drafts import DRAFTS
from fiken.emulator.families._trade import PURCHASES, SALES
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.ehf_document import use_ehf_document
from fiken.emulator.families.inbox import use_inbox_document
from fiken.emulator.families.invoice import INVOICES
from fiken.emulator.families.journal_entry import JOURNAL_ENTRIES
from fiken.emulator.families.trade_draft import PURCHASE_DRAFTS, SALE_DRAFTS
from fiken.emulator.store.files import attach, attachments_of, detach, receive
from fiken.emulator.store.handlers import created
from fiken.emulator.store.resources import Call, Family, Handler, Resource
from fiken.emulator.store.rows import find
from fiken.emulator.store.state import State
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

#: The resources that can have attachments, by the value of the column `owner_kind`.
_OWNERS: dict[str, Resource] = {
    "contact": CONTACTS,
    "journal_entry": JOURNAL_ENTRIES,
    "sale": SALES,
    "purchase": PURCHASES,
    "sale_draft": SALE_DRAFTS,
    "purchase_draft": PURCHASE_DRAFTS,
    "invoice": INVOICES,
    **{f"{kind.name}_draft": drafts for kind, drafts in DRAFTS.items()},
}
#: Parameters that name a received document to attach instead of an uploaded file.
_SOURCES = {"inboxDocumentId": use_inbox_document, "ehfDocumentId": use_ehf_document}
#: Parameters that state what a file documents, on sales and purchases.
_PURPOSES = ("attachToSale", "attachToPayment")


def _lists(kind: str) -> Handler:
    """Return a handler that lists the attachments of one kind of object, such as `sale`.

    The list is not paged (docs/observed.md#5-lists).
    """
    resource = _OWNERS[kind]
    return lambda call: Reply(200, attachments_of(call, kind, find(call, resource)[resource.id]))


def _adds(kind: str) -> Handler:
    resource = _OWNERS[kind]

    def handle(call: Call) -> Reply:
        owner, times = find(call, resource)[resource.id], _times_listed(call)
        file, comment = _file(call), call.body.get("comment")
        attach(call.state, file, kind, owner, comment=comment, times_listed=times)
        return created(call, file)

    return handle


def _removes(kind: str) -> Handler:
    """Return a handler that removes an attachment from one kind of object, such as `sale`.

    The file stays in the company's archive. The contract says so about sales, purchases and journal
    entries.

    Emulator choice: files of contacts and drafts stay in the archive as well.
    """
    resource = _OWNERS[kind]

    def handle(call: Call) -> Reply:
        owner = find(call, resource)[resource.id]
        detach(call.state, call.path["attachmentUuid"], kind, owner)
        return Reply(204)

    return handle


def _times_listed(call: Call) -> int:
    """Return how many times a new attachment appears in the list of its owner: once or twice.

    On a sale or purchase, at least one of `attachToSale` and `attachToPayment` must be true
    (docs/observed.md#13-files). Other owners, such as contacts, list an attachment once.

    Emulator choice: if both are true, the attachment is listed twice, since Fiken lists most
    attachments of sales twice (docs/observed.md#11-sales-and-purchases).

    Raises:
        Refusal: 400 if neither of the two is true.
    """
    if not any(each.name in _PURPOSES for each in call.operation.parameters):
        return 1
    purposes: int = sum(call.query.get(name, 0) for name in _PURPOSES)
    if not purposes:
        raise refuse(400, f"At least one of {' and '.join(_PURPOSES)} must be true")
    return purposes


def _file(call: Call) -> str:
    """Return the UUID of the file that a request attaches.

    An uploaded file is stored first. If the request names an inbox document or an e-invoice (EHF)
    instead, that document is marked as used. A request with none or several of these three sources
    is refused with 400.
    """
    sources = [name for name in _SOURCES if name in call.query]
    if len(sources) + ("file" in call.files) > 1:
        raise refuse(400, f"Send exactly one of file, {' and '.join(_SOURCES)}")
    if sources:
        return _SOURCES[sources[0]](call, call.query[sources[0]])
    return receive(call)


_TRIGGER = """
CREATE TRIGGER {kind}_goes_with_its_attachments AFTER DELETE ON {table} BEGIN
    DELETE FROM attachments WHERE owner_kind = '{kind}' AND owner_id = OLD.{id};
END;
"""


def _violations(state: State) -> Iterator[str]:
    """Yield a sentence for each attachment whose owner (a sale, for example) does not exist."""
    for kind, owner in _OWNERS.items():
        sql = f"""SELECT attachment_id, owner_id FROM attachments WHERE owner_kind = ?
            AND owner_id NOT IN (SELECT {owner.id} FROM {owner.table})"""  # noqa: S608
        for row in state.rows(sql, kind):
            yield f"attachment {row[0]} belongs to a {kind} that does not exist: {row[1]}"


FAMILY = Family(
    # The attachments of a deleted owner are deleted too.
    tables="\n".join(
        _TRIGGER.format(kind=kind, table=owner.table, id=owner.id)
        for kind, owner in _OWNERS.items()
    ),
    operations={
        "getContactAttachments": _lists("contact"),
        "addAttachmentToContact": _adds("contact"),
        "deleteContactAttachment": _removes("contact"),
        "getJournalEntryAttachments": _lists("journal_entry"),
        "addAttachmentToJournalEntry": _adds("journal_entry"),
        "deleteJournalEntryAttachment": _removes("journal_entry"),
        "getSaleAttachments": _lists("sale"),
        "addAttachmentToSale": _adds("sale"),
        "deleteSaleAttachment": _removes("sale"),
        "getPurchaseAttachments": _lists("purchase"),
        "addAttachmentToPurchase": _adds("purchase"),
        "deletePurchaseAttachment": _removes("purchase"),
        "getSaleDraftAttachments": _lists("sale_draft"),
        "addAttachmentToSaleDraft": _adds("sale_draft"),
        "deleteSaleDraftAttachment": _removes("sale_draft"),
        "getPurchaseDraftAttachments": _lists("purchase_draft"),
        "addAttachmentToPurchaseDraft": _adds("purchase_draft"),
        "deletePurchaseDraftAttachment": _removes("purchase_draft"),
        "getInvoiceAttachments": _lists("invoice"),
        "addAttachmentToInvoice": _adds("invoice"),
        "deleteInvoiceAttachment": _removes("invoice"),
        "getInvoiceDraftAttachments": _lists("invoice_draft"),
        "addAttachmentToInvoiceDraft": _adds("invoice_draft"),
        "deleteInvoiceDraftAttachment": _removes("invoice_draft"),
        "getCreditNoteDraftAttachments": _lists("credit_note_draft"),
        "addAttachmentToCreditNoteDraft": _adds("credit_note_draft"),
        "deleteCreditNoteDraftAttachment": _removes("credit_note_draft"),
        "getOfferDraftAttachments": _lists("offer_draft"),
        "addAttachmentToOfferDraft": _adds("offer_draft"),
        "deleteOfferDraftAttachment": _removes("offer_draft"),
        "getOrderConfirmationDraftAttachments": _lists("order_confirmation_draft"),
        "addAttachmentToOrderConfirmationDraft": _adds("order_confirmation_draft"),
        "deleteOrderConfirmationDraftAttachment": _removes("order_confirmation_draft"),
    },
    invariants=(_violations,),
)
