"""Drafts of sales and purchases: kept until they are booked, or thrown away."""

import uuid
from dataclasses import replace
from functools import partial
from typing import Any

from fiken.emulator.families._booking import NOK, book, pay
from fiken.emulator.families._trade import PURCHASE, SALE, Trade, contact_of, project_of
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.store.files import attachments_of, move_attachments
from fiken.emulator.store.handlers import (
    create,
    find,
    finds,
    lists,
    refer,
    remove,
    removes,
    replaces,
    show,
)
from fiken.emulator.store.resources import AfterWrite, Call, Family, Handler, Reply, Resource
from fiken.emulator.store.state import Row
from fiken.emulator.wire.refusals import refuse

_TABLES = """
CREATE TABLE {name}_drafts (
    draft_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    uuid TEXT,
    invoice_issue_date TEXT,
    due_date TEXT,
    invoice_number TEXT,
    contact_id INTEGER REFERENCES contacts DEFERRABLE INITIALLY DEFERRED,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    cash INTEGER NOT NULL,
    currency TEXT NOT NULL,
    kid TEXT,
    paid INTEGER NOT NULL
);
CREATE INDEX {name}_drafts_of_company ON {name}_drafts (company_id);
CREATE INDEX {name}_drafts_of_contact ON {name}_drafts (contact_id);
CREATE INDEX {name}_drafts_of_project ON {name}_drafts (project_id);
CREATE TABLE {name}_draft_lines (
    draft_id INTEGER NOT NULL REFERENCES {name}_drafts ON DELETE CASCADE,
    text TEXT NOT NULL,
    vat_type TEXT NOT NULL,
    income_account TEXT NOT NULL,
    net INTEGER NOT NULL,    -- cents of the draft's currency
    gross INTEGER NOT NULL,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL
);
CREATE INDEX {name}_draft_lines_of ON {name}_draft_lines (draft_id);
CREATE INDEX {name}_draft_lines_of_project ON {name}_draft_lines (project_id);
CREATE TABLE {name}_draft_payments (
    payment_id INTEGER PRIMARY KEY,
    draft_id INTEGER NOT NULL REFERENCES {name}_drafts ON DELETE CASCADE,
    date TEXT NOT NULL,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL,
    amount_in_nok INTEGER,
    currency TEXT NOT NULL,
    fee INTEGER
);
CREATE INDEX {name}_draft_payments_of ON {name}_draft_payments (draft_id);
"""


def _rows(call: Call, table: str, row: Row) -> list[Row]:
    sql = f"SELECT * FROM {table} WHERE draft_id = ? ORDER BY rowid"  # noqa: S608
    return call.state.rows(sql, row["draft_id"])


def _resource(trade: Trade) -> Resource:
    name = f"{trade.name}_draft"
    line = Resource(f"{name}_lines", "", "draftLineResult", parts={"project": project_of})
    payment = Resource(f"{name}_payments", "paymentId", "payment")
    return Resource(
        table=f"{name}s",
        key="draftId",
        schema="draftResult",
        parts={
            "contact": contact_of("contact_id"),
            "project": project_of,
            "attachments": lambda call, row: attachments_of(call, name, row["draft_id"]),
            "lines": lambda call, row: [
                show(call, line, each) for each in _rows(call, line.table, row)
            ],
            "payments": lambda call, row: [
                show(call, payment, each) for each in _rows(call, payment.table, row)
            ],
        },
        defaults={"currency": NOK},
    )


SALE_DRAFTS, PURCHASE_DRAFTS = _resource(SALE), _resource(PURCHASE)


def _written(trade: Trade) -> AfterWrite:
    """What columns of a draft do not hold: its lines and payments, all of them each time.

    Emulator choice: accounts and VAT types are checked when it is finalized, since a draft may be
    half done; contacts and projects at once.
    """
    name = f"{trade.name}_draft"

    def rule(call: Call, key: int) -> None:
        refer(call, CONTACTS, "contactId")
        refer(call, PROJECTS, "projectId")
        for table in (f"{name}_lines", f"{name}_payments"):
            call.state.execute(f"DELETE FROM {table} WHERE draft_id = ?", key)  # noqa: S608
        for line in call.body["lines"]:
            refer(replace(call, body=line), PROJECTS, "projectId")
            call.state.insert(f"{name}_lines", draft_id=key, **_line(line))
        for payment in call.body.get("payments") or ():
            columns = {"payment_id": call.state.new_id(), "draft_id": key}
            call.state.insert(f"{name}_payments", **columns, **_payment(payment))

    return rule


