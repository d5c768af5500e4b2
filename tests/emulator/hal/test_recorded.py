"""The exchanges that were recorded from Fiken, typed by hand with values of our own."""

import json
from typing import Any

from fiken.emulator import Emulator
from tests.emulator.hal.conftest import external_invoice
from tests.emulator.hal.v1 import RELS, V1, link, self_of


def test_the_start_has_two_links(v1: V1) -> None:
    answer = v1.get(v1.start)
    assert (
        f'{{"_links":{{"self":{{"href":"{v1.start}"}},'
        f'"https://fiken.no/api/v1/rel/companies":{{"href":"{v1.start}/companies"}}}}}}'
    ) == answer.text
    assert "application/hal+json;charset=UTF-8" == answer.headers["Content-Type"]


def test_a_company_has_the_recorded_links(v1: V1) -> None:
    """In the recorded order, and the younger links after them."""
    company = v1.items("companies", f"{v1.start}/companies")[0]
    expected = {
        "_links": {
            "self": {"href": v1.company},
            RELS + "accounts": {"href": v1.company + "/accounts/{year}", "templated": True},
            RELS + "bank-accounts": {"href": v1.company + "/bank-accounts"},
            RELS + "contacts": {"href": v1.company + "/contacts"},
            RELS + "invoices": {"href": v1.company + "/invoices"},
            RELS + "products": {"href": v1.company + "/products"},
            RELS + "sales": {"href": v1.company + "/sales"},
            RELS + "create-invoice-service": {"href": v1.company + "/create-invoice-service"},
            RELS + "create-general-journal-entry-service": {
                "href": v1.company + "/createGeneralJournalEntriesService"
            },
            RELS + "document-sending-service": {"href": v1.company + "/document-sending-service"},
            RELS + "search": {"href": v1.company + "/search"},
            RELS + "credit-notes": {"href": v1.company + "/credit-notes"},
            RELS + "purchases": {"href": v1.company + "/purchases"},
        },
        "name": "Fjellbris Kaffe AS",
        "organizationNumber": "999000001",
        "slug": "fiken-demo-fjellbris-kaffe-as",
    }
    assert expected == company
    assert list(expected["_links"]) == list(company["_links"])
    assert expected == v1.read(v1.company)


def test_an_empty_list_embeds_nothing(empty: tuple[Emulator, V1]) -> None:
    _, v1 = empty
    for path in ("contacts", "products", "sales", "purchases", "invoices", "credit-notes"):
        expected = {"_links": {"self": {"href": f"{v1.company}/{path}"}}}
        assert expected == v1.read(f"/{path}")


def test_a_contact_is_created_and_read(empty: tuple[Emulator, V1]) -> None:
    _, v1 = empty
    body = {"name": "Kari Kaffe", "email": "post@kaffe.example", "customer": True}
    url = v1.create("/contacts", body)
    expected = {
        "_links": {"self": {"href": url}},
        "name": "Kari Kaffe",
        "email": "post@kaffe.example",
        "address": {"country": "Norge"},
        "customerNumber": 10001,
    }
    assert expected == v1.read(url)
    assert [expected] == v1.items("contacts")


def test_a_name_is_enough_for_contacts(empty: tuple[Emulator, V1]) -> None:
    """Such a contact has no numbers."""
    _, v1 = empty
    url = v1.create("/contacts", {"name": "Ola Dunk"})
    expected = {
        "_links": {"self": {"href": url}},
        "name": "Ola Dunk",
        "address": {"country": "Norge"},
    }
    assert expected == v1.read(url)


def test_a_changed_contact_is_put_whole(v1: V1, customer: str) -> None:
    whole = v1.read(customer)
    answer = v1.put(customer, json={**whole, "name": "Kari Te"})
    assert (204, b"") == (answer.status_code, answer.content)
    assert {**whole, "name": "Kari Te"} == v1.read(customer)


def test_an_open_sale_is_created_and_read(v1: V1, customer: str) -> None:
    """The account of a line without one is that of its VAT type."""
    url = v1.create("/sales", external_invoice(customer))
    page = url.replace("/api/v1/companies", "/foretak").replace("/sales/", "/handel/salg/")
    expected = {
        "_links": {
            "self": {"href": url},
            RELS + "payments": {"href": f"{url}/payments"},
            RELS + "attachments": {"href": f"{url}/attachments"},
            "alternate": {"href": page, "type": "text/html"},
        },
        "date": "2026-05-01",
        "kind": "EXTERNAL_INVOICE",
        "identifier": "2026-17",
        "paid": False,
        "totalPaid": 0,
        "lines": [
            {
                "description": "Kaffe",
                "netPrice": 40000,
                "vat": 10000,
                "account": "3000",
                "vatType": "HIGH",
            }
        ],
        "customer": customer,
    }
    assert expected == v1.read(url)
    assert {"_links": {"self": {"href": f"{url}/payments"}}} == v1.read(f"{url}/payments")


def test_a_payment_settles_a_sale(v1: V1, sale: str) -> None:
    body = {"date": "2026-05-03", "account": "1920:10001", "amount": 50000}
    url = v1.create(f"{sale}/payments", body)
    assert url.startswith(f"{sale}/payments/")
    expected = {"_links": {"self": {"href": url}}, **body}
    assert expected == v1.read(url)
    paid = v1.read(sale)
    assert [expected] == paid["_embedded"][RELS + "payments"]
    assert (True, 50000) == (paid["paid"], paid["totalPaid"])


