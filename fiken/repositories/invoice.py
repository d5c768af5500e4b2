"""The repository of the invoices."""

from functools import cached_property
from typing import Unpack

from fiken.mappers.invoice import InvoiceMapper, SendInvoiceMapper
from fiken.models.invoice import Invoice
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Due, Issued, LastModified
from fiken.repositories._finding import first_of
from fiken.repositories._sales_document import (
    LINE_COMPARISONS,
    DocumentRepository,
    Sends,
)
from fiken.repositories._saving import Saves
from fiken.repositories.attachment import UploadedAttachmentRepository
from fiken.repositories.draft import InvoiceDraftRepository


class InvoiceFilters(Issued, LastModified, Due, total=False):
    """The filters of `InvoiceRepository.all`."""

    customer_id: int
    settled: bool
    order_reference: str
    invoice_draft_uuid: str
    """The UUID of the draft that became the invoice, or the `uuid` of an invoice saved directly."""
    invoice_number: str


class InvoiceRepository(DocumentRepository[Invoice], Saves[Invoice], Sends[Invoice]):
    """The invoices (faktura), which are issued and in the books.

    One request loads an invoice with its lines and all that was done with it: its sale with the
    payments and the outstanding balance, the ids of its credit notes, its dispatches, its
    attachments and its PDF. A list has the same for each invoice.

    Saving a new `Invoice` issues it at once, without a draft. If the answer was lost, look with
    ``find_by(invoice_draft_uuid=invoice.uuid)`` for the `uuid` that you gave it. Of a loaded
    invoice, only `due_date` and `sent_manually` can be changed.
    """

    mapper = InvoiceMapper()
    path = "invoices"
    sending = SendInvoiceMapper()
    comparisons = LINE_COMPARISONS

    def all(self, **filters: Unpack[InvoiceFilters]) -> Collection[Invoice]:
        """Return all invoices that match (GET /invoices)."""
        return self._all(InvoiceFilters, filters)

    find_by = first_of(all)

    @cached_property
    def drafts(self) -> InvoiceDraftRepository:
        """The repository of the drafts, which are invoices that are not issued yet."""
        return InvoiceDraftRepository(self._session, self._root, self)

    def attachments(self, invoice: int | Invoice, /) -> UploadedAttachmentRepository:
        """Return the repository of the attachments of one invoice."""
        return UploadedAttachmentRepository(self._session, self._url_of(invoice))
