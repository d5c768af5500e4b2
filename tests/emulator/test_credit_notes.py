"""Credit notes: full, partial, without an invoice; booked, set off and listed."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import LINE, bill, credit, customer, drafted, finalize, reread
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

#: One of the two units of an invoice: 500 kroner and 125 of VAT.
PART: dict[str, Any] = {**LINE, "quantity": 1}


def test_full_credit_settles_the_invoice(api: requests.Session) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    invoice = bill(api)
    note = credit(api, invoice)
    now = reread(api, invoice)
    assert now["associatedCreditNotes"] == [note["creditNoteId"]]
    assert (now["sale"]["settled"], now["sale"]["outstandingBalance"]) == (True, 0)
    assert (now["sale"]["settledDate"], now["sale"]["totalPaid"]) == ("2026-06-10", 0)
    assert (note["settled"], note["associatedInvoiceId"]) == (True, invoice["invoiceId"])


def test_full_credit_has_the_facts_of_its_invoice(api: requests.Session) -> None:
    texts = {"yourReference": "Kari", "ourReference": "Emma", "orderReference": "B-7"}
    project = ask(api, "GET", "/projects", 200)[0]
    address = {"city": "Bergen", "country": "Norway"}
    who = contact(api, customer=True, address=address)
    lines = [{**LINE, "unitPrice": 499_90, "discount": 10}]
    ids = {"customerId": who["contactId"], "projectId": project["projectId"]}
    invoice = bill(api, lines=lines, roundingType="round_whole", **ids, **texts)
    note = credit(api, invoice, creditNoteText="Feil pris")
    same = ("lines", "net", "vat", "gross", "netInNok", "vatInNok", "grossInNok", "currency")
    names = (*same, *texts, "customer", "project", "address")
    assert {name: note[name] for name in names} == {name: invoice[name] for name in names}
    own = {
        "creditNoteText": "Feil pris",
        "issueDate": "2026-06-10",
        "lastModifiedDate": "2026-06-15",
        "kid": None,
        "creditNoteDraftUuid": None,
    }
    assert {name: note[name] for name in own} == own


def test_full_credit_reverses_the_posting(api: requests.Session) -> None:
    before = balances(api)
    credit(api, bill(api, roundingType="round_whole", lines=[{**LINE, "unitPrice": 99_99}]))
    assert balance_changes(api, before) == {}


def test_partial_credit_lowers_the_balance(api: requests.Session) -> None:
    who = contact(api, customer=True)
    invoice = bill(api, customerId=who["contactId"])
    before = balances(api)
    note = credit(api, invoice, lines=[PART])
    assert (note["net"], note["vat"], note["gross"]) == (500_00, 125_00, 625_00)
    assert balance_changes(api, before) == {
        who["customerAccountCode"]: -625_00,
        "2701": 125_00,
        "3000": 500_00,
    }
    sale = reread(api, invoice)["sale"]
    assert (sale["settled"], sale["outstandingBalance"]) == (False, 625_00)


def test_rest_can_be_paid(api: requests.Session) -> None:
    invoice = bill(api)
    credit(api, invoice, lines=[PART])
    pay(api, f"/sales/{invoice['sale']['saleId']}", 625_00)
    sale = reread(api, invoice)["sale"]
    assert (sale["settled"], sale["outstandingBalance"], sale["totalPaid"]) == (True, 0, 625_00)


def test_two_parts_settle_the_invoice(api: requests.Session) -> None:
    invoice = bill(api)
    notes = [credit(api, invoice, lines=[PART])["creditNoteId"] for _ in range(2)]
    now = reread(api, invoice)
    assert (now["associatedCreditNotes"], now["sale"]["settled"]) == (notes, True)


def test_credit_of_paid_invoice_stays_open(api: requests.Session) -> None:
    """The customer has money to get back; a negative payment pays it."""
    invoice = bill(api)
    pay(api, f"/sales/{invoice['sale']['saleId']}", 1_250_00)
    note = credit(api, invoice)
    assert (note["settled"], note["sale"]["outstandingBalance"]) == (False, -1_250_00)
    assert reread(api, invoice)["sale"]["outstandingBalance"] == 0
    pay(api, f"/sales/{note['sale']['saleId']}", -1_250_00)
    now = read(api, f"/creditNotes/{note['creditNoteId']}")
    assert (now["settled"], now["sale"]["outstandingBalance"]) == (True, 0)


def test_undone_payment_frees_the_credit(api: requests.Session) -> None:
    """The credit note settles the invoice, once its payment is undone."""
    invoice = bill(api)
    payment = pay(api, f"/sales/{invoice['sale']['saleId']}", 1_000_00)
    note = credit(api, invoice)
    ask(api, "DELETE", payment, 204)
    now = read(api, f"/creditNotes/{note['creditNoteId']}")
    sale = reread(api, invoice)["sale"]
    assert (sale["outstandingBalance"], sale["settled"], now["settled"]) == (0, True, True)


@pytest.mark.parametrize("owner", ["invoice", "credit note"])
def test_money_back_frees_the_credit(api: requests.Session, owner: str) -> None:
    """The money of a paid and credited invoice can be paid back on either of the two sales."""
    invoice = bill(api)
    pay(api, f"/sales/{invoice['sale']['saleId']}", 1_250_00)
    note = credit(api, invoice)
    sale = (invoice if owner == "invoice" else note)["sale"]["saleId"]
    pay(api, f"/sales/{sale}", -1_250_00)
    both = [reread(api, invoice)["sale"], read(api, f"/sales/{note['sale']['saleId']}")]
    assert [(each["settled"], each["outstandingBalance"]) for each in both] == [(True, 0)] * 2
    code = note["customer"]["customerAccountCode"]
    assert code not in balances(api)


def test_undone_repayment_settles_the_invoice(api: requests.Session) -> None:
    """The credit note is open again, and so is the invoice: they settle each other."""
    invoice = bill(api)
    payment = pay(api, f"/sales/{invoice['sale']['saleId']}", 1_250_00)
    note = credit(api, invoice)
    repayment = pay(api, f"/sales/{note['sale']['saleId']}", -1_250_00)
    ask(api, "DELETE", payment, 204)
    assert reread(api, invoice)["sale"]["outstandingBalance"] == 1_250_00
    ask(api, "DELETE", repayment, 204)
    now = read(api, f"/creditNotes/{note['creditNoteId']}")
    sale = reread(api, invoice)["sale"]
    assert (sale["outstandingBalance"], sale["settled"], now["settled"]) == (0, True, True)


def test_credit_of_partly_paid_invoice(api: requests.Session) -> None:
    """What is unpaid is set off, and the rest stays open on the credit note."""
    invoice = bill(api)
    pay(api, f"/sales/{invoice['sale']['saleId']}", 1_000_00)
    note = credit(api, invoice)
    assert reread(api, invoice)["sale"]["outstandingBalance"] == 0
    assert note["sale"]["outstandingBalance"] == -1_000_00


def test_credit_in_foreign_currency(api: requests.Session) -> None:
    invoice = bill(api, currency="EUR")
    note = credit(api, invoice, lines=[PART])
    assert (note["currency"], note["gross"], note["grossInNok"]) == ("EUR", 625_00, 6_250_00)
    sale = reread(api, invoice)["sale"]
    left = (sale["outstandingBalanceInCurrency"], sale["outstandingBalance"])
    assert left == (625_00, 6_250_00)
    credit(api, invoice, lines=[PART])
    assert reread(api, invoice)["sale"]["settled"] is True


@pytest.mark.parametrize("way", ["full", "partial"])
def test_credit_before_its_invoice_is_refused(
    emulator: Emulator, api: requests.Session, way: str
) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    body: dict[str, Any] = {"issueDate": "2026-05-31", "invoiceId": bill(api)["invoiceId"]}
    if way == "partial":
        body["lines"] = [PART]
    before = tables(emulator)
    status, message = refusal(api, "POST", f"/creditNotes/{way}", json=body)
    assert (status, "before its invoice" in message) == (400, True)
    assert tables(emulator) == before


def test_invoice_is_not_credited_twice(emulator: Emulator, api: requests.Session) -> None:
    """Emulator choice: 400, also for more than what is left."""
    invoice = bill(api)
    credit(api, invoice, lines=[PART])
    key = invoice["invoiceId"]
    full = {"issueDate": "2026-06-10", "invoiceId": key}
    too_much = {**full, "lines": [{**PART, "unitPrice": 500_01}]}
    before = tables(emulator)
    for way, body in (("full", full), ("partial", too_much)):
        status, message = refusal(api, "POST", f"/creditNotes/{way}", json=body)
        assert (status, "left to credit" in message) == (400, True)
    assert tables(emulator) == before
    credit(api, invoice, lines=[PART])
    status, message = refusal(api, "POST", "/creditNotes/full", json=full)
    assert (status, "fully credited" in message) == (400, True)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"invoiceId": 1}, "invoiceId"),
        ({"contactId": 1}, "contactId"),
        ({"lines": []}, "lines"),
        ({"lines": [{**PART, "unitPrice": None}]}, "unitPrice"),
        ({"lines": [{**PART, "vatType": None}]}, "vatType is required for free-text lines"),
        ({"lines": [{**PART, "discount": 100}]}, "total gross amount must be positive"),
        ({"currency": "EUR"}, "currency"),
        ({"project": 1}, "project"),
        ({"projectId": 1}, "projectId"),
        ({"contactPersonId": 1}, "contactPersonId"),
        ({"creditNoteText": "x" * 501}, "creditNoteText"),
        ({"issueDate": "2027-01-01"}, "Fiscal year 2027 is invalid"),
    ],
)
def test_bad_credit_changes_nothing(
    emulator: Emulator, api: requests.Session, fields: dict[str, Any], word: str
) -> None:
    body = {"issueDate": "2026-06-10", "invoiceId": bill(api)["invoiceId"], "lines": [PART]}
    before = tables(emulator)
    status, message = refusal(api, "POST", "/creditNotes/partial", json={**body, **fields})
    assert (status, word in message) == (400, True), message
    assert tables(emulator) == before


def test_partial_credit_without_invoice(api: requests.Session) -> None:
    """Its sale is open, and nothing is set off."""
    who = customer(api)
    project = ask(api, "GET", "/projects", 200)[0]["projectId"]
    facts = {"issueDate": "2026-06-10", "contactId": who, "project": project, "lines": [PART]}
    note = read(api, post(api, "/creditNotes/partial", facts))
    assert (note["associatedInvoiceId"], note["settled"]) == (None, False)
    assert (note["customer"]["contactId"], note["project"]["projectId"]) == (who, project)
    assert note["sale"]["outstandingBalance"] == -625_00


def test_partial_credit_needs_a_customer(api: requests.Session) -> None:
    body = {"issueDate": "2026-06-10", "lines": [PART]}
    status, message = refusal(api, "POST", "/creditNotes/partial", json=body)
    assert (status, "'contactId' er påkrevd" in message) == (400, True)


def test_credit_of_another_customer_is_refused(api: requests.Session) -> None:
    body = {"issueDate": "2026-06-10", "invoiceId": bill(api)["invoiceId"], "lines": [PART]}
    body["contactId"] = customer(api)
    assert refusal(api, "POST", "/creditNotes/partial", json=body)[0] == 400


def test_product_line_of_credit_inherits(api: requests.Session) -> None:
    product = ask(api, "GET", "/products", 200)[0]
    line = {"productId": product["productId"], "quantity": 1, "unitPrice": 100_00}
    body = {"issueDate": "2026-06-10", "contactId": customer(api), "lines": [line]}
    (shown,) = read(api, post(api, "/creditNotes/partial", body))["lines"]
    assert (shown["description"], shown["vatType"]) == (product["name"], product["vatType"])


def test_credit_note_of_draft_has_no_invoice(api: requests.Session) -> None:
    before = balances(api)
    note = finalize(api, drafted(api, "credit_note"))
    assert (note["associatedInvoiceId"], note["settled"], note["gross"]) == (None, False, 1_250_00)
    changes = balance_changes(api, before)
    assert (changes["2701"], changes["3000"]) == (250_00, 1_000_00)


def test_sale_of_credit_note_cannot_be_deleted(api: requests.Session) -> None:
    sale = credit(api, bill(api))["sale"]["saleId"]
    assert refusal(api, "PATCH", f"/sales/{sale}/delete?description=Feil")[0] == 400


def test_pdf_shows_the_credit_note(api: requests.Session) -> None:
    note = credit(api, bill(api))
    content = api.get(note["creditNotePdf"]["downloadUrl"]).content
    for text in ("Kreditnota", str(note["creditNoteNumber"]), "1250,00"):
        assert text.encode("ascii") in content


def test_filters_find_credit_notes(api: requests.Session) -> None:
    who = customer(api)
    paid = bill(api, customerId=who)
    pay(api, f"/sales/{paid['sale']['saleId']}", 1_250_00)
    uuid = "123e4567-e89b-12d3-a456-426655440000"
    ids = {
        credit(api, bill(api, customerId=who))["creditNoteId"]: "settled",
        credit(api, paid, issueDate="2026-06-12")["creditNoteId"]: "open",
        finalize(api, drafted(api, "credit_note", customerId=who, uuid=uuid))[
            "creditNoteId"
        ]: "draft",
    }
    expected = {
        "settled=true": ["settled"],
        "settled=false": ["open", "draft"],
        f"creditNoteDraftUuid={uuid}": ["draft"],
        "issueDate=2026-06-10": ["settled"],
        "issueDateGe=2026-06-10": ["settled", "open"],
        "issueDateLt=2026-06-10": ["draft"],
        "lastModified=2026-06-15": ["settled", "open", "draft"],
        "lastModifiedGt=2026-06-15": [],
    }
    for query, names in expected.items():
        rows = ask(api, "GET", f"/creditNotes?customerId={who}&{query}", 200)
        assert [ids[row["creditNoteId"]] for row in rows] == names, query


def test_cash_invoice_can_be_credited(api: requests.Session) -> None:
    """The bank account keeps the money until it is paid back."""
    before = balances(api)
    note = credit(api, bill(api, cash=True, paymentAccount=BANK))
    code = note["customer"]["customerAccountCode"]
    assert balance_changes(api, before) == {BANK: 1_250_00, code: -1_250_00}
