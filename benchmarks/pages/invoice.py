"""Invoices as ``GET /invoices`` answers them, and as ``POST /invoices`` takes them."""

from random import Random

from benchmarks.pages import contact
from benchmarks.pages.values import (
    Json,
    address,
    attachment,
    day,
    key,
    name,
    note,
    percent,
    uuid,
)

_VAT = {"HIGH": 25, "MEDIUM": 15, "LOW": 12, "EXEMPT": 0}
_EURO = 11  # kroner


def _full(random: Random) -> Json:
    """Return an invoice in euro with all 34 fields. It contains 37 objects."""
    customer, project = contact.full(random), _project(random)
    return {
        **_amounts(random, "net", "vat", "gross"),
        "invoiceId": key(random),
        "createdDate": day(random),
        "lastModifiedDate": day(random),
        "invoiceNumber": key(random),
        "kid": str(key(random)),
        "issueDate": day(random),
        "dueDate": day(random),
        "originalDueDate": day(random),
        "cash": random.random() < 0.1,
        "invoiceText": "Thank you for your order",
        "yourReference": name(random),
        "ourReference": name(random),
        "orderReference": f"PO-{random.randrange(1_000)}",
        "invoiceDraftUuid": uuid(random),
        "recurringInvoiceId": key(random),
        "recurringInvoiceJobId": key(random),
        "address": address(random),
        "lines": [_line(random) for _ in range(3)],
        "currency": "EUR",
        "bankAccountNumber": str(random.randrange(10**10, 10**11)),
        "sentManually": False,
        "invoicePdf": attachment(random),
        "associatedCreditNotes": [key(random), key(random)],
        "attachments": [attachment(random), attachment(random)],
        "customer": customer,
        "sale": _sale(random, customer, project),
        "project": project,
        "dispatches": [_dispatch(random), _dispatch(random)],
    }


def _lean(random: Random) -> Json:
    """Return an invoice with eleven fields and no other key. It contains four objects."""
    return {
        "invoiceId": key(random),
        "invoiceNumber": key(random),
        "issueDate": day(random),
        "dueDate": day(random),
        "net": 10000,
        "vat": 2500,
        "gross": 12500,
        "cash": False,
        "lines": [{"net": 10000, "vat": 2500, "gross": 12500, "quantity": 1}],
        "customer": contact.lean(random),
        "sale": {
            "saleId": key(random),
            "settled": random.random() < 0.5,
            "outstandingBalance": 12500,
            "lines": [{"description": "Coffee", "netPrice": 10000, "vat": 2500, "vatType": "HIGH"}],
        },
    }


def _empty(random: Random) -> Json:
    return dict.fromkeys(_full(random))


ANSWERS = {"full": _full, "lean": _lean, "empty": _empty}


def _full_request(random: Random) -> Json:
    """Return a cash invoice with all 16 fields. It contains three lines."""
    return {
        **_lean_request(random),
        "uuid": uuid(random),
        "lines": [_line_request(random) for _ in range(3)],
        "ourReference": name(random),
        "yourReference": name(random),
        "orderReference": f"PO-{random.randrange(1_000)}",
        "contactPersonId": key(random),
        "currency": "NOK",
        "invoiceText": "Thank you for your order",
        "cash": True,
        "paymentAccount": "1920:10002",
        "projectId": key(random),
        "roundingType": random.choice(("round_half", "round_whole")),
    }


def _lean_request(random: Random) -> Json:
    """Return an invoice with the six fields that it needs. It contains a line of a product."""
    return {
        "issueDate": day(random),
        "dueDate": day(random),
        "lines": [{"productId": key(random), "quantity": 1}],
        "bankAccountCode": "1920:10001",
        "cash": False,
        "customerId": key(random),
    }


def _empty_request(random: Random) -> Json:
    return dict.fromkeys(_full_request(random))


