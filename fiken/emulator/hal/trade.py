"""Sales and purchases with their payments.

docs/v1.md#sales
"""

from dataclasses import dataclass
from functools import partial

from fiken.emulator.books import kid
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.trade import PURCHASE, SALE, Trade
from fiken.emulator.families._trade import documents_of
from fiken.emulator.hal import attachment
from fiken.emulator.hal.bodies import Json, Shape
from fiken.emulator.hal.collections import Collection, dated, listed
from fiken.emulator.hal.contact import FILTERS, SORTS
from fiken.emulator.hal.errors import refuse
from fiken.emulator.hal.shapes import PAYMENT, PURCHASE_BODY, SALE_BODY
from fiken.emulator.hal.visit import Visit, created, hal
from fiken.emulator.store.resources import Resource
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply

#: The account of a line of a sale that states none, by VAT type. HIGH was recorded.
#: Emulator choice: the others, which are accounts that accept the VAT type.
_DEFAULTS = {
    "HIGH": "3000",
    "MEDIUM": "3040",
    "RAW_FISH": "3030",
    "LOW": "3050",
    "EXEMPT": "3100",
    "EXEMPT_IMPORT_EXPORT": "3100",
    "EXEMPT_REVERSE": "3100",
    "OUTSIDE": "3200",
    "NONE": "3900",
}


@dataclass(frozen=True)
class _Names:
    """The names by which API v1 and the families call the same things of sales or purchases."""

    trade: Trade
    path: str
    body: Shape
    number: str
    operation: str
    key: str


_SALE = _Names(SALE, "sales", SALE_BODY, "saleNumber", "createSale", "saleId")
_PURCHASE = _Names(
    PURCHASE, "purchases", PURCHASE_BODY, "identifier", "createPurchase", "purchaseId"
)


# --- showing -------------------------------------------------------------------------------------


def _document(visit: Visit, row: Row, names: _Names) -> Json:
    """Return a sale or a purchase. A cash sale has no link to its payments."""
    trade = names.trade
    url = visit.own(names.path, row[trade.id])
    links: Json = {"self": url}
    if row["kind"] != trade.cash:
        links["payments"] = f"{url}/payments"
    links["attachments"] = f"{url}/attachments"
    if trade.selling:
        links["alternate"] = visit.page("handel", "salg", row[trade.id])
    embedded = {
        "payments": _payments_of(visit, row, names),
        "attachments": attachment.attachments_of(visit, trade.name, row[trade.id]),
    }
    return hal(links, _fields(visit, row, trade), embedded)


def _fields(visit: Visit, row: Row, trade: Trade) -> Json:
    """Return the fields of a sale or a purchase. Of the two, only a sale tells what was paid."""
    contact, is_nok = row[f"{trade.party}_id"], row["currency"] == NOK
    fields: Json = {
        "date": row["date"],
        "kind": row["kind"].upper(),
        "identifier": row[trade.number],
        "paid": bool(row["settled"]),
        "lines": _lines(visit, row, trade),
        trade.party: None if contact is None else visit.own("contacts", contact),
        "currency": None if is_nok else row["currency"],
    }
    if trade.selling:
        foreign = None if is_nok else row["total_paid_in_currency"]
        return fields | {"totalPaid": row["total_paid"], "totalPaidInCurrency": foreign}
    return fields | {"dueDate": row["due_date"]}


def _lines(visit: Visit, row: Row, trade: Trade) -> list[Json]:
    sql = f"SELECT * FROM {trade.name}_lines WHERE {trade.id} = ? ORDER BY rowid"  # noqa: S608
    lines = [
        {
            "description": line["description"] or None,
            "netPrice": line["net_price"],
            "vat": line["vat"],
            "account": line["account"],
            "vatType": line["vat_type"],
            "netPriceInCurrency": line["net_price_in_currency"],
            "vatInCurrency": line["vat_in_currency"],
        }
        for line in visit.call.state.rows(sql, row[trade.id])
    ]
    return [{name: value for name, value in each.items() if value is not None} for each in lines]


def _payments_of(visit: Visit, row: Row, names: _Names) -> list[Json]:
    trade = names.trade
    sql = f"SELECT * FROM {trade.name}_payments WHERE {trade.id} = ? ORDER BY rowid"  # noqa: S608
    return [_payment(visit, each, names) for each in visit.call.state.rows(sql, row[trade.id])]


def _payment(visit: Visit, row: Row, names: _Names) -> Json:
    """Return a payment. Emulator choice: its amount is always that in NOK."""
    url = visit.own(names.path, row[names.trade.id], "payments", row["payment_id"])
    amount = row["amount"] if row["currency"] == NOK else row["settles"]
    return hal({"self": url}, {"date": row["date"], "account": row["account"], "amount": amount})


def _collection(names: _Names) -> Collection:
    """Return the list of sales or of purchases.

    Emulator choice: deleted ones are left out, since nothing would tell them apart. Purchases are
    sorted and filtered like sales.
    """
    return Collection(
        names.path,
        documents_of(names.trade),
        partial(_document, names=names),
        sorts={**SORTS, "date": "date"},
        filters={**FILTERS, **dated("date", "date")},
        condition="NOT deleted",
    )


