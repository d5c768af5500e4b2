"""The mappers of purchases and their drafts."""

from collections.abc import Iterable, Iterator
from typing import Any

from fiken.mappers import _currency, _trade
from fiken.mappers._base import Mapper
from fiken.models.purchase import Purchase, PurchaseDraft, PurchaseDraftLine
from fiken.types import PurchaseKind


class PurchaseMapper(Mapper[Purchase]):
    model = Purchase
    required = ("date", "kind", "lines", "currency")
    updates = {}
    instead = "delete it, and record it again"

    def likeness(self, model: Purchase, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of some fields, without amounts if they are in a foreign currency."""
        return super().likeness(model, _trade.kept(model, names))

    def problems(self, model: Purchase) -> Iterator[tuple[str, str]]:
        """Yield a problem for each wrong line, and for wrong or missing data of a cash purchase.

        A line needs a net amount. A cash purchase needs a bank account and a date of payment equal
        to its date. If its currency is not NOK, it needs the paid amount in øre too.
        """
        yield from _trade.line_problems(model)
        if model.kind == PurchaseKind.CASH_PURCHASE:
            yield from _trade.cash_problems(model, "cash purchase")
            if model.currency not in (None, "NOK") and model.payment_amount_in_nok is None:
                yield "payment_amount_in_nok", f"is missing: it was paid in {model.currency}"

    def unlikely(self, model: Purchase) -> Iterator[str]:
        """Yield a warning for each value of a purchase that is probably a mistake.

        Examples are a VAT type for sales, a vat that does not fit its VAT type, and an amount in a
        foreign currency in a field for øre.
        """
        yield from _trade.unlikely(model, sale=False)
        yield from _currency.unlikely_total(model, "payment_amount_in_nok", None)


class PurchaseDraftLineMapper(Mapper[PurchaseDraftLine]):
    model = PurchaseDraftLine
    required = ("text", "vat_type", "income_account", "net", "gross")


class PurchaseDraftMapper(Mapper[PurchaseDraft]):
    model = PurchaseDraft
    required = ("cash", "paid")
    always = ("lines",)

    def unlikely(self, model: PurchaseDraft) -> Iterator[str]:
        """Yield a warning for each value of a draft that is probably a mistake.

        Examples are a VAT type for sales, a gross that does not fit the VAT type, and a payment
        with an amount in a foreign currency in a field for øre.
        """
        return _trade.unlikely(model, sale=False)
