"""The repositories of the drafts of invoices, credit notes, offers and order confirmations."""

from typing import TypedDict, Unpack

import attrs

from fiken.errors import InvalidAttributeError
from fiken.mappers.draft import (
    CreditNoteDraftMapper,
    InvoiceDraftMapper,
    OfferDraftMapper,
    OrderConfirmationDraftMapper,
)
from fiken.models.credit_note import CreditNote
from fiken.models.draft import CreditNoteDraft, InvoiceDraft, OfferDraft, OrderConfirmationDraft
from fiken.models.invoice import Invoice
from fiken.models.offer import Offer
from fiken.models.order_confirmation import OrderConfirmation
from fiken.repositories._collection import Collection
from fiken.repositories._finding import first_of
from fiken.repositories._sales_document import DocumentDraftRepository
from fiken.repositories._search import Search, signature_of
from fiken.types import DraftType

#: What a draft has of the order confirmation or the hours that Fiken makes it of: that is how it is
#: recognized. It has a UUID of its own.
MADE_ELSEWHERE = ("customer_id", "order_reference")


class InvoiceDraftFilters(TypedDict, total=False):
    """The filters of `InvoiceDraftRepository.all`."""

    uuid: str
    """The UUID of the draft, which you can choose when you save it."""
    order_reference: str


class InvoiceDraftRepository(DocumentDraftRepository[InvoiceDraft, Invoice]):
    """The drafts of invoices (fakturautkast). An update replaces the whole draft (PUT).

    ``finalize`` issues the invoice, and Fiken deletes the draft. If its answer was lost, look with
    ``invoices.find_by(invoice_draft_uuid=draft.uuid)``.
    """

    mapper = InvoiceDraftMapper()
    path = "invoices/drafts"
    finalizing = "createInvoice"
    trace = attrs.evolve(DocumentDraftRepository.trace, ask=("uuid", "order_reference"))

    def all(self, **filters: Unpack[InvoiceDraftFilters]) -> Collection[InvoiceDraft]:
        """Return all drafts of invoices that match (GET /invoices/drafts)."""
        return self._all(InvoiceDraftFilters, filters)

    find_by = first_of(all)

    def _search(self, model: InvoiceDraft) -> Search:
        search = super()._search(model)
        if not model.is_new:
            return search
        # A search for a draft that Fiken makes elsewhere must not take this one for its own.
        looking = self._looking.like(*MADE_ELSEWHERE)
        return attrs.evolve(search, alike=looking.signature(looking.clue_of(model)))

    def _check_finalizable(self, draft: int | InvoiceDraft) -> None:
        if isinstance(draft, InvoiceDraft) and draft.type == DraftType.REPEATING_INVOICE:
            raise InvalidAttributeError(
                "InvoiceDraft",
                "type",
                str(draft.type),
                "invoice or cash_invoice to become an invoice",
                "recurring_invoices.create_from_draft(draft) starts a recurring invoice",
            )


class CreditNoteDraftRepository(DocumentDraftRepository[CreditNoteDraft, CreditNote]):
    """The drafts of credit notes (kreditnotautkast). An update replaces the whole draft (PUT).

    ``finalize`` issues the credit note, and Fiken deletes the draft. If its answer was lost, look
    with ``credit_notes.find_by(credit_note_draft_uuid=draft.uuid)``.
    """

    mapper = CreditNoteDraftMapper()
    path = "creditNotes/drafts"
    finalizing = "createCreditNote"

    def all(self) -> Collection[CreditNoteDraft]:
        """Return all drafts of credit notes (GET /creditNotes/drafts)."""
        return self._all()

    def _search_of(self, draft: CreditNoteDraft) -> Search:
        search = super()._search_of(draft)
        return attrs.evolve(search, alike=signature_for(search.made_in, draft.customer_id))


def signature_for(url: str, customer_id: int | None) -> str:
    """Return the signature of a credit note without an invoice: it may be for the same customer.

    A search for one that is made without a draft must not take one of a draft for its own.

    Args:
        url: The URL of the list of credit notes.
        customer_id: The id of the customer.
    """
    return signature_of(url, {"customer_id": customer_id})


class OfferDraftRepository(DocumentDraftRepository[OfferDraft, Offer]):
    """The drafts of offers (tilbudsutkast). An update replaces the whole draft (PUT).

    ``finalize`` issues the offer, and Fiken deletes the draft. If its answer was lost, look for an
    offer with the `uuid` of the draft as its `offer_draft_uuid`.
    """

    mapper = OfferDraftMapper()
    path = "offers/drafts"
    finalizing = "createOffer"

    def all(self) -> Collection[OfferDraft]:
        """Return all drafts of offers (GET /offers/drafts)."""
        return self._all()


class OrderConfirmationDraftRepository(
    DocumentDraftRepository[OrderConfirmationDraft, OrderConfirmation]
):
    """The drafts of order confirmations. An update replaces the whole draft (PUT).

    ``finalize`` issues the order confirmation, and Fiken deletes the draft. If its answer was lost,
    look for an order confirmation with the `uuid` of the draft as its `confirmation_draft_uuid`.
    """

    mapper = OrderConfirmationDraftMapper()
    path = "orderConfirmations/drafts"
    finalizing = "createOrderConfirmation"

    def all(self) -> Collection[OrderConfirmationDraft]:
        """Return all drafts of order confirmations (GET /orderConfirmations/drafts)."""
        return self._all()
