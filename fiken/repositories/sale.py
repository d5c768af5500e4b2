"""Sales and their drafts."""

from typing import Unpack

from fiken import types as t
from fiken.mappers.sale import SaleDraftMapper, SaleMapper, WriteOffMapper
from fiken.models.sale import Sale, SaleDraft, WriteOff
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Dated, LastModified, Settled, query_of
from fiken.repositories._finding import Finds, first_not_deleted_of
from fiken.repositories._trade import TradeDraftRepository, TradeRepository


class SaleFilters(Dated, LastModified, total=False):
    """What `SaleRepository.all` takes."""

    #: Your own number, exactly.
    sale_number: str
    settled: bool
    contact_id: int


class SaleDraftRepository(TradeDraftRepository[SaleDraft, Sale]):
    """Drafts of sales; an update replaces the whole (PUT)."""

    mapper = SaleDraftMapper()
    path = "sales/drafts"
    finalizing = "createSale"

    def all(self) -> Collection[SaleDraft]:
        """Every draft (GET /sales/drafts)."""
        return self._all()

    def _documents(self) -> Finds[Sale]:
        return SaleRepository(self._session, self._root)


class SaleRepository(TradeRepository[Sale]):
    """Sales whose invoice was made elsewhere, or that were paid at once."""

    mapper = SaleMapper()
    path = "sales"

    def all(self, **filters: Unpack[SaleFilters]) -> Collection[Sale]:
        """Every sale that matches, the deleted ones among them (GET /sales)."""
        return self._all(SaleFilters, filters)

    find_by = first_not_deleted_of(all)

    @property
    def drafts(self) -> SaleDraftRepository:
        """Sales that are not booked yet."""
        return SaleDraftRepository(self._session, self._root)

    def settle(self, sale: int | Sale, /, *, settled_date: t.Date) -> Sale:
        """Mark the sale as settled without a payment (PATCH /sales/{saleId}/settled).

        Called again with another date, it moves the settlement.

        Raises:
            UnsavedChangesError: The sale was changed here; nothing was sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            InvalidAttributeError: This is no date; nothing was sent.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        query = query_of(Settled, {"settled_date": settled_date}, "SaleRepository.settle")
        return self._act("PATCH", "{id}/settled", sale, self._itself, params=query)

    def write_off(
        self,
        sale: int | Sale,
        /,
        *,
        type: t.WriteOffType,
        date: t.Date,
        comment: str | None = None,
    ) -> Sale:
        """Write the outstanding balance off as a loss (PATCH /sales/{saleId}/writeOff).

        Fiken refuses it for a cash sale, one that is settled, deleted or written off, one on
        which nothing is outstanding, and a date that is not after the sale's.

        Emulator choice: all that is outstanding is posted to account 7830, without a correction of
        VAT. What Fiken does about the VAT was not observed.

        Raises:
            BadRequestError: Fiken refuses it.
            UnsavedChangesError: The sale was changed here; nothing was sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            InvalidAttributeError: A value breaks its type; nothing was sent.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        loss = WriteOff(type=type, date=date, comment=comment)
        payload = WriteOffMapper().create(loss)
        return self._act("PATCH", "{id}/writeOff", sale, self._itself, json=payload)
