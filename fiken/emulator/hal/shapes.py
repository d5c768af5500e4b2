"""The JSON bodies that programs can send to API v1. docs/v1.md#resources has the fields."""

from fiken.emulator.books.trade import PURCHASE, SALE
from fiken.emulator.hal.bodies import (
    ANSWERED,
    Field,
    Shape,
    account,
    amount,
    anything,
    choice,
    code,
    currency,
    day,
    flag,
    number,
    one,
    some,
    text,
)

ADDRESS: Shape = {
    name: text() for name in ("address1", "address2", "postalCode", "postalPlace", "country")
}
CONTACT: Shape = {
    "name": text(required=True),
    "email": text(),
    "organizationIdentifier": text(),
    "address": one(ADDRESS),
    "phoneNumber": text(),
    "customerNumber": ANSWERED,
    "customer": flag(),
    "supplierNumber": ANSWERED,
    "supplier": flag(),
    "currency": currency(),
    "memberNumber": number(),
    # Emulator choice: those of API v2.
    "language": choice(("NORWEGIAN", "ENGLISH")),
}
PRODUCT: Shape = {
    "name": text(required=True),
    "unitPrice": amount(),
    "incomeAccount": account(required=True),
    "vatType": choice(SALE.types, required=True),
    "active": flag(required=True),
    "productNumber": text(),
}


def _order_line(vat_types: Field) -> Shape:
    return {
        "description": text(200),
        "netPrice": amount(required=True),
        "vat": amount(required=True),
        "account": account(),
        # The older name of `account`.
        "incomeAccount": account(),
        "vatType": vat_types,
        "netPriceInCurrency": ANSWERED,
        "vatInCurrency": ANSWERED,
    }


_PAID = {"paid": ANSWERED, "totalPaid": ANSWERED, "totalPaidInCurrency": ANSWERED}
SALE_BODY: Shape = {
    "date": day(required=True),
    # Emulator choice: the kind INVOICE is refused, since only the service makes it.
    "kind": choice(("CASH_SALE", "EXTERNAL_INVOICE"), required=True),
    # The documentation requires it, and a sale without it was created.
    "identifier": text(50),
    "lines": some(_order_line(choice(SALE.types, required=True))),
    "customer": anything(),
    "currency": ANSWERED,
    "dueDate": day(),
    "kid": text(),
    "paymentAccount": account(),
    "paymentDate": day(),
    "company": ANSWERED,
    **_PAID,
}
PURCHASE_BODY: Shape = {
    "date": day(required=True),
    "dueDate": day(),
    "kind": choice(("SUPPLIER", "CASH_PURCHASE"), required=True),
    "identifier": text(),
    "lines": some(_order_line(choice(PURCHASE.types, required=True))),
    "supplier": anything(),
    "currency": ANSWERED,
    "paymentAccount": account(),
    "paymentDate": day(),
    "paymentAmount": amount(),
    **_PAID,
}
PAYMENT: Shape = {
    "date": day(required=True),
    "account": account(required=True),
    "amount": amount(required=True),
    # Emulator choice: accepted, and not kept. What it meant is not known.
    "uuid": text(),
}
INVOICE: Shape = {
    "issueDate": day(required=True),
    "dueDate": day(required=True),
    "lines": some(
        {
            "netAmount": amount(),
            "vatAmount": amount(),
            "grossAmount": amount(),
            "vatType": choice(SALE.types),
            "vatPercent": number(),
            "unitNetAmount": amount(),
            "quantity": number(),
            "discountPercent": number(),
            "description": text(),
            "comment": text(),
            "productUrl": anything(),
            "incomeAccount": account(),
        }
    ),
    # Emulator choice: the name is ignored, since the contact has one.
    "customer": one({"url": anything(required=True), "name": text()}, required=True),
    "bankAccountUrl": anything(required=True),
    "invoiceText": text(),
    "ourReference": text(),
    "yourReference": text(),
    "currency": currency(),
    "cash": flag(),
    "paymentAccount": account(),
}
SENDING: Shape = {
    "resource": anything(required=True),
    "method": choice(("auto", "email", "ehf"), required=True),
    "recipientEmail": text(),
    "recipientName": text(),
    # Emulator choice: those of API v2.
    "emailSendOption": choice(("auto", "document_link", "attachment")),
    "organizationNumber": text(),
}
JOURNAL: Shape = {
    "description": text(required=True),
    "journalEntries": some(
        {
            # Emulator choice: an entry without a description has that of the whole.
            "description": text(),
            "date": day(required=True),
            "lines": some(
                {
                    "debit": amount(required=True),
                    "debitAccount": account(),
                    "debitVatCode": code(),
                    "creditAccount": account(),
                    "creditVatCode": code(),
                }
            ),
        }
    ),
}
SEARCH: Shape = {"query": text(required=True)}

_FILENAME, _COMMENT = text(200, required=True), text(4000)
#: The JSON part of an upload, by the kind of the owner: the name of the part, and its fields.
UPLOADS: dict[str, tuple[str, Shape]] = {
    "sale": (
        "SaleAttachment",
        {
            "filename": _FILENAME,
            "comment": _COMMENT,
            "attachToSale": flag(required=True),
            "attachToPayment": flag(required=True),
        },
    ),
    "purchase": (
        "PurchaseAttachment",
        {
            "filename": _FILENAME,
            "comment": _COMMENT,
            # Emulator choice: neither is required, since no documentation tells.
            "attachToPurchase": flag(),
            "attachToPayment": flag(),
        },
    ),
    "journal_entry": ("JournalAttachment", {"filename": _FILENAME, "comment": _COMMENT}),
}
