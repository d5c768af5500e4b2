"""The repositories of purchases and of their drafts."""

from functools import cached_property
from typing import Literal, Unpack

from fiken.mappers.purchase import PurchaseDraftMapper, PurchaseMapper
from fiken.models.purchase import Purchase, PurchaseDraft
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Dated, LastModified, Settled
from fiken.repositories._finding import Finds, first_not_deleted_of
from fiken.repositories._trade import TradeDraftRepository, TradeRepository


class PurchaseFilters(Dated, LastModified, Settled, total=False):
    """The filters for the list of purchases (GET /purchases)."""

    paid: bool
    contact_id: int
    """The id of the supplier."""
    sort_by: Literal["date asc", "date desc"]


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


def _among_the_projects(sent: int | None, loaded: Purchase) -> bool:
    """Return whether the loaded purchase has the project that was sent."""
    return sent in {project.project_id for project in loaded.project} | {loaded.project_id}


class PurchaseRepository(TradeRepository[Purchase]):
    """The purchases: cash purchases, and invoices from suppliers."""

    mapper = PurchaseMapper()
    path = "purchases"
    comparisons = {
        Purchase: {"project_id": _among_the_projects},
        **TradeRepository.comparisons,
    }

    def all(self, **filters: Unpack[PurchaseFilters]) -> Collection[Purchase]:
        """Return all purchases that match the filters, including deleted ones (GET /purchases)."""
        return self._all(PurchaseFilters, filters)

    find_by = first_not_deleted_of(all)

    @cached_property
    def drafts(self) -> PurchaseDraftRepository:
        """The repository of the drafts: purchases that are not booked yet."""
        return PurchaseDraftRepository(self._session, self._root)
