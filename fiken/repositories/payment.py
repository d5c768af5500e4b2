"""The repository of the payments of one sale or purchase."""

from functools import partial
from typing import Any

from fiken.mappers.payment import PaymentMapper
from fiken.models.payment import Payment
from fiken.models.purchase import Purchase
from fiken.models.sale import Sale
from fiken.repositories._collection import Collection
from fiken.repositories._finding import Finds
from fiken.repositories._listing import Lists
from fiken.repositories._protocols import SessionProtocol
from fiken.repositories._read_back import Comparison
from fiken.repositories._saving import Saves
from fiken.repositories._search import search_for_absence
from fiken.repositories._trace import Trace
from fiken.repositories._written import nothing
from fiken.types import rule_of


def _not_returned_in_nok(name: str) -> Comparison:
    """Build the function that compares, after a save, the field `name` of a payment.

    If the payment is in NOK, Fiken may leave out the field. The function accepts this.
    """

    def comparison(sent: Any, loaded: Payment) -> bool:
        returned = getattr(loaded, name)
        is_in_nok = loaded.currency in (None, "NOK")
        return bool(returned == sent) or (is_in_nok and returned is None)

    return comparison


#: How to tell whether Fiken kept the fields of a payment, alone or inside a draft.
PAYMENT_COMPARISONS = {
    name: _not_returned_in_nok(name) for name in ("currency", "amount_in_nok", "fee")
}


class PaymentRepository(Finds[Payment], Lists[Payment], Saves[Payment]):
    """The payments of one sale or purchase. The list is not paged and has no filters."""

    mapper = PaymentMapper()
    path = "payments"
    paged = False
    comparisons = {Payment: PAYMENT_COMPARISONS}
    trace = Trace(alike=("date", "account", "amount"))

    def __init__(
        self, session: SessionProtocol, root: str, document: Sale | Purchase | None = None
    ) -> None:
        super().__init__(session, root)
        if document is not None:  # otherwise its currency is unknown, and is not requested
            self.mapper = PaymentMapper(document.currency, type(document).__name__.lower())

    def all(self) -> Collection[Payment]:
        """Return all payments of the sale or purchase (GET …/payments)."""
        return self._all()

    def delete(
        self,
        what: int | Payment,
        /,
        *,
        description: str | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Delete a payment, and erase its postings or reverse them.

        Fiken erases the postings if the month of the payment is open. If it is closed, Fiken keeps
        them and books a reversal: postings that cancel them.

        Emulator choice: a month is closed when it has ended. The reversal is dated today, so that
        the balances of earlier months still include the payment. Which date Fiken uses was not
        observed.

        Args:
            what: The payment, or its id.
            description: The reason, which Fiken stores with the reversal; None for no reason.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            NotFoundError: There is no such payment.
            BadRequestError: Fiken refused: the payment is already deleted, or the sale is written
                off.
            InvalidAttributeError: `what` is neither an id nor a saved model, or `description` is
                not a text; nothing was sent.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        rule_of(str, nullable=True).check("PaymentRepository.delete", "description", description)
        params = {} if description is None else {"description": description}
        url = self._url_of(what)
        search = partial(search_for_absence, lambda: self._load(url))
        once = self._once(idempotency_key, params, search)
        self._write("DELETE", url, nothing, model=what, params=params, once=once)
