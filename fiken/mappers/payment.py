"""Payments in JSON."""

from collections.abc import Iterator

from fiken.mappers import _currency
from fiken.mappers._base import Mapper
from fiken.models.payment import Payment


class PaymentMapper(Mapper[Payment]):
    model = Payment
    updates = {}
    instead = "undo it (delete), and record it again"

    def __init__(self, owed_in: str | None = None, document: str = "document") -> None:
        """Build the mapper of the payments of one document.

        Args:
            owed_in: The currency of the sale or purchase; None where it is not known.
            document: What the payments are for, as messages call it: sale, purchase or draft.
        """
        self._owed_in, self._document = owed_in, document

    def unlikely(self, model: Payment) -> Iterator[str]:
        """Yield amounts that were probably not converted, or whose currency was forgotten."""
        return _currency.unlikely_payment(model, self._owed_in, self._document)
