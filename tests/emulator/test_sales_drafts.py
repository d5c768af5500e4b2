"""Drafts of invoices, credit notes, offers and order confirmations: save, change, finalize."""

import uuid
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import KINDS, LINE, NUMBER, bill, customer, drafted, finalize
from tests.emulator.trade import (
    BANK,
    ask,
    balance_changes,
    balances,
    contact,
    post,
    read,
    refusal,
    tables,
)

EACH = pytest.mark.parametrize("kind", KINDS)
UUID = "123e4567-e89b-12d3-a456-426655440000"


@EACH
def test_saved_draft_is_returned(api: requests.Session, kind: str) -> None:
    """Every field of the answer is compared; the contact person does not come back."""
    person = {"name": "Per", "email": "per@kunde.example"}
    who = contact(api, customer=True, contactPerson=[person])
    project = ask(api, "GET", "/projects", 200)[0]["projectId"]
    texts = {
        "invoiceText": "Hei",
        "yourReference": "Kari",
        "ourReference": "Emma",
        "orderReference": "B-7",
        "bankAccountNumber": NUMBER,
        "iban": "NO9386011117947",
        "bic": "DNBANOKK",
        "roundingType": "round_whole",
        "projectId": project,
        "uuid": UUID,
    }
    location = drafted(
        api,
        kind,
        customerId=who["contactId"],
        contactPersonId=who["contactPerson"][0]["contactPersonId"],
        lines=[{**LINE, "unitPrice": 500_10, "discount": 10, "comment": "Pen"}],
        **texts,
    )
    draft = read(api, location)
    assert isinstance(draft["lines"][0].pop("invoiceishDraftLineId"), int)
    # 2 x 50,010 less 10 % are 90,018, with 22,505 of VAT: 112,523 are rounded to 112,500.
    assert draft == {
        "draftId": int(location.rpartition("/")[2]),
        "type": kind,
        "lastModifiedDate": "2026-06-15",
        "issueDate": "2026-06-01",
        "daysUntilDueDate": 14,
        **texts,
        "currency": "NOK",
        "lines": [
            {
                **LINE,
                "unitPrice": 500_10,
                "discount": 10,
                "comment": "Pen",
                "productId": None,
                "lastModifiedDate": "2026-06-15",
            }
        ],
        "net": 899_95,
        "gross": 1_125_00,
        "paymentAccount": None,
        "customers": [who],
        "attachments": [],
        "createdFromInvoiceId": None,
        "startDate": None,
        "endDate": None,
        "frequency": None,
    }


@EACH
def test_draft_posts_nothing(api: requests.Session, kind: str) -> None:
    before = balances(api)
    drafted(api, kind)
    assert balance_changes(api, before) == {}
    assert len(ask(api, "GET", f"{KINDS[kind][0]}/drafts?pageSize=100", 200)) >= 1


@EACH
def test_replacing_replaces_all(api: requests.Session, kind: str) -> None:
    """The UUID stays, and the lines are new."""
    location = drafted(api, kind, invoiceText="Gammel", uuid=UUID)
    who = customer(api)
    body = {"type": kind, "daysUntilDueDate": 7, "customerId": who, "lines": [LINE, LINE]}
    assert location == ask(api, "PUT", location, 201, json=body)
    draft = read(api, location)
    assert (draft["invoiceText"], draft["issueDate"], draft["uuid"]) == (None, None, UUID)
    assert (draft["net"], draft["gross"], len(draft["lines"])) == (2_000_00, 2_500_00, 2)
    assert [each["contactId"] for each in draft["customers"]] == [who]


@EACH
def test_deleted_draft_is_gone(api: requests.Session, kind: str) -> None:
    """Observed: docs/observed.md#12-updates-and-deletions"""
    location = drafted(api, kind)
    ask(api, "DELETE", location, 204)
    assert refusal(api, "GET", location)[0] == 404
    assert refusal(api, "DELETE", location)[0] == 404


@EACH
@pytest.mark.parametrize("name", ["type", "customerId", "daysUntilDueDate"])
def test_required_field_is_named(api: requests.Session, kind: str, name: str) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    body = {"type": kind, "customerId": customer(api), "daysUntilDueDate": 14}
    del body[name]
    status, message = refusal(api, "POST", f"{KINDS[kind][0]}/drafts", json=body)
    assert (status, f"'{name}' er påkrevd" in message) == (400, True)


