"""Drafts (utkast) of invoices, credit notes, offers and order confirmations.

A draft is stored until it becomes a document or is deleted. Unlike drafts of sales and purchases,
its lines are priced by quantity and unit price.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from fiken.emulator.books import ledger, series
from fiken.emulator.books.prices import SalesLine, rounding_of
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.sales_documents import SalesDocument, line_of
from fiken.emulator.books.sales_kind import INVOICE, KINDS, SalesKind
from fiken.emulator.families._sales_document import (
    checked_uuid,
    customer_account,
    new_uuid,
    no_series_for_draft,
)
from fiken.emulator.families._sales_lines import sales_lines
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.files import attachments_part, move_attachments
from fiken.emulator.store.handlers import created, finds, lists, located, removes, replaces
from fiken.emulator.store.resources import AfterWrite, Call, Family, Handler, Resource
from fiken.emulator.store.rows import create, find, remove, show
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse, refuse_fields
from fiken.emulator.wire.validation import missing

CASH, REPEATING = "cash_invoice", "repeating_invoice"

#: A function that issues the document of a draft, and returns the id of the document.
Issue: TypeAlias = Callable[[Call, Row, SalesDocument], int]

_TABLES = """
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


def _rows(call: Call, kind: SalesKind, draft: Row) -> list[Row]:
    """Return the lines of a draft in the order of creation."""
    sql = f"SELECT * FROM {kind.name}_draft_lines WHERE draft_id = ? ORDER BY rowid"  # noqa: S608
    return call.state.rows(sql, draft["draft_id"])


def _sums(call: Call, kind: SalesKind, draft: Row) -> tuple[int, int] | None:
    """Return the net and the gross of a draft, or None if a line has no price."""
    lines = [line_of(row) for row in _rows(call, kind, draft)]
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
            "lines": lambda call, row: [show(call, line, each) for each in _rows(call, kind, row)],
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
    )


DRAFTS: Mapping[SalesKind, Resource] = {kind: _resource(kind) for kind in KINDS}


# --- writing -------------------------------------------------------------------------------------


def _completes(kind: SalesKind) -> AfterWrite:
    """Return a function that checks a draft that was written, and writes its lines.

    Emulator choice: contacts, products and projects are checked at once. Accounts and VAT types are
    checked when the draft becomes a document, since a draft can be incomplete. The fields
    `startDate`, `endDate` and `frequency` are ignored unless the type is `repeating_invoice`.
    """

    def complete(call: Call, key: int) -> None:
        body = call.body
        _check_type(kind, body)
        customer_account(call, body["customerId"], body.get("contactPersonId"), "projectId")
        _write_lines(call, kind, key, sales_lines(call, body.get("lines") or ()))
        rounding_of(0, body.get("roundingType"), body.get("currency") or NOK)
        columns: dict[str, Any] = {"uuid": checked_uuid(body.get("uuid"))}
        if body["type"] != REPEATING:
            columns |= dict.fromkeys(("start_date", "end_date"))
            columns |= dict.fromkeys(("frequency_interval", "frequency_interval_unit"))
        call.state.update(f"{kind.name}_drafts", "draft_id", key, **columns)

    return complete


def _check_type(kind: SalesKind, body: Mapping[str, Any]) -> None:
    """Refuse the type of another kind of draft, and fields that do not go with the type.

    A `paymentAccount` is refused unless the draft is one of a cash invoice
    (docs/observed.md#10-invoices-and-counters).

    Emulator choice: the wording of the messages, and the refusal of a type of another kind.
    """
    if body["type"] not in kind.drafts:
        wanted = ", ".join(kind.drafts)
        raise refuse(400, f"'type' must be one of {wanted} here, not {body['type']}")
    if body["type"] == REPEATING and body.get("startDate") is None:
        raise refuse_fields([missing("startDate")])
    if body["type"] != CASH and body.get("paymentAccount") is not None:
        raise refuse(400, "'paymentAccount' is for cash invoices only")


def _write_lines(call: Call, kind: SalesKind, key: int, lines: Sequence[SalesLine]) -> None:
    """Replace all lines of a draft."""
    table = f"{kind.name}_draft_lines"
    call.state.execute(f"DELETE FROM {table} WHERE draft_id = ?", key)  # noqa: S608
    for line in lines:
        ledger.require_countable(line.full_price)
        keys = {"invoiceish_draft_line_id": call.state.new_id(), "draft_id": key}
        today = call.state.today().isoformat()
        call.state.insert(table, **keys, **vars(line), last_modified_date=today)


def _creates(kind: SalesKind) -> Handler:
    def handle(call: Call) -> Reply:
        key = create(call, DRAFTS[kind], _completes(kind))
        _name(call, kind, key, None)
        return created(call, key)

    return handle


