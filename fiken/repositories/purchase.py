"""The repositories of purchases and of their drafts."""

from functools import cached_property
from typing import Literal, Unpack, cast

from fiken import types as t
from fiken.mappers.purchase import PurchaseDraftMapper, PurchaseMapper
from fiken.models._owed import day_or_today
from fiken.models.purchase import Purchase, PurchaseDraft
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Dated, LastModified, Settled, query_of
from fiken.repositories._finding import Finds, first_not_deleted_of
from fiken.repositories._selection import Selection, overdue_among, searched
from fiken.repositories._trace import Trace
from fiken.repositories._trade import TradeDraftRepository, TradeRepository, lines_of


class OverduePurchaseFilters(Dated, LastModified, total=False):
    """The filters of `PurchaseRepository.overdue`."""

    contact_id: int
    """The id of the supplier."""
    sort_by: Literal["date asc", "date desc"]


class PurchaseFilters(OverduePurchaseFilters, Settled, total=False):
    """The filters for the list of purchases (GET /purchases)."""

    paid: bool


class PurchaseDraftRepository(TradeDraftRepository[PurchaseDraft, Purchase]):
    """The drafts of purchases. Saving a changed draft replaces the whole draft in Fiken (PUT)."""

    mapper = PurchaseDraftMapper()
    path = "purchases/drafts"
    finalizing = "createPurchase"

    def all(self) -> Collection[PurchaseDraft]:
        """Return all drafts of purchases (GET /purchases/drafts)."""
        return self._all()

    def _documents(self) -> Finds[Purchase]:
        return PurchaseRepository(self._session, self._root)

    def _becomes(self, draft: PurchaseDraft) -> Purchase:
        return Purchase(
            identifier=draft.invoice_number,
            date=cast("t.Date", draft.invoice_issue_date),
            supplier_id=draft.contact_id,
            currency=draft.currency or "NOK",
            lines=lines_of(draft),
        )


def _among_the_projects(sent: int | None, loaded: Purchase) -> bool:
    """Return whether the loaded purchase has the project that was sent."""
    return sent in {project.project_id for project in loaded.project} | {loaded.project_id}


class PurchaseRepository(TradeRepository[Purchase]):
    """The purchases: cash purchases, and invoices from suppliers."""

    mapper = PurchaseMapper()
    path = "purchases"
    trace = Trace(
        own=("identifier", "date", "supplier_id"),
        alike=("date", "supplier_id", "lines.description", "lines.net_price"),
        ask=("date",),
        loose=("date",),
    )
    comparisons = {
        Purchase: {"project_id": _among_the_projects},
        **TradeRepository.comparisons,
    }

    def all(self, **filters: Unpack[PurchaseFilters]) -> Collection[Purchase]:
        """Return all purchases that match the filters, including deleted ones (GET /purchases)."""
        return self._all(PurchaseFilters, filters)

    find_by = first_not_deleted_of(all)

    def overdue(
        self, on: t.Date | None = None, **filters: Unpack[OverduePurchaseFilters]
    ) -> Selection[Purchase]:
        """Return the purchases whose due date has passed and that are not paid.

        Fiken has no filter for the due date. So all purchases that are not paid are requested, page
        by page, and those that are due later, settled or deleted are skipped. If it is not known
        whether a purchase is overdue, it is included.

        Args:
            on: The day to compare due dates with. A purchase that is due on this day is not
                overdue yet. None: today in Norway.
            **filters: Other filters of `all`.

        Raises:
            TypeError: A filter does not exist; nothing was sent.
            InvalidAttributeError: `on` is not a date, or the value of a filter is not of its type;
                nothing was sent.
        """
        day = day_or_today(on, "PurchaseRepository.overdue")
        query_of(OverduePurchaseFilters, filters, "PurchaseRepository.overdue")
        return overdue_among(self.all(**filters, paid=False), day, self._url)

    def find_by_identifier(
        self, identifier: str, **filters: Unpack[PurchaseFilters]
    ) -> Purchase | None:
        """Return the first purchase with this identifier that is not deleted, or None.

        Fiken has no filter for the identifier, so the list is requested page by page until a
        purchase is found. Limit it by a date: ``date_ge=date(2026, 6, 1)``.

        Two suppliers can use the same number. Fiken does not refuse a second purchase with it, so
        give the `contact_id` of the supplier, or look at all of `all_by_identifier`.

        Args:
            identifier: The `Purchase.identifier`. It must match exactly, but spaces before and
                after it are ignored.
            **filters: Filters of `all`.

        Raises:
            TypeError: A filter does not exist; nothing was sent.
            InvalidAttributeError: The identifier is empty or not a text, or the value of a filter
                is not of its type; nothing was sent.

        Observed: docs/observed.md#11-sales-and-purchases
        """
        text = searched(identifier, "PurchaseRepository.find_by_identifier", "identifier")
        return self.all_by_identifier(text, **filters).first()

    def all_by_identifier(
        self, identifier: str, **filters: Unpack[PurchaseFilters]
    ) -> Selection[Purchase]:
        """Return all purchases with this identifier that are not deleted.

        See `find_by_identifier` for the arguments and errors.
        """
        text = searched(identifier, "PurchaseRepository.all_by_identifier", "identifier")

        def matches(purchase: Purchase) -> bool:
            return not purchase.deleted and (purchase.identifier or "").strip() == text

        return Selection(self.all(**filters), matches, what=f"{text!r} in {self._url}")

    @cached_property
    def drafts(self) -> PurchaseDraftRepository:
        """The repository of the drafts: purchases that are not booked yet."""
        return PurchaseDraftRepository(self._session, self._root)
