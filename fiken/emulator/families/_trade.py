"""What sales and purchases have alike: their tables, how they are shown, what must always hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fiken.emulator.books import ledger as _ledger, vat as _vat
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.store.files import attachments_of
from fiken.emulator.store.handlers import show, update
from fiken.emulator.store.resources import Call, Part, Resource, date_filters, equal_filters
from fiken.emulator.store.state import Row, State

_TABLES = """
CREATE TABLE {name}s (
    {name}_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    transaction_id INTEGER NOT NULL REFERENCES transactions,
    {number} TEXT,
    date TEXT NOT NULL,
    due_date TEXT,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    kid TEXT,
    {party}_id INTEGER REFERENCES contacts,
    ledger_account TEXT NOT NULL,  -- where it is owed: 1500:10001, or 1500 without a customer
    project_id INTEGER REFERENCES projects ON DELETE SET NULL,
    payment_account TEXT,
    payment_date TEXT,
    net_amount INTEGER NOT NULL DEFAULT 0,   -- øre, as all that follow, and kept by `refresh`
    vat_amount INTEGER NOT NULL DEFAULT 0,
    gross_in_currency INTEGER,               -- NULL where it is not known, or the currency is NOK
    total_paid INTEGER NOT NULL DEFAULT 0,
    total_paid_in_currency INTEGER,
    outstanding_balance INTEGER NOT NULL DEFAULT 0,
    outstanding_balance_in_currency INTEGER,
    settled INTEGER NOT NULL DEFAULT 0,
    settled_date TEXT,
    marked_date TEXT,                        -- settled without payment
    write_off INTEGER NOT NULL DEFAULT 0,
    write_off_type TEXT,
    write_off_date TEXT,
    write_off_comment TEXT,
    written_off INTEGER NOT NULL DEFAULT 0,  -- øre
    write_off_transaction_id INTEGER REFERENCES transactions,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX {name}s_in_order ON {name}s (company_id);
CREATE INDEX {name}s_by_date ON {name}s (company_id, date);
CREATE INDEX {name}s_by_change ON {name}s (company_id, last_modified_date);
CREATE INDEX {name}s_by_number ON {name}s (company_id, {number});
CREATE INDEX {name}s_of_{party} ON {name}s ({party}_id);
CREATE INDEX {name}s_of_project ON {name}s (project_id);
CREATE INDEX {name}s_booked ON {name}s (transaction_id);
CREATE INDEX {name}s_written_off ON {name}s (write_off_transaction_id);
CREATE TABLE {name}_lines (
    line_id INTEGER PRIMARY KEY,
    {name}_id INTEGER NOT NULL REFERENCES {name}s ON DELETE CASCADE,
    description TEXT NOT NULL,
    account TEXT,
    vat_type TEXT NOT NULL,
    net_price INTEGER NOT NULL,  -- øre
    vat INTEGER NOT NULL,
    net_price_in_currency INTEGER,
    vat_in_currency INTEGER,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL
);
CREATE INDEX {name}_lines_of ON {name}_lines ({name}_id);
CREATE INDEX {name}_lines_of_project ON {name}_lines (project_id);
CREATE TABLE {name}_payments (
    payment_id INTEGER PRIMARY KEY,
    {name}_id INTEGER NOT NULL REFERENCES {name}s ON DELETE CASCADE,
    transaction_id INTEGER NOT NULL REFERENCES transactions,
    date TEXT NOT NULL,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL,     -- in its own currency
    amount_in_nok INTEGER,       -- of a foreign one
    currency TEXT NOT NULL,
    fee INTEGER,                 -- øre
    settles INTEGER NOT NULL,    -- what it takes off the document, in øre
    settles_in_currency INTEGER  -- and in the document's currency
);
CREATE INDEX {name}_payments_of ON {name}_payments ({name}_id);
CREATE INDEX {name}_payments_booked ON {name}_payments (transaction_id);
CREATE TABLE {name}_payments_undone (
    payment_id INTEGER PRIMARY KEY,
    {name}_id INTEGER NOT NULL REFERENCES {name}s ON DELETE CASCADE
);
CREATE INDEX {name}_payments_undone_of ON {name}_payments_undone ({name}_id);
"""


def _tables(name: str, party: str, number: str) -> str:
    return _TABLES.format(name=name, party=party, number=number)


# --- showing -------------------------------------------------------------------------------------


def contact_of(column: str) -> Part:
    """The contact that a column names, or null."""

    def part(call: Call, row: Row) -> dict[str, Any] | None:
        sql = "SELECT * FROM contacts WHERE contact_id = ?"
        found = call.state.row(sql, row[column])
        return None if found is None else show(call, CONTACTS, found)

    return part


def project_of(call: Call, row: Row) -> dict[str, Any] | None:
    """The project that the row names, or null."""
    found = call.state.row("SELECT * FROM projects WHERE project_id = ?", row["project_id"])
    return None if found is None else show(call, PROJECTS, found)


def _projects_of(call: Call, row: Row) -> list[dict[str, Any]]:
    """The projects of a purchase, its own first, then those of its lines, each once."""
    sql = """SELECT * FROM projects WHERE project_id = ? OR project_id IN
        (SELECT project_id FROM purchase_lines WHERE purchase_id = ?)
        ORDER BY project_id = ? DESC, project_id"""
    own = row["project_id"]
    return [show(call, PROJECTS, p) for p in call.state.rows(sql, own, row["purchase_id"], own)]


def _parts_of(call: Call, row: Row, *, kind: str, resource: Resource) -> list[dict[str, Any]]:
    """The lines, or the payments, in the order in which they came."""
    sql = f"SELECT * FROM {resource.table} WHERE {kind}_id = ? ORDER BY rowid"  # noqa: S608
    return [show(call, resource, each) for each in call.state.rows(sql, row[f"{kind}_id"])]


def _attached(call: Call, row: Row, *, kind: str) -> list[dict[str, Any]]:
    return attachments_of(call, kind, row[f"{kind}_id"])


def _shown(kind: str) -> tuple[Part, Part, Part]:
    """Lines, payments and attachments."""
    lines = Resource(f"{kind}_lines", "lineId", "orderLine")
    payments = Resource(f"{kind}_payments", "paymentId", "payment")
    return (
        partial(_parts_of, kind=kind, resource=lines),
        partial(_parts_of, kind=kind, resource=payments),
        partial(_attached, kind=kind),
    )


_lines, _payments, _attachments = _shown("sale")
SALES = Resource(
    table="sales",
    key="saleId",
    schema="saleResult",
    filters={
        **date_filters("date", "date"),
        **date_filters("lastModified", "last_modified_date"),
        **equal_filters("saleNumber", "settled"),
        "contactId": "customer_id = ?",
    },
    parts={
        "lines": _lines,
        "salePayments": _payments,
        "saleAttachments": _attachments,
        "customer": contact_of("customer_id"),
        "project": project_of,
        # The contract has no way to write one.
        "notes": lambda _call, _row: [],
        # Not in the contract, and always null: `settled` is what tells.
        # Observed: docs/observed.md#10-invoices-and-counters,
        # docs/observed.md#14-description-and-service
        "paid": lambda _call, _row: None,
    },
    dated=True,
)

_lines, _payments, _attachments = _shown("purchase")
PURCHASES = Resource(
    table="purchases",
    key="purchaseId",
    schema="purchaseResult",
    filters={
        **date_filters("date", "date"),
        **date_filters("lastModified", "last_modified_date"),
        **date_filters("settledDate", "settled_date"),
        # Nothing but a payment settles a purchase.
        "paid": "settled = ?",
        "contactId": "supplier_id = ?",
    },
    sorts={"date": "date"},
    # `date asc` (docs/observed.md#5-lists).
    order=("date",),
    parts={
        "lines": _lines,
        "payments": _payments,
        "purchaseAttachments": _attachments,
        "supplier": contact_of("supplier_id"),
        "project": _projects_of,
        "paid": lambda _call, row: bool(row["settled"]),
    },
    dated=True,
)

# --- the two sides -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trade:
    """One side of trade.

    Attributes:
        name: `sale` or `purchase`: what its tables and its id are named after.
        resource: its documents.
        party: the role of the contact, `customer` or `supplier`.
        number: the field of its own number.
        title: what its bookings are called.
        ledger: where it is owed when no contact is named.
        types: the VAT types that the contract lists for its lines.
        accruing: the accounts that its accruals may stand on (docs/observed.md#c3-accruals).
    """

    name: str
    resource: Resource
    party: str
    number: str
    title: str
    ledger: str
    types: Mapping[str, _vat.VatTreatment]
    accruing: tuple[str, ...]

    @property
    def selling(self) -> bool:
        """Whether it sells."""
        return self.name == "sale"

    @property
    def sign(self) -> int:
        """Of what is owed by the contact: debit for a sale, credit for a purchase."""
        return 1 if self.selling else -1

    @property
    def id(self) -> str:
        """The column of its id, in its own table and in those of its parts."""
        return f"{self.name}_id"

    @property
    def tables(self) -> str:
        """SQL that creates its tables."""
        return _tables(self.name, self.party, "sale_number" if self.selling else self.number)


SALE = Trade(
    name="sale",
    resource=SALES,
    party="customer",
    number="saleNumber",
    title="Salg",
    ledger=_ledger.CUSTOMERS,
    types={name: each for name, each in _vat.TYPES.items() if each.sell is not None},
    accruing=("1530", "2965"),
)
PURCHASE = Trade(
    name="purchase",
    resource=PURCHASES,
    party="supplier",
    number="identifier",
    title="Kjøp",
    ledger=_ledger.SUPPLIERS,
    types={name: each for name, each in _vat.TYPES.items() if each.buy is not None},
    accruing=("1397", "1700", "1710", "1742", "1743", "1744", "1749", "2961"),
)


# --- what follows from lines and payments --------------------------------------------------------


def refresh(call: Call, trade: Trade, key: int) -> None:
    """Compute the sums of a document anew; every operation on it ends here.

    Settled is what was marked so, written off, or paid in full: after a full credit Fiken shows
    settled and an outstanding balance of 0 (docs/observed.md#10-invoices-and-counters), and the
    filter's other half is told to be what is not fully settled.

    Emulator choice: an overpaid document has a negative balance. In a foreign currency, that
    currency decides; the balance in NOK is what the amounts given leave. A document whose gross is
    negative is settled when what was paid back reaches it.
    """
    sql = f"SELECT * FROM {trade.name}s WHERE {trade.id} = ?"  # noqa: S608
    row = call.state.row(sql, key)
    assert row is not None
    sums = _sums(call.state, trade, key)
    left, left_in_currency = _left(row, sums)
    decisive = left if row["gross_in_currency"] is None else left_in_currency or 0
    closed = row["marked_date"] or row["write_off_date"]
    gross = sums["net_amount"] + sums["vat_amount"]
    paid_up = decisive <= 0 if gross >= 0 else decisive >= 0
    settled = closed is not None or (paid_up and not row["deleted"])
    ended = closed is not None or row["deleted"]
    last = sums.pop("last_payment")
    columns = {
        **sums,
        "outstanding_balance": 0 if ended else left,
        "outstanding_balance_in_currency": (
            None if left_in_currency is None else 0 if ended else left_in_currency
        ),
        "settled": settled,
        "settled_date": (closed or last or row["date"]) if settled else None,
        "payment_date": last,
        "payment_account": _last_account(call.state, trade, key),
    }
    update(call, trade.resource, key, columns)


def _last_account(state: State, trade: Trade, key: int) -> str | None:
    """Give the account of the last payment; of those of one day, the first: a fee comes second."""
    payment = state.row(
        f"""SELECT account FROM {trade.name}_payments WHERE {trade.id} = ?
        ORDER BY date DESC, rowid LIMIT 1""",  # noqa: S608
        key,
    )
    return payment["account"] if payment else None


def _sums(state: State, trade: Trade, key: int) -> dict[str, Any]:
    lines = state.row(
        f"""SELECT coalesce(sum(net_price), 0) AS net_amount, coalesce(sum(vat), 0) AS vat_amount
        FROM {trade.name}_lines WHERE {trade.id} = ?""",  # noqa: S608
        key,
    )
    payments = state.row(
        f"""SELECT coalesce(sum(settles), 0) AS total_paid, max(date) AS last_payment,
        sum(settles_in_currency) AS total_paid_in_currency
        FROM {trade.name}_payments WHERE {trade.id} = ?""",  # noqa: S608
        key,
    )
    assert lines is not None
    assert payments is not None
    return {**dict(lines), **dict(payments)}


def _left(row: Row, sums: dict[str, Any]) -> tuple[int, int | None]:
    """What is left to pay, in øre and in the document's own currency, where it has one."""
    left = sums["net_amount"] + sums["vat_amount"] - sums["total_paid"]
    gross = row["gross_in_currency"]
    if gross is None:
        return left, None
    sums["total_paid_in_currency"] = sums["total_paid_in_currency"] or 0
    return left, gross - sums["total_paid_in_currency"]


def broken(state: State, trade: Trade) -> Iterator[str]:
    """A sentence for every document that contradicts its lines, its payments or the ledger."""
    for row in state.rows(_OFF_LINES.format(name=trade.name)):
        yield f"{trade.name} {row[0]} shows {row[1]} øre outstanding where {row[2]} øre are left"
    for row in state.rows(_OFF_LEDGER.format(name=trade.name, sign=trade.sign)):
        yield f"{trade.name} {row[0]} leaves {row[1]} øre on its ledger account, not {row[2]} øre"
    for row in state.rows(_NOT_REVERSED.format(name=trade.name)):
        yield f"{trade.name} {row[0]} is deleted, but its transaction is not reversed, or not both"
    for row in state.rows(_STILL_PAID.format(name=trade.name)):
        yield f"{trade.name} {row[0]} is deleted, but has a payment that is not undone"


# Told from the parts alone, past what `refresh` has kept.
_DUE = """WITH due AS (SELECT *, (
        SELECT coalesce(sum(net_price + vat), 0) FROM {name}_lines AS l
        WHERE l.{name}_id = {name}s.{name}_id) - (
        SELECT coalesce(sum(settles), 0) FROM {name}_payments AS p
        WHERE p.{name}_id = {name}s.{name}_id) AS owed FROM {name}s) """
_OFF_LINES = f"""{_DUE} SELECT {{name}}_id, outstanding_balance, expected FROM (SELECT *,
    CASE WHEN deleted OR write_off OR marked_date IS NOT NULL THEN 0 ELSE owed END AS expected
    FROM due) WHERE outstanding_balance <> expected"""  # noqa: S608
# A document that is booked on its own ledger account besides, by a line or a payment, is left out.
_OFF_LEDGER = f"""{_DUE} SELECT {{name}}_id, posted, expected FROM (SELECT {{name}}_id,
    {{sign}} * (owed - written_off) AS expected, (
        SELECT coalesce(sum(amount), 0) FROM journal_entries JOIN journal_lines AS l
        USING (journal_entry_id) WHERE account = ledger_account AND (
        transaction_id IN (due.transaction_id, write_off_transaction_id) OR transaction_id IN
        (SELECT transaction_id FROM {{name}}_payments AS p WHERE p.{{name}}_id = due.{{name}}_id)
        )) AS posted
    FROM due WHERE NOT deleted AND NOT EXISTS (SELECT 1 FROM {{name}}_lines AS l
        WHERE l.{{name}}_id = due.{{name}}_id AND l.account = ledger_account)
    AND NOT EXISTS (SELECT 1 FROM {{name}}_payments AS p
        WHERE p.{{name}}_id = due.{{name}}_id AND p.account = ledger_account)
    ) WHERE posted <> expected"""  # noqa: S608
_NOT_REVERSED = """SELECT {name}_id FROM {name}s AS d JOIN transactions AS t USING (transaction_id)
    WHERE d.deleted <> t.deleted"""
_STILL_PAID = """SELECT DISTINCT {name}_id FROM {name}s JOIN {name}_payments USING ({name}_id)
    WHERE deleted"""
