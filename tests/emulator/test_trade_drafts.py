"""Drafts of sales and of purchases: save, change, delete, book."""

import uuid
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import (
    BANK,
    ask,
    balance_changes,
    balances,
    contact,
    post,
    refusal,
    tables,
)

#: A net of 1,000 kroner and 250 of VAT.
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
    """Book the draft; return the URL of the sale or the purchase."""
    name = "createSale" if "/sales/" in draft else "createPurchase"
    location = ask(api, "POST", f"{draft}/{name}", 201)
    assert isinstance(location, str)
    return location


@PATHS
def test_saved_draft_is_returned(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """Every field of the answer is compared."""
    who = contact(api, customer=True, supplier=True)
    first, second, _ = ask(api, "GET", "/projects", 200)
    own = {"dueDate": "2026-06-15", "invoiceNumber": "D-1", "currency": "NOK", "kid": "12345"}
    references = {"contactId": who["contactId"], "projectId": first["projectId"]}
    lines = [{**body["lines"][0], "projectId": second["projectId"]}]
    payment = {"date": "2026-06-02", "account": BANK, "amount": 100, "fee": 1}
    sent = {**body, **own, **references, "lines": lines, "payments": [payment]}
    location = post(api, f"{path}/drafts", sent)
    draft = ask(api, "GET", location, 200)
    assert isinstance(draft["payments"][0].pop("paymentId"), int)
    assert str(uuid.UUID(draft["uuid"])) == draft.pop("uuid")
    assert draft == {
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
def test_draft_books_nothing(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    before = balances(api), len(ask(api, "GET", path, 200))
    post(api, f"{path}/drafts", body)
    assert before == (balances(api), len(ask(api, "GET", path, 200)))


@PATHS
def test_sale_and_purchase_drafts_are_separate(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """A draft of a sale is not among the drafts of purchases, and the other way round."""
    other = "/purchases" if path == "/sales" else "/sales"
    there = ask(api, "GET", f"{other}/drafts", 200)
    location = post(api, f"{path}/drafts", body)
    assert ask(api, "GET", location, 200) == ask(api, "GET", f"{path}/drafts", 200)[-1]
    assert there == ask(api, "GET", f"{other}/drafts", 200)
    assert "1" == api.get(f"{path}/drafts").headers["Fiken-Api-Page-Count"]


@PATHS
def test_put_replaces_whole_draft(api: requests.Session, path: str, body: dict[str, Any]) -> None:
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
    after = ask(api, "GET", location, 200)
    assert (before["draftId"], before["uuid"]) == (after["draftId"], after["uuid"])
    assert (True, True, None, None, None, []) == (
        after["cash"],
        after["paid"],
        after["contact"],
        after["kid"],
        after["invoiceIssueDate"],
        after["payments"],
    )
    assert ["Noe annet"] * 2 == [each["text"] for each in after["lines"]]


@PATHS
def test_deleted_draft_is_404(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """The second DELETE is 404 as well.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = post(api, f"{path}/drafts", body)
    ask(api, "DELETE", location, 204)
    assert [404, 404] == [refusal(api, method, location)[0] for method in ("GET", "DELETE")]


def test_finalized_sale_draft_is_booked(api: requests.Session) -> None:
    who = contact(api, customer=True)
    own = {"dueDate": "2026-06-15", "kid": "12345"}
    references = {"contactId": who["contactId"], "invoiceNumber": "D-1"}
    draft = post(api, "/sales/drafts", {**DRAFT, **own, **references})
    before = balances(api)
    sale = finalize(api, draft)
    assert f"/sales/{sale.rpartition('/')[2]}" == sale[-len("/sales/13600000000") :]
    booked = ask(api, "GET", sale, 200)
    assert ("external_invoice", "D-1", "2026-06-01", "2026-06-15", "12345", who, 1_250_00) == (
        booked["kind"],
        booked["saleNumber"],
        booked["date"],
        booked["dueDate"],
        booked["kid"],
        booked["customer"],
        booked["outstandingBalance"],
    )
    code = who["customerAccountCode"]
    assert {code: 1_250_00, "2701": -250_00, "3000": -1_000_00} == balance_changes(api, before)
    assert 404 == refusal(api, "GET", draft)[0]


def test_finalized_purchase_draft_is_booked(api: requests.Session) -> None:
    who = contact(api, supplier=True)
    own = {"contactId": who["contactId"], "invoiceNumber": "D-1"}
    draft = post(api, "/purchases/drafts", {**BOUGHT, **own})
    before = balances(api)
    booked = ask(api, "GET", finalize(api, draft), 200)
    assert ("supplier", "D-1", who) == (booked["kind"], booked["identifier"], booked["supplier"])
    code = who["supplierAccountCode"]
    assert {code: -1_250_00, "2711": 250_00, "6800": 1_000_00} == balance_changes(api, before)
    assert 404 == refusal(api, "GET", draft)[0]


@PATHS
def test_payments_of_draft_are_booked(
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
    booked = ask(api, "GET", document, 200)
    assert ("cash", True, "2026-06-03") == (
        booked["kind"].partition("_")[0],
        booked["settled"],
        booked["settledDate"],
    )
    amounts = [(p["amount"], p["fee"]) for p in ask(api, "GET", f"{document}/payments", 200)]
    assert [(1_000_00, 10_00), (250_00, None)] == amounts
    expected = {BANK: sign * 1_000_00 - 10_00, "1900": sign * 250_00, "7770": 10_00}
    assert expected.items() <= balance_changes(api, before).items()


@PATHS
def test_paid_draft_without_payments_is_unpaid(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Emulator choice: only payments count, because `paid` has neither a date nor an account."""
    document = finalize(api, post(api, f"{path}/drafts", {**body, "paid": True}))
    booked = ask(api, "GET", document, 200)
    assert (False, []) == (booked["settled"], ask(api, "GET", f"{document}/payments", 200))


@PATHS
@pytest.mark.parametrize("currency", ["NOK", "EUR"])
@pytest.mark.parametrize("amount", [1_249_99, 1_250_01])
def test_cash_draft_must_be_paid_in_full(
    emulator: Emulator,
    api: requests.Session,
    path: str,
    body: dict[str, Any],
    currency: str,
    amount: int,
) -> None:
    """A cash sale is paid in full, so a draft with another sum is not booked, and stays.

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
def test_attachments_of_draft_are_moved(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """The attachments of a draft belong to the document that it becomes."""
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
def test_draft_without_date_is_booked_today(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Emulator choice: a draft without `invoiceIssueDate` gets the date of today."""
    draft = post(api, f"{path}/drafts", {**body, "invoiceIssueDate": None})
    assert "2026-06-15" == ask(api, "GET", finalize(api, draft), 200)["date"]


@PATHS
def test_draft_without_vat_is_booked(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Fiken refuses a sale with `vat: 0`, so finalizing leaves the field out.

    Observed: docs/observed.md#4-error-bodies
    """
    line = {"text": "x", "vatType": "NONE", "incomeAccount": "3900", "net": 100, "gross": 100}
    draft = post(api, f"{path}/drafts", {**body, "lines": [line]})
    assert [0] == [each["vat"] for each in ask(api, "GET", finalize(api, draft), 200)["lines"]]


@PATHS
def test_draft_in_euro_has_lines_in_euro(
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
def test_draft_that_cannot_be_booked_stays(
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
def test_draft_with_unknown_reference_is_refused(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any], change: Any
) -> None:
    """Contact and projects of a draft must exist when it is created or replaced."""
    location = post(api, f"{path}/drafts", body)
    before = tables(emulator)
    refused = {**body, **change}
    for method, target in (("POST", f"{path}/drafts"), ("PUT", location)):
        assert 400 == refusal(api, method, target, json=refused)[0]
    assert before == tables(emulator)


@pytest.mark.parametrize("missing", ["cash", "paid", "lines"])
def test_draft_requires_fields_of_contract(api: requests.Session, missing: str) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    body = {name: value for name, value in DRAFT.items() if name != missing}
    status, message = refusal(api, "POST", "/sales/drafts", json=body)
    assert (400, True) == (status, f"'{missing}' er påkrevd" in message)
