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
    """The filters of `PurchaseRepository.all`."""

    paid: bool
    contact_id: int
    """The id of the supplier."""
    sort_by: Literal["date asc", "date desc"]


class PurchaseDraftRepository(TradeDraftRepository[PurchaseDraft, Purchase]):
    """The drafts of purchases. An update replaces the whole draft (PUT)."""

    mapper = PurchaseDraftMapper()
    path = "purchases/drafts"
    finalizing = "createPurchase"

    def all(self) -> Collection[PurchaseDraft]:
        """Return all drafts of purchases (GET /purchases/drafts)."""
        return self._all()

    def _documents(self) -> Finds[Purchase]:
        return PurchaseRepository(self._session, self._root)


def _among_the_projects(sent: int | None, loaded: Purchase) -> bool:
    """Return whether the project that was sent is among the projects of the loaded purchase."""
    return sent in {project.project_id for project in loaded.project} | {loaded.project_id}


class PurchaseRepository(TradeRepository[Purchase]):
    """The purchases: cash purchases, and invoices of suppliers."""

    mapper = PurchaseMapper()
    path = "purchases"
    comparisons = {
        Purchase: {"project_id": _among_the_projects},
        **TradeRepository.comparisons,
    }

    def all(self, **filters: Unpack[PurchaseFilters]) -> Collection[Purchase]:
        """Return all purchases that match, including deleted ones (GET /purchases)."""
        return self._all(PurchaseFilters, filters)

    find_by = first_not_deleted_of(all)

    @cached_property
    def drafts(self) -> PurchaseDraftRepository:
        """The repository of the drafts, which are purchases that are not booked yet."""
        return PurchaseDraftRepository(self._session, self._root)
