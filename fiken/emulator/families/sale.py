"""Sales that were invoiced elsewhere or paid in cash: booked, settled, written off, deleted.

Emulator choice: a sale without a `paymentAccount` is not paid, even if the request has `totalPaid`,
`totalPaidInCurrency`, `paymentDate` or `paymentFee`. A cash sale without it is refused.
"""

from collections.abc import Iterator
from functools import partial

from fiken.emulator.books import documents, schema, violations
from fiken.emulator.books.payments import FEES, Payment, pay
from fiken.emulator.books.rates import NOK, gross_of, own_rate, rounded
from fiken.emulator.books.trade import SALE
from fiken.emulator.families._documents import Json, document_of, require_cash
from fiken.emulator.families._trade import SALES
from fiken.emulator.store.handlers import created, finds, lists
from fiken.emulator.store.resources import Call, Family
from fiken.emulator.store.rows import find, show
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse


def _create(call: Call) -> Reply:
    """Book a sale. If the request names a payment account, book its payment as well."""
    body = call.body
    if body["kind"] == SALE.cash:
        require_cash(body)
    document = document_of(call, SALE, body.get("totalPaid"))
    key = documents.book(call.state, call.company, SALE, document)
    if body.get("paymentAccount") is not None:
        for payment in _payments(find(call, SALES, key), body):
            pay(call.state, SALE, key, payment)
    return created(call, key)


def _payments(row: Row, body: Json) -> Iterator[Payment]:
    """Yield the payments of a new sale: the paid amount without the fee, then the fee, if any.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    account, date = body["paymentAccount"], body.get("paymentDate") or body["date"]
    fee: int = body.get("paymentFee") or 0
    paid = _paid(row, body) - fee
    if row["gross_in_currency"] is None:
        yield Payment(date, account, paid)
    else:
        amount = _paid_in_currency(row, body) - rounded(fee / own_rate(row))
        yield Payment(date, account, amount, body["currency"], amount_in_nok=paid)
    if fee:
        yield Payment(date, FEES, fee)


def _paid(row: Row, body: Json) -> int:
    """Return the paid amount of a new sale in øre.

    In NOK, the request must have `totalPaid`. On a cash sale in NOK, `totalPaid` must equal the
    total of the lines. In a foreign currency, a missing `totalPaid` is converted from the paid
    foreign amount.

    Observed: docs/observed.md#4-error-bodies, docs/observed.md#11-sales-and-purchases
    """
    gross = gross_of(row)
    total: int | None = body.get("totalPaid")
    if total is None and body["currency"] == NOK:
        raise refuse(400, "Missing field 'totalPaid' for sale marked as paid in NOK")
    if total is None and row["gross_in_currency"] is not None:
        return rounded(_paid_in_currency(row, body) * own_rate(row))
    if total is None:
        return gross
    if body["kind"] == SALE.cash and body["currency"] == NOK and total != gross:
        raise refuse(400, f"'totalPaid' must be the gross of the lines, {gross}, not {total}")
    return total


def _paid_in_currency(row: Row, body: Json) -> int:
    """Return the paid amount of a new sale in its foreign currency.

    It is `totalPaidInCurrency`. If the request does not have that field, it is the total of the
    lines.

    Emulator choice: on a cash sale, `totalPaidInCurrency` must equal the total of the lines. This
    is Fiken's rule for `totalPaid` in NOK.
    """
    gross: int = row["gross_in_currency"]
    total: int = body.get("totalPaidInCurrency") or gross
    if body["kind"] == SALE.cash and total != gross:
        message = f"'totalPaidInCurrency' must be the gross of the lines, {gross}, not {total}"
        raise refuse(400, message)
    return total


def _settle(call: Call) -> Reply:
    """Mark a sale as settled without booking a payment, and return the sale."""
    documents.settle(call.state, find(call, SALES)["sale_id"], call.query["settledDate"])
    return _shown(call)


def _write_off(call: Call) -> Reply:
    """Book the outstanding balance of a sale as a loss, and return the sale."""
    body = call.body
    loss = documents.WriteOff(body.get("type"), body["date"], body.get("comment"))
    documents.write_off(call.state, find(call, SALES)["sale_id"], loss)
    return _shown(call)


def _delete(call: Call) -> Reply:
    """Mark a sale as deleted. It stays in lists (docs/observed.md#11-sales-and-purchases)."""
    key = find(call, SALES)["sale_id"]
    documents.delete(call.state, SALE, key, call.query.get("description"))
    return _shown(call)


def _shown(call: Call) -> Reply:
    """Return a reply (200) with the sale whose id is in the path."""
    return Reply(200, show(call, SALES, find(call, SALES)))


FAMILY = Family(
    tables=schema.documents(SALE),
    operations={
        "getSales": lists(SALES),
        "createSale": _create,
        "getSale": finds(SALES),
        "settledSale": _settle,
        "writeOffSale": _write_off,
        "deleteSale": _delete,
    },
    invariants=(partial(violations.of_documents, trade=SALE),),
)
