"""Drafts of sales and of purchases: kept, changed, thrown away, or booked."""

import uuid
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import BANK, ask, balances, contact, moved, post, refusal, tables

#: 1,000 and 250 VAT.
LINE: dict[str, Any] = {
    "text": "Kaffekvern",
    "vatType": "HIGH",
    "incomeAccount": "3000",
    "net": 1_000_00,
    "gross": 1_250_00,
}
DRAFT: dict[str, Any] = {
    "cash": False,
    "paid": False,
    "invoiceIssueDate": "2026-06-01",
    "lines": [LINE],
}
BOUGHT = {**DRAFT, "lines": [{**LINE, "text": "Papir", "incomeAccount": "6800"}]}
PATHS = pytest.mark.parametrize(
    ("path", "body"), [("/sales", DRAFT), ("/purchases", BOUGHT)], ids=["sale", "purchase"]
)


def finalize(api: requests.Session, draft: str) -> str:
    name = "createSale" if "/sales/" in draft else "createPurchase"
    location = ask(api, "POST", f"{draft}/{name}", 201)
    assert isinstance(location, str)
    return location


@PATHS
def test_a_draft_comes_back(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """Every field of the answer."""
    who = contact(api, customer=True, supplier=True)
    first, second, _ = ask(api, "GET", "/projects", 200)
    own = {"dueDate": "2026-06-15", "invoiceNumber": "D-1", "currency": "NOK", "kid": "12345"}
    named = {"contactId": who["contactId"], "projectId": first["projectId"]}
    lines = [{**body["lines"][0], "projectId": second["projectId"]}]
    payment = {"date": "2026-06-02", "account": BANK, "amount": 100, "fee": 1}
    sent = {**body, **own, **named, "lines": lines, "payments": [payment]}
    location = post(api, f"{path}/drafts", sent)
    shown = ask(api, "GET", location, 200)
    assert isinstance(shown["payments"][0].pop("paymentId"), int)
    assert str(uuid.UUID(shown["uuid"])) == shown.pop("uuid")
    assert shown == {
        "draftId": int(location.rpartition("/")[2]),
        "invoiceIssueDate": "2026-06-01",
        **own,
        "contact": who,
        "project": first,
        "cash": False,
        "paid": False,
        "attachments": [],
        "payments": [{**payment, "amountInNok": None, "currency": "NOK"}],
        "lines": [{**body["lines"][0], "project": second}],
    }


@PATHS
def test_a_draft_books_nothing(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    before = balances(api), len(ask(api, "GET", path, 200))
    post(api, f"{path}/drafts", body)
    assert before == (balances(api), len(ask(api, "GET", path, 200)))


@PATHS
def test_drafts_are_listed_by_side(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    other = "/purchases" if path == "/sales" else "/sales"
    there = ask(api, "GET", f"{other}/drafts", 200)
    location = post(api, f"{path}/drafts", body)
    assert ask(api, "GET", location, 200) == ask(api, "GET", f"{path}/drafts", 200)[-1]
    assert there == ask(api, "GET", f"{other}/drafts", 200)
    assert "1" == api.get(f"{path}/drafts").headers["Fiken-Api-Page-Count"]


@PATHS
def test_a_put_replaces_the_whole_draft_and_answers_201(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """The status is 201 with a Location; id and uuid stay.

    Observed: docs/observed.md#3-responses, docs/observed.md#12-updates-and-deletions
    """
    who = contact(api, customer=True, supplier=True)
    payments = [{"date": "2026-06-02", "account": BANK, "amount": 100}]
    first = {**body, "contactId": who["contactId"], "kid": "12345", "payments": payments}
    location = post(api, f"{path}/drafts", first)
    before = ask(api, "GET", location, 200)
    line = {**body["lines"][0], "text": "Noe annet"}
    changed = {"cash": True, "paid": True, "lines": [line, line]}
    assert location == ask(api, "PUT", location, 201, json=changed)
    shown = ask(api, "GET", location, 200)
    assert (before["draftId"], before["uuid"]) == (shown["draftId"], shown["uuid"])
    assert (True, True, None, None, None, []) == (
        shown["cash"],
        shown["paid"],
        shown["contact"],
        shown["kid"],
        shown["invoiceIssueDate"],
        shown["payments"],
    )
    assert ["Noe annet"] * 2 == [each["text"] for each in shown["lines"]]


@PATHS
def test_a_deleted_draft_is_gone(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """A second time is 404.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = post(api, f"{path}/drafts", body)
    ask(api, "DELETE", location, 204)
    assert [404, 404] == [refusal(api, method, location)[0] for method in ("GET", "DELETE")]


def test_the_draft_of_a_sale_becomes_one(api: requests.Session) -> None:
    who = contact(api, customer=True)
    own = {"dueDate": "2026-06-15", "kid": "12345"}
    named = {"contactId": who["contactId"], "invoiceNumber": "D-1"}
    draft = post(api, "/sales/drafts", {**DRAFT, **own, **named})
    before = balances(api)
    sale = finalize(api, draft)
    assert f"/sales/{sale.rpartition('/')[2]}" == sale[-len("/sales/13600000000") :]
    shown = ask(api, "GET", sale, 200)
    assert ("external_invoice", "D-1", "2026-06-01", "2026-06-15", "12345", who, 1_250_00) == (
        shown["kind"],
        shown["saleNumber"],
        shown["date"],
        shown["dueDate"],
        shown["kid"],
        shown["customer"],
        shown["outstandingBalance"],
    )
    code = who["customerAccountCode"]
    assert {code: 1_250_00, "2701": -250_00, "3000": -1_000_00} == moved(api, before)
    assert 404 == refusal(api, "GET", draft)[0]


def test_the_draft_of_a_purchase_becomes_one(api: requests.Session) -> None:
    who = contact(api, supplier=True)
    own = {"contactId": who["contactId"], "invoiceNumber": "D-1"}
    draft = post(api, "/purchases/drafts", {**BOUGHT, **own})
    before = balances(api)
    shown = ask(api, "GET", finalize(api, draft), 200)
    assert ("supplier", "D-1", who) == (shown["kind"], shown["identifier"], shown["supplier"])
    code = who["supplierAccountCode"]
    assert {code: -1_250_00, "2711": 250_00, "6800": 1_000_00} == moved(api, before)
    assert 404 == refusal(api, "GET", draft)[0]


@PATHS
def test_the_payments_of_a_draft_become_payments(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    payments = [
        {"date": "2026-06-02", "account": BANK, "amount": 1_000_00, "fee": 10_00},
        {"date": "2026-06-03", "account": "1900", "amount": 250_00},
    ]
    paid = {"cash": True, "paid": True, "payments": payments}
    sign = 1 if path == "/sales" else -1
    before = balances(api)
    document = finalize(api, post(api, f"{path}/drafts", {**body, **paid}))
    shown = ask(api, "GET", document, 200)
    assert ("cash", True, "2026-06-03") == (
        shown["kind"].partition("_")[0],
        shown["settled"],
        shown["settledDate"],
    )
    found = [(p["amount"], p["fee"]) for p in ask(api, "GET", f"{document}/payments", 200)]
    assert [(1_000_00, 10_00), (250_00, None)] == found
    expected = {BANK: sign * 1_000_00 - 10_00, "1900": sign * 250_00, "7770": 10_00}
    assert expected.items() <= moved(api, before).items()


@PATHS
def test_a_draft_that_says_paid_without_payments_is_booked_as_owed(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Our choice: its payments tell, for `paid` names neither a day nor an account."""
    document = finalize(api, post(api, f"{path}/drafts", {**body, "paid": True}))
    shown = ask(api, "GET", document, 200)
    assert (False, []) == (shown["settled"], ask(api, "GET", f"{document}/payments", 200))


@PATHS
@pytest.mark.parametrize("currency", ["NOK", "EUR"])
@pytest.mark.parametrize("amount", [1_249_99, 1_250_01])
def test_a_cash_draft_whose_payments_are_not_its_gross_stays(
    emulator: Emulator,
    api: requests.Session,
    path: str,
    body: dict[str, Any],
    currency: str,
    amount: int,
) -> None:
    """What is sold for cash is paid in full.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    payment = {"date": "2026-06-01", "account": BANK, "amount": amount, "currency": currency}
    cash = {"cash": True, "paid": True, "currency": currency, "payments": [payment]}
    draft = post(api, f"{path}/drafts", {**body, **cash})
    before = tables(emulator)
    action = "createSale" if path == "/sales" else "createPurchase"
    assert 400 == refusal(api, "POST", f"{draft}/{action}")[0]
    assert before == tables(emulator)


@PATHS
def test_the_files_of_a_draft_go_along(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    draft = post(api, f"{path}/drafts", body)
    files = {"file": ("kvittering.pdf", b"%PDF-1.4")}
    form = {"filename": "kvittering.pdf"}
    ask(api, "POST", f"{draft}/attachments", 201, data=form, files=files)
    attached = ask(api, "GET", draft, 200)["attachments"]
    document = ask(api, "GET", finalize(api, draft), 200)
    field = "saleAttachments" if path == "/sales" else "purchaseAttachments"
    assert (["kvittering.pdf"], attached) == (
        [each["filename"] for each in attached],
        document[field],
    )


@PATHS
def test_a_draft_without_a_date_is_booked_today(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Our choice."""
    draft = post(api, f"{path}/drafts", {**body, "invoiceIssueDate": None})
    assert "2026-06-15" == ask(api, "GET", finalize(api, draft), 200)["date"]


@PATHS
def test_a_draft_without_vat_is_booked(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """A sale does not take `vat: 0`, so none is stated.

    Observed: docs/observed.md#4-error-bodies
    """
    line = {"text": "x", "vatType": "NONE", "incomeAccount": "3900", "net": 100, "gross": 100}
    draft = post(api, f"{path}/drafts", {**body, "lines": [line]})
    assert [0] == [each["vat"] for each in ask(api, "GET", finalize(api, draft), 200)["lines"]]


@PATHS
def test_a_draft_in_euro_has_its_lines_in_euro(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    draft = post(api, f"{path}/drafts", {**body, "currency": "EUR"})
    line = ask(api, "GET", finalize(api, draft), 200)["lines"][0]
    assert (1_000_00, 250_00, 10_000_00, 2_500_00) == (
        line["netPriceInCurrency"],
        line["vatInCurrency"],
        line["netPrice"],
        line["vat"],
    )


@pytest.mark.parametrize(
    "change",
    [
        {"lines": []},
        {"lines": [{**LINE, "vatType": "NONE"}]},
        {"lines": [{**LINE, "incomeAccount": "9999"}]},
        {"invoiceIssueDate": "2027-01-01"},
        {"cash": True},
        {"payments": [{"date": "2027-01-01", "account": BANK, "amount": 100}]},
    ],
)
def test_a_draft_that_cannot_be_booked_stays(
    emulator: Emulator, api: requests.Session, change: dict[str, Any]
) -> None:
    draft = post(api, "/sales/drafts", {**DRAFT, **change})
    before = tables(emulator)
    assert 400 == refusal(api, "POST", f"{draft}/createSale")[0]
    assert before == tables(emulator)


@PATHS
@pytest.mark.parametrize(
    "change", [{"contactId": 1}, {"projectId": 1}, {"lines": [{**LINE, "projectId": 1}]}]
)
def test_a_draft_names_only_what_is_there(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any], change: Any
) -> None:
    location = post(api, f"{path}/drafts", body)
    before = tables(emulator)
    refused = {**body, **change}
    for method, target in (("POST", f"{path}/drafts"), ("PUT", location)):
        assert 400 == refusal(api, method, target, json=refused)[0]
    assert before == tables(emulator)


@pytest.mark.parametrize("missing", ["cash", "paid", "lines"])
def test_a_draft_needs_what_the_contract_requires(api: requests.Session, missing: str) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    body = {name: value for name, value in DRAFT.items() if name != missing}
    status, message = refusal(api, "POST", "/sales/drafts", json=body)
    assert (400, True) == (status, f"'{missing}' er påkrevd" in message)
