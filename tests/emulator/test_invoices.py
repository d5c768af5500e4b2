"""Invoices: issued, booked, listed, changed and sent."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import INVOICE, LINE, NUMBER, bill, credit, customer, reread
from tests.emulator.trade import (
    BANK,
    ask,
    balance_changes,
    balances,
    contact,
    pay,
    post,
    read,
    refusal,
    tables,
)


def test_every_field_is_answered(api: requests.Session) -> None:
    """Every field of the answer is compared, but for ids and the sale, which has a test."""
    who = contact(api, customer=True, address={"city": "Bergen", "country": "Norway"})
    project = ask(api, "GET", "/projects", 200)[0]
    texts = {
        "invoiceText": "Takk for handelen",
        "yourReference": "Kari",
        "ourReference": "Emma",
        "orderReference": "B-7",
    }
    uuid = "123e4567-e89b-12d3-a456-426655440000"
    line = {**LINE, "discount": 12.5, "comment": "Pen", "productName": "Kvern"}
    row = bill(
        api,
        customerId=who["contactId"],
        projectId=project["projectId"],
        lines=[line],
        uuid=uuid.upper(),
        **texts,
    )
    # Two units of 50,000 øre less 12.5 % are 87,500 øre, and 25 % of it are 21,875.
    amounts = {"net": 875_00, "vat": 218_75, "gross": 1_093_75}
    in_nok = {f"{name}InNok": amount for name, amount in amounts.items()}
    assert isinstance(row.pop("invoiceId"), int)
    assert row.pop("sale")["saleNumber"] == str(row["invoiceNumber"])
    assert row.pop("invoicePdf")["type"] == "invoice"
    assert row.pop("kid").isdigit()
    assert isinstance(row.pop("invoiceNumber"), int)
    assert row == {
        "createdDate": "2026-06-15",
        "lastModifiedDate": "2026-06-15",
        "issueDate": "2026-06-01",
        "dueDate": "2026-06-15",
        "originalDueDate": None,
        **amounts,
        **in_nok,
        "cash": False,
        **texts,
        "invoiceDraftUuid": uuid,
        "recurringInvoiceId": None,
        "recurringInvoiceJobId": None,
        "address": who["address"],
        "lines": [
            {
                **line,
                **amounts,
                **in_nok,
                "vatInPercent": 25,
                "productId": None,
            }
        ],
        "currency": "NOK",
        "bankAccountNumber": NUMBER,
        "sentManually": False,
        "associatedCreditNotes": [],
        "attachments": [],
        "customer": who,
        "project": project,
        "dispatches": [],
    }


def test_sale_of_invoice_is_unpaid(api: requests.Session) -> None:
    row = bill(api)
    sale = row["sale"]
    assert sale == read(api, f"/sales/{sale['saleId']}")
    seen = {name: sale[name] for name in ("kind", "date", "dueDate", "kid", "settled")}
    assert seen == {
        "kind": "invoice",
        "date": "2026-06-01",
        "dueDate": "2026-06-15",
        "kid": row["kid"],
        "settled": False,
    }
    sums = (sale["netAmount"], sale["vatAmount"], sale["outstandingBalance"], sale["totalPaid"])
    assert sums == (1_000_00, 250_00, 1_250_00, 0)


def test_invoice_is_posted(api: requests.Session) -> None:
    """The customer owes the gross; the net is income, and the VAT is owed to the state."""
    who = contact(api, customer=True)
    before = balances(api)
    bill(api, customerId=who["contactId"])
    assert balance_changes(api, before) == {
        who["customerAccountCode"]: 1_250_00,
        "2701": -250_00,
        "3000": -1_000_00,
    }


@pytest.mark.parametrize(
    ("line", "net", "vat"),
    [
        ({"unitPrice": 33, "quantity": 1.5}, 50, 13),  # 49.5 and 12.5 øre, rounded up
        ({"unitPrice": 99_99, "quantity": 3, "discount": 33.3}, 200_08, 50_02),  # 20 007.999
        ({"unitPrice": 1, "quantity": 1}, 1, 0),
        ({"unitPrice": 100_00, "vatType": "MEDIUM", "incomeAccount": "3040"}, 200_00, 30_00),
        ({"unitPrice": 100_00, "vatType": "RAW_FISH", "incomeAccount": "3030"}, 200_00, 22_22),
        ({"unitPrice": 100_00, "vatType": "OUTSIDE", "incomeAccount": "3200"}, 200_00, 0),
    ],
)
def test_line_is_rounded_to_the_ore(
    api: requests.Session, line: dict[str, Any], net: int, vat: int
) -> None:
    """The net and the VAT are rounded each, half an øre upwards."""
    row = bill(api, lines=[{**LINE, **line}])
    assert (row["net"], row["vat"], row["gross"]) == (net, vat, net + vat)
    assert row["sale"]["outstandingBalance"] == net + vat


@pytest.mark.parametrize(
    ("kind", "gross"),
    [
        (None, 123_33),
        ("none", 123_33),
        ("round_half", 123_50),
        ("round_whole", 123_00),
        ("round_down_half", 123_00),
        ("round_down_whole", 123_00),
    ],
)
def test_total_is_rounded_by_type(api: requests.Session, kind: str | None, gross: int) -> None:
    """The VAT and the lines stay; the sale has a line for the difference."""
    line = {**LINE, "unitPrice": 98_66, "quantity": 1}  # and 24.665 of VAT, which is 24.67
    before = balances(api)
    row = bill(api, lines=[line], roundingType=kind)
    assert (row["net"], row["vat"], row["gross"]) == (gross - 24_67, 24_67, gross)
    assert row["lines"][0]["gross"] == 123_33
    assert balance_changes(api, before).get("3950", 0) == 123_33 - gross
    assert row["sale"]["outstandingBalance"] == gross


def test_foreign_currency_is_converted(api: requests.Session) -> None:
    """Emulator choice: 10 NOK per unit of the currency."""
    row = bill(api, currency="EUR")
    assert (row["gross"], row["grossInNok"], row["currency"]) == (1_250_00, 12_500_00, "EUR")
    sale = row["sale"]
    assert (sale["outstandingBalanceInCurrency"], sale["outstandingBalance"]) == (
        1_250_00,
        12_500_00,
    )
    assert row["lines"][0]["netInNok"] == 10_000_00


def test_foreign_total_is_not_rounded(api: requests.Session) -> None:
    """By the contract, rounding types are for NOK only."""
    body = {**INVOICE, "customerId": customer(api), "currency": "EUR", "roundingType": "round_half"}
    status, message = refusal(api, "POST", "/invoices", json=body)
    assert (status, "roundingType" in message) == (400, True)


def test_payment_of_sale_settles_invoice(api: requests.Session) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    row = bill(api)
    pay(api, f"/sales/{row['sale']['saleId']}", 1_250_00)
    sale = reread(api, row)["sale"]
    assert (sale["settled"], sale["outstandingBalance"], sale["totalPaid"]) == (True, 0, 1_250_00)


def test_cash_invoice_is_paid_at_once(api: requests.Session) -> None:
    before = balances(api)
    row = bill(api, cash=True, paymentAccount=BANK)
    assert (row["cash"], row["sale"]["settled"]) == (True, True)
    assert balance_changes(api, before) == {BANK: 1_250_00, "2701": -250_00, "3000": -1_000_00}


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"cash": True}, "'paymentAccount' er påkrevd"),
        ({"paymentAccount": BANK}, "'paymentAccount' is for cash invoices only"),
        ({"customerId": 1}, "customerId"),
        ({"contactPersonId": 1}, "contactPersonId"),
        ({"projectId": 1}, "projectId"),
        ({"bankAccountCode": "1920:99999"}, "bankAccountCode"),
        ({"uuid": "abc"}, "uuid"),
        ({"lines": [{**LINE, "discount": 140}]}, "discount"),
        ({"lines": [{**LINE, "discount": -1}]}, "discount"),
        ({"lines": [{**LINE, "productId": 1}]}, "productId"),
        ({"lines": [{**LINE, "vatInPercent": 15}]}, "vatInPercent"),
        ({"lines": [{**LINE, "incomeAccount": "0001"}]}, "0001"),
        ({"lines": [{**LINE, "unitPrice": 10**17}]}, "too large"),
        ({"issueDate": "2027-01-01"}, "Fiscal year 2027 is invalid"),
        ({"invoiceText": "x" * 501}, "invoiceText"),
    ],
)
def test_bad_invoice_changes_nothing(
    emulator: Emulator, api: requests.Session, fields: dict[str, Any], word: str
) -> None:
    body = {**INVOICE, "customerId": customer(api), **fields}
    before = tables(emulator)
    status, message = refusal(api, "POST", "/invoices", json=body)
    assert (status, word in message) == (400, True), message
    assert tables(emulator) == before


def test_supplier_cannot_be_billed(api: requests.Session) -> None:
    who = contact(api, supplier=True)["contactId"]
    body = {**INVOICE, "customerId": who}
    assert refusal(api, "POST", "/invoices", json=body)[0] == 400


@pytest.mark.parametrize("change", [{"discount": 100}, {"unitPrice": 0}, {"quantity": -1}])
def test_zero_invoice_is_refused(api: requests.Session, change: dict[str, Any]) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    body = {**INVOICE, "customerId": customer(api), "lines": [{**LINE, **change}]}
    expected = (400, "total gross amount must be positive")
    assert refusal(api, "POST", "/invoices", json=body) == expected


def test_free_line_beside_others(api: requests.Session) -> None:
    """A line of 0 stands on the invoice, but not on the sale."""
    row = bill(api, lines=[LINE, {**LINE, "discount": 100}])
    assert (row["gross"], len(row["lines"]), len(row["sale"]["lines"])) == (1_250_00, 2, 1)


@pytest.mark.parametrize("name", ["description", "unitPrice", "vatType", "incomeAccount"])
def test_free_text_line_states_all(api: requests.Session, name: str) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    line = {key: value for key, value in LINE.items() if key != name}
    body = {**INVOICE, "customerId": customer(api), "lines": [line]}
    message = f"{name} is required for free-text lines (lines without a productId)"
    assert refusal(api, "POST", "/invoices", json=body) == (400, message)


def test_product_line_inherits(api: requests.Session) -> None:
    product = ask(api, "GET", "/products", 200)[0]
    line = bill(api, lines=[{"productId": product["productId"], "quantity": 1}])["lines"][0]
    names = ("description", "unitPrice", "vatType", "incomeAccount", "productName")
    assert [line[name] for name in names] == [
        product["name"],
        product["unitPrice"],
        product["vatType"],
        product["incomeAccount"],
        product["name"],
    ]


def test_inherited_price_is_not_converted(api: requests.Session) -> None:
    """Emulator choice: it is taken for an amount in the currency of the invoice."""
    product = ask(api, "GET", "/products", 200)[0]
    lines = [{"productId": product["productId"], "quantity": 1}]
    row = bill(api, lines=lines, currency="EUR")
    assert (row["net"], row["netInNok"]) == (product["unitPrice"], 10 * product["unitPrice"])


def test_product_line_can_override(api: requests.Session) -> None:
    product = ask(api, "GET", "/products", 200)[0]["productId"]
    line = bill(api, lines=[{**LINE, "productId": product}])["lines"][0]
    assert {name: line[name] for name in LINE} == LINE


def test_product_without_price_is_refused(api: requests.Session) -> None:
    facts = {"name": "Time", "incomeAccount": "3000", "vatType": "HIGH", "active": True}
    product = int(post(api, "/products", facts).rpartition("/")[2])
    lines = [{"productId": product, "quantity": 1}]
    body = {**INVOICE, "customerId": customer(api), "lines": lines}
    status, message = refusal(api, "POST", "/invoices", json=body)
    assert (status, "unitPrice" in message) == (400, True)


def test_rate_tells_the_vat_type(api: requests.Session) -> None:
    """By the contract, a line states the VAT type or the rate in percent."""
    line = {**LINE, "vatType": None, "vatInPercent": 25}
    assert bill(api, lines=[line])["lines"][0]["vatType"] == "HIGH"


def test_rate_of_product_tells_its_type(api: requests.Session) -> None:
    """Several types have the rate 0, but a product has one of them."""
    facts = {"name": "Bok", "incomeAccount": "3100", "vatType": "EXEMPT", "unitPrice": 100_00}
    product = int(post(api, "/products", {**facts, "active": True}).rpartition("/")[2])
    line = {"productId": product, "quantity": 1, "vatInPercent": 0}
    assert bill(api, lines=[line])["lines"][0]["vatType"] == "EXEMPT"


def test_account_refuses_the_vat_type(api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    lines = [{**LINE, "incomeAccount": "3100"}]
    body = {**INVOICE, "customerId": customer(api), "lines": lines}
    status, message = refusal(api, "POST", "/invoices", json=body)
    assert (status, message.partition(".")[0]) == (
        400,
        "SALG_MED_HØY_SATS er ikke en gyldig mva kode for kontoen 3100",
    )


def test_same_uuid_makes_two_invoices(api: requests.Session) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    uuid = "123e4567-e89b-12d3-a456-426655440000"
    ids = [bill(api, uuid=uuid)["invoiceId"] for _ in range(2)]
    found = ask(api, "GET", f"/invoices?invoiceDraftUuid={uuid}", 200)
    assert [row["invoiceId"] for row in found] == ids


def test_invoice_gets_a_uuid(api: requests.Session) -> None:
    assert bill(api)["invoiceDraftUuid"] != bill(api)["invoiceDraftUuid"]


def test_slash_and_stray_query_are_tolerated(api: requests.Session) -> None:
    """A client in use sends the bank account in the query as well."""
    body = {**INVOICE, "customerId": customer(api)}
    location = post(api, f"/invoices/?bankAccountCode={BANK}", body)
    assert read(api, location)["gross"] == 1_250_00
    assert "?" not in location


def test_filters_find_invoices(api: requests.Session) -> None:
    who = customer(api)
    first = bill(api, customerId=who, orderReference="B-1")
    second = bill(api, customerId=who, issueDate="2026-06-05", dueDate="2026-07-01")
    pay(api, f"/sales/{second['sale']['saleId']}", 1_250_00)
    ids = {first["invoiceId"]: "first", second["invoiceId"]: "second"}
    expected = {
        "settled=true": ["second"],
        "settled=false": ["first"],
        "orderReference=B-1": ["first"],
        f"invoiceNumber={second['invoiceNumber']}": ["second"],
        "issueDate=2026-06-01": ["first"],
        "issueDateGt=2026-06-01": ["second"],
        "issueDateLe=2026-06-05": ["first", "second"],
        "settled=false&dueDateLt=2026-06-16": ["first"],
        "dueDateGe=2026-07-01": ["second"],
        "lastModifiedGe=2026-06-15": ["first", "second"],
        "lastModifiedLt=2026-06-15": [],
    }
    for query, names in expected.items():
        rows = ask(api, "GET", f"/invoices?customerId={who}&{query}", 200)
        assert [ids[row["invoiceId"]] for row in rows] == names, query


def test_due_date_can_be_changed(api: requests.Session) -> None:
    """The first due date is kept, and the sale gets the new one."""
    row = bill(api)
    for date in ("2026-06-20", "2026-06-30"):
        ask(api, "PATCH", f"/invoices/{row['invoiceId']}", 200, json={"newDueDate": date})
    now = reread(api, row)
    dates = (now["dueDate"], now["originalDueDate"], now["sale"]["dueDate"])
    assert dates == ("2026-06-30", "2026-06-15", "2026-06-30")


def test_manual_sending_is_a_dispatch(api: requests.Session) -> None:
    """By the contract, the type of such a dispatch is unknown."""
    row = bill(api)
    path = f"/invoices/{row['invoiceId']}"
    for _ in range(2):
        ask(api, "PATCH", path, 200, json={"sentManually": True})
    now = reread(api, row)
    sent = [{"date": "2026-06-15", "dispatchType": "unknown"}]
    assert (now["sentManually"], now["dispatches"]) == (True, sent)
    ask(api, "PATCH", path, 200, json={"sentManually": False})
    assert reread(api, row)["dispatches"] == []


def test_nothing_else_can_be_changed(emulator: Emulator, api: requests.Session) -> None:
    row = bill(api)
    before = tables(emulator)
    path = f"/invoices/{row['invoiceId']}"
    assert refusal(api, "PATCH", path, json={"invoiceText": "Ny"})[0] == 400
    assert refusal(api, "DELETE", path)[0] == 405
    sale = f"/sales/{row['sale']['saleId']}/delete?description=Feil"
    assert refusal(api, "PATCH", sale)[0] == 400
    assert tables(emulator) == before


def test_pdf_shows_the_invoice(api: requests.Session) -> None:
    row = bill(api)
    answer = api.get(row["invoicePdf"]["downloadUrl"])
    assert answer.headers["Content-Type"] == "application/pdf"
    for text in (str(row["invoiceNumber"]), "1250,00", row["kid"]):
        assert text.encode("ascii") in answer.content


def test_attachments_of_invoice(api: requests.Session) -> None:
    row = bill(api)
    path = f"/invoices/{row['invoiceId']}/attachments"
    form = {"filename": (None, "a.png"), "file": ("a.png", b"x")}
    location = ask(api, "POST", path, 201, files=form)
    (attachment,) = ask(api, "GET", path, 200)
    assert reread(api, row)["attachments"] == [attachment]
    assert location.endswith(attachment["uuid"])
    ask(api, "DELETE", location, 204)
    assert ask(api, "GET", path, 200) == []
    assert refusal(api, "DELETE", location)[0] == 404


def test_new_bank_account_counts_as_used(api: requests.Session) -> None:
    """Emulator choice: POST of an invoice takes any bank account of the company."""
    facts = {"name": "Drift", "bankAccountNumber": "12345678998", "type": "normal"}
    account = read(api, post(api, "/bankAccounts", facts))
    row = bill(api, bankAccountCode=account["accountCode"])
    assert row["bankAccountNumber"] == "12345678998"


def test_customer_with_invoice_becomes_inactive(api: requests.Session) -> None:
    row = bill(api)
    who = row["customer"]["contactId"]
    assert ask(api, "DELETE", f"/contacts/{who}", 200)["inactive"] is True


def test_deleted_product_stays_as_text(api: requests.Session) -> None:
    facts = {"name": "Kvern", "incomeAccount": "3000", "vatType": "HIGH", "active": True}
    product = post(api, "/products", {**facts, "unitPrice": 100})
    key = int(product.rpartition("/")[2])
    row = bill(api, lines=[{"productId": key, "quantity": 1}])
    ask(api, "DELETE", product, 204)
    line = reread(api, row)["lines"][0]
    assert (line["productId"], line["productName"]) == (None, "Kvern")


def test_credited_invoice_keeps_its_amounts(api: requests.Session) -> None:
    row = bill(api)
    note = credit(api, row)
    now = reread(api, row)
    assert (now["gross"], now["associatedCreditNotes"]) == (1_250_00, [note["creditNoteId"]])