def _line(line: dict[str, Any]) -> dict[str, Any]:
    facts = {"text": line["text"], "vat_type": line["vatType"], "net": line["net"]}
    facts |= {"income_account": line["incomeAccount"], "gross": line["gross"]}
    return {**facts, "project_id": line.get("projectId")}


def _payment(payment: dict[str, Any]) -> dict[str, Any]:
    facts = {name: payment.get(name) for name in ("date", "account", "amount", "fee")}
    foreign = {"amount_in_nok": payment.get("amountInNok")}
    return {**facts, **foreign, "currency": payment.get("currency") or NOK}


def _create(call: Call, trade: Trade, resource: Resource) -> Reply:
    key = create(call, resource, _written(trade))
    # Deterministic, so that two runs under one seed answer alike.
    own = str(uuid.uuid5(uuid.NAMESPACE_OID, str(key)))
    call.state.execute(f"UPDATE {resource.table} SET uuid = ? WHERE draft_id = ?", own, key)  # noqa: S608
    return Reply(201, headers={"Location": f"{call.url.rstrip('/')}/{key}"})


def _replace(call: Call, trade: Trade, resource: Resource) -> Reply:
    """201, as the contract has it (docs/observed.md#3-responses)."""
    return replace(replaces(resource, _written(trade))(call), status=201)


def _finalize(call: Call, trade: Trade, resource: Resource) -> Reply:
    """Book the draft, pay what it says is paid, and let it vanish; its files go along.

    Emulator choice: its `payments` tell what is paid, whatever its `paid` says, and they keep their
    days, those of a cash draft too.
    """
    draft = find(call, resource)
    lines = _rows(call, f"{trade.name}_draft_lines", draft)
    payments = _rows(call, f"{trade.name}_draft_payments", draft)
    if draft["cash"] and not payments:
        raise refuse(400, f"A cash {trade.name} needs a payment")
    key = book(replace(call, body=_body(call, trade, draft, lines)), trade)
    for row in payments:
        facts = {**dict(row), "amountInNok": row["amount_in_nok"]}
        pay(call, trade, find(call, trade.resource, key), facts)
    if draft["cash"]:
        _check_paid_up(trade, find(call, trade.resource, key))
    move_attachments(call.state, f"{trade.name}_draft", draft["draft_id"], trade.name, key)
    remove(call, resource, draft)
    base = call.url.partition("/drafts/")[0]
    return Reply(201, headers={"Location": f"{base}/{key}"})


def _check_paid_up(trade: Trade, document: Row) -> None:
    """Refuse cash that is not the whole gross, as a POST of the document does.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    left = document["outstanding_balance_in_currency"]
    if left is None:
        left = document["outstanding_balance"]
    if left:
        raise refuse(400, f"A cash {trade.name} is paid in full: its payments leave {left}")


def _body(call: Call, trade: Trade, draft: Row, lines: list[Row]) -> dict[str, Any]:
    """Return the request that books it.

    Emulator choice: without a date it is of today.
    """
    cash, owed = (
        ("cash_sale", "external_invoice") if trade.selling else ("cash_purchase", "supplier")
    )
    return {
        "kind": cash if draft["cash"] else owed,
        "date": draft["invoice_issue_date"] or call.state.today().isoformat(),
        "dueDate": draft["due_date"],
        "currency": draft["currency"],
        "kid": draft["kid"],
        trade.number: draft["invoice_number"],
        f"{trade.party}Id": draft["contact_id"],
        "projectId": draft["project_id"],
        "lines": [_order_line(row, draft["currency"]) for row in lines],
    }


def _order_line(row: Row, currency: str) -> dict[str, Any]:
    """VAT of 0 is left out: a sale does not take it."""
    suffix = "" if currency == NOK else "InCurrency"
    amounts = {f"netPrice{suffix}": row["net"], f"vat{suffix}": row["gross"] - row["net"] or None}
    facts = {"description": row["text"], "vatType": row["vat_type"]}
    return {**facts, **amounts, "account": row["income_account"], "projectId": row["project_id"]}


def _operations(trade: Trade, resource: Resource) -> dict[str, Handler]:
    title = trade.name.capitalize()
    return {
        f"get{title}Drafts": lists(resource),
        f"create{title}Draft": partial(_create, trade=trade, resource=resource),
        f"get{title}Draft": finds(resource),
        f"update{title}Draft": partial(_replace, trade=trade, resource=resource),
        f"delete{title}Draft": removes(resource),
        f"create{title}FromDraft": partial(_finalize, trade=trade, resource=resource),
    }


FAMILY = Family(
    tables="".join(_TABLES.format(name=trade.name) for trade in (SALE, PURCHASE)),
    operations={**_operations(SALE, SALE_DRAFTS), **_operations(PURCHASE, PURCHASE_DRAFTS)},
)
