"""What sales and purchases have in common: payments, accruals, attachments."""

from typing import TypeVar

from fiken.models.purchase import Purchase
from fiken.models.sale import Sale
from fiken.repositories._base import DeletesSoftly, Finds, Lists, Saves
from fiken.repositories.accrual import AccrualRepository
from fiken.repositories.attachment import TradeAttachmentRepository
from fiken.repositories.payment import PaymentRepository

M = TypeVar("M", Sale, Purchase)


class TradeRepository(Finds[M], Lists[M], Saves[M], DeletesSoftly[M]):
    """Sales or purchases: they cannot be changed, but deleted and recorded again."""

    def payments(self, what: int | M, /) -> PaymentRepository:
        """Give the repository of what was paid on it."""
        return PaymentRepository(self._session, self._url_of(what))

    def accruals(self, what: int | M, /) -> AccrualRepository:
        """Give the repository of its lines that are spread over months."""
        return AccrualRepository(self._session, self._url_of(what))

    def attachments(self, what: int | M, /) -> TradeAttachmentRepository:
        """Give the repository of its attachments."""
        return TradeAttachmentRepository(self._session, self._url_of(what))
