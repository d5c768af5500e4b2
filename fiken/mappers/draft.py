"""The mappers of the drafts of invoices, credit notes, offers and order confirmations."""

from collections.abc import Iterator

from fiken.mappers._base import Mapper
from fiken.mappers._sales_document import DocumentDraftMapper, line_problems
from fiken.models.draft import (
    CreditNoteDraft,
    DraftLine,
    InvoiceDraft,
    OfferDraft,
    OrderConfirmationDraft,
)
from fiken.types import DraftType


class DraftLineMapper(Mapper[DraftLine]):
    model = DraftLine


class InvoiceDraftMapper(DocumentDraftMapper[InvoiceDraft]):
    model = InvoiceDraft
    kinds = (DraftType.INVOICE, DraftType.CASH_INVOICE, DraftType.REPEATING_INVOICE)


class CreditNoteDraftMapper(DocumentDraftMapper[CreditNoteDraft]):
    model = CreditNoteDraft
    kinds = (DraftType.CREDIT_NOTE,)

    def problems(self, model: CreditNoteDraft) -> Iterator[tuple[str, str]]:
        """Yield the problems of any draft, and one for each line of a product without a price.

        Observed: docs/observed.md#10-invoices-and-counters
        """
        yield from super().problems(model)
        yield from line_problems(model, model.lines, needed=("unit_price",))


class OfferDraftMapper(DocumentDraftMapper[OfferDraft]):
    model = OfferDraft
    kinds = (DraftType.OFFER,)


class OrderConfirmationDraftMapper(DocumentDraftMapper[OrderConfirmationDraft]):
    model = OrderConfirmationDraft
    kinds = (DraftType.ORDER_CONFIRMATION,)
