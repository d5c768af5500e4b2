"""Sales that were invoiced elsewhere, or paid in cash; and what becomes of them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from fiken.emulator.books.ledger import Line, require_open_year
from fiken.emulator.families._booking import (
    FEES,
    NOK,
    Json,
    book,
    delete,
    own_rate,
    pay,
    post,
    require_cash,
    rounded,
)
from fiken.emulator.families._trade import SALE, SALES, broken, refresh
from fiken.emulator.families.accrual import undo_accruals
from fiken.emulator.store.handlers import find, finds, lists, show, update
from fiken.emulator.store.resources import Call, Family, Reply
from fiken.emulator.store.state import Row
from fiken.emulator.wire.refusals import refuse

#: Where what is lost on customers goes.
LOSSES = "7830"


def _create(call: Call) -> Reply:
    """A sale; where it names a payment account, it is paid at once."""
    body = call.body
    if body["kind"] == "cash_sale":
        require_cash(body)
    key = book(call, SALE, body.get("totalPaid"))
    if body.get("paymentAccount") is not None:
        row = find(call, SALES, key)
        for payment in _payments(row, body):
            pay(call, SALE, row, payment)
    return Reply(201, headers={"Location": f"{call.url.rstrip('/')}/{key}"})


def _payments(row: Row, body: Json) -> Iterator[dict[str, Any]]:
    """What was paid, less the fee; and the fee, which is a second payment.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    place = {"account": body["paymentAccount"], "date": body.get("paymentDate") or body["date"]}
    fee: int = body.get("paymentFee") or 0
    paid = _paid(row, body) - fee
    if row["gross_in_currency"] is None:
        yield {**place, "amount": paid}
    else:
        amount = _paid_in_currency(row, body)
        foreign = {"currency": body["currency"], "amountInNok": paid}
        yield {**place, **foreign, "amount": amount - rounded(fee / own_rate(row))}
    if fee:
        yield {**place, "account": FEES, "amount": fee}


def _paid(row: Row, body: Json) -> int:
    """`totalPaid`, which a cash sale has to state, and to the øre.

    Observed: docs/observed.md#4-error-bodies, docs/observed.md#11-sales-and-purchases
    """
    gross: int = row["net_amount"] + row["vat_amount"]
    total: int | None = body.get("totalPaid")
    if total is None and body["currency"] == NOK:
        raise refuse(400, "Missing field 'totalPaid' for sale marked as paid in NOK")
    if total is None and row["gross_in_currency"] is not None:
        return rounded(_paid_in_currency(row, body) * own_rate(row))
    if total is None:
        return gross
    if body["kind"] == "cash_sale" and body["currency"] == NOK and total != gross:
        raise refuse(400, f"'totalPaid' must be the gross of the lines, {gross}, not {total}")
    return total


def _paid_in_currency(row: Row, body: Json) -> int:
    """Return `totalPaidInCurrency`, or all of it.

    Emulator choice: a cash sale is paid in full in its own currency, as it is in NOK.
    """
    gross: int = row["gross_in_currency"]
    total: int = body.get("totalPaidInCurrency") or gross
    if body["kind"] == "cash_sale" and total != gross:
        wrong = f"'totalPaidInCurrency' must be the gross of the lines, {gross}, not {total}"
        raise refuse(400, wrong)
    return total


def _settle(call: Call) -> Reply:
    """Settled without payment: a mark, and no booking; another day moves it.

    Emulator choice: nothing is posted, since no account is named. A cash sale, one that is paid,
    and a day before that of the sale are taken.
    """
    row, day = _living(call), call.query["settledDate"]
    _check_settled(call, row, day)
    update(call, SALES, row["sale_id"], {"marked_date": day})
    return _refreshed(call)


def _check_settled(call: Call, row: Row, day: str) -> None:
    """Refuse a day in a year that is not open, and a sale that is written off.

    Observed: docs/observed.md#4-error-bodies

    Emulator choice: the second, since the mark would hide the day of the write-off.
    """
    if row["write_off"]:
        raise refuse(400, "The sale is written off: it is settled by that")
    require_open_year(call.state, call.company, day)


def _write_off(call: Call) -> Reply:
    """Write off what is outstanding, and post it as a loss.

    Emulator choice: VAT is not corrected, so that the whole amount is lost, on 7830.
    """
    row = _living(call)
    _check_write_off(row, call.body["date"])
    lost, body = row["outstanding_balance"], call.body
    name = f"Tapsføring {row['sale_number'] or ''}".strip()
    lines = [Line(LOSSES, lost), Line(row["ledger_account"], -lost)]
    columns = {f"write_off_{field}": body.get(field) for field in ("type", "date", "comment")}
    key = post(call.state, call.company, "Write-off", name, body["date"], lines)
    columns |= {"write_off_transaction_id": key, "write_off": 1, "written_off": lost}
    update(call, SALES, row["sale_id"], columns)
    return _refreshed(call)


def _check_write_off(row: Row, date: str) -> None:
    """Check the conditions that the contract states. Emulator choice: the words."""
    problems = {
        "is a cash sale": row["kind"] == "cash_sale",
        "is written off": row["write_off"],
        "is settled": row["settled"],
        "has no outstanding balance": row["outstanding_balance"] <= 0,
        f"is of {row['date']}: a write-off comes after that": date <= row["date"],
    }
    for problem, found in problems.items():
        if found:
            raise refuse(400, f"The sale {problem}")


def _delete(call: Call) -> Reply:
    """Delete a sale: it stays in lists, flagged (docs/observed.md#11-sales-and-purchases).

    Emulator choice: its accruals are undone with it.
    """
    row = find(call, SALES)
    delete(call, SALE, row)
    undo_accruals(call, SALE, row)
    return Reply(200, show(call, SALES, find(call, SALES)))


def _living(call: Call) -> Row:
    row = find(call, SALES)
    if row["deleted"]:
        raise refuse(400, "The sale is deleted")
    return row


def _refreshed(call: Call) -> Reply:
    refresh(call, SALE, int(call.path["saleId"]))
    return Reply(200, show(call, SALES, find(call, SALES)))


FAMILY = Family(
    tables=SALE.tables,
    operations={
        "getSales": lists(SALES),
        "createSale": _create,
        "getSale": finds(SALES),
        "settledSale": _settle,
        "writeOffSale": _write_off,
        "deleteSale": _delete,
    },
    invariants=(partial(broken, trade=SALE),),
)
