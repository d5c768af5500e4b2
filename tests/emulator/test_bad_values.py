"""Values that the contract cannot check: accounts, VAT types, and references to other entities."""

import copy
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import (
    BANK,
    IN_CASH,
    LINE,
    PURCHASE,
    SALE,
    ask,
    contact,
    post,
    refusal,
    tables,
)

PRODUCT = {"name": "Spade", "incomeAccount": "3000", "vatType": "HIGH", "active": True}
ENTRY = {
    "description": "x",
    "journalEntries": [
        {
            "description": "x",
            "date": "2026-06-01",
            "lines": [{"amount": 100, "debitAccount": "1900", "creditAccount": "3900"}],
        }
    ],
}
CASH_SALE = {**SALE, "kind": "cash_sale", **IN_CASH, "totalPaid": 1_250_00}
CASH_PURCHASE = {**PURCHASE, "kind": "cash_purchase", **IN_CASH}
PROJECT = {"number": "9", "name": "X", "startDate": "2026-01-01"}


def changed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy in which the value at this path is replaced, such as `lines.0.account`."""
    copied = copy.deepcopy(body)
    *parents, last = path.split(".")
    place: Any = copied
    for key in parents:
        place = place[int(key) if key.isdigit() else key]
    place[last] = value
    return copied


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/products", PRODUCT, "incomeAccount"),
        ("/sales", SALE, "lines.0.account"),
        ("/sales", CASH_SALE, "paymentAccount"),
        ("/purchases", PURCHASE, "lines.0.account"),
        ("/purchases", CASH_PURCHASE, "paymentAccount"),
        ("/generalJournalEntries", ENTRY, "journalEntries.0.lines.0.debitAccount"),
        ("/generalJournalEntries", ENTRY, "journalEntries.0.lines.0.creditAccount"),
    ],
)
@pytest.mark.parametrize("account", ["9999", "1920:99999", "300", "", "Bank"])
def test_unknown_account_is_refused(
    emulator: Emulator, api: requests.Session, path: str, body: Any, field: str, account: str
) -> None:
    before = tables(emulator)
    expected = (400, f"There is no account {account}")
    assert expected == refusal(api, "POST", path, json=changed(body, field, account))
    assert before == tables(emulator)


@pytest.mark.parametrize(("path", "body"), [("/sales", SALE), ("/purchases", PURCHASE)])
def test_payment_to_unknown_account_is_refused(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    owner = post(api, path, body)
    before = tables(emulator)
    payment = {"date": "2026-06-10", "account": "1921", "amount": 100}
    expected = (400, "There is no account 1921")
    assert expected == refusal(api, "POST", f"{owner}/payments", json=payment)
    assert before == tables(emulator)


@pytest.mark.parametrize(
    ("path", "body", "field", "entity"),
    [
        ("/sales", SALE, "customerId", "contact"),
        ("/sales", SALE, "projectId", "project"),
        ("/purchases", PURCHASE, "supplierId", "contact"),
        ("/purchases", PURCHASE, "projectId", "project"),
        ("/purchases", PURCHASE, "lines.0.projectId", "project"),
        ("/projects", PROJECT, "contactId", "contact"),
    ],
)
def test_unknown_reference_is_refused(
    emulator: Emulator, api: requests.Session, path: str, body: Any, field: str, entity: str
) -> None:
    before = tables(emulator)
    expected = (400, f"'{field.rpartition('.')[2]}': no {entity} found with id 1")
    assert expected == refusal(api, "POST", path, json=changed(body, field, 1))
    assert before == tables(emulator)


def test_patch_with_unknown_contact_is_refused(emulator: Emulator, api: requests.Session) -> None:
    project = ask(api, "GET", "/projects", 200)[0]["projectId"]
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"/projects/{project}", json={"contactId": 1})[0]
    assert before == tables(emulator)


@pytest.mark.parametrize(
    ("path", "body", "field", "role"),
    [
        ("/sales", SALE, "customerId", "supplier"),
        ("/purchases", PURCHASE, "supplierId", "customer"),
    ],
)
def test_contact_of_wrong_role_is_refused(
    api: requests.Session, path: str, body: dict[str, Any], field: str, role: str
) -> None:
    """A sale needs a customer, and a purchase a supplier."""
    other = contact(api, **{role: True})["contactId"]
    assert 400 == refusal(api, "POST", path, json={**body, field: other})[0]


@pytest.mark.parametrize("code", [2, 99, -1, 10**6])
@pytest.mark.parametrize("side", ["debit", "credit"])
def test_unknown_vat_code_is_refused(
    emulator: Emulator, api: requests.Session, side: str, code: int
) -> None:
    before = tables(emulator)
    body = changed(ENTRY, f"journalEntries.0.lines.0.{side}VatCode", code)
    assert (400, f"{code} is not a VAT code") == refusal(
        api, "POST", "/generalJournalEntries", json=body
    )
    assert before == tables(emulator)


@pytest.mark.parametrize(("path", "body"), [("/sales", SALE), ("/purchases", PURCHASE)])
@pytest.mark.parametrize(
    ("field", "value"),
    [("account", "1500"), ("account", "9999"), ("account", ""), ("lineId", 1), ("periods", 0)],
)
def test_invalid_accrual_is_refused(
    emulator: Emulator, api: requests.Session, path: str, body: Any, field: str, value: Any
) -> None:
    owner = post(api, path, body)
    accrual = {
        "lineId": ask(api, "GET", owner, 200)["lines"][0]["lineId"],
        "account": "2965" if path == "/sales" else "1700",
        "startDate": "2026-06-01",
        "periods": 3,
    }
    before = tables(emulator)
    status, message = refusal(api, "POST", f"{owner}/accruals", json={**accrual, field: value})
    assert (400, True) == (status, f"'{field}'" in message)
    assert before == tables(emulator)
    post(api, f"{owner}/accruals", accrual)


# --- products ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "vat_type"),
    [
        ("3000", "bi-monthly"),
        ("3900", "bi-monthly"),
        ("3900", "high"),
        ("3900", "HIGH_DIRECT"),
        ("3900", ""),
        ("3000", "MEDIUM"),
        ("3050", "HIGH"),
        ("3100", "NONE"),
        ("3200", "EXEMPT"),
        ("3605", "NONE"),
    ],
)
def test_vat_type_must_fit_account_of_product(
    emulator: Emulator, api: requests.Session, account: str, vat_type: str
) -> None:
    """POST and PUT refuse a VAT type that the income account does not accept."""
    product = post(api, "/products", PRODUCT)
    before = tables(emulator)
    body = {**PRODUCT, "incomeAccount": account, "vatType": vat_type}
    for method, path in (("POST", "/products"), ("PUT", product)):
        status, message = refusal(api, method, path, json=body)
        assert (400, True) == (status, f" for kontoen {account}. Mulige mva koder er [" in message)
    assert before == tables(emulator)


def test_put_with_unknown_account_is_refused(emulator: Emulator, api: requests.Session) -> None:
    product = post(api, "/products", PRODUCT)
    before = tables(emulator)
    expected = (400, "There is no account 9999")
    assert expected == refusal(api, "PUT", product, json={**PRODUCT, "incomeAccount": "9999"})
    assert before == tables(emulator)


@pytest.mark.parametrize(
    ("account", "vat_type"),
    [
        ("3000", "HIGH"),
        ("3040", "MEDIUM"),
        ("3050", "LOW"),
        ("3030", "RAW_FISH"),
        ("3100", "EXEMPT"),
        ("3100", "EXEMPT_IMPORT_EXPORT"),
        ("3100", "EXEMPT_REVERSE"),
        ("3200", "OUTSIDE"),
        ("3900", "NONE"),
    ],
)
def test_product_accepts_types_of_its_account(
    api: requests.Session, account: str, vat_type: str
) -> None:
    """The contract does not list RAW_FISH for products, but account 3030 accepts it.

    Observed: docs/observed.md#8-vat-types
    """
    body = {**PRODUCT, "incomeAccount": account, "vatType": vat_type}
    assert vat_type == ask(api, "GET", post(api, "/products", body), 200)["vatType"]


# --- drafts --------------------------------------------------------------------------------------

DRAWN = {"text": "x", "vatType": "HIGH", "incomeAccount": "3000", "net": 100_00, "gross": 125_00}
DRAFT = {"cash": False, "paid": False, "invoiceIssueDate": "2026-06-01", "lines": [DRAWN]}
PAID = {"date": "2026-06-02", "account": BANK, "amount": 125_00}


@pytest.mark.parametrize(("path", "title"), [("/sales", "Sale"), ("/purchases", "Purchase")])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lines.0.incomeAccount", "9999"),
        ("lines.0.vatType", "bi-monthly"),
        ("payments", [{**PAID, "account": "9999"}]),
    ],
)
def test_invalid_draft_is_not_finalized(
    emulator: Emulator, api: requests.Session, path: str, title: str, field: str, value: Any
) -> None:
    """Emulator choice: the draft is saved, and refused when it is finalized."""
    draft = post(api, f"{path}/drafts", changed(DRAFT, field, value))
    before = tables(emulator)
    assert 400 == refusal(api, "POST", f"{draft}/create{title}")[0]
    assert before == tables(emulator)


@pytest.mark.parametrize("path", ["/sales", "/purchases"])
@pytest.mark.parametrize("field", ["contactId", "projectId", "lines.0.projectId"])
def test_draft_with_unknown_reference_is_refused(
    emulator: Emulator, api: requests.Session, path: str, field: str
) -> None:
    before = tables(emulator)
    assert 400 == refusal(api, "POST", f"{path}/drafts", json=changed(DRAFT, field, 1))[0]
    assert before == tables(emulator)


@pytest.mark.parametrize(
    ("path", "title", "role"),
    [("/sales", "Sale", "supplier"), ("/purchases", "Purchase", "customer")],
)
def test_draft_for_wrong_role_is_not_finalized(
    api: requests.Session, path: str, title: str, role: str
) -> None:
    other = contact(api, **{role: True})["contactId"]
    draft = post(api, f"{path}/drafts", {**DRAFT, "contactId": other})
    status, message = refusal(api, "POST", f"{draft}/create{title}")
    assert (400, True) == (status, f"contact {other} is not a " in message)


def test_unknown_project_of_sale_line_is_refused(emulator: Emulator, api: requests.Session) -> None:
    before = tables(emulator)
    body = {**SALE, "lines": [{**LINE, "projectId": 1}]}
    assert 400 == refusal(api, "POST", "/sales", json=body)[0]
    assert before == tables(emulator)
