"""Invoices by the service, their sending, and the credit notes that API v2 makes."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.hal.v1 import RELS, V1, id_of, link

LINE: dict[str, Any] = {
    "netAmount": 80000,
    "vatType": "HIGH",
    "description": "Kurs",
    "incomeAccount": "3000",
}


def body_of(v1: V1, customer: str, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the body of an invoice."""
    return {
        "issueDate": "2026-05-01",
        "dueDate": "2026-05-15",
        "customer": {"url": customer},
        "bankAccountUrl": v1.bank_account(),
        "lines": list(lines),
        **fields,
    }


def issued(v1: V1, customer: str, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Issue an invoice, and return it."""
    return v1.read(v1.create("/create-invoice-service", body_of(v1, customer, *lines, **fields)))


@pytest.fixture
def product(v1: V1) -> str:
    """The URL of a product of 249.00 kroner."""
    body = {"name": "Kaffe", "incomeAccount": "3020", "vatType": "HIGH", "active": True}
    return v1.create("/products", {**body, "unitPrice": 24900})


@pytest.mark.parametrize("name", ["issueDate", "dueDate", "lines", "customer", "bankAccountUrl"])
def test_the_service_requires_its_fields(v1: V1, customer: str, name: str) -> None:
    body = {key: value for key, value in body_of(v1, customer, LINE).items() if key != name}
    assert [f"'{name}' is missing"] == v1.refused("/create-invoice-service", body)


def test_an_invoice_is_found_in_v2(v1: V1, v2: requests.Session, customer: str) -> None:
    texts = {"invoiceText": "Takk", "ourReference": "Ola", "yourReference": "Kari"}
    here = issued(v1, customer, LINE, **texts)
    key = id_of(here["_links"]["self"]["href"])
    there = v2.get(f"/invoices/{key}").json()
    for name in (*texts, "net", "vat", "gross", "invoiceNumber", "kid", "dueDate"):
        assert here[name] == there[name]
    assert key in [each["invoiceId"] for each in v2.get("/invoices?pageSize=100").json()]


def test_a_product_states_the_rest(v1: V1, customer: str, product: str) -> None:
    """One program sends nothing but the product in production."""
    (line,) = issued(v1, customer, {"productUrl": product})["lines"]
    expected = {
        "net": 24900,
        "vat": 6225,
        "gross": 31125,
        "vatInPercent": 25,
        "vatType": "HIGH",
        "unitPrice": 24900,
        "quantity": 1,
        "description": "Kaffe",
        "incomeAccount": "3020",
        "product": product,
    }
    assert expected == line


@pytest.mark.parametrize(
    ("sent", "net"),
    [
        ({"unitNetAmount": 1999, "quantity": 3}, 5997),
        ({"netAmount": 6000, "quantity": 3}, 6000),
        ({"unitNetAmount": 1000, "quantity": 2.5, "discountPercent": 10}, 2250),
        ({"netAmount": 9000, "discountPercent": 10}, 9000),
        ({"netAmount": 10000, "quantity": 3}, None),
        ({"vatAmount": 2500, "grossAmount": 12500}, 10000),
        ({"netAmount": 10000.0, "vatAmount": 2500.0, "grossAmount": 12500.0}, 10000),
        ({"unitNetAmount": 10000, "netAmount": 9999}, None),
        ({"netAmount": 10000, "vatAmount": 2499}, None),
        ({"netAmount": 10000, "grossAmount": 12501}, None),
        ({"unitNetAmount": 10000, "vatPercent": 25}, 10000),
    ],
)
def test_totals_of_lines_are_exact(
    v1: V1, customer: str, sent: dict[str, Any], net: int | None
) -> None:
    """An invoice never differs from what was sent: it is refused instead."""
    line = {**LINE, **sent}
    if "netAmount" not in sent:
        del line["netAmount"]
    if net is None:
        messages = v1.refused("/create-invoice-service", body_of(v1, customer, line))
        assert "'lines[0]." in messages[0]
        assert "by the price, quantity, discount and vatType of the line" in messages[0]
    else:
        invoice = issued(v1, customer, line)
        vat = (net + 2) // 4  # a quarter, half an øre rounded up
        assert (net, vat, net + vat) == (invoice["net"], invoice["vat"], invoice["gross"])


def test_a_line_without_a_product_is_complete(v1: V1, customer: str) -> None:
    """The fields are named as they are in API v1."""
    (message,) = v1.refused("/create-invoice-service", body_of(v1, customer, {"comment": "x"}))
    for name in ("unitNetAmount", "vatType", "description", "incomeAccount"):
        assert f"{name} is required" in message


def test_a_cash_invoice_is_paid(v1: V1, customer: str) -> None:
    invoice = issued(v1, customer, LINE, cash=True, paymentAccount="1920:10001")
    sale = v1.read(invoice["sale"])
    (payment,) = sale["_embedded"][RELS + "payments"]
    assert (True, 100000) == (sale["paid"], payment["amount"])


def test_a_cash_invoice_names_its_account(v1: V1, customer: str) -> None:
    for fields in ({"cash": True}, {"paymentAccount": "1920:10001"}):
        body = body_of(v1, customer, LINE, **fields)
        assert "paymentAccount" in v1.refused("/create-invoice-service", body)[0]


def test_an_unknown_bank_account_is_refused(v1: V1, customer: str) -> None:
    url = f"{v1.company}/bank-accounts/17"
    messages = v1.refused(
        "/create-invoice-service", body_of(v1, customer, LINE, bankAccountUrl=url)
    )
    assert [f"'bankAccountUrl': there is no {url}"] == messages


def test_a_refused_invoice_leaves_nothing(v1: V1, customer: str) -> None:
    """It takes no number either."""
    first = issued(v1, customer, LINE)["invoiceNumber"]
    wrong = {**LINE, "vatType": "LOW"}
    assert "mva kode" in v1.refused("/create-invoice-service", body_of(v1, customer, wrong))[0]
    assert first + 1 == issued(v1, customer, LINE)["invoiceNumber"]


def test_the_first_invoice_starts_the_numbers(empty: tuple[Emulator, V1]) -> None:
    """API v1 has no way to start them."""
    _, v1 = empty
    customer = v1.create("/contacts", {"name": "Kari", "customer": True})
    body = body_of(v1, customer, LINE)
    year = v1.get(v1.start).headers["Date"].split()[3]
    today = {"issueDate": f"{year}-01-02", "dueDate": f"{year}-01-16"}
    invoice = v1.read(v1.create("/create-invoice-service", {**body, **today}))
    assert 10001 == invoice["invoiceNumber"]


# --- sending -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        {"method": "email", "recipientEmail": "kari@kaffe.example", "recipientName": "Kari"},
        {"method": "ehf", "organizationNumber": "999000101"},
        {"method": "email", "recipientEmail": "k@kaffe.example", "emailSendOption": "attachment"},
    ],
)
def test_an_invoice_is_sent(
    v1: V1, v2: requests.Session, customer: str, sent: dict[str, Any]
) -> None:
    url = issued(v1, customer, LINE)["_links"]["self"]["href"]
    answer = v1.post("/document-sending-service", json={"resource": url, **sent})
    assert (204, b"", False) == (
        answer.status_code,
        answer.content,
        "Location" in answer.headers,
    )
    dispatches = v2.get(f"/invoices/{id_of(url)}").json()["dispatches"]
    assert [sent["method"]] == [each["dispatchType"] for each in dispatches]


def test_auto_finds_a_way(v1: V1) -> None:
    body = {"name": "Kari", "customer": True, "email": "kari@kaffe.example"}
    url = issued(v1, v1.create("/contacts", body), LINE)["_links"]["self"]["href"]
    sent = v1.post("/document-sending-service", json={"resource": url, "method": "auto"})
    assert 204 == sent.status_code


def test_what_reaches_nobody_is_refused(v1: V1, customer: str) -> None:
    url = issued(v1, customer, LINE)["_links"]["self"]["href"]
    (message,) = v1.refused("/document-sending-service", {"resource": url, "method": "email"})
    assert "The invoice cannot be sent by any of [email]" in message


# --- credit notes --------------------------------------------------------------------------------


def test_a_credit_note_is_read(v1: V1, v2: requests.Session, customer: str) -> None:
    """API v2 makes it. It refers to the invoice, and can be sent."""
    url = issued(v1, customer, LINE)["_links"]["self"]["href"]
    body = {"issueDate": "2026-05-20", "invoiceId": id_of(url), "creditNoteText": "Feil"}
    there = v2.post("/creditNotes/full", json=body).headers["Location"]
    note = v1.read(f"/credit-notes/{id_of(there)}")
    expected = {
        "creditNoteNumber": v2.get(f"/creditNotes/{id_of(there)}").json()["creditNoteNumber"],
        "issueDate": "2026-05-20",
        "creditNoteText": "Feil",
        "invoice": url,
        "customer": customer,
        "currency": "NOK",
        "net": 80000,
        "vat": 20000,
        "gross": 100000,
    }
    assert expected == {name: note[name] for name in expected}
    sent = {
        "resource": note["_links"]["self"]["href"],
        "method": "email",
        "recipientEmail": "a@b.example",
    }
    assert 204 == v1.post("/document-sending-service", json=sent).status_code


def test_the_sale_of_a_credit_note_is_negative(v1: V1, v2: requests.Session, customer: str) -> None:
    invoice = issued(v1, customer, LINE)
    body = {"issueDate": "2026-05-20", "invoiceId": id_of(invoice["_links"]["self"]["href"])}
    v2.post("/creditNotes/full", json=body)
    sale = v1.items("sales")[-1]
    assert ("INVOICE", -80000) == (sale["kind"], sale["lines"][0]["netPrice"])
    assert 1 == len(v1.items("attachments", link(sale, "attachments")))
    assert v1.read(invoice["sale"])["paid"]
