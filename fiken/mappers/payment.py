"""The mapper of payments."""

from collections.abc import Iterator

from fiken.mappers import _currency
from fiken.mappers._base import Mapper
from fiken.models.payment import Payment


class PaymentMapper(Mapper[Payment]):
    """The mapper that converts payments to JSON and back.

    It is created with the currency of the sale or purchase, so that it can warn of wrong payments.
    """

    model = Payment
    updates = {}
    instead = "undo it (delete), and record it again"

    def __init__(self, owed_in: str | None = None, document: str = "document") -> None:
        """Create a mapper for the payments of one sale or purchase.

        Args:
            owed_in: The currency of the sale or purchase, or None if it is not known.
            document: "sale" or "purchase": the word for what is paid, used in warnings.
        """
        self._owed_in, self._document = owed_in, document

    def unlikely(self, model: Payment) -> Iterator[str]:
        """Yield a warning if the currency of a payment, or its amount in NOK, is probably wrong."""
        return _currency.unlikely_payment(model, self._owed_in, self._document)
