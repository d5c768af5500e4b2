"""The search in a company.

Emulator choice: which fields are searched, besides the e-mail address of contacts and the number of
products, and that a part of a text is enough, ignoring case. The query of a GET is its parameter
`query`.
"""

from collections.abc import Mapping, Sequence

from fiken.emulator.hal.collections import Collection, listed
from fiken.emulator.hal.contact import V1_CONTACTS, V1_PRODUCTS
from fiken.emulator.hal.errors import refuse
from fiken.emulator.hal.invoice import V1_CREDIT_NOTES, V1_INVOICES
from fiken.emulator.hal.shapes import SEARCH
from fiken.emulator.hal.trade import V1_PURCHASES, V1_SALES
from fiken.emulator.hal.visit import Visit
from fiken.emulator.wire.exchange import Reply

_SEARCHED: Sequence[tuple[Collection, Sequence[str]]] = (
    (
        V1_CONTACTS,
        ("name", "email", "organization_number", "customer_number", "supplier_number"),
    ),
    (V1_PRODUCTS, ("name", "product_number")),
    (V1_SALES, ("sale_number",)),
    (V1_PURCHASES, ("identifier",)),
    (V1_INVOICES, ("invoice_number",)),
    (V1_CREDIT_NOTES, ("credit_note_number",)),
)


def search(visit: Visit) -> Reply:
    """Return what contains the text that a POST has in its body."""
    return _hits(visit, visit.body(SEARCH)["query"])


def search_by_query(visit: Visit) -> Reply:
    """Return what contains the text that a GET has in its query."""
    query: Mapping[str, str] = visit.request.query
    return _hits(visit, query.get("query", ""))


def _hits(visit: Visit, text: str) -> Reply:
    if not text.strip():
        raise refuse(400, "'query' is missing")
    hits = {
        each.rel: [
            each.show(visit, row)
            for row in visit.call.state.rows(
                f"SELECT * FROM {each.resource.table} WHERE company_id = ? AND {each.condition} "  # noqa: S608
                f"AND ({' OR '.join(f'instr(fold(CAST({c} AS TEXT)), fold(?))' for c in columns)}) "
                "ORDER BY rowid",
                *(visit.call.company, *(text.strip() for _ in columns)),
            )
        ]
        for each, columns in _SEARCHED
    }
    return Reply(200, listed(visit, hits))
