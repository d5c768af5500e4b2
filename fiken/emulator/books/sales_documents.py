"""Sales documents: invoices, credit notes, offers and order confirmations, as they are issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fiken.emulator.books import documents, ledger, series
from fiken.emulator.books.documents import Document
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.lines import DocumentLine, booked_lines
from fiken.emulator.books.prices import Amounts, SalesLine, amounts_of, rounding_of, sum_of
from fiken.emulator.books.rates import NOK, RATE, Converter
from fiken.emulator.books.sales_kind import SalesKind
from fiken.emulator.books.trade import SALE
from fiken.emulator.store.state import Row, State

#: The account for the rounding of totals (øreavrunding).
ROUNDING = "3950"


@dataclass(frozen=True)
class SalesDocument:
    """An invoice, a credit note, an offer or an order confirmation, before it is issued.

    Attributes:
        date: the day of issue, such as `2026-06-15`.
        contact_id: the customer. The caller has checked that the customer exists.
        ledger_account: the account of the customer, such as `1500:10001`.
        lines: the lines.
        currency: the currency of all amounts.
        contact_person_id: the person at the customer. The caller has checked that it exists.
        project_id: the project. The caller has checked that it exists.
        rounding_type: how the total is rounded, such as `round_whole`. None: it is not rounded.
        text: the text above the lines.
        your_reference: the reference of the customer.
        our_reference: the reference of the company.
        order_reference: the reference of the order.
        draft_uuid: the UUID of the draft.
    """

    date: str
    contact_id: int
    ledger_account: str
    lines: Sequence[SalesLine]
    currency: str = NOK
    contact_person_id: int | None = None
    project_id: int | None = None
    rounding_type: str | None = None
    text: str | None = None
    your_reference: str | None = None
    our_reference: str | None = None
    order_reference: str | None = None
    draft_uuid: str | None = None


@dataclass(frozen=True)
class Priced:
    """A sales document with its amounts.

    Attributes:
        document: the document.
        lines: the lines with their amounts.
        rounding: the øre by which the total is rounded, negative if it is rounded down.
        total: the sums of the document, in which `net` has the rounding.
    """

    document: SalesDocument
    lines: Sequence[tuple[SalesLine, Amounts]]
    rounding: int
    total: Amounts

    @property
    def gross(self) -> int:
        """The total in the currency of the document, VAT and rounding included."""
        return self.total.net + self.total.vat

    @property
    def discount(self) -> int:
        """The sum of the discounts of all lines, without VAT."""
        return sum((line.full_price or 0) - each.net for line, each in self.lines)


def priced(state: State, company: int, document: SalesDocument) -> Priced:
    """Compute the amounts of a sales document, and check its lines.

    Emulator choice: the lines of offers and order confirmations are checked like those of invoices,
    although they are not posted.

    Raises:
        Rejected: there are no lines, or a line has no price, or an account that does not exist or
            does not accept its VAT type.
    """
    if not document.lines:
        raise Rejected("'lines' must hold at least one line")
    amounts = [amounts_of(line, document.currency) for line in document.lines]
    unrounded = sum_of(amounts)
    gross = unrounded.net + unrounded.vat
    rounding = rounding_of(gross, document.rounding_type, document.currency)
    lines = list(zip(document.lines, amounts, strict=True))
    result = Priced(document, lines, rounding, sum_of(amounts, rounding))
    ledger.require_accounts(state, company, (line.income_account for line, _ in lines))
    unsigned = _booked_lines(result, 1)
    if unsigned:
        booked_lines(state, company, SALE, unsigned, Converter(RATE, foreign=False))
    return result


def require_positive(document: Priced) -> None:
    """Reject an invoice or a credit note whose total is not positive.

    Observed: docs/observed.md#4-error-bodies
    """
    if document.gross <= 0:
        raise Rejected("total gross amount must be positive")


def book(
    state: State,
    company: int,
    document: Priced,
    title: str,
    sign: int,
    **columns: Any,
) -> int:
    """Book the sale of an invoice or a credit note, and return the id of the sale.

    Emulator choice: the sale has a line for the rounding of the total, on account 3950. Lines of 0
    are not lines of the sale.

    Args:
        state: the database.
        company: the id of the company.
        document: the invoice or credit note.
        title: the description of the transaction.
        sign: 1 for an invoice, -1 for a credit note, whose sale has negative amounts.
        columns: further attributes of the sale, such as its number.
    """
    facts = document.document
    sale = Document(
        kind=documents.INVOICED,
        date=facts.date,
        currency=facts.currency,
        lines=_booked_lines(document, sign),
        ledger_account=facts.ledger_account,
        title=title,
        contact_id=facts.contact_id,
        project_id=facts.project_id,
        **columns,
    )
    return documents.book(state, company, SALE, sale)


def _booked_lines(document: Priced, sign: int) -> list[DocumentLine]:
    """Return the lines of the sale: those whose net is not 0, then the rounding of the total."""
    is_nok = document.document.currency == NOK
    lines = [
        DocumentLine(
            description=line.description or line.product_name or "",
            account=line.income_account,
            vat_type=line.vat_type,
            net=sign * each.net_in_nok,
            vat=sign * each.vat_in_nok or None,
            net_in_currency=None if is_nok else sign * each.net,
            vat_in_currency=None if is_nok else sign * each.vat,
        )
        for line, each in document.lines
        if each.net
    ]
    rounding = sign * document.rounding
    return lines + ([DocumentLine("Øreavrunding", ROUNDING, "NONE", rounding)] if rounding else [])


def insert(
    state: State, company: int, kind: SalesKind, document: Priced, number: int, **own: Any
) -> int:
    """Store a sales document and its lines, and return its id.

    Args:
        state: the database.
        company: the id of the company.
        kind: the kind of the document.
        document: the document.
        number: its number.
        own: the further columns that documents of this kind have.
    """
    facts, key = document.document, state.new_id()
    columns = {
        kind.number: number,
        kind.draft_uuid: facts.draft_uuid,
        kind.date: facts.date,
        kind.contact: facts.contact_id,
        kind.text: facts.text,
        "rounding": document.rounding,
    }
    for name in _SHARED:
        columns[name] = getattr(facts, name)
    columns |= document.total.columns() | _address(state, facts.contact_id) | own
    keys = {kind.id: key, "company_id": company}
    state.insert(kind.table, **keys, **columns, **state.stamps())
    for line, each in document.lines:
        state.insert(f"{kind.name}_lines", **{kind.id: key}, **vars(line), **each.columns())
    return key


#: The columns that all sales documents have under the names of `SalesDocument`.
_SHARED = (
    "contact_person_id",
    "project_id",
    "currency",
    "rounding_type",
    "your_reference",
    "our_reference",
    "order_reference",
)


def _address(state: State, contact: int) -> dict[str, str | None]:
    """Return the columns of a contact's address."""
    row = state.row("SELECT * FROM contacts WHERE contact_id = ?", contact)
    assert row is not None, "the caller has found the customer"
    return {name: value for name, value in dict(row).items() if name.startswith("address_")}


def issue_unbooked(state: State, company: int, kind: SalesKind, document: SalesDocument) -> int:
    """Issue an offer or an order confirmation, and return its id. Nothing is posted.

    Emulator choice: a total of 0 is accepted, and so is a date in a closed fiscal year.
    """
    amounts = priced(state, company, document)
    number = series.next_number(state, company, kind)
    return insert(state, company, kind, amounts, number, discount=amounts.discount)


def rows_of_lines(state: State, kind: SalesKind, key: int) -> list[Row]:
    """Return the rows of the lines of an issued document, in their order."""
    sql = f"SELECT * FROM {kind.name}_lines WHERE {kind.id} = ? ORDER BY rowid"  # noqa: S608
    return state.rows(sql, key)


def lines_of(state: State, kind: SalesKind, key: int) -> list[SalesLine]:
    """Return the lines of an issued document, in their order."""
    return [line_of(row) for row in rows_of_lines(state, kind, key)]


def line_of(row: Row) -> SalesLine:
    """Return the line that a row of `invoice_lines`, or of another table of lines, holds."""
    return SalesLine(**{name: row[name] for name in SalesLine.__dataclass_fields__})
