"""The repository of the credit notes."""

from collections.abc import Sequence
from functools import cached_property
from typing import Unpack

import attrs

from fiken import types as t
from fiken.idempotency._write import Clue, Found
from fiken.mappers.credit_note import (
    CreditNoteMapper,
    FullCreditNoteMapper,
    PartialCreditNoteMapper,
    SendCreditNoteMapper,
)
from fiken.mappers.invoice import InvoiceMapper
from fiken.models.credit_note import (
    CreditNote,
    CreditNoteLine,
    FullCreditNote,
    PartialCreditNote,
)
from fiken.models.invoice import Invoice, InvoiceLine
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Issued, LastModified
from fiken.repositories._finding import first_of
from fiken.repositories._ids import id_of
from fiken.repositories._once import content_of
from fiken.repositories._repository import loaded
from fiken.repositories._sales_document import DocumentRepository, Sends
from fiken.repositories._search import Search, signature_of
from fiken.repositories._trace import Trace
from fiken.repositories._verbs import CreatedIn
from fiken.repositories.draft import CreditNoteDraftRepository, signature_for


class CreditNoteFilters(Issued, LastModified, total=False):
    """The filters of `CreditNoteRepository.all`."""

    customer_id: int
    settled: bool
    credit_note_draft_uuid: str
    """The UUID of the draft that became the credit note."""


class CreditNoteRepository(DocumentRepository[CreditNote], Sends[CreditNote]):
    """The credit notes (kreditnota). Each cancels an invoice, or a part of one.

    One request loads a credit note with its lines, its customer, its sale and its PDF.
    """

    mapper = CreditNoteMapper()
    path = "creditNotes"
    trace = Trace(
        uuid="credit_note_draft_uuid",
        alike=("issue_date", "customer_id", "associated_invoice_id", "lines.quantity"),
        ask=("credit_note_draft_uuid", "issue_date", "customer_id"),
    )
    sending = SendCreditNoteMapper()

    def all(self, **filters: Unpack[CreditNoteFilters]) -> Collection[CreditNote]:
        """Return all credit notes that match (GET /creditNotes)."""
        return self._all(CreditNoteFilters, filters)

    find_by = first_of(all)

    @cached_property
    def drafts(self) -> CreditNoteDraftRepository:
        """The repository of the drafts, which are credit notes that are not issued yet."""
        return CreditNoteDraftRepository(self._session, self._root, self)

    def create_full(
        self,
        invoice: int | Invoice,
        /,
        *,
        issue_date: t.Date,
        credit_note_text: str | None = None,
        idempotency_key: str | None = None,
    ) -> CreditNote:
        """Credit a whole invoice, and return the credit note (POST /creditNotes/full).

        Afterwards the invoice is settled. If the answer was lost, load the invoice: its
        `associated_credit_notes` has the id of the credit note if there is one.

        Args:
            invoice: The invoice, or its id.
            issue_date: The date of the credit note, which is not before that of the invoice.
            credit_note_text: The text above the lines: at most 500 characters.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            BadRequestError: Fiken refused, for instance because the date is before the invoice.
            CounterNotInitializedError: The number series of the credit notes was never started.
            UnsavedChangesError: The invoice has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        request = FullCreditNote(
            invoice_id=_id_of(invoice), issue_date=issue_date, credit_note_text=credit_note_text
        )
        payload = FullCreditNoteMapper().create(request)
        once = self._once(
            idempotency_key, content_of(request), lambda: self._credited(request.invoice_id)
        )
        return self._act("POST", "full", invoice, CreatedIn(self), json=payload, once=once)

    def create_partial(
        self,
        *,
        issue_date: t.Date,
        lines: Sequence[CreditNoteLine],
        invoice: int | Invoice | None = None,
        contact_id: int | None = None,
        contact_person_id: int | None = None,
        project_id: int | None = None,
        currency: t.Currency | None = None,
        credit_note_text: str | None = None,
        your_reference: str | None = None,
        our_reference: str | None = None,
        order_reference: str | None = None,
        rounding_type: t.RoundingType | None = None,
        idempotency_key: str | None = None,
    ) -> CreditNote:
        """Credit some lines, and return the credit note (POST /creditNotes/partial).

        If the answer was lost, load the invoice: its `associated_credit_notes` has the id of the
        credit note if there is one. Without an invoice, look in ``all(customer_id=…)``.

        Args:
            issue_date: The date of the credit note, which is not before that of the invoice.
            lines: What is credited. Each line needs a price.
            invoice: The invoice that is credited, or its id; None for a credit note without one.
            contact_id: The id of the customer. It is needed without an invoice.
            contact_person_id: The id of a contact person of the customer.
            project_id: The id of a project.
            currency: The currency of the prices. None: that of the invoice, if the model is given.
                Otherwise Fiken decides, and its documentation does not say how.
            credit_note_text: The text above the lines: at most 500 characters.
            your_reference: The reference of the customer.
            our_reference: The reference of the company.
            order_reference: The reference to the customer's order.
            rounding_type: The rounding of the total, in NOK only.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            BadRequestError: Fiken refused, for instance because the date is before the invoice.
            CounterNotInitializedError: The number series of the credit notes was never started.
            UnsavedChangesError: The invoice has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            InvalidModelError: There is no line, or neither an invoice nor a customer; nothing was
                sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        request = PartialCreditNote(
            issue_date=issue_date,
            lines=lines,
            invoice_id=None if invoice is None else _id_of(invoice),
            contact_id=contact_id,
            contact_person_id=contact_person_id,
            project_id=project_id,
            currency=invoice.currency
            if currency is None and isinstance(invoice, Invoice)
            else currency,
            credit_note_text=credit_note_text,
            your_reference=your_reference,
            our_reference=our_reference,
            order_reference=order_reference,
            rounding_type=rounding_type,
        )
        payload = PartialCreditNoteMapper().create(request)
        once = self._once(
            idempotency_key, content_of(request), lambda: self._partly_credited(request)
        )
        return self._act("POST", "partial", invoice, CreatedIn(self), json=payload, once=once)

    def _partly_credited(self, request: PartialCreditNote) -> Search:
        """Return how it is found out whether some lines were credited."""
        if request.invoice_id is not None:
            return self._credited(request.invoice_id)
        note = CreditNote(
            issue_date=request.issue_date,
            customer_id=request.contact_id,
            lines=[InvoiceLine(quantity=line.quantity) for line in request.lines],
        )
        search = self._looking.search_for(note)
        return attrs.evolve(search, alike=signature_for(self._url, request.contact_id))

    def _credited(self, invoice: int) -> Search:
        """Return how it is found out whether an invoice was credited: it names its credit notes."""
        url = f"{self._root}/invoices/{invoice}"

        def ids() -> list[str]:
            credited: Invoice = loaded(InvoiceMapper(), self._get(url))
            return [str(each) for each in credited.associated_credit_notes]

        def look(clue: Clue) -> Found:
            new = tuple(each for each in ids() if each not in clue["known"])
            if len(new) > 1:
                return Found(unsure="several credit notes of the invoice are new", candidates=new)
            return Found(new[0]) if new else Found()

        return Search(
            look,
            alike=signature_of(self._url, {"invoice": invoice}),
            made_in=self._url,
            list_before=lambda: {"known": ids()},
        )


def _id_of(invoice: int | Invoice) -> int:
    """Return the id of an invoice, given its id or a saved model."""
    return int(id_of(InvoiceMapper(), invoice))
