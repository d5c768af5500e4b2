"""The repository of the order confirmations."""

from functools import cached_property

from fiken.mappers.order_confirmation import OrderConfirmationMapper
from fiken.models.draft import InvoiceDraft
from fiken.models.order_confirmation import OrderConfirmation
from fiken.repositories._collection import Collection
from fiken.repositories._sales_document import DocumentRepository
from fiken.repositories._search import Search
from fiken.repositories._trace import Trace
from fiken.repositories._verbs import Acts, CreatedIn
from fiken.repositories.draft import (
    MADE_ELSEWHERE,
    InvoiceDraftRepository,
    OrderConfirmationDraftRepository,
)
from fiken.repositories.invoice import InvoiceRepository


class OrderConfirmationRepository(DocumentRepository[OrderConfirmation], Acts[OrderConfirmation]):
    """The order confirmations that were issued (ordrebekreftelse). They are not in the books.

    One request loads an order confirmation with its lines, and with the id of the invoice that was
    made from it.
    """

    mapper = OrderConfirmationMapper()
    path = "orderConfirmations"
    trace = Trace(uuid="confirmation_draft_uuid")

    def all(self) -> Collection[OrderConfirmation]:
        """Return all order confirmations (GET /orderConfirmations)."""
        return self._all()

    @cached_property
    def drafts(self) -> OrderConfirmationDraftRepository:
        """The repository of the drafts, which are order confirmations that are not issued yet."""
        return OrderConfirmationDraftRepository(self._session, self._root, self)

    def create_invoice_draft(
        self, confirmation: int | OrderConfirmation, /, *, idempotency_key: str | None = None
    ) -> InvoiceDraft:
        """Create the draft of an invoice from an order confirmation, and return the draft.

        The request is POST /orderConfirmations/{confirmationId}/createInvoiceDraft. If the answer
        was lost, look in ``invoices.drafts.all()``: a second request creates a second draft.

        Args:
            confirmation: The order confirmation, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md). Its
                draft is recognized by the customer and the order reference.

        Raises:
            NotFoundError: There is no such order confirmation.
            UnsavedChangesError: The order confirmation has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        drafts = InvoiceRepository(self._session, self._root).drafts
        once = self._once(idempotency_key, {}, lambda: self._drafted(drafts, confirmation))
        then = CreatedIn(drafts)
        return self._act("POST", "{id}/createInvoiceDraft", confirmation, then, once=once)

    def _drafted(
        self, drafts: InvoiceDraftRepository, confirmation: int | OrderConfirmation
    ) -> Search:
        """Return how it is found out whether an order confirmation was made into a draft."""
        looking = self._looking_in(drafts).like(*MADE_ELSEWHERE)
        url = self._url_of(confirmation)
        if isinstance(confirmation, OrderConfirmation):
            draft = InvoiceDraft(
                days_until_due_date=0,
                customer_id=confirmation.contact_id,
                order_reference=confirmation.order_reference,
            )
            return looking.search_for(draft)
        return Search(
            looking.look,
            made_in=looking.list_url,
            identify=lambda: self._drafted(drafts, self._load(url)),
        )