REQUESTS = {"full": _full_request, "lean": _lean_request, "empty": _empty_request}


def _line(random: Random) -> Json:
    """Return a line of an answer with all 16 fields."""
    return {**_line_request(random), **_amounts(random, "net", "vat", "gross")}


def _line_request(random: Random) -> Json:
    """Return a line of a request with all 13 fields."""
    vat_type = random.choice(tuple(_VAT))
    net, vat = random.randrange(10**4, 10**6), random.randrange(10**4, 10**5)
    return {
        "net": net,
        "vat": vat,
        "vatType": vat_type,
        "gross": net + vat,
        "vatInPercent": _VAT[vat_type],
        "unitPrice": net,
        "quantity": random.choice((1, 2, 2.5, 7.5, 12)),
        "discount": percent(random),
        "productId": key(random),
        "productName": "Coffee beans, 1 kg",
        "description": "Roasted on the day before the delivery",
        "comment": "One size fits all",
        "incomeAccount": "3000",
    }


def _amounts(random: Random, *names: str) -> Json:
    """Return a net amount, its VAT and their sum, in cents of euro and in øre."""
    net, vat = random.randrange(10**4, 10**6), random.randrange(10**4, 10**5)
    in_euro = dict(zip(names, (net, vat, net + vat), strict=True))
    return in_euro | {f"{name}InNok": amount * _EURO for name, amount in in_euro.items()}


def _sale(random: Random, customer: Json, project: Json) -> Json:
    """Return the sale of an invoice with all 27 fields.

    Fiken also sends `paid`, which is null and not in its contract.
    See docs/observed.md#10-invoices-and-counters.
    """
    net, vat = random.randrange(10**4, 10**6), random.randrange(10**4, 10**5)
    return {
        "saleId": key(random),
        "lastModifiedDate": day(random),
        "transactionId": key(random),
        "saleNumber": str(key(random)),
        "date": day(random),
        "kind": "invoice",
        "netAmount": net,
        "vatAmount": vat,
        "settled": random.random() < 0.5,
        "settledDate": day(random),
        "writeOff": False,
        "totalPaid": net,
        "totalPaidInCurrency": net // _EURO,
        "outstandingBalance": vat,
        "outstandingBalanceInCurrency": vat // _EURO,
        "lines": [_order_line(random) for _ in range(3)],
        "customer": customer,
        "currency": "EUR",
        "dueDate": day(random),
        "kid": str(key(random)),
        "paymentAccount": "1920:10001",
        "salePayments": [_payment(random), _payment(random)],
        "saleAttachments": [attachment(random)],
        "paymentDate": day(random),
        "project": project,
        "notes": [note(random)],
        "deleted": False,
        "paid": None,
    }


def _order_line(random: Random) -> Json:
    net, vat = random.randrange(10**5, 10**6), random.randrange(10**4, 10**5)
    return {
        "lineId": key(random),
        "description": "Coffee beans, 1 kg",
        "netPrice": net,
        "vat": vat,
        "account": "3000",
        "vatType": random.choice(tuple(_VAT)),
        "netPriceInCurrency": net // _EURO,
        "vatInCurrency": vat // _EURO,
    }


def _payment(random: Random) -> Json:
    amount = random.randrange(10**4, 10**6)
    return {
        "paymentId": key(random),
        "date": day(random),
        "account": "1920:10001",
        "amount": amount,
        "amountInNok": amount * _EURO,
        "currency": "EUR",
        "fee": 500,
    }


def _project(random: Random) -> Json:
    return {
        "projectId": key(random),
        "number": str(random.randrange(1_000)),
        "name": "Coffee for the whole office",
        "description": "Two kinds of beans",
        "startDate": day(random),
        "endDate": day(random),
        "contact": contact.lean(random),
        "completed": False,
    }


def _dispatch(random: Random) -> Json:
    return {"date": day(random), "dispatchType": random.choice(("email", "ehf", "sms"))}
