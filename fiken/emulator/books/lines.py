"""The lines of a document: what was sent, and how it is booked.

Emulator choice: a line needs an account, unless its net is 0.
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
    """A line of a document to be booked.

    Amounts in NOK are in øre, those in the document's currency in its smallest unit; what net and
    VAT state is taken as given (docs/observed.md#7-units).

    Attributes:
        description: the text.
        account: the account of the income or cost.
        vat_type: the VAT type, as it was sent.
        net: the net price in NOK.
        vat: the VAT in NOK.
        net_in_currency: the net price in the document's currency.
        vat_in_currency: the VAT in the document's currency.
        project_id: the project of the line, which exists.
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
    """A line as it is booked; its fields are the columns of the table."""

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
    """Return the lines as they are booked; reject lines that cannot be."""
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
    # Seen for `vat: 0`, which has to be left out (docs/observed.md#4-error-bodies). Purchases
    # accept it.
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
    """Return the VAT treatment of a line; reject it where company or account do not accept it.

    Observed: docs/observed.md#4-error-bodies, docs/observed.md#8-vat-types
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
    """Return whether a company that is not VAT registered can have such a line.

    On sales NONE was accepted as well as OUTSIDE, against the text of the refusal
    (docs/observed.md#8-vat-types). Emulator choice: on purchases every type is accepted that
    deducts nothing. Everyone owes VAT on services from abroad.
    """
    if trade.selling:
        return not vat_amount and treatment.name in {"NONE", "OUTSIDE"}
    is_free = treatment.regime == "free" and not vat_amount
    return treatment.regime == "nondeductible" or is_free