def test_a_file_is_attached_to_sales(v1: V1, sale: str) -> None:
    """The Location is the list. The file came without a name, the JSON without a content type."""
    facts = {"filename": "kvittering.png", "attachToSale": True, "attachToPayment": False}
    content = b"\x89PNG\r\n\xff\x00"
    parts: dict[str, Any] = {
        "SaleAttachment": (None, json.dumps(facts)),
        "AttachmentFile": (None, content),
    }
    answer = v1.post(f"{sale}/attachments", files=parts)
    assert (201, b"") == (answer.status_code, answer.content)
    assert f"{sale}/attachments" == answer.headers["Location"]
    (attachment,) = v1.items("attachments", f"{sale}/attachments")
    assert {"_links", "identifier", "downloadUrl"} == attachment.keys()
    assert "1" == attachment["identifier"]
    origin = v1.start.removesuffix("/api/v1")
    assert attachment["downloadUrl"].startswith(f"{origin}/filer/")
    assert attachment["downloadUrl"].endswith("/kvittering.png")
    assert self_of(attachment).startswith(f"{v1.company}/attachments/")
    assert attachment == v1.read(self_of(attachment))
    assert [attachment] == v1.read(sale)["_embedded"][RELS + "attachments"]
    assert content == v1.get(attachment["downloadUrl"]).content


def test_a_cash_sale_has_one_payment(v1: V1) -> None:
    """It has no link to its payments, and no customer."""
    body = {
        "date": "2026-05-01",
        "paymentDate": "2026-05-01",
        "paymentAccount": "1920:10001",
        "kind": "CASH_SALE",
        "lines": [{"netPrice": 10000, "vat": 2500, "vatType": "HIGH"}],
    }
    sale = v1.read(v1.create("/sales", body))
    assert {"self", RELS + "attachments", "alternate"} == sale["_links"].keys()
    (payment,) = sale["_embedded"][RELS + "payments"]
    assert ("2026-05-01", "1920:10001", 12500) == tuple(
        payment[name] for name in ("date", "account", "amount")
    )
    assert "customer" not in sale
    assert "identifier" not in sale
    assert (True, 12500) == (sale["paid"], sale["totalPaid"])


def test_an_invoice_makes_a_sale(v1: V1, customer: str) -> None:
    line = {
        "netAmount": 80000,
        "vatAmount": 20000,
        "grossAmount": 100000,
        "vatType": "HIGH",
        "description": "Kurs",
        "incomeAccount": "3000",
    }
    body = {
        "issueDate": "2026-05-01",
        "dueDate": "2026-05-15",
        "customer": {"url": customer, "name": "Kari Kaffe"},
        "bankAccountUrl": v1.bank_account(),
        "lines": [line],
    }
    url = v1.create("/create-invoice-service", body)
    assert url.startswith(f"{v1.company}/invoices/")
    invoice = v1.read(url)
    number = invoice["invoiceNumber"]
    page = url.replace("/api/v1/companies", "/foretak").replace("/invoices/", "/handel/faktura/")
    expected = {
        "_links": {"self": {"href": url}, "alternate": {"href": page, "type": "text/html"}},
        "invoiceNumber": number,
        "kid": invoice["kid"],
        "issueDate": "2026-05-01",
        "dueDate": "2026-05-15",
        "net": 80000,
        "vat": 20000,
        "gross": 100000,
        "netInNok": 80000,
        "vatInNok": 20000,
        "grossInNok": 100000,
        "currency": "NOK",
        "address": {"country": "Norge"},
        "customer": customer,
        "sale": invoice["sale"],
        "lines": [
            {
                "net": 80000,
                "vat": 20000,
                "gross": 100000,
                "vatInPercent": 25,
                "vatType": "HIGH",
                "unitPrice": 80000,
                "quantity": 1,
                "description": "Kurs",
                "incomeAccount": "3000",
            }
        ],
    }
    assert expected == invoice
    sale = v1.read(invoice["sale"])
    assert ("INVOICE", str(number)) == (sale["kind"], sale["identifier"])
    (paper,) = v1.items("attachments", link(sale, "attachments"))
    assert "INVOICE" == paper["kind"]
    assert v1.get(paper["downloadUrl"]).content.startswith(b"%PDF")


def test_journal_entries_make_a_transaction(v1: V1) -> None:
    """The entries are an ordinary field, each with a link to its attachments."""
    line = {"debit": 15000, "debitAccount": "6300", "creditAccount": "1920:10001"}
    entry = {"description": "Husleie", "date": "2026-05-01", "lines": [line]}
    body = {"description": "Mai", "journalEntries": [entry]}
    transaction = v1.read(v1.create("/createGeneralJournalEntriesService", body))
    (booked,) = transaction["entries"]
    assert [
        {"debit": 15000, "debitAccount": "6300"},
        {"debit": 15000, "creditAccount": "1920:10001"},
    ] == booked["lines"]
    facts = (None, '{"filename": "a.pdf"}')
    parts: dict[str, Any] = {"AttachmentFile": b"%PDF-1.4", "JournalAttachment": facts}
    answer = v1.post(link(booked, "attachments"), files=parts)
    assert (201, link(booked, "attachments")) == (answer.status_code, answer.headers["Location"])
    assert 1 == len(v1.items("attachments", link(booked, "attachments")))