@EACH
@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"paymentAccount": BANK}, "paymentAccount"),
        ({"contactPersonId": 1}, "contactPersonId"),
        ({"projectId": 1}, "projectId"),
        ({"customerId": 1}, "customerId"),
        ({"uuid": "x"}, "uuid"),
        ({"currency": "nok"}, "currency"),
        ({"currency": "EUR", "roundingType": "round_half"}, "roundingType"),
        ({"lines": [{**LINE, "discount": 101}]}, "discount"),
        ({"lines": [{**LINE, "vatType": "HUGE"}]}, "HUGE"),
        ({"lines": [{**LINE, "productId": 1}]}, "productId"),
        ({"lines": [{**LINE, "quantity": 1e300}]}, "too large"),
        (
            {"lines": [{**LINE, "incomeAccount": None}]},
            "incomeAccount is required for free-text lines (lines without a productId)",
        ),
        ({"lines": [{**LINE, "description": "x" * 201}]}, "description"),
    ],
)
def test_bad_draft_is_refused(
    emulator: Emulator, api: requests.Session, kind: str, fields: dict[str, Any], word: str
) -> None:
    body = {"type": kind, "customerId": customer(api), "daysUntilDueDate": 14, **fields}
    before = tables(emulator)
    status, message = refusal(api, "POST", f"{KINDS[kind][0]}/drafts", json=body)
    assert (status, word in message) == (400, True), message
    assert tables(emulator) == before


@EACH
def test_type_of_another_kind_is_refused(api: requests.Session, kind: str) -> None:
    other = "offer" if kind == "invoice" else "invoice"
    body = {"type": other, "customerId": customer(api), "daysUntilDueDate": 14}
    assert refusal(api, "POST", f"{KINDS[kind][0]}/drafts", json=body)[0] == 400


@EACH
def test_unknown_fields_are_ignored(api: requests.Session, kind: str) -> None:
    """Observed: docs/observed.md#2-requests"""
    draft = read(api, drafted(api, kind, bankAccountCode=BANK, comment="x", paymentText="y"))
    assert not {"bankAccountCode", "comment", "paymentText"} & set(draft)


@EACH
def test_person_of_another_contact_is_refused(api: requests.Session, kind: str) -> None:
    person = {"name": "Per", "email": "per@kunde.example"}
    other = contact(api, customer=True, contactPerson=[person])["contactPerson"][0]
    body = {"type": kind, "customerId": customer(api), "daysUntilDueDate": 14}
    body["contactPersonId"] = other["contactPersonId"]
    assert refusal(api, "POST", f"{KINDS[kind][0]}/drafts", json=body)[0] == 400


@EACH
def test_second_draft_with_uuid_is_500(
    emulator: Emulator, api: requests.Session, kind: str
) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    drafted(api, kind, uuid=UUID)
    second = drafted(api, kind)
    body = {"type": kind, "customerId": customer(api), "daysUntilDueDate": 14, "uuid": UUID.upper()}
    before = tables(emulator)
    for method, path in (("POST", f"{KINDS[kind][0]}/drafts"), ("PUT", second)):
        status, message = refusal(api, method, path, json=body)
        assert (status, "duplikatfeil" in message) == (500, True)
    assert tables(emulator) == before


@EACH
def test_draft_gets_a_uuid(api: requests.Session, kind: str) -> None:
    own = read(api, drafted(api, kind))["uuid"]
    assert str(uuid.UUID(own)) == own


@EACH
def test_product_line_of_draft_inherits(api: requests.Session, kind: str) -> None:
    product = ask(api, "GET", "/products", 200)[0]
    lines = [{"productId": product["productId"], "quantity": 2}]
    draft = read(api, drafted(api, kind, lines=lines))
    (line,) = draft["lines"]
    assert [line["description"], line["unitPrice"]] == [product["name"], product["unitPrice"]]
    assert [line["vatType"], line["incomeAccount"]] == [
        product["vatType"],
        product["incomeAccount"],
    ]
    assert draft["net"] == 2 * product["unitPrice"]


