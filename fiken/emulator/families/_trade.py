"""Sales and purchases as resources of the API: their filters, order and JSON."""

from functools import partial
from typing import Any

from fiken.emulator.books.trade import PURCHASE, SALE, Trade
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.store.files import attachments_part
from fiken.emulator.store.resources import Call, Part, Resource, date_filters, equal_filters
from fiken.emulator.store.rows import show, shown_reference
from fiken.emulator.store.state import Row


def _projects_of(call: Call, row: Row) -> list[dict[str, Any]]:
    """Return the project of a purchase, then the projects of its lines, each only once."""
    sql = """SELECT * FROM projects WHERE project_id = ? OR project_id IN
        (SELECT project_id FROM purchase_lines WHERE purchase_id = ?)
        ORDER BY project_id = ? DESC, project_id"""
    own = row["project_id"]
    return [show(call, PROJECTS, p) for p in call.state.rows(sql, own, row["purchase_id"], own)]


def _parts_of(call: Call, row: Row, *, resource: Resource, column: str) -> list[dict[str, Any]]:
    """Return the lines or payments of a sale or purchase as JSON, in the order of creation.

    `resource` says whether to read lines or payments. `column` holds the id of the sale or
    purchase.
    """
    sql = f"SELECT * FROM {resource.table} WHERE {column} = ? ORDER BY rowid"  # noqa: S608
    return [show(call, resource, each) for each in call.state.rows(sql, row[column])]


def _lines(trade: Trade) -> Part:
    lines = Resource(f"{trade.name}_lines", "lineId", "orderLine")
    return partial(_parts_of, resource=lines, column=trade.id)


def _payments(trade: Trade) -> Part:
    payments = Resource(f"{trade.name}_payments", "paymentId", "payment")
    return partial(_parts_of, resource=payments, column=trade.id)


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
        "lines": _lines(SALE),
        "salePayments": _payments(SALE),
        "saleAttachments": attachments_part("sale", "sale_id"),
        "customer": shown_reference(CONTACTS, "customer_id"),
        "project": shown_reference(PROJECTS, "project_id"),
        # The contract has no operation that writes a note.
        "notes": lambda _call, _row: [],
        # Not in the contract, and always null; `settled` has the information.
        # Observed: docs/observed.md#10-invoices-and-counters,
        # docs/observed.md#14-description-and-service
        "paid": lambda _call, _row: None,
    },
    dated=True,
)

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
        "lines": _lines(PURCHASE),
        "payments": _payments(PURCHASE),
        "purchaseAttachments": attachments_part("purchase", "purchase_id"),
        "supplier": shown_reference(CONTACTS, "supplier_id"),
        "project": _projects_of,
        "paid": lambda _call, row: bool(row["settled"]),
    },
    dated=True,
)


def documents_of(trade: Trade) -> Resource:
    """Return the `Resource` that describes sales or purchases: their table, filters and JSON."""
    return SALES if trade.selling else PURCHASES
