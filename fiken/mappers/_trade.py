"""What must hold between the fields of a sale, and of a purchase."""

from collections.abc import Iterator, Sequence

from fiken.mappers import _currency
from fiken.models._trade import TradeDraft, TradeDraftLine
from fiken.models.purchase import Purchase
from fiken.models.sale import OrderLine, Sale
from fiken.types import in_kroner
from fiken.vat import VAT, Vat, VatRegime, vat_on

Problems = Iterator[tuple[str, str]]

# Vat that was added up from several rounded parts is a few øre off (docs/observed.md#7-units).
_ROUNDING = 5


def line_problems(model: Sale | Purchase) -> Problems:
    """Each line needs a net."""
    for place, line in enumerate(model.lines):
        if line.net_price is None and line.net_price_in_currency is None:
            yield f"lines[{place}].net_price", "is missing, and so is net_price_in_currency"


def cash_problems(model: Sale | Purchase, what: str) -> Problems:
    """What was paid at once needs the account, on the same day.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    if model.payment_account is None:
        yield "payment_account", f"is missing: the bank account of the {what}"
    if model.payment_date is None or model.payment_date != model.date:
        yield "payment_date", f"must be the date of the {what}"


def gross_of(model: Sale | Purchase) -> int | None:
    """Give net and vat of all lines in øre; None without lines, or where one has no net in NOK."""
    if not model.lines or any(line.net_price is None for line in model.lines):
        return None
    return sum((line.net_price or 0) + (line.vat or 0) for line in model.lines)


def unlikely(model: Sale | Purchase | TradeDraft, *, sale: bool) -> Iterator[str]:
    """Yield what is unlikely in dates, VAT and currency, as path and sentence. Fiken takes it."""
    issued = model.invoice_issue_date if isinstance(model, TradeDraft) else model.date
    if issued and model.due_date and model.due_date < issued:
        yield f"due_date: {model.due_date} is before {issued}"
    lines: Sequence[OrderLine | TradeDraftLine] = model.lines
    for place, line in enumerate(lines):
        vat = VAT.get(line.vat_type)
        if vat is not None:
            contradictions = _contradictions(vat, line, in_nok=model.currency in {None, "NOK"})
            for sentence in (*_wrong_side(vat, sale=sale), *contradictions):
                yield f"lines[{place}]: {sentence}"
    if isinstance(model, TradeDraft):  # its lines are in its own currency alone
        yield from _currency.unlikely_payments(model)
    else:
        yield from _currency.unlikely_lines(model)


def _wrong_side(vat: Vat, *, sale: bool) -> Iterator[str]:
    if not (vat.for_sales if sale else vat.for_purchases):
        yield f"{vat.type} is for {'purchases' if sale else 'sales'}"


def _contradictions(vat: Vat, line: OrderLine | TradeDraftLine, *, in_nok: bool) -> Iterator[str]:
    for net, given, name in _stated(line, in_nok=in_nok):
        if vat.regime is VatRegime.DIRECT:
            if not given and (net or given is None):
                yield f"{vat.type} is tax alone, and none is given: write net 0, and the tax as vat"
            continue
        usual = vat_on(net, vat.type)
        if abs(usual - (given or 0)) > _ROUNDING:
            expected = f"{vat.type} on {in_kroner(net)} would be {in_kroner(usual)} of vat"
            yield f"{expected}, {_instead(usual, given, name)}"


def _instead(usual: int, given: int | None, name: str) -> str:
    if given is not None:
        return f"not {in_kroner(given)}"
    return f"and {name} is missing, which books no VAT: write {name}={usual}, or use of_net"


def _stated(
    line: OrderLine | TradeDraftLine, *, in_nok: bool
) -> Iterator[tuple[int, int | None, str]]:
    """Yield net, vat and the name of the vat, in each currency in which a line states them."""
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
    """Return whether Fiken sent it: it may leave out what is typed as always there."""
    return value is not None
