"""The repository of the offers."""

from functools import cached_property

from fiken.mappers.offer import OfferMapper, SendOfferMapper
from fiken.models.offer import Offer
from fiken.repositories._collection import Collection
from fiken.repositories._sales_document import DocumentRepository, Sends
from fiken.repositories._trace import Trace
from fiken.repositories.draft import OfferDraftRepository


class OfferRepository(DocumentRepository[Offer], Sends[Offer]):
    """The offers that were issued (tilbud). An offer is not in the books.

    One request loads an offer with its lines and its dispatches. ``InvoiceDraft.from_document``
    makes the draft of an invoice from it.
    """

    mapper = OfferMapper()
    path = "offers"
    trace = Trace(uuid="offer_draft_uuid")
    sending = SendOfferMapper()

    def all(self) -> Collection[Offer]:
        """Return all offers (GET /offers)."""
        return self._all()

    @cached_property
    def drafts(self) -> OfferDraftRepository:
        """The repository of the drafts, which are offers that are not issued yet."""
        return OfferDraftRepository(self._session, self._root, self)
