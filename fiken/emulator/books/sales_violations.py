"""Checks that sales documents are consistent: each function yields a sentence per violation."""

from collections.abc import Iterator

from fiken.emulator.books import series
from fiken.emulator.books.sales_kind import INVOICE, SalesKind
from fiken.emulator.store.state import State

_AMOUNTS = ("net", "vat", "gross", "net_in_nok", "vat_in_nok", "gross_in_nok")


def of_documents(state: State, kind: SalesKind) -> Iterator[str]:
    """Yield a sentence per document of one kind whose number, sums or sale is wrong."""
    yield from series.violations(state, kind)
    for row in state.rows(_OFF_SUMS.format(**_names(kind))):
        yield f"{kind.words} {row[0]}: its sums are not those of its lines"
    for row in state.rows(_OFF_GROSS.format(**_names(kind))):
        yield f"{kind.words} {row[0]}: a gross amount is not the sum of net and VAT"
    if kind.is_booked:
        sign = 1 if kind is INVOICE else -1
        for row in state.rows(_OFF_SALE.format(**_names(kind)), sign):
            yield f"{kind.words} {row[0]} is {row[1]} øre, the lines of its sale are {row[2]} øre"


def of_credits(state: State) -> Iterator[str]:
    """Yield a sentence per invoice that is credited by more than its total.

    Yield one more if the set-offs of all invoices and credit notes do not sum to 0.
    """
    for row in state.rows(_OVER_CREDITED):
        yield f"invoice {row[0]} of {row[1]} is credited by {row[2]}"
    off = state.value("SELECT coalesce(sum(amount), 0) FROM sale_credits")
    if off:
        yield f"the set-offs of invoices and credit notes sum to {off} øre instead of 0"


def _names(kind: SalesKind) -> dict[str, str]:
    return {"name": kind.name, "table": kind.table, "id": kind.id, "number": kind.number}


_TOTALS = " OR ".join(
    f"d.{each} <> (SELECT coalesce(sum({each}), 0) FROM {{name}}_lines AS l"  # noqa: S608
    f" WHERE l.{{id}} = d.{{id}}){'' if 'vat' in each else ' + d.rounding'}"
    for each in _AMOUNTS
)
_OFF_SUMS = f"SELECT {{number}} FROM {{table}} AS d WHERE {_TOTALS}"  # noqa: S608
_OFF_GROSS = """SELECT {number} FROM {table} AS d
    WHERE gross <> net + vat OR gross_in_nok <> net_in_nok + vat_in_nok OR EXISTS (
        SELECT 1 FROM {name}_lines AS l WHERE l.{id} = d.{id}
        AND (l.gross <> l.net + l.vat OR l.gross_in_nok <> l.net_in_nok + l.vat_in_nok))"""
_OFF_SALE = """SELECT {number}, gross_in_nok, posted FROM (
        SELECT *, (SELECT ? * sum(net_price + vat) FROM sale_lines AS s
            WHERE s.sale_id = d.sale_id) AS posted FROM {table} AS d)
    WHERE posted IS NOT gross_in_nok"""
_OVER_CREDITED = """SELECT invoice_number, i.gross, sum(c.gross) AS credited
    FROM invoices AS i JOIN credit_notes AS c ON c.associated_invoice_id = i.invoice_id
    GROUP BY i.invoice_id HAVING credited > i.gross"""
