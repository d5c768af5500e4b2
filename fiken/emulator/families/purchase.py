"""Purchases, from a supplier or in cash: booked and deleted.

Emulator choice: a purchase without a `paymentAccount` is not paid, even if the request has a
`paymentAmountInNok`.
"""

from functools import partial

from fiken.emulator.books import documents, schema, violations
from fiken.emulator.books.payments import Payment, pay
from fiken.emulator.books.rates import NOK, gross_of
from fiken.emulator.books.trade import PURCHASE
from fiken.emulator.families._documents import Json, document_of, require_cash
from fiken.emulator.families._trade import PURCHASES
from fiken.emulator.store.handlers import created, finds, lists
from fiken.emulator.store.resources import Call, Family
from fiken.emulator.store.rows import find, show
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse_fields
from fiken.emulator.wire.validation import missing


def _create(call: Call) -> Reply:
    """Book a purchase. If the request names a payment account, book the full payment as well."""
    body = call.body
    if body["kind"] == PURCHASE.cash:
        require_cash(body)
    is_paid = body.get("paymentAccount") is not None
    # The contract requires what was paid in NOK for a payment in a foreign currency.
    if is_paid and body["currency"] != NOK and body.get("paymentAmountInNok") is None:
        raise refuse_fields([missing("paymentAmountInNok")])
    document = document_of(call, PURCHASE, body.get("paymentAmountInNok"))
    key = documents.book(call.state, call.company, PURCHASE, document)
    if is_paid:
        pay(call.state, PURCHASE, key, _payment(find(call, PURCHASES, key), body))
    return created(call, key)


def _payment(row: Row, body: Json) -> Payment:
    account, date = body["paymentAccount"], body.get("paymentDate") or body["date"]
    if row["gross_in_currency"] is None:
        return Payment(date, account, gross_of(row))
    in_nok = body.get("paymentAmountInNok")
    return Payment(date, account, row["gross_in_currency"], body["currency"], in_nok)


def _delete(call: Call) -> Reply:
    """Mark a purchase as deleted. It stays in lists (docs/observed.md#11-sales-and-purchases)."""
    key = find(call, PURCHASES)["purchase_id"]
    documents.delete(call.state, PURCHASE, key, call.query.get("description"))
    return Reply(200, show(call, PURCHASES, find(call, PURCHASES)))


FAMILY = Family(
    tables=schema.documents(PURCHASE),
    operations={
        "getPurchases": lists(PURCHASES),
        "createPurchase": _create,
        "getPurchase": finds(PURCHASES),
        "deletePurchase": _delete,
    },
    invariants=(partial(violations.of_documents, trade=PURCHASE),),
)
