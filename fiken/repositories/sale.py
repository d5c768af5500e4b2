"""The repositories of sales and of their drafts."""

from collections.abc import Callable
from functools import cached_property
from typing import Unpack, cast

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.mappers.sale import SaleDraftMapper, SaleMapper, WriteOffMapper
from fiken.models._owed import day_or_today
from fiken.models.credit_note import CreditNote
from fiken.models.invoice import Invoice
from fiken.models.sale import Sale, SaleDraft, WriteOff
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Dated, LastModified, Settled, query_of
from fiken.repositories._finding import Finds, first_not_deleted_of
from fiken.repositories._once import content_of
from fiken.repositories._search import Search, search_by
from fiken.repositories._selection import Selection, overdue_among
from fiken.repositories._trace import Trace
from fiken.repositories._trade import TradeDraftRepository, TradeRepository, lines_of
from fiken.repositories.payment import PaymentRepository


class OverdueSaleFilters(Dated, LastModified, total=False):
    """The filters of `SaleRepository.overdue`."""

    sale_number: str
    """Your own number, which must match exactly."""
    contact_id: int


class SaleFilters(OverdueSaleFilters, total=False):
    """The filters for the list of sales (GET /sales)."""

    settled: bool


class SaleDraftRepository(TradeDraftRepository[SaleDraft, Sale]):
    """The drafts of sales. Saving a changed draft replaces the whole draft in Fiken (PUT)."""

    mapper = SaleDraftMapper()
    path = "sales/drafts"
    finalizing = "createSale"

    def all(self) -> Collection[SaleDraft]:
        """Return all drafts of sales (GET /sales/drafts)."""
        return self._all()

    def _documents(self) -> Finds[Sale]:
        return SaleRepository(self._session, self._root)

    def _becomes(self, draft: SaleDraft) -> Sale:
        return Sale(
            sale_number=draft.invoice_number,
            date=cast("t.Date", draft.invoice_issue_date),
            customer_id=draft.contact_id,
            currency=draft.currency or "NOK",
            lines=lines_of(draft),
        )


class SaleRepository(TradeRepository[Sale]):
    """The sales in the company's books: cash sales, and sales with an invoice.

    `Sale.kind` says whether the invoice was made in Fiken or in another system. `save` is for cash
    sales, and for invoices of another system.
    """

    mapper = SaleMapper()
    path = "sales"
    trace = Trace(
        own=("sale_number",),
        alike=("date", "customer_id", "lines.description", "lines.net_price"),
        ask=("sale_number", "date"),
        loose=("date",),
    )

    def all(self, **filters: Unpack[SaleFilters]) -> Collection[Sale]:
        """Return all sales that match the filters, including deleted ones (GET /sales)."""
        return self._all(SaleFilters, filters)

    find_by = first_not_deleted_of(all)

    def overdue(
        self, on: t.Date | None = None, **filters: Unpack[OverdueSaleFilters]
    ) -> Selection[Sale]:
        """Return the sales whose due date has passed, and of which an amount is outstanding.

        Fiken has no filter for the due date. So all sales that are not settled are requested, page
        by page, and those that are due later, written off or deleted are skipped. If it is not
        known whether a sale is overdue, it is included.

        Args:
            on: The day to compare due dates with. A sale that is due on this day is not
                overdue yet. None: today in Norway.
            **filters: Other filters of `all`.

        Raises:
            TypeError: A filter does not exist; nothing was sent.
            InvalidAttributeError: `on` is not a date, or the value of a filter is not of its type;
                nothing was sent.
        """
        day = day_or_today(on, "SaleRepository.overdue")
        query_of(OverdueSaleFilters, filters, "SaleRepository.overdue")
        return overdue_among(self.all(**filters, settled=False), day, self._url)

    @cached_property
    def drafts(self) -> SaleDraftRepository:
        """The repository of the drafts: sales that are not booked yet."""
        return SaleDraftRepository(self._session, self._root)

    def payments(self, what: int | Sale | Invoice | CreditNote, /) -> PaymentRepository:
        """Return the repository of the payments of one sale, or of the sale of an invoice.

        A credit note has a sale too. A refund of a credited invoice is a payment on it, with a
        negative amount.

        Give the model rather than its id: saving a payment then warns you if you probably forgot
        the currency of the payment. A number is always the id of a sale, which is not that of its
        invoice or credit note.

        Raises:
            InvalidAttributeError: `what` is none of these, or an invoice or credit note that was
                loaded without its sale; nothing was sent.
        """
        return super().payments(_sale_of(what) if isinstance(what, (Invoice, CreditNote)) else what)

    def settle(
        self, sale: int | Sale, /, *, settled_date: t.Date, idempotency_key: str | None = None
    ) -> Sale:
        """Mark a sale as settled (PATCH /sales/{saleId}/settled). No payment is booked.

        Args:
            sale: The sale, or its id.
            settled_date: The day of settlement. If the sale is already settled, this day replaces
                the earlier one.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            UnsavedChangesError: The sale has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            InvalidAttributeError: `settled_date` is not a date, or `sale` is neither an id nor a
                saved sale; nothing was sent.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        query = query_of(Settled, {"settled_date": settled_date}, "SaleRepository.settle")
        once = self._once(
            idempotency_key,
            {"settled_date": settled_date},
            lambda: self._search_by(
                sale, lambda row: row.settled and row.settled_date == settled_date
            ),
        )
        return self._act("PATCH", "{id}/settled", sale, self._itself, params=query, once=once)

    def write_off(
        self,
        sale: int | Sale,
        /,
        *,
        type: t.WriteOffType,
        date: t.Date,
        comment: str | None = None,
        idempotency_key: str | None = None,
    ) -> Sale:
        """Write off the outstanding amount of a sale as a loss (PATCH /sales/{saleId}/writeOff).

        Fiken refuses cash sales, sales that are settled, deleted or already written off, and sales
        without an outstanding amount.

        Emulator choice: the outstanding amount is posted to account 7830, without a correction of
        VAT. What Fiken does with the VAT was not observed.

        Args:
            sale: The sale, or its id.
            type: The reason, such as that the customer is bankrupt.
            date: The day on which the loss is posted. It must be after the date of the sale.
            comment: At most 200 characters.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            BadRequestError: Fiken refused the request.
            UnsavedChangesError: The sale has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            InvalidAttributeError: An argument has a wrong type, or `comment` is too long; nothing
                was sent.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        request = WriteOff(type=type, date=date, comment=comment)
        payload = WriteOffMapper().create(request)
        once = self._once(
            idempotency_key,
            content_of(request),
            lambda: self._search_by(sale, lambda row: bool(row.write_off)),
        )
        return self._act("PATCH", "{id}/writeOff", sale, self._itself, json=payload, once=once)

    def _search_by(self, sale: int | Sale, is_done: Callable[[Sale], bool]) -> Search:
        """Return how it is found out whether a verb was carried out: the sale shows it."""
        url = self._url_of(sale)
        return search_by(lambda: is_done(self._load(url)))


def _sale_of(document: Invoice | CreditNote) -> Sale:
    """Return the sale of an invoice or credit note.

    Raises:
        InvalidAttributeError: The document was not loaded, or Fiken sent no sale with it.
    """
    if document.sale is not None:
        return document.sale
    kind = "invoice" if isinstance(document, Invoice) else "credit_note"
    rule = "a sale, or an invoice or credit note with its sale"
    hint = f"load it first: {kind}s.find({kind}) returns it with its sale"
    raise InvalidAttributeError("SaleRepository.payments", "what", document, rule, hint)
