"""The base classes of the repositories of sales and purchases, and of their drafts."""

from typing import TypeVar

from fiken.models._trade import TradeDraft
from fiken.models.payment import Payment
from fiken.models.purchase import Purchase
from fiken.models.sale import OrderLine, Sale
from fiken.repositories._deleting import Deletes, DeletesSoftly
from fiken.repositories._finding import Finds
from fiken.repositories._listing import Lists
from fiken.repositories._read_back import Comparison
from fiken.repositories._saving import Saves
from fiken.repositories._search import Search
from fiken.repositories._trace import Trace
from fiken.repositories._verbs import Finalizes
from fiken.repositories.accrual import AccrualRepository
from fiken.repositories.attachment import PlainAttachmentRepository, TradeAttachmentRepository
from fiken.repositories.payment import PAYMENT_COMPARISONS, PaymentRepository

M = TypeVar("M", Sale, Purchase)
K = TypeVar("K", bound=TradeDraft)


def _zero_is_none(name: str) -> Comparison:
    """Build the function that compares, after a save, the amount in the field `name` of a line.

    The function treats 0 and None as equal: for a sale, 0 is not sent, and Fiken returns null.
    """

    def comparison(sent: int | None, loaded: OrderLine) -> bool:
        returned: int | None = getattr(loaded, name)
        return returned == sent or not (sent or returned)

    return comparison


class TradeRepository(Finds[M], Lists[M], Saves[M], DeletesSoftly[M]):
    """The repository of sales or of purchases.

    A saved sale or purchase cannot be changed. To correct one, delete it and save a new one.
    """

    comparisons = {OrderLine: {name: _zero_is_none(name) for name in ("vat", "vat_in_currency")}}

    def payments(self, what: int | M, /) -> PaymentRepository:
        """Return the repository for the payments of one sale or purchase.

        ``company.sales.payments(sale).all()`` lists the payments of a sale.

        Args:
            what: The sale or purchase, or its id. Prefer the model: saving a payment then warns you
                if the currency of the payment is probably wrong.
        """
        url = self._url_of(what)
        return PaymentRepository(self._session, url, None if isinstance(what, int) else what)

    def accruals(self, what: int | M, /) -> AccrualRepository:
        """Return the repository for the accruals of one sale or purchase.

        An accrual spreads the amount of a line over several months.
        ``company.sales.accruals(sale).all()`` lists the accruals of a sale.
        """
        return AccrualRepository(self._session, self._url_of(what))

    def attachments(self, what: int | M, /) -> TradeAttachmentRepository:
        """Return the repository for the attachments of one sale or purchase.

        ``company.sales.attachments(sale).all()`` lists the attachments of a sale.
        """
        return TradeAttachmentRepository(self._session, self._url_of(what))


def lines_of(draft: TradeDraft) -> list[OrderLine]:
    """Return the lines of the sale or purchase that a draft becomes, without their accounts."""
    is_in_nok = draft.currency in (None, "NOK")
    return [
        OrderLine(
            description=line.text,
            net_price=line.net if is_in_nok else None,
            vat_type=line.vat_type,
        )
        for line in draft.lines
    ]


class TradeDraftRepository(Finds[K], Lists[K], Saves[K], Deletes[K], Finalizes[K, M]):
    """The repository of drafts: sales or purchases that are not booked yet.

    Saving a changed draft replaces the whole draft in Fiken (PUT).
    """

    comparisons = {Payment: PAYMENT_COMPARISONS}
    trace = Trace(
        alike=(
            *("invoice_number", "invoice_issue_date", "contact_id"),
            *("lines.text", "lines.net", "lines.gross"),
        )
    )

    def _becomes(self, draft: K) -> M:
        """Return the sale or purchase that a draft becomes: a new model with what shows it."""
        raise NotImplementedError

    def _search_of(self, draft: K) -> Search:
        looking = self._looking_in(self._documents())
        return looking.search_for(self._becomes(draft), draft=self._url_of(draft))

    def attachments(self, draft: int | K, /) -> PlainAttachmentRepository:
        """Return the repository for the attachments of one draft.

        ``company.sales.drafts.attachments(draft).all()`` lists them.
        """
        return PlainAttachmentRepository(self._session, self._url_of(draft))