@EACH
def test_draft_without_price_has_no_sums(api: requests.Session, kind: str) -> None:
    """Nor can it be finalized."""
    facts = {"name": "Time", "incomeAccount": "3000", "vatType": "HIGH", "active": True}
    product = int(post(api, "/products", facts).rpartition("/")[2])
    location = drafted(api, kind, lines=[LINE, {"productId": product, "quantity": 1}])
    draft = read(api, location)
    assert (draft["net"], draft["gross"]) == (None, None)
    assert refusal(api, "POST", f"{location}/{KINDS[kind][1]}")[0] == 400


@EACH
@pytest.mark.parametrize(
    "lines", [[], [{**LINE, "incomeAccount": "3100"}], [{**LINE, "incomeAccount": "0001"}]]
)
def test_unfit_draft_stays_a_draft(
    emulator: Emulator, api: requests.Session, kind: str, lines: list[Any]
) -> None:
    """No lines, a VAT type that the account refuses, and an account that does not exist."""
    location = drafted(api, kind, lines=lines)
    before = tables(emulator)
    assert refusal(api, "POST", f"{location}/{KINDS[kind][1]}")[0] == 400
    assert tables(emulator) == before


@EACH
def test_finalized_draft_is_gone(api: requests.Session, kind: str) -> None:
    """Finalizing twice is 404 (docs/observed.md#4-error-bodies)."""
    location = drafted(api, kind)
    document = finalize(api, location)
    assert (document["net"], document["vat"], document["gross"]) == (1_000_00, 250_00, 1_250_00)
    assert refusal(api, "GET", location)[0] == 404
    assert refusal(api, "POST", f"{location}/{KINDS[kind][1]}")[0] == 404


@EACH
def test_document_has_the_facts_of_its_draft(api: requests.Session, kind: str) -> None:
    who, project = contact(api, customer=True), ask(api, "GET", "/projects", 200)[0]
    texts = {"yourReference": "Kari", "ourReference": "Emma", "orderReference": "B-7"}
    ids = {"customerId": who["contactId"], "projectId": project["projectId"]}
    location = drafted(api, kind, invoiceText="Hei", uuid=UUID, **texts, **ids)
    row = finalize(api, location)
    text = {"invoice": "invoiceText", "credit_note": "creditNoteText"}.get(kind, "comment")
    own = {"order_confirmation": "confirmationDraftUuid"}
    words = "".join(word.title() for word in kind.split("_"))
    name = own.get(kind, f"{words[0].lower()}{words[1:]}DraftUuid")
    assert {key: row[key] for key in texts} == texts
    assert (row[text], row[name]) == ("Hei", UUID)
    assert (row.get("project") or row).get("projectId") == project["projectId"]
    assert (row.get("customer") or row)["contactId"] == who["contactId"]


@EACH
def test_draft_without_date_is_issued_today(api: requests.Session, kind: str) -> None:
    row = finalize(api, drafted(api, kind, issueDate=None))
    assert row.get("issueDate", row.get("date")) == "2026-06-15"


@EACH
def test_attachments_of_draft(api: requests.Session, kind: str) -> None:
    """Only an invoice takes them over when the draft ends."""
    location = drafted(api, kind)
    for name in ("a.png", "b.png"):
        form = {"filename": (None, name), "comment": (None, "Ja"), "file": (name, b"x")}
        ask(api, "POST", f"{location}/attachments", 201, files=form)
    first, second = ask(api, "GET", f"{location}/attachments", 200)
    assert (first["filename"], first["comment"]) == ("a.png", "Ja")
    ask(api, "DELETE", f"{location}/attachments/{first['uuid']}", 204)
    assert read(api, location)["attachments"] == [second]
    document = finalize(api, location)
    assert document.get("attachments") == ([second] if kind == "invoice" else None)


@EACH
def test_missing_series_is_400(may: tuple[Emulator, requests.Session], kind: str) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    emulator, api = may
    location = drafted(api, kind, issueDate="2026-05-01")
    before = tables(emulator)
    status, message = refusal(api, "POST", f"{location}/{KINDS[kind][1]}")
    start = {
        "invoice": "Missing number series for drafts of type: invoice. In order to begin",
        "credit_note": "Missing number series for drafts of type: credit_note. In order",
        "offer": "Offer counter not initialized for this company, create an offer in Fiken",
        "order_confirmation": "Order confirmation counter not initialized for this company, create",
    }
    assert (status, message.startswith(start[kind])) == (400, True), message
    assert tables(emulator) == before


