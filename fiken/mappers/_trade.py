"""What must hold between the fields of a sale, and of a purchase."""

from collections.abc import Iterator
from warnings import warn

from fiken.errors import UnlikelyValueWarning
from fiken.models.purchase import Purchase
from fiken.models.sale import OrderLine, Sale
from fiken.types import VAT, VatRegime, in_kroner, vat_on

Problems = Iterator[tuple[str, str]]

# Vat that was added up from several rounded parts is a few øre off (observed §7).
_ROUNDING = 5
_STACK = 6  # from warn() to the caller of save()


def line_problems(model: Sale | Purchase) -> Problems:
    """Each line needs a net."""
    for place, line in enumerate(model.lines):
        if line.net_price is None and line.net_price_in_currency is None:
            yield f"lines[{place}].net_price", "is missing, and so is net_price_in_currency"


def cash_problems(model: Sale | Purchase, what: str) -> Problems:
    """What was paid at once needs the account, on the same day (observed §11)."""
    if model.payment_account is None:
        yield "payment_account", f"is missing: a {what} must say where the money went"
    if model.payment_date is None or model.payment_date != model.date:
        yield "payment_date", f"must be the date of the {what}"


def gross_of(model: Sale | Purchase) -> int | None:
    """Give net and vat of all lines in øre; None without lines, or where one has no net in NOK."""
    if not model.lines or any(line.net_price is None for line in model.lines):
        return None
    return sum((line.net_price or 0) + (line.vat or 0) for line in model.lines)


def warn_of_unlikely(model: Sale | Purchase, *, sale: bool) -> None:
    """Warn of types for the other side, and of a vat that contradicts its rate. Fiken takes it."""
    for place, line in enumerate(model.lines):
        for problem in _unlikely(line, sale=sale):
            said = f"{type(model).__name__}.lines[{place}]: {problem}"
            warn(said, UnlikelyValueWarning, stacklevel=_STACK)


def _unlikely(line: OrderLine, *, sale: bool) -> Iterator[str]:
    vat = VAT.get(line.vat_type)
    if vat is None:
        return
    if not (vat.for_sales if sale else vat.for_purchases):
        yield f"{vat.type} is for {'purchases' if sale else 'sales'}"
    if line.net_price is None or vat.regime is VatRegime.DIRECT:
        return
    usual, given = vat_on(line.net_price, vat.type), line.vat or 0
    if abs(usual - given) > _ROUNDING:
        yield (
            f"{vat.type} on {in_kroner(line.net_price)} kroner would be "
            f"{in_kroner(usual)}, not {in_kroner(given)} kroner of vat"
        )
