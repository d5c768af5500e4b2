"""Purchases and their drafts."""

from typing import Literal, Unpack

from fiken.mappers.purchase import PurchaseDraftMapper, PurchaseMapper
from fiken.models.purchase import Purchase, PurchaseDraft
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Dated, LastModified, Settled
from fiken.repositories._finding import Finds, first_not_deleted_of
from fiken.repositories._trade import TradeDraftRepository, TradeRepository


class PurchaseFilters(Dated, LastModified, Settled, total=False):
    """What `PurchaseRepository.all` takes."""

    paid: bool
    #: The supplier's.
    contact_id: int
    sort_by: Literal["date asc", "date desc"]


class PurchaseDraftRepository(TradeDraftRepository[PurchaseDraft, Purchase]):
    """Drafts of purchases; an update replaces the whole (PUT)."""

    mapper = PurchaseDraftMapper()
    path = "purchases/drafts"
    finalizing = "createPurchase"

    def all(self) -> Collection[PurchaseDraft]:
        """Every draft (GET /purchases/drafts)."""
        return self._all()

    def _documents(self) -> Finds[Purchase]:
        return PurchaseRepository(self._session, self._root)


def _among_the_projects(sent: int | None, loaded: Purchase) -> bool:
    """Return whether the project is one of the purchase: Fiken returns those of all lines."""
    return sent in {project.project_id for project in loaded.project} | {loaded.project_id}


class PurchaseRepository(TradeRepository[Purchase]):
    """Purchases: paid at once, or on a supplier's invoice."""

    mapper = PurchaseMapper()
    path = "purchases"
    comparisons = {
        Purchase: {"project_id": _among_the_projects},
        **TradeRepository.comparisons,
    }

    def all(self, **filters: Unpack[PurchaseFilters]) -> Collection[Purchase]:
        """Every purchase that matches, the deleted ones among them (GET /purchases)."""
        return self._all(PurchaseFilters, filters)

    find_by = first_not_deleted_of(all)

    @property
    def drafts(self) -> PurchaseDraftRepository:
        """Purchases that are not booked yet."""
        return PurchaseDraftRepository(self._session, self._root)