def test_filters_find_invoice_drafts(api: requests.Session) -> None:
    drafted(api, "invoice", uuid=UUID, orderReference="B-9")
    drafted(api, "invoice")
    for query in (f"uuid={UUID}", f"uuid={UUID.upper()}", "orderReference=B-9"):
        (row,) = ask(api, "GET", f"/invoices/drafts?{query}", 200)
        assert row["uuid"] == UUID


def test_invoice_has_uuid_and_due_date(api: requests.Session) -> None:
    row = finalize(api, drafted(api, "invoice", uuid=UUID))
    assert (row["invoiceDraftUuid"], row["dueDate"]) == (UUID, "2026-06-15")
    assert (row["bankAccountNumber"], row["cash"]) == (NUMBER, False)
    assert [row] == ask(api, "GET", f"/invoices?invoiceDraftUuid={UUID}", 200)


def test_draft_without_bank_account_is_500(emulator: Emulator, api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    location = drafted(api, "invoice", bankAccountNumber=None)
    before = tables(emulator)
    expected = (500, "Kontonummer mangler på faktura")
    assert refusal(api, "POST", f"{location}/createInvoice") == expected
    assert tables(emulator) == before


def test_unused_bank_account_is_403(api: requests.Session) -> None:
    """Once an invoice was issued with the account, drafts can have it.

    Observed: docs/observed.md#4-error-bodies
    """
    facts = {"name": "Drift", "bankAccountNumber": "12345678998", "type": "normal"}
    account = read(api, post(api, "/bankAccounts", facts))
    location = drafted(api, "invoice", bankAccountNumber="12345678998")
    message = (
        "The bank account number 12345678998 has not been verified as belonging to this company. "
        "Create one invoice from this bank account in Fiken first"
    )
    assert refusal(api, "POST", f"{location}/createInvoice") == (403, message)
    bill(api, bankAccountCode=account["accountCode"])
    assert finalize(api, location)["bankAccountNumber"] == "12345678998"


def test_cash_draft_is_paid_at_once(api: requests.Session) -> None:
    fields = {"type": "cash_invoice", "paymentAccount": BANK, "bankAccountNumber": None}
    row = finalize(api, drafted(api, "invoice", **fields))
    assert (row["cash"], row["sale"]["settled"], row["sale"]["totalPaid"]) == (True, True, 1_250_00)


def test_cash_draft_needs_payment_account(api: requests.Session) -> None:
    location = drafted(api, "invoice", type="cash_invoice")
    status, message = refusal(api, "POST", f"{location}/createInvoice")
    assert (status, "'paymentAccount' er påkrevd" in message) == (400, True)


def test_repeating_draft_is_stored(api: requests.Session) -> None:
    """It becomes a recurring invoice, not an invoice (docs/observed.md#c7-drafts-of-invoices)."""
    facts = {
        "startDate": "2026-07-01",
        "endDate": "2027-06-30",
        "frequency": {"interval": 1, "intervalUnit": "MONTH"},
    }
    location = drafted(api, "invoice", type="repeating_invoice", **facts)
    draft = read(api, location)
    assert {name: draft[name] for name in facts} == facts
    assert refusal(api, "POST", f"{location}/createInvoice")[0] == 400


def test_repeating_draft_needs_start_date(api: requests.Session) -> None:
    body = {"type": "repeating_invoice", "customerId": customer(api), "daysUntilDueDate": 14}
    status, message = refusal(api, "POST", "/invoices/drafts", json=body)
    assert (status, "'startDate' er påkrevd" in message) == (400, True)


def test_other_drafts_have_no_schedule(api: requests.Session) -> None:
    """By the contract, only drafts of the type repeating_invoice have these fields."""
    draft = read(api, drafted(api, "invoice", startDate="2026-07-01"))
    assert (draft["startDate"], draft["frequency"]) == (None, None)


def test_finalized_uuid_can_be_used_again(api: requests.Session) -> None:
    """Emulator choice: a draft that became an invoice has freed its UUID."""
    ids = [finalize(api, drafted(api, "invoice", uuid=UUID))["invoiceId"] for _ in range(2)]
    found = ask(api, "GET", f"/invoices?invoiceDraftUuid={UUID}", 200)
    assert [row["invoiceId"] for row in found] == ids
