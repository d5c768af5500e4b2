"""Purchases and their drafts on the wire."""

from collections.abc import Iterator
from typing import Any

from fiken.mappers import _trade
from fiken.mappers._base import Mapper
from fiken.models.purchase import Purchase, PurchaseDraft, PurchaseDraftLine
from fiken.types import PurchaseKind


class PurchaseMapper(Mapper[Purchase]):
    model = Purchase
    required = ("date", "kind", "lines", "currency")
    updates = {}
    instead = "delete it, and record it again"

    def create(self, model: Purchase) -> dict[str, Any]:
        """Warn of what is unlikely; a vat of 0 is sent on a purchase's line."""
        payload = super().create(model)
        _trade.warn_of_unlikely(model, sale=False)
        return payload

    def problems(self, model: Purchase) -> Iterator[tuple[str, str]]:
        """A cash purchase says where it was paid, and in another currency than NOK how much."""
        yield from _trade.line_problems(model)
        if model.kind == PurchaseKind.CASH_PURCHASE:
            yield from _trade.cash_problems(model, "cash purchase")
            if model.currency not in (None, "NOK") and model.payment_amount_in_nok is None:
                yield "payment_amount_in_nok", f"is missing: it was paid in {model.currency}"


class PurchaseDraftLineMapper(Mapper[PurchaseDraftLine]):
    model = PurchaseDraftLine
    required = ("text", "vat_type", "income_account", "net", "gross")


class PurchaseDraftMapper(Mapper[PurchaseDraft]):
    model = PurchaseDraft
    required = ("cash", "paid", "lines")
