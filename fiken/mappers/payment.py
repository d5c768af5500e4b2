"""Payments on the wire."""

from collections.abc import Iterator

from fiken.mappers import _currency
from fiken.mappers._base import Mapper
from fiken.models.payment import Payment


class PaymentMapper(Mapper[Payment]):
    model = Payment
    updates = {}
    instead = "undo it (delete), and record it again"

    def __init__(self, owed_in: str | None = None, document: str = "document") -> None:
        """Remember what the payments are on, to judge their currency by.

        Args:
            owed_in: The currency of the sale or purchase; None where it is not known.
            document: What it is, as a message calls it.
        """
        self._owed_in, self._document = owed_in, document

    def unlikely(self, model: Payment) -> Iterator[str]:
        """Yield an amount that looks unconverted, or whose currency is probably forgotten."""
        return _currency.unlikely_payment(model, self._owed_in, self._document)
