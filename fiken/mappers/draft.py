"""The mappers of the drafts of invoices, credit notes, offers and order confirmations."""

from fiken.mappers._base import Mapper
from fiken.mappers._sales_document import DocumentDraftMapper
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
    line_needs_price = True


class OfferDraftMapper(DocumentDraftMapper[OfferDraft]):
    model = OfferDraft
    kinds = (DraftType.OFFER,)


class OrderConfirmationDraftMapper(DocumentDraftMapper[OrderConfirmationDraft]):
    model = OrderConfirmationDraft
    kinds = (DraftType.ORDER_CONFIRMATION,)
