"""The tables of drafts of invoices, credit notes, offers and order confirmations, and their JSON.

Unlike drafts of sales and purchases, their lines are priced by quantity and unit price.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fiken.emulator.books import ledger
from fiken.emulator.books.prices import SalesLine, rounding_of
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.sales_documents import line_of
from fiken.emulator.books.sales_kind import KINDS, SalesKind
from fiken.emulator.families._sales_document import new_uuid
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.files import attachments_part
from fiken.emulator.store.resources import Call, Resource
from fiken.emulator.store.rows import find, show
from fiken.emulator.store.state import Row

TABLES = """
CREATE TABLE {name}_drafts (
    draft_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    type TEXT NOT NULL,
    uuid TEXT,
    issue_date TEXT,
    days_until_due_date INTEGER NOT NULL,
    invoice_text TEXT,
    your_reference TEXT,
    our_reference TEXT,
    order_reference TEXT,
    currency TEXT NOT NULL,
    bank_account_number TEXT,
    iban TEXT,
    bic TEXT,
    payment_account TEXT,
    customer_id INTEGER NOT NULL REFERENCES contacts DEFERRABLE INITIALLY DEFERRED,
    contact_person_id INTEGER REFERENCES contact_persons
        ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    rounding_type TEXT,
    start_date TEXT,
    end_date TEXT,
    frequency_interval INTEGER,
    frequency_interval_unit TEXT,
    confirmation_id INTEGER REFERENCES order_confirmations DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX {name}_drafts_of_company ON {name}_drafts (company_id);
CREATE INDEX {name}_drafts_of_customer ON {name}_drafts (customer_id);
CREATE INDEX {name}_drafts_of_person ON {name}_drafts (contact_person_id);
CREATE INDEX {name}_drafts_of_project ON {name}_drafts (project_id);
CREATE INDEX {name}_drafts_of_confirmation ON {name}_drafts (confirmation_id);
CREATE INDEX {name}_drafts_by_uuid ON {name}_drafts (uuid);
CREATE TABLE {name}_draft_lines (
    invoiceish_draft_line_id INTEGER PRIMARY KEY,
    draft_id INTEGER NOT NULL REFERENCES {name}_drafts ON DELETE CASCADE,
    last_modified_date TEXT NOT NULL,
    product_id INTEGER REFERENCES products ON DELETE SET NULL,
    product_name TEXT,
    description TEXT,
    comment TEXT,
    income_account TEXT NOT NULL,
    vat_type TEXT NOT NULL,
    unit_price INTEGER,  -- the smallest unit of the draft's currency
    quantity NUMERIC NOT NULL,
    discount NUMERIC     -- percent, from 0 to 100
);
CREATE INDEX {name}_draft_lines_of ON {name}_draft_lines (draft_id);
CREATE INDEX {name}_draft_lines_of_product ON {name}_draft_lines (product_id);
"""


def draft_rows(call: Call, kind: SalesKind, draft: Row) -> list[Row]:
    """Return the lines of a draft in the order of creation."""
    sql = f"SELECT * FROM {kind.name}_draft_lines WHERE draft_id = ? ORDER BY rowid"  # noqa: S608
    return call.state.rows(sql, draft["draft_id"])


def _sums(call: Call, kind: SalesKind, draft: Row) -> tuple[int, int] | None:
    """Return the net and the gross of a draft, or None if a line has no price."""
    lines = [line_of(row) for row in draft_rows(call, kind, draft)]
    amounts = [(line.net, line.vat) for line in lines]
    if any(net is None for net, _ in amounts):
        return None
    net = sum(each or 0 for each, _ in amounts)
    gross = net + sum(each or 0 for _, each in amounts)
    rounding = rounding_of(gross, draft["rounding_type"], draft["currency"])
    return net + rounding, gross + rounding


def _resource(kind: SalesKind) -> Resource:
    line = Resource(f"{kind.name}_draft_lines", "", "invoiceishDraftLine")

    def sum_at(call: Call, row: Row, index: int) -> int | None:
        sums = _sums(call, kind, row)
        return None if sums is None else sums[index]

    return Resource(
        table=f"{kind.name}_drafts",
        key="draftId",
        schema="invoiceishDraftResult",
        filters={"uuid": "uuid = lower(?)", "orderReference": "order_reference = ?"},
        parts={
            "lines": lambda call, row: [
                show(call, line, each) for each in draft_rows(call, kind, row)
            ],
            "net": lambda call, row: sum_at(call, row, 0),
            "gross": lambda call, row: sum_at(call, row, 1),
            "customers": lambda call, row: [
                show(call, CONTACTS, find(call, CONTACTS, row["customer_id"]))
            ],
            "attachments": attachments_part(f"{kind.name}_draft", "draft_id"),
            # The web application can copy an invoice to a draft; the API cannot.
            "createdFromInvoiceId": lambda _call, _row: None,
        },
        defaults={"currency": NOK},
        dated=True,
        # Observed: docs/observed.md#4-error-bodies
        noun=f"{kind.words} draft",
    )


DRAFTS: Mapping[SalesKind, Resource] = {kind: _resource(kind) for kind in KINDS}


def write_lines(call: Call, kind: SalesKind, key: int, lines: Sequence[SalesLine]) -> None:
    """Replace all lines of a draft."""
    table = f"{kind.name}_draft_lines"
    call.state.execute(f"DELETE FROM {table} WHERE draft_id = ?", key)  # noqa: S608
    for line in lines:
        ledger.require_countable(line.full_price)
        keys = {"invoiceish_draft_line_id": call.state.new_id(), "draft_id": key}
        today = call.state.today().isoformat()
        call.state.insert(table, **keys, **vars(line), last_modified_date=today)


def store_draft(call: Call, kind: SalesKind, lines: Sequence[SalesLine], **columns: Any) -> int:
    """Store a draft that does not come from a request, and return its id."""
    key = call.state.new_id()
    keys = {"draft_id": key, "company_id": call.company}
    columns["uuid"] = new_uuid(call.state)
    call.state.insert(DRAFTS[kind].table, **keys, **columns, **call.state.stamps())
    write_lines(call, kind, key, lines)
    return key
