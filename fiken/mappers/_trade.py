"""Checks that sales and purchases share: contradictions, and values that are probably mistakes."""

from collections.abc import Iterable, Iterator, Sequence

from fiken.mappers import _currency
from fiken.models._trade import TradeDraft, TradeDraftLine
from fiken.models.purchase import Purchase
from fiken.models.sale import OrderLine, Sale
from fiken.types import in_kroner
from fiken.vat import VAT, Vat, VatRegime, vat_on

Problems = Iterator[tuple[str, str]]

# Øre. A sum of rounded amounts of vat may be a few øre off (docs/observed.md#7-units).
_ROUNDING = 5


def kept(model: Sale | Purchase, names: Iterable[str]) -> list[str]:
    """Return the names without that of the net amounts, if they are in a foreign currency.

    Fiken then has them in two currencies, and the request may state one of them.
    """
    is_in_nok = model.currency in {None, "NOK"}
    return [name for name in names if is_in_nok or name != "lines.net_price"]


def line_problems(model: Sale | Purchase) -> Problems:
    """Yield a problem for each line without a net amount.

    The net amount can be in øre or in a foreign currency.
    """
    for place, line in enumerate(model.lines):
        if line.net_price is None and line.net_price_in_currency is None:
            yield f"lines[{place}].net_price", "is missing, and so is net_price_in_currency"


def cash_problems(model: Sale | Purchase, what: str) -> Problems:
    """Yield a problem for a missing bank account, and one for a wrong or missing date of payment.

    The date of payment of a cash sale or purchase must be the date of the sale or purchase.

    Args:
        model: The cash sale or cash purchase.
        what: The words for the model in the error message: "cash sale" or "cash purchase".

    Observed: docs/observed.md#11-sales-and-purchases
    """
    if model.payment_account is None:
        yield "payment_account", f"is missing: the bank account of the {what}"
    if model.payment_date is None or model.payment_date != model.date:
        yield "payment_date", f"must be the date of the {what}"


def gross_of(model: Sale | Purchase) -> int | None:
    """Return the sum of net and vat of all lines, in øre.

    Return None if there are no lines, or if a line has no net amount in øre. A line without a vat
    counts as a line with vat 0.
    """
    if not model.lines or any(line.net_price is None for line in model.lines):
        return None
    return sum((line.net_price or 0) + (line.vat or 0) for line in model.lines)


def unlikely(model: Sale | Purchase | TradeDraft, *, sale: bool) -> Iterator[str]:
    """Yield a warning for each date, VAT type, vat or amount that is probably a mistake.

    Args:
        model: The sale, purchase or draft.
        sale: Whether the model is a sale or the draft of a sale. False for purchases.
    """
    issued = model.invoice_issue_date if isinstance(model, TradeDraft) else model.date
    if issued and model.due_date and model.due_date < issued:
        yield f"due_date: {model.due_date} is before {issued}"
    lines: Sequence[OrderLine | TradeDraftLine] = model.lines
    for place, line in enumerate(lines):
        vat = VAT.get(line.vat_type)
        if vat is not None:
            contradictions = _contradictions(vat, line, in_nok=model.currency in {None, "NOK"})
            if not (vat.for_sales if sale else vat.for_purchases):
                yield f"lines[{place}]: {vat.type} is for {'purchases' if sale else 'sales'}"
            for sentence in contradictions:
                yield f"lines[{place}]: {sentence}"
    if isinstance(model, TradeDraft):  # its lines are in its own currency alone
        yield from _currency.unlikely_payments(model)
    else:
        yield from _currency.unlikely_lines(model)


def _contradictions(vat: Vat, line: OrderLine | TradeDraftLine, *, in_nok: bool) -> Iterator[str]:
    """Yield a warning for each amount of vat that does not fit the VAT type of the line.

    A line can have two such amounts: one in NOK and one in a foreign currency. A missing amount is
    checked too.

    Args:
        vat: The facts about the VAT type of the line, such as its rate.
        line: The line.
        in_nok: Whether the sale, purchase or draft is in NOK.
    """
    for net, given, name in _stated(line, in_nok=in_nok):
        if vat.regime is VatRegime.DIRECT:
            if not given and (net or given is None):
                yield (
                    f"a {vat.type} line states the tax alone, and it has none: write net 0, and "
                    "the tax as vat"
                )
            continue
        usual = vat_on(net, vat.type)
        if abs(usual - (given or 0)) > _ROUNDING:
            expected = f"{vat.type} on {in_kroner(net)} would be {in_kroner(usual)} of vat"
            missing = (
                f"and {name} is missing, which books no VAT: write {name}={usual}, or use of_net"
            )
            yield f"{expected}, {missing if given is None else f'not {in_kroner(given)}'}"


def _stated(
    line: OrderLine | TradeDraftLine, *, in_nok: bool
) -> Iterator[tuple[int, int | None, str]]:
    """Yield the net of a line, its vat, and the field to correct: ``(100000, 25000, "vat")``.

    The vat is None if the line states none. A line with amounts in NOK and in a foreign currency
    yields two such tuples. In a line of a draft, the vat is gross minus net, and the field is
    "gross".
    """
    if isinstance(line, TradeDraftLine):
        if all(map(_is_set, (line.net, line.gross))):
            yield line.net, line.gross - line.net, "gross"
        return
    no_vat = line.vat is None and line.vat_in_currency is None
    if line.net_price is not None and (line.vat is not None or no_vat):
        yield line.net_price, line.vat, "vat"
    elif line.net_price_in_currency is not None and no_vat and not in_nok:
        yield line.net_price_in_currency, None, "vat_in_currency"
    if line.net_price_in_currency is not None and line.vat_in_currency is not None:
        yield line.net_price_in_currency, line.vat_in_currency, "vat_in_currency"


def _is_set(value: object) -> bool:
    """Return whether the value is not None.

    This function hides the check from type checkers. They believe that the fields are never None,
    but Fiken's answer may lack the fields.
    """
    return value is not None
