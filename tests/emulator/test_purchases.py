"""Purchases: creating, reading, VAT types, paying, deleting, and the lists of them."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import (
    BANK,
    BOUGHT,
    IN_CASH,
    PURCHASE,
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

NET, VAT = 1_000_00, 250_00
GROSS = NET + VAT
CASH_PURCHASE = {**PURCHASE, "kind": "cash_purchase", **IN_CASH}


def create(api: requests.Session, **fields: Any) -> str:
    """Create a purchase and return its URL."""
    return post(api, "/purchases", {**PURCHASE, **fields})


def line(vat_type: str, net: int, vat: int | None, account: str = "6800") -> dict[str, Any]:
    """Return a line of a purchase."""
    return {**BOUGHT, "account": account, "vatType": vat_type, "netPrice": net, "vat": vat}


def test_created_purchase_is_returned(api: requests.Session) -> None:
    """Every field is compared. `project` is a list, with the projects of the lines."""
    supplier = contact(api, supplier=True)
    first, second, _ = ask(api, "GET", "/projects", 200)
    own = {"identifier": "F-7", "dueDate": "2026-06-15", "kid": "12345"}
    references = {"supplierId": supplier["contactId"], "projectId": second["projectId"]}
    lines = [{**BOUGHT, "projectId": first["projectId"]}]
    location = create(api, **own, **references, lines=lines)
    purchase = read(api, location)
    assert isinstance(purchase.pop("transactionId"), int)
    assert isinstance(purchase["lines"][0].pop("lineId"), int)
    assert purchase == {
        "purchaseId": int(location.rpartition("/")[2]),
        **own,
        "date": "2026-06-01",
        "kind": "supplier",
        "paid": False,
        "lines": [{**BOUGHT, "netPriceInCurrency": None, "vatInCurrency": None}],
        "supplier": supplier,
        "currency": "NOK",
        "paymentAccount": None,
        "paymentDate": None,
        "payments": [],
        "purchaseAttachments": [],
        "project": [second, first],
        "deleted": False,
        "settled": False,
        "settledDate": None,
    }


def test_purchase_is_booked_on_supplier(
    api: requests.Session,
) -> None:
    supplier = contact(api, supplier=True)
    before = balances(api)
    create(api, supplierId=supplier["contactId"])
    code = supplier["supplierAccountCode"]
    assert {code: -GROSS, "2711": VAT, "6800": NET} == balance_changes(api, before)


def test_purchase_without_supplier_is_booked_on_2400(api: requests.Session) -> None:
    """Emulator choice: the contract does not require a supplier."""
    before = balances(api)
    create(api)
    assert {"2400": -GROSS, "2711": VAT, "6800": NET} == balance_changes(api, before)


@pytest.mark.parametrize(
    ("vat_type", "net", "vat", "expected"),
    [
        ("HIGH", 1_000_00, 250_00, {"2400": -1_250_00, "2711": 250_00, "6800": 1_000_00}),
        ("MEDIUM", 1_000_00, 150_00, {"2400": -1_150_00, "2712": 150_00, "6800": 1_000_00}),
        ("LOW", 1_000_00, 120_00, {"2400": -1_120_00, "2713": 120_00, "6800": 1_000_00}),
        ("RAW_FISH", 1_000_00, 111_10, {"2400": -1_111_10, "2714": 111_10, "6800": 1_000_00}),
        ("NONE", 1_000_00, 0, {"2400": -1_000_00, "6800": 1_000_00}),
        ("NONE", 1_000_00, None, {"2400": -1_000_00, "6800": 1_000_00}),
        ("NONE_IMPORT_BASIS", 1_000_00, 0, {"2400": -1_000_00, "6800": 1_000_00}),
        ("HIGH_DIRECT", 0, 250_00, {"2400": -250_00, "2711": 250_00}),
        ("MEDIUM_DIRECT", 0, 150_00, {"2400": -150_00, "2712": 150_00}),
        (
            "HIGH_BASIS",
            1_000_00,
            0,
            {"2400": -1_000_00, "2705": -250_00, "2715": 250_00, "6800": 1_000_00},
        ),
        (
            "MEDIUM_BASIS",
            1_000_00,
            0,
            {"2400": -1_000_00, "2702": -150_00, "2712": 150_00, "6800": 1_000_00},
        ),
        (
            "HIGH_FOREIGN_SERVICE_DEDUCTIBLE",
            1_000_00,
            0,
            {"2400": -1_000_00, "2705": -250_00, "2715": 250_00, "6800": 1_000_00},
        ),
        (
            "LOW_FOREIGN_SERVICE_DEDUCTIBLE",
            1_000_00,
            0,
            {"2400": -1_000_00, "2706": -120_00, "2716": 120_00, "6800": 1_000_00},
        ),
        (
            "HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE",
            1_250_00,
            -250_00,
            {"2400": -1_000_00, "2705": -250_00, "6800": 1_250_00},
        ),
        (
            "LOW_FOREIGN_SERVICE_NONDEDUCTIBLE",
            1_120_00,
            -120_00,
            {"2400": -1_000_00, "2706": -120_00, "6800": 1_120_00},
        ),
        (
            "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE",
            1_000_00,
            0,
            {"2400": -1_000_00, "2701": -250_00, "2711": 250_00, "6800": 1_000_00},
        ),
        (
            "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE",
            1_250_00,
            -250_00,
            {"2400": -1_000_00, "2701": -250_00, "6800": 1_250_00},
        ),
    ],
)
def test_vat_types_are_posted_by_regime(
    api: requests.Session,
    vat_type: str,
    net: int,
    vat: int | None,
    expected: dict[str, int],
) -> None:
    """Computed by hand. The regimes are: ordinary, direct, basis, not deductible, without VAT.

    Observed: docs/observed.md#8-vat-types
    """
    before = balances(api)
    create(api, lines=[line(vat_type, net, vat)])
    assert expected == balance_changes(api, before)


def test_direct_vat_needs_no_account(api: requests.Session) -> None:
    """For a direct VAT type, net is 0 and `vat` is the amount.

    Observed: docs/observed.md#8-vat-types
    """
    before = balances(api)
    create(api, lines=[{**line("HIGH_DIRECT", 0, 250_00), "account": None}])
    assert {"2400": -250_00, "2711": 250_00} == balance_changes(api, before)


@pytest.mark.parametrize("account", ["6795", "6341", "6620", "6600"])
def test_observed_accounts_accept_high_vat(api: requests.Session, account: str) -> None:
    """Observed: docs/observed.md#8-vat-types"""
    create(api, lines=[line("HIGH", NET, VAT, account)])


