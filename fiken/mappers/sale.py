"""The mappers of sales, their lines and their drafts."""

from collections.abc import Iterable, Iterator
from typing import Any

from fiken.mappers import _currency, _trade
from fiken.mappers._base import Mapper
from fiken.models.sale import OrderLine, Sale, SaleDraft, SaleDraftLine, WriteOff
from fiken.types import SaleKind, in_kroner


class OrderLineMapper(Mapper[OrderLine]):
    model = OrderLine


class SaleMapper(Mapper[Sale]):
    model = Sale
    required = ("date", "kind", "lines", "currency")
    updates = {}
    instead = "delete it, and record it again"

    def create(self, model: Sale) -> dict[str, Any]:
        """Check a new sale, and return the JSON that creates it.

        A vat of 0 in a line is left out, because Fiken refuses it (status 400).

        Observed: docs/observed.md#4-error-bodies
        """
        payload = super().create(model)
        for line in payload["lines"]:
            if line.get("vat") == 0:
                del line["vat"]
        return payload

    def likeness(self, model: Sale, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of some fields, without amounts if they are in a foreign currency."""
        return super().likeness(model, _trade.kept(model, names))

    def problems(self, model: Sale) -> Iterator[tuple[str, str]]:
        """Yield a problem for each wrong line, and for wrong or missing data of a cash sale.

        A line needs a net amount, and cannot have a project. A cash sale needs a bank account and a
        date of payment equal to its date. In NOK, its paid amount must be the gross of its lines.

        Observed: docs/observed.md#11-sales-and-purchases
        """
        yield from _trade.line_problems(model)
        for place, line in enumerate(model.lines):
            if line.project_id is not None:
                yield f"lines[{place}].project_id", "is for lines of purchases only"
        if model.kind == SaleKind.CASH_SALE:
            yield from _trade.cash_problems(model, "cash sale")
            gross = _trade.gross_of(model)
            if model.currency == "NOK" and gross is not None and model.total_paid != gross:
                kroner = in_kroner(gross)
                yield "total_paid", f"must be the gross of the lines, {gross} øre ({kroner} kr)"

    def unlikely(self, model: Sale) -> Iterator[str]:
        """Yield a warning for each value of a sale that is probably a mistake.

        Examples are a VAT type for purchases, a vat that does not fit its VAT type, and an amount
        in a foreign currency in a field for øre.
        """
        yield from _trade.unlikely(model, sale=True)
        yield from _currency.unlikely_total(model, "total_paid", model.total_paid_in_currency)


class SaleDraftLineMapper(Mapper[SaleDraftLine]):
    model = SaleDraftLine
    required = ("text", "vat_type", "income_account", "net", "gross")


class SaleDraftMapper(Mapper[SaleDraft]):
    model = SaleDraft
    required = ("cash", "paid")
    always = ("lines",)

    def unlikely(self, model: SaleDraft) -> Iterator[str]:
        """Yield a warning for each value of a draft that is probably a mistake.

        Examples are a VAT type for purchases, a gross that does not fit the VAT type, and a payment
        with an amount in a foreign currency in a field for øre.
        """
        return _trade.unlikely(model, sale=True)


class WriteOffMapper(Mapper[WriteOff]):
    model = WriteOff
