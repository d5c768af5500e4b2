"""The repository of the invoices."""

from functools import cached_property
from typing import Unpack

from fiken import types as t
from fiken.mappers.invoice import InvoiceMapper, SendInvoiceMapper
from fiken.models._owed import day_or_today
from fiken.models.invoice import Invoice
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Due, Issued, LastModified, query_of
from fiken.repositories._finding import first_of
from fiken.repositories._sales_document import (
    LINE_COMPARISONS,
    DocumentRepository,
    Sends,
)
from fiken.repositories._saving import Saves
from fiken.repositories._selection import Selection, overdue_among
from fiken.repositories._trace import Trace
from fiken.repositories.attachment import UploadedAttachmentRepository
from fiken.repositories.draft import InvoiceDraftRepository


class OverdueInvoiceFilters(Issued, LastModified, total=False):
    """The filters of `InvoiceRepository.overdue`."""

    customer_id: int
    order_reference: str


class InvoiceFilters(OverdueInvoiceFilters, Due, total=False):
    """The filters of `InvoiceRepository.all`."""

    settled: bool
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
    trace = Trace(
        uuid="invoice_draft_uuid",
        alike=("issue_date", "customer_id", "order_reference", "lines.quantity"),
        ask=("invoice_draft_uuid", "issue_date", "customer_id"),
    )
    sending = SendInvoiceMapper()
    comparisons = LINE_COMPARISONS

    def all(self, **filters: Unpack[InvoiceFilters]) -> Collection[Invoice]:
        """Return all invoices that match (GET /invoices)."""
        return self._all(InvoiceFilters, filters)

    find_by = first_of(all)

    def overdue(
        self, on: t.Date | None = None, **filters: Unpack[OverdueInvoiceFilters]
    ) -> Selection[Invoice]:
        """Return the invoices whose due date has passed, and of which an amount is outstanding.

        Fiken is asked for invoices that are not settled and were due before the day. Those that
        were written off or credited in full are skipped: see `Invoice.is_overdue`. If it is not
        known whether an invoice is overdue, it is included.

        Args:
            on: The day to compare due dates with. An invoice that is due on this day is not
                overdue yet. None: today in Norway.
            **filters: Other filters of `all`.

        Raises:
            TypeError: A filter does not exist; nothing was sent.
            InvalidAttributeError: `on` is not a date, or the value of a filter is not of its type;
                nothing was sent.
        """
        day = day_or_today(on, "InvoiceRepository.overdue")
        query_of(OverdueInvoiceFilters, filters, "InvoiceRepository.overdue")
        return overdue_among(self.all(**filters, settled=False, due_date_lt=day), day, self._url)

    @cached_property
    def drafts(self) -> InvoiceDraftRepository:
        """The repository of the drafts, which are invoices that are not issued yet."""
        return InvoiceDraftRepository(self._session, self._root, self)

    def attachments(self, invoice: int | Invoice, /) -> UploadedAttachmentRepository:
        """Return the repository of the attachments of one invoice."""
        return UploadedAttachmentRepository(self._session, self._url_of(invoice))