def test_insurance_without_vat_is_accepted(api: requests.Session) -> None:
    """Observed: docs/observed.md#8-vat-types"""
    create(api, lines=[line("NONE", NET, 0, "7500")])


def test_representation_accepts_only_none(api: requests.Session) -> None:
    """Account 7350 is for business entertainment (representasjon), and accepts only NONE.

    Observed: docs/observed.md#8-vat-types
    """
    body = {**PURCHASE, "lines": [line("HIGH", NET, VAT, "7350")]}
    status, message = refusal(api, "POST", "/purchases", json=body)
    wrong = "KJØP_MED_HØY_SATS er ikke en gyldig mva kode for kontoen 7350."
    expected = f"{wrong} Mulige mva koder er [KJØP_INGEN_MVABEHANDLING]"
    assert (400, expected) == (status, message)
    create(api, lines=[line("NONE", NET, 0, "7350")])


def test_vat_type_of_sales_is_refused(api: requests.Session) -> None:
    body = {**PURCHASE, "lines": [line("EXEMPT", NET, 0)]}
    assert 400 == refusal(api, "POST", "/purchases", json=body)[0]


def test_postings_and_reversal_have_project(api: requests.Session) -> None:
    """A posting has the project of its line, or else that of the purchase."""
    first, second, _ = (p["projectId"] for p in ask(api, "GET", "/projects", 200))
    other = {**line("MEDIUM", NET, 150_00, "4300"), "projectId": first}
    location = create(api, projectId=second, lines=[BOUGHT, other])
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    booked = read(api, f"/transactions/{read(api, location)['transactionId']}")
    offset = booked["entries"][0]["offsetTransactionId"]
    expected = {"6800": (NET, "1", [second]), "4300": (NET, "11", [first])}
    for key, sign in ((booked["transactionId"], 1), (offset, -1)):
        lines = read(api, f"/transactions/{key}")["entries"][0]["lines"]
        postings = {
            each["account"]: (sign * each["amount"], each["vatCode"], each["projectId"])
            for each in lines
            if each["account"] in expected
        }
        assert expected == postings


# --- cash and payment ----------------------------------------------------------------------------


