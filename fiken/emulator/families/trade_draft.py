"""Drafts of sales and purchases (kladd): stored until they are booked or deleted."""

import uuid
from collections.abc import Mapping
from typing import Any

from fiken.emulator.books import documents
from fiken.emulator.books.documents import Document
from fiken.emulator.books.lines import DocumentLine
from fiken.emulator.books.payments import Payment, pay
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.trade import PURCHASE, SALE, TRADES, Trade
from fiken.emulator.families._documents import ledger_account
from fiken.emulator.families._trade import documents_of
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.store.files import attachments_part, move_attachments
from fiken.emulator.store.handlers import created, finds, lists, located, removes, replaces
from fiken.emulator.store.resources import AfterWrite, Call, Family, Handler, Resource
from fiken.emulator.store.rows import (
    check_reference,
    create,
    find,
    remove,
    show,
    shown_reference,
)
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
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
    """Return the rows of a draft in `table` (its lines or payments), in the order of creation."""
    sql = f"SELECT * FROM {table} WHERE draft_id = ? ORDER BY rowid"  # noqa: S608
    return call.state.rows(sql, row["draft_id"])


def _resource(trade: Trade) -> Resource:
    name = f"{trade.name}_draft"
    project = shown_reference(PROJECTS, "project_id")
    line = Resource(f"{name}_lines", "", "draftLineResult", parts={"project": project})
    payment = Resource(f"{name}_payments", "paymentId", "payment")
    return Resource(
        table=f"{name}s",
        key="draftId",
        schema="draftResult",
        parts={
            "contact": shown_reference(CONTACTS, "contact_id"),
            "project": project,
            "attachments": attachments_part(name, "draft_id"),
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


def _writes_parts(trade: Trade) -> AfterWrite:
    """Return a function that replaces the lines and payments of a draft by those in a request.

    The function is called after the draft itself was created or changed.

    Emulator choice: the function refuses unknown contacts and projects. Accounts and VAT types are
    checked only when the draft is booked, since a draft can be incomplete.
    """
    name = f"{trade.name}_draft"

    def write_parts(call: Call, key: int) -> None:
        check_reference(call, CONTACTS, "contactId")
        check_reference(call, PROJECTS, "projectId")
        for table in (f"{name}_lines", f"{name}_payments"):
            call.state.execute(f"DELETE FROM {table} WHERE draft_id = ?", key)  # noqa: S608
        for line in call.body["lines"]:
            check_reference(call, PROJECTS, "projectId", line)
            call.state.insert(f"{name}_lines", draft_id=key, **_line_columns(line))
        for payment in call.body.get("payments") or ():
            columns = {"payment_id": call.state.new_id(), "draft_id": key}
            call.state.insert(f"{name}_payments", **columns, **_payment_columns(payment))

    return write_parts


def _line_columns(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": line["text"],
        "vat_type": line["vatType"],
        "income_account": line["incomeAccount"],
        "net": line["net"],
        "gross": line["gross"],
        "project_id": line.get("projectId"),
    }


def _payment_columns(payment: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: payment.get(name) for name in ("date", "account", "amount", "fee")},
        "amount_in_nok": payment.get("amountInNok"),
        "currency": payment.get("currency") or NOK,
    }


def _creates(trade: Trade, resource: Resource) -> Handler:
    def handle(call: Call) -> Reply:
        key = create(call, resource, _writes_parts(trade))
        # The UUID is derived from the id, so that two runs with the same seed answer alike.
        own = str(uuid.uuid5(uuid.NAMESPACE_OID, str(key)))
        call.state.update(resource.table, "draft_id", key, uuid=own)
        return created(call, key)

    return handle


def _books(trade: Trade, resource: Resource) -> Handler:
    """Return a handler that books a draft as a sale or purchase, and then deletes the draft.

    The sale or purchase gets the payments and attachments of the draft. A cash draft that is not
    paid in full is refused with 400.

    Emulator choice: the `payments` of the draft decide what is paid. Its field `paid` is ignored. A
    payment keeps its date, even on a cash draft.
    """

    def handle(call: Call) -> Reply:
        draft = find(call, resource)
        payments = _rows(call, f"{trade.name}_draft_payments", draft)
        if draft["cash"] and not payments:
            raise refuse(400, f"A cash {trade.name} needs a payment")
        key = documents.book(call.state, call.company, trade, _document(call, trade, draft))
        for row in payments:
            pay(call.state, trade, key, _payment(row))
        if draft["cash"]:
            _check_paid_up(trade, find(call, documents_of(trade), key))
        move_attachments(call.state, f"{trade.name}_draft", draft["draft_id"], trade.name, key)
        remove(call, resource, draft)
        return located(call, f"/{trade.name}s/{key}")

    return handle


def _document(call: Call, trade: Trade, draft: Row) -> Document:
    """Build the sale or purchase that will be booked from a draft.

    Emulator choice: a draft without a date is booked today.
    """
    lines = _rows(call, f"{trade.name}_draft_lines", draft)
    return Document(
        kind=trade.cash if draft["cash"] else trade.owed,
        date=draft["invoice_issue_date"] or call.state.today().isoformat(),
        currency=draft["currency"],
        lines=[_document_line(row, draft["currency"]) for row in lines],
        ledger_account=ledger_account(call, trade, draft["contact_id"]),
        due_date=draft["due_date"],
        kid=draft["kid"],
        number=draft["invoice_number"],
        contact_id=draft["contact_id"],
        project_id=draft["project_id"],
    )


def _document_line(row: Row, currency: str) -> DocumentLine:
    """Convert a line of a draft into a line of a sale or purchase.

    `currency` is the currency of the draft, in which the line has its amounts. The VAT is
    `gross - net`. A VAT of 0 is left out, since it would be refused on a sale.
    """
    net, vat = row["net"], row["gross"] - row["net"] or None
    is_nok = currency == NOK
    return DocumentLine(
        description=row["text"],
        account=row["income_account"],
        vat_type=row["vat_type"],
        net=net if is_nok else None,
        vat=vat if is_nok else None,
        net_in_currency=None if is_nok else net,
        vat_in_currency=None if is_nok else vat,
        project_id=row["project_id"],
    )


def _payment(row: Row) -> Payment:
    return Payment(
        date=row["date"],
        account=row["account"],
        amount=row["amount"],
        currency=row["currency"],
        amount_in_nok=row["amount_in_nok"],
        fee=row["fee"],
    )


def _check_paid_up(trade: Trade, document: Row) -> None:
    """Refuse a cash draft if its payments do not add up to its total, VAT included.

    `document` is the row of the sale or purchase that was booked from the draft.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    left = document["outstanding_balance_in_currency"]
    if left is None:
        left = document["outstanding_balance"]
    if left:
        raise refuse(400, f"A cash {trade.name} must be paid in full: {left} is not paid")


FAMILY = Family(
    tables="".join(_TABLES.format(name=trade.name) for trade in TRADES),
    operations={
        "getSaleDrafts": lists(SALE_DRAFTS),
        "createSaleDraft": _creates(SALE, SALE_DRAFTS),
        "getSaleDraft": finds(SALE_DRAFTS),
        # 201, as the contract has it (docs/observed.md#3-responses).
        "updateSaleDraft": replaces(SALE_DRAFTS, _writes_parts(SALE), status=201),
        "deleteSaleDraft": removes(SALE_DRAFTS),
        "createSaleFromDraft": _books(SALE, SALE_DRAFTS),
        "getPurchaseDrafts": lists(PURCHASE_DRAFTS),
        "createPurchaseDraft": _creates(PURCHASE, PURCHASE_DRAFTS),
        "getPurchaseDraft": finds(PURCHASE_DRAFTS),
        "updatePurchaseDraft": replaces(PURCHASE_DRAFTS, _writes_parts(PURCHASE), status=201),
        "deletePurchaseDraft": removes(PURCHASE_DRAFTS),
        "createPurchaseFromDraft": _books(PURCHASE, PURCHASE_DRAFTS),
    },
)
