"""Bodies and functions that the tests of sales documents share; the requests are plain HTTP."""

from typing import Any

import requests

from tests.emulator.trade import BANK, ask, post, read

#: The number of the bank account that was used on an invoice.
NUMBER = "12345678903"
#: Two units of 500 kroner: 1,000 kroner and 250 of VAT.
LINE: dict[str, Any] = {
    "description": "Kaffekvern",
    "unitPrice": 500_00,
    "vatType": "HIGH",
    "quantity": 2,
    "incomeAccount": "3000",
}
INVOICE: dict[str, Any] = {
    "issueDate": "2026-06-01",
    "dueDate": "2026-06-15",
    "lines": [LINE],
    "bankAccountCode": BANK,
    "cash": False,
}
#: The path of the documents and the operation that ends a draft, by the `type` of the draft.
KINDS = {
    "invoice": ("/invoices", "createInvoice"),
    "credit_note": ("/creditNotes", "createCreditNote"),
    "offer": ("/offers", "createOffer"),
    "order_confirmation": ("/orderConfirmations", "createOrderConfirmation"),
}


def customer(api: requests.Session, **fields: Any) -> int:
    """Create a customer and return its id."""
    location = post(api, "/contacts", {"name": "Ny Kunde AS", "customer": True, **fields})
    return int(location.rpartition("/")[2])


def bill(api: requests.Session, **fields: Any) -> dict[str, Any]:
    """Issue an invoice of 1,250 kroner, or one with other fields, and return it."""
    who = fields.pop("customerId", None) or customer(api)
    return read(api, post(api, "/invoices", {**INVOICE, "customerId": who, **fields}))


def drafted(api: requests.Session, kind: str, **fields: Any) -> str:
    """Create a draft of one kind, and return its URL."""
    body = {
        "type": kind,
        "daysUntilDueDate": 14,
        "issueDate": "2026-06-01",
        "lines": [LINE],
        **({"bankAccountNumber": NUMBER} if kind == "invoice" else {}),
        **fields,
    }
    if "customerId" not in fields:
        body["customerId"] = customer(api)
    return post(api, f"{KINDS[kind][0]}/drafts", body)


def finalize(api: requests.Session, draft: str) -> dict[str, Any]:
    """Turn a draft into its document, and return the document."""
    (operation,) = (end for path, end in KINDS.values() if f"{path}/" in draft)
    location = ask(api, "POST", f"{draft}/{operation}", 201)
    return read(api, location)


def credit(api: requests.Session, invoice: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Credit a whole invoice, or with `lines` a part of it, and return the credit note."""
    way = "partial" if "lines" in fields else "full"
    body = {"issueDate": "2026-06-10", "invoiceId": invoice["invoiceId"], **fields}
    return read(api, post(api, f"/creditNotes/{way}", body))


def reread(api: requests.Session, invoice: dict[str, Any]) -> dict[str, Any]:
    """Return an invoice as it is now."""
    return read(api, f"/invoices/{invoice['invoiceId']}")


def contact_with_person(api: requests.Session) -> tuple[int, int]:
    """Create a customer with a contact person; return the ids of both."""
    person = {"name": "Per", "email": "per@kunde.example"}
    who = read(api, f"/contacts/{customer(api, contactPerson=[person])}")
    return who["contactId"], who["contactPerson"][0]["contactPersonId"]