def test_cash_purchase_is_paid_at_once(api: requests.Session) -> None:
    before = balances(api)
    purchase = read(api, post(api, "/purchases", CASH_PURCHASE))
    assert {BANK: -GROSS, "2711": VAT, "6800": NET} == balance_changes(api, before)
    assert (True, True, "2026-06-01", BANK, "2026-06-01", [GROSS]) == (
        purchase["paid"],
        purchase["settled"],
        purchase["settledDate"],
        purchase["paymentAccount"],
        purchase["paymentDate"],
        [payment["amount"] for payment in purchase["payments"]],
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"paymentDate": "2026-06-02"}, "paymentDate"),
        ({"paymentDate": None}, "paymentDate"),
        ({"paymentAccount": None}, "paymentAccount"),
        ({"currency": "USD"}, "paymentAmountInNok"),
    ],
)
def test_cash_purchase_with_wrong_payment_is_refused(
    emulator: Emulator, api: requests.Session, change: dict[str, Any], field: str
) -> None:
    """The rule of the last case is in the contract, and was not seen live.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = tables(emulator)
    status, message = refusal(api, "POST", "/purchases", json={**CASH_PURCHASE, **change})
    assert (400, True) == (status, f"'{field}'" in message)
    assert before == tables(emulator)


def test_payment_in_dollars_requires_kroner(emulator: Emulator, api: requests.Session) -> None:
    """By the contract, a payment in a foreign currency states its amount in kroner."""
    before = tables(emulator)
    body = {**CASH_PURCHASE, "kind": "supplier", "currency": "USD"}
    status, message = refusal(api, "POST", "/purchases", json=body)
    assert (400, True) == (status, "'paymentAmountInNok'" in message)
    assert before == tables(emulator)
    post(api, "/purchases", {**body, "paymentAccount": None, "paymentDate": None})


def test_cash_purchase_in_dollars_is_booked_in_kroner(api: requests.Session) -> None:
    """The lines have only dollars, so the document costs what left the bank account.

    Observed: docs/observed.md#7-units
    """
    lines = [
        {"description": "Bønner", "account": "4300", "vatType": "NONE", "netPriceInCurrency": n}
        for n in (33_33, 33_33, 33_34)
    ]
    foreign = {"currency": "USD", "paymentAmountInNok": 1_050_01, "lines": lines}
    before = balances(api)
    purchase = read(api, post(api, "/purchases", {**CASH_PURCHASE, **foreign}))
    assert {BANK: -1_050_01, "4300": 1_050_01} == balance_changes(api, before)
    assert 1_050_01 == sum(each["netPrice"] for each in purchase["lines"])
    payment = purchase["payments"][0]
    assert (100_00, "USD", 1_050_01, True) == (
        payment["amount"],
        payment["currency"],
        payment["amountInNok"],
        purchase["paid"],
    )


def test_purchase_is_paid_in_full(api: requests.Session) -> None:
    location = create(api)
    pay(api, location, GROSS - 1)
    assert (False, None) == (read(api, location)["paid"], read(api, location)["settledDate"])
    pay(api, location, 1, date="2026-06-12")
    assert (True, "2026-06-12") == (read(api, location)["paid"], read(api, location)["settledDate"])


# --- the end -------------------------------------------------------------------------------------


def test_deleted_purchase_is_flagged_and_reversed(
    emulator: Emulator, api: requests.Session
) -> None:
    """A second deletion is refused and changes nothing.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    location = create(api)
    purchase = ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    assert (True, False, {}) == (
        purchase["deleted"],
        purchase["paid"],
        balance_changes(api, before),
    )
    assert purchase == ask(api, "GET", location, 200)
    after = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/delete?description=Feil")[0]
    assert after == tables(emulator)


@pytest.mark.parametrize("action", ["settled?settledDate=2026-06-20", "writeOff"])
def test_purchase_is_not_settled_or_written_off(api: requests.Session, action: str) -> None:
    """Fiken does not have these paths.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    assert 404 == api.patch(f"{create(api)}/{action}").status_code


# --- lists ---------------------------------------------------------------------------------------


@pytest.fixture
def numbered(api: requests.Session) -> requests.Session:
    """Three purchases, not created in the order of their dates.

    3 of March, 1 of January, paid, 2 of February.
    """
    supplier = ask(api, "GET", "/contacts?name=Rask Frakt", 200)[0]["contactId"]
    create(api, identifier="3", date="2026-03-31")
    pay(api, create(api, identifier="1", date="2026-01-31"), GROSS, date="2026-02-10")
    create(api, identifier="2", date="2026-02-28", supplierId=supplier)
    return api


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1", "2", "3"]),
        ("sortBy=date asc", ["1", "2", "3"]),
        ("sortBy=date desc", ["3", "2", "1"]),
        ("paid=true", ["1"]),
        ("paid=false", ["2", "3"]),
        ("date=2026-02-28", ["2"]),
        ("dateGe=2026-02-28", ["2", "3"]),
        ("dateGt=2026-02-28", ["3"]),
        ("dateLe=2026-02-28", ["1", "2"]),
        ("dateLt=2026-02-28", ["1"]),
        ("settledDate=2026-02-10", ["1"]),
        ("settledDateGe=2026-02-10", ["1"]),
        ("settledDateLe=2026-02-10", ["1"]),
        ("settledDateGt=2026-02-10", []),
        ("settledDateLt=2026-02-10", []),
        ("lastModified=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedGe=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedLe=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedGt=2026-06-15", []),
        ("lastModifiedLt=2026-06-15", []),
    ],
)
def test_purchases_are_filtered(
    numbered: requests.Session, query: str, expected: list[str]
) -> None:
    """The order is `date asc` where the query has no `sortBy`.

    Observed: docs/observed.md#5-lists
    """
    purchases = ask(numbered, "GET", f"/purchases?{query}", 200)
    numbers = [purchase["identifier"] for purchase in purchases]
    assert expected == [number for number in numbers if number in {"1", "2", "3"}]


def test_purchases_are_filtered_by_contact(numbered: requests.Session) -> None:
    """Observed: docs/observed.md#c9-filters"""
    supplier = ask(numbered, "GET", "/contacts?name=Rask Frakt", 200)[0]["contactId"]
    purchases = ask(numbered, "GET", f"/purchases?contactId={supplier}", 200)
    assert ["2"] == [purchase["identifier"] for purchase in purchases]
