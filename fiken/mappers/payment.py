"""The mapper of payments."""

from collections.abc import Iterator

from fiken.mappers import _currency
from fiken.mappers._base import Mapper
from fiken.models.payment import Payment


class PaymentMapper(Mapper[Payment]):
    """The mapper of payments. Its warnings depend on the currency of the sale or purchase."""

    model = Payment
    updates = {}
    instead = "undo it (delete), and record it again"

    def __init__(self, owed_in: str | None = None, document: str = "document") -> None:
        """Build a mapper for the payments of one sale or purchase.

        Args:
            owed_in: The currency of the sale or purchase; None where it is not known.
            document: What is paid, as a word for warnings: "sale" or "purchase".
        """
        self._owed_in, self._document = owed_in, document

    def unlikely(self, model: Payment) -> Iterator[str]:
        """Yield a warning if the currency or the amount in NOK is probably wrong."""
        return _currency.unlikely_payment(model, self._owed_in, self._document)