def _replaces(kind: SalesKind) -> Handler:
    """Return the handler of PUT, which replaces the whole draft and answers 201.

    Observed: docs/observed.md#3-responses

    Emulator choice: a draft keeps its UUID if the request has none. The contact person is removed
    if the request has none.
    """
    replace = replaces(DRAFTS[kind], _completes(kind), status=201)

    def handle(call: Call) -> Reply:
        draft = find(call, DRAFTS[kind])
        reply = replace(call)
        _name(call, kind, draft["draft_id"], draft["uuid"])
        return reply

    return handle


def _name(call: Call, kind: SalesKind, key: int, own: str | None) -> None:
    """Give a draft its UUID, if the request had none, and refuse a UUID that is in use.

    A second draft with the same UUID gets a 500 (docs/observed.md#4-error-bodies).

    Emulator choice: the UUID of a draft that was deleted, or that became a document, can be used
    again.

    Args:
        call: the request.
        kind: the kind of the draft.
        key: the id of the draft.
        own: the UUID that the draft had before; None makes a new one.
    """
    table = f"{kind.name}_drafts"
    if call.body.get("uuid") is None:
        name = own or new_uuid(call.state)
        call.state.update(table, "draft_id", key, uuid=name)
    sql = f"SELECT count(*) FROM {table} WHERE uuid = lower(?)"  # noqa: S608
    if call.state.value(sql, call.body.get("uuid")) > 1:
        raise refuse(500, f"duplikatfeil: et utkast har allerede uuid {call.body['uuid']}")


def store_draft(call: Call, kind: SalesKind, lines: Sequence[SalesLine], **columns: Any) -> int:
    """Store a draft that does not come from a request, and return its id."""
    key = call.state.new_id()
    keys = {"draft_id": key, "company_id": call.company}
    columns["uuid"] = new_uuid(call.state)
    call.state.insert(DRAFTS[kind].table, **keys, **columns, **call.state.stamps())
    _write_lines(call, kind, key, lines)
    return key


# --- becoming a document -------------------------------------------------------------------------


def finalizes(kind: SalesKind, issue: Issue) -> Handler:
    """Return the handler that turns a draft into a document, and then deletes the draft.

    An invoice gets the attachments of its draft; the other documents have none.

    Args:
        kind: the kind of the draft and of the document.
        issue: the function that issues the document.
    """

    def handle(call: Call) -> Reply:
        draft = find(call, DRAFTS[kind])
        if draft["type"] == REPEATING:
            raise refuse(400, f"A draft of type {REPEATING} becomes a recurring invoice")
        if series.last_number(call.state, call.company, kind) is None:
            raise no_series_for_draft(kind, draft["type"])
        key = issue(call, draft, _document(call, kind, draft))
        if kind is INVOICE:
            move_attachments(call.state, "invoice_draft", draft["draft_id"], "invoice", key)
        remove(call, DRAFTS[kind], draft)
        return located(call, f"/{kind.path}/{key}")

    return handle


def _document(call: Call, kind: SalesKind, draft: Row) -> SalesDocument:
    """Return the document that a draft describes.

    Emulator choice: a draft without a date is issued today.
    """
    return SalesDocument(
        date=draft["issue_date"] or call.state.today().isoformat(),
        contact_id=draft["customer_id"],
        ledger_account=find(call, CONTACTS, draft["customer_id"])["customer_account_code"],
        lines=[line_of(row) for row in _rows(call, kind, draft)],
        currency=draft["currency"],
        contact_person_id=draft["contact_person_id"],
        project_id=draft["project_id"],
        rounding_type=draft["rounding_type"],
        text=draft["invoice_text"],
        your_reference=draft["your_reference"],
        our_reference=draft["our_reference"],
        order_reference=draft["order_reference"],
        draft_uuid=draft["uuid"],
    )


def due_date_of(draft: Row, date: str) -> str:
    """Return the due date of a draft that is issued on the day `date`."""
    days = datetime.timedelta(days=draft["days_until_due_date"])
    return (datetime.date.fromisoformat(date) + days).isoformat()


def _operations(kind: SalesKind) -> dict[str, Handler]:
    """Return the handlers of the drafts of one kind, by the names of the operations."""
    resource, name = DRAFTS[kind], f"{kind.operation}Draft"
    return {
        f"get{name}s": lists(resource),
        f"create{name}": _creates(kind),
        f"get{name}": finds(resource),
        f"update{name}": _replaces(kind),
        f"delete{name}": removes(resource),
    }


FAMILY = Family(
    tables="".join(_TABLES.format(name=kind.name) for kind in KINDS),
    operations={name: each for kind in KINDS for name, each in _operations(kind).items()},
)
