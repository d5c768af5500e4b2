"""Drafts (utkast) of invoices, credit notes, offers and order confirmations.

A draft is stored until it becomes a document or is deleted.
"""

from collections.abc import Mapping
from typing import Any

from fiken.emulator.books.prices import rounding_of
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.sales_kind import (
    CREDIT_NOTE,
    INVOICE,
    KINDS,
    OFFER,
    ORDER_CONFIRMATION,
    SalesKind,
)
from fiken.emulator.families._finalizing import CASH, REPEATING
from fiken.emulator.families._sales_document import checked_uuid, customer_account, new_uuid
from fiken.emulator.families._sales_drafts import DRAFTS, TABLES, write_lines
from fiken.emulator.families._sales_lines import sales_lines
from fiken.emulator.store.handlers import created, finds, lists, removes, replaces
from fiken.emulator.store.resources import AfterWrite, Call, Family, Handler
from fiken.emulator.store.rows import create, find
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse, refuse_fields
from fiken.emulator.wire.validation import missing


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
        write_lines(call, kind, key, sales_lines(call, body.get("lines") or ()))
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


def _creates(kind: SalesKind) -> Handler:
    def handle(call: Call) -> Reply:
        key = create(call, DRAFTS[kind], _completes(kind))
        _set_uuid(call, kind, key, None)
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
        _set_uuid(call, kind, draft["draft_id"], draft["uuid"])
        return reply

    return handle


def _set_uuid(call: Call, kind: SalesKind, key: int, own: str | None) -> None:
    """Set the UUID of a draft if the request had none, and refuse a UUID that is in use.

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
        call.state.update(table, "draft_id", key, uuid=own or new_uuid(call.state))
    sql = f"SELECT count(*) FROM {table} WHERE uuid = lower(?)"  # noqa: S608
    if call.state.value(sql, call.body.get("uuid")) > 1:
        raise refuse(500, f"duplikatfeil: et utkast har allerede uuid {call.body['uuid']}")


FAMILY = Family(
    tables="".join(TABLES.format(name=kind.name) for kind in KINDS),
    operations={
        "getInvoiceDrafts": lists(DRAFTS[INVOICE]),
        "createInvoiceDraft": _creates(INVOICE),
        "getInvoiceDraft": finds(DRAFTS[INVOICE]),
        "updateInvoiceDraft": _replaces(INVOICE),
        "deleteInvoiceDraft": removes(DRAFTS[INVOICE]),
        "getCreditNoteDrafts": lists(DRAFTS[CREDIT_NOTE]),
        "createCreditNoteDraft": _creates(CREDIT_NOTE),
        "getCreditNoteDraft": finds(DRAFTS[CREDIT_NOTE]),
        "updateCreditNoteDraft": _replaces(CREDIT_NOTE),
        "deleteCreditNoteDraft": removes(DRAFTS[CREDIT_NOTE]),
        "getOfferDrafts": lists(DRAFTS[OFFER]),
        "createOfferDraft": _creates(OFFER),
        "getOfferDraft": finds(DRAFTS[OFFER]),
        "updateOfferDraft": _replaces(OFFER),
        "deleteOfferDraft": removes(DRAFTS[OFFER]),
        "getOrderConfirmationDrafts": lists(DRAFTS[ORDER_CONFIRMATION]),
        "createOrderConfirmationDraft": _creates(ORDER_CONFIRMATION),
        "getOrderConfirmationDraft": finds(DRAFTS[ORDER_CONFIRMATION]),
        "updateOrderConfirmationDraft": _replaces(ORDER_CONFIRMATION),
        "deleteOrderConfirmationDraft": removes(DRAFTS[ORDER_CONFIRMATION]),
    },
)
