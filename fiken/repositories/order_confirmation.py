"""The repository of the order confirmations."""

from functools import cached_property

from fiken.mappers.order_confirmation import OrderConfirmationMapper
from fiken.models.draft import InvoiceDraft
from fiken.models.order_confirmation import OrderConfirmation
from fiken.repositories._collection import Collection
from fiken.repositories._sales_document import DocumentRepository
from fiken.repositories._verbs import Acts, CreatedIn
from fiken.repositories.draft import OrderConfirmationDraftRepository
from fiken.repositories.invoice import InvoiceRepository


class OrderConfirmationRepository(DocumentRepository[OrderConfirmation], Acts[OrderConfirmation]):
    """The order confirmations that were issued (ordrebekreftelse). They are not in the books.

    One request loads an order confirmation with its lines, and with the id of the invoice that was
    made from it.
    """

    mapper = OrderConfirmationMapper()
    path = "orderConfirmations"

    def all(self) -> Collection[OrderConfirmation]:
        """Return all order confirmations (GET /orderConfirmations)."""
        return self._all()

    @cached_property
    def drafts(self) -> OrderConfirmationDraftRepository:
        """The repository of the drafts, which are order confirmations that are not issued yet."""
        return OrderConfirmationDraftRepository(self._session, self._root, self)

    def create_invoice_draft(self, confirmation: int | OrderConfirmation, /) -> InvoiceDraft:
        """Create the draft of an invoice from an order confirmation, and return the draft.

        The request is POST /orderConfirmations/{confirmationId}/createInvoiceDraft. If the answer
        was lost, look in ``invoices.drafts.all()``: a second request creates a second draft.

        Raises:
            NotFoundError: There is no such order confirmation.
            UnsavedChangesError: The order confirmation has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        drafts = InvoiceRepository(self._session, self._root).drafts
        return self._act("POST", "{id}/createInvoiceDraft", confirmation, CreatedIn(drafts))
