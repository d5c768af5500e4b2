"""The mappers of the drafts of invoices, credit notes, offers and order confirmations."""

from fiken.mappers._base import Mapper
from fiken.models.draft import (
    CreditNoteDraft,
    DraftLine,
    InvoiceDraft,
    OfferDraft,
    OrderConfirmationDraft,
)

_REQUIRED = ("customer_id", "days_until_due_date")


class DraftLineMapper(Mapper[DraftLine]):
    model = DraftLine


class InvoiceDraftMapper(Mapper[InvoiceDraft]):
    model = InvoiceDraft
    required = _REQUIRED


class CreditNoteDraftMapper(Mapper[CreditNoteDraft]):
    model = CreditNoteDraft
    required = _REQUIRED


class OfferDraftMapper(Mapper[OfferDraft]):
    model = OfferDraft
    required = _REQUIRED


class OrderConfirmationDraftMapper(Mapper[OrderConfirmationDraft]):
    model = OrderConfirmationDraft
    required = _REQUIRED