V1_SALES, V1_PURCHASES = _collection(_SALE), _collection(_PURCHASE)


# --- booking -------------------------------------------------------------------------------------


def _create(visit: Visit, names: _Names) -> Reply:
    """Book a sale or purchase. If it has a payment account, it is paid at once."""
    body = visit.body(names.body)
    trade = names.trade
    _check_kind(body, trade)
    lines = [_line(line, trade) for line in body["lines"]]
    gross = sum(line["netPrice"] + (line["vat"] or 0) for line in lines)
    if body.get("paymentAmount", gross) != gross:
        # Emulator choice: a cash purchase is paid in full.
        raise refuse(400, f"'paymentAmount' must be the sum of the lines, {gross}")
    contact = body.get(trade.party)
    reference = contact, "contacts", trade.party
    sent = {
        "kind": body["kind"].lower(),
        "date": body["date"],
        "currency": NOK,
        "lines": lines,
        names.number: body.get("identifier"),
        f"{trade.party}Id": None if contact is None else visit.reference(*reference),
        "totalPaid": gross,
        **{name: body.get(name) for name in ("dueDate", "kid", "paymentAccount", "paymentDate")},
    }
    return created(visit.own(names.path, visit.carry_out(names.operation, sent)))


def _line(line: Json, trade: Trade) -> Json:
    """Return a line for the families. `incomeAccount` is the older name of `account`."""
    default = _DEFAULTS[line["vatType"]] if trade.selling else None
    return {
        "description": line.get("description", ""),
        "account": line.get("account", line.get("incomeAccount", default)),
        "vatType": line["vatType"],
        "netPrice": line["netPrice"],
        # On a sale, the books refuse a VAT of 0: it has to be left out.
        "vat": line["vat"] or None,
    }


def _check_kind(body: Json, trade: Trade) -> None:
    """Refuse the fields that the kind of a sale or purchase must not have, or lacks.

    Emulator choice: a purchase from a supplier cannot be paid at once, since only cash purchases
    were seen with the fields of a payment.
    """
    is_cash = body["kind"].lower() == trade.cash
    paid = {"paymentAccount", "paymentDate"}
    if trade.selling:
        needed, barred = (paid, {"customer"}) if is_cash else ({"customer"}, set[str]())
    else:
        barred = {"supplier"} if is_cash else {*paid, "paymentAmount"}
        needed = paid if is_cash else {"supplier"}
    if paid & body.keys() and not barred & paid:
        needed = needed | paid
    problems = [f"'{name}' is missing" for name in sorted(needed - body.keys())]
    problems += [
        f"'{name}' must be left out of a {body['kind']}" for name in sorted(barred & body.keys())
    ]
    if is_cash and not problems and body["paymentDate"] != body["date"]:
        problems.append(f"'paymentDate' must be the date, {body['date']}")
    if "kid" in body and not kid.is_kid(body["kid"]):
        problems.append(f"'kid' is not a valid KID: {body['kid'][:60]}")
    if problems:
        raise refuse(400, *problems)


create_sale, create_purchase = partial(_create, names=_SALE), partial(_create, names=_PURCHASE)


# --- payments ------------------------------------------------------------------------------------


def _owner(visit: Visit, names: _Names) -> Row:
    collection = V1_SALES if names.trade.selling else V1_PURCHASES
    return visit.find(collection.resource, None, collection.condition)


def _list_payments(visit: Visit, names: _Names) -> Reply:
    items = _payments_of(visit, _owner(visit, names), names)
    return Reply(200, listed(visit, {"payments": items}))


def _find_payment(visit: Visit, names: _Names) -> Reply:
    _owner(visit, names)
    owner = documents_of(names.trade)
    payments = Resource(f"{names.trade.name}_payments", "paymentId", "payment", parent=owner)
    row = visit.find(payments)
    return Reply(200, _payment(visit, row, names))


def _pay(visit: Visit, names: _Names) -> Reply:
    """Book a payment. Emulator choice: what was paid in cash is refused, as it has no link."""
    body, row = visit.body(PAYMENT), _owner(visit, names)
    key = row[names.trade.id]
    if row["kind"] == names.trade.cash:
        raise refuse(400, f"The {names.trade.name} was paid in cash: it has no other payments")
    body.pop("uuid", None)
    operation = f"create{names.trade.name.capitalize()}Payment"
    payment = visit.carry_out(operation, body, {names.key: key})
    return created(visit.own(names.path, key, "payments", payment))


list_sale_payments = partial(_list_payments, names=_SALE)
find_sale_payment = partial(_find_payment, names=_SALE)
pay_sale = partial(_pay, names=_SALE)
list_purchase_payments = partial(_list_payments, names=_PURCHASE)
find_purchase_payment = partial(_find_payment, names=_PURCHASE)
pay_purchase = partial(_pay, names=_PURCHASE)
