"""Purchases, from a supplier or in cash; and their end."""

from functools import partial
from typing import Any

from fiken.emulator.families._booking import NOK, Json, book, delete, pay, require_cash
from fiken.emulator.families._trade import PURCHASE, PURCHASES, broken
from fiken.emulator.families.accrual import undo_accruals
from fiken.emulator.store.handlers import find, finds, lists, show
from fiken.emulator.store.resources import Call, Family, Reply
from fiken.emulator.store.state import Row
from fiken.emulator.wire.refusals import refuse_fields


def _create(call: Call) -> Reply:
    """A purchase; where it names a payment account, all of it is paid at once."""
    body = call.body
    if body["kind"] == "cash_purchase":
        require_cash(body)
    _check_foreign(body)
    key = book(call, PURCHASE, body.get("paymentAmountInNok"))
    if body.get("paymentAccount") is not None:
        row = find(call, PURCHASES, key)
        pay(call, PURCHASE, row, _payment(row, body))
    return Reply(201, headers={"Location": f"{call.url.rstrip('/')}/{key}"})


def _check_foreign(body: Json) -> None:
    """What was paid in NOK is demanded by the contract for a payment in a foreign currency."""
    is_paid = body.get("paymentAccount") is not None and body["currency"] != NOK
    if is_paid and body.get("paymentAmountInNok") is None:
        raise refuse_fields(["'paymentAmountInNok' er påkrevd"])


def _payment(row: Row, body: Json) -> dict[str, Any]:
    gross = row["net_amount"] + row["vat_amount"]
    day = body.get("paymentDate") or body["date"]
    place = {"account": body["paymentAccount"], "date": day}
    if row["gross_in_currency"] is None:
        return {**place, "amount": gross}
    foreign = {"currency": body["currency"], "amountInNok": body.get("paymentAmountInNok")}
    return {**place, **foreign, "amount": row["gross_in_currency"]}


def _delete(call: Call) -> Reply:
    """Delete a purchase: it stays in lists, flagged (docs/observed.md#11-sales-and-purchases).

    Emulator choice: its accruals are undone with it.
    """
    row = find(call, PURCHASES)
    delete(call, PURCHASE, row)
    undo_accruals(call, PURCHASE, row)
    return Reply(200, show(call, PURCHASES, find(call, PURCHASES)))


FAMILY = Family(
    tables=PURCHASE.tables,
    operations={
        "getPurchases": lists(PURCHASES),
        "createPurchase": _create,
        "getPurchase": finds(PURCHASES),
        "deletePurchase": _delete,
    },
    invariants=(partial(broken, trade=PURCHASE),),
)
