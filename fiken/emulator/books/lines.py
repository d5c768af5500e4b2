"""The lines of sales and purchases, as they are sent and as they are booked.

Emulator choice: a line needs an account, unless its net amount is 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fiken.emulator.books import ledger, vat
from fiken.emulator.books.errors import MissingValue, Rejected
from fiken.emulator.books.rates import Converter
from fiken.emulator.books.trade import Trade
from fiken.emulator.store.state import State


@dataclass(frozen=True)
class DocumentLine:
    """A line of a sale or purchase, before it is booked.

    Amounts in NOK are in øre. Amounts in another currency are in its smallest unit, such as cents.
    The VAT is booked as the request states it, even if it does not match the VAT rate
    (docs/observed.md#7-units).

    Attributes:
        description: the text of the line.
        account: the account of the income or cost, such as `3000`.
        vat_type: the VAT type in the request, such as `HIGH`. It can be unknown.
        net: the net price in øre.
        vat: the VAT in øre.
        net_in_currency: the net price in the currency of the sale or purchase.
        vat_in_currency: the VAT in the currency of the sale or purchase.
        project_id: the project. The caller has checked that it exists.
    """

    description: str
    account: str | None
    vat_type: str
    net: int | None = None
    vat: int | None = None
    net_in_currency: int | None = None
    vat_in_currency: int | None = None
    project_id: int | None = None


@dataclass(frozen=True)
class BookedLine:
    """A checked line of a sale or purchase, with its amounts in øre.

    The fields have the names of the columns of `sale_lines` and `purchase_lines`.
    """

    description: str
    account: str | None
    vat_type: vat.VatTreatment
    net_price: int
    vat: int
    net_price_in_currency: int | None
    vat_in_currency: int | None
    project_id: int | None


def booked_lines(
    state: State, company: int, trade: Trade, lines: Sequence[DocumentLine], convert: Converter
) -> list[BookedLine]:
    """Check the lines of a sale or purchase, and return them with their amounts in øre.

    `convert` converts amounts in a foreign currency to øre.

    Raises:
        Rejected: there are no lines, or a line cannot be booked.
    """
    if not lines:
        raise Rejected("'lines' must hold at least one line")
    return [_booked(state, company, trade, line, convert) for line in lines]


def _booked(
    state: State, company: int, trade: Trade, line: DocumentLine, convert: Converter
) -> BookedLine:
    net = convert(line.net, line.net_in_currency)
    vat_amount = convert(line.vat, line.vat_in_currency)
    if net is None:
        raise Rejected("Either netPrice or netPriceInCurrency must be provided on every line")
    # On lines of sales, Fiken refuses `vat: 0` with this message; the field has to be left out
    # (docs/observed.md#4-error-bodies). Lines of purchases can have it.
    if trade.selling and 0 in {net, line.vat}:
        raise Rejected("Lines with 0 amount is not allowed")
    if line.account is None and net:
        raise MissingValue("account")
    if line.account is not None:
        ledger.require_accounts(state, company, [line.account])
    treatment = _vat_treatment(state, company, trade, line, vat_amount or 0)
    ledger.require_countable(net, vat_amount, line.net_in_currency, line.vat_in_currency)
    return BookedLine(
        line.description,
        line.account,
        treatment,
        net,
        vat_amount or 0,
        line.net_in_currency,
        line.vat_in_currency,
        line.project_id,
    )


def _vat_treatment(
    state: State, company: int, trade: Trade, line: DocumentLine, vat_amount: int
) -> vat.VatTreatment:
    """Return the rules for posting a line with its VAT type.

    Observed: docs/observed.md#4-error-bodies, docs/observed.md#8-vat-types

    Raises:
        Rejected: the account does not accept the VAT type, or the company is not VAT registered and
            cannot book such a line.
    """
    treatment = trade.types.get(line.vat_type)
    if treatment and not _is_without_vat(trade, treatment, vat_amount):
        sql = "SELECT vat_type FROM companies WHERE company_id = ?"
        if state.value(sql, company) == "no":
            message = "VAT charged when the company is not VAT registered."
            raise Rejected(f"{message} The only VAT type accepted is OUTSIDE.")
    vat.require_accepted(line.account, line.vat_type, trade.types, selling=trade.selling)
    return trade.types[line.vat_type]


def _is_without_vat(trade: Trade, treatment: vat.VatTreatment, vat_amount: int) -> bool:
    """Return whether a company that is not VAT registered can book a line.

    A line of a sale must have no VAT and the type OUTSIDE or NONE. Fiken's error message names
    OUTSIDE only, but NONE was accepted as well (docs/observed.md#8-vat-types).

    Emulator choice: a line of a purchase must not deduct VAT. It can have VAT that is not deducted,
    since every company owes VAT on services from abroad.
    """
    if trade.selling:
        return not vat_amount and treatment.name in {"NONE", "OUTSIDE"}
    is_free = treatment.regime == "free" and not vat_amount
    return treatment.regime == "nondeductible" or is_free
