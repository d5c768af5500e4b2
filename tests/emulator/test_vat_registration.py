"""Companies that are registered for VAT, and companies that are not.

Observed: docs/observed.md#4-error-bodies, docs/observed.md#8-vat-types
"""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import KINDS, LINE as BILLED, drafted, finalize
from tests.emulator.conftest import Api, noon
from tests.emulator.trade import (
    BOUGHT,
    LINE,
    PURCHASE,
    SALE,
    ask,
    balance_changes,
    balances,
    post,
    refusal,
)

#: Status and message where a company that is not registered charges VAT.
CHARGED = (
    400,
    "VAT charged when the company is not VAT registered. The only VAT type accepted is OUTSIDE.",
)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """A demo company that is not registered for VAT; its books are checked after the test."""
    with Emulator(seed=1, clock=noon, vat_type="no") as emulator:
        yield emulator
        emulator.check_books()


def line(account: str, vat_type: str, **fields: Any) -> dict[str, Any]:
    """Return a line of a sale."""
    return {**LINE, "account": account, "vatType": vat_type, "vat": None, **fields}


@pytest.mark.parametrize(
    ("vat_type", "registered"),
    [("no", None), *((each, "2023-01-01") for each in ("yearly", "monthly", "bi-monthly"))],
)
@pytest.mark.parametrize("empty", [True, False])
def test_company_has_vat_period(vat_type: str, registered: str | None, empty: bool) -> None:
    """The values are those of Fiken (docs/observed.md#8-vat-types)."""
    with Emulator(clock=noon, vat_type=vat_type, empty=empty) as emulator:
        with Api(emulator.url, emulator.token) as root:
            rows = ask(root, "GET", "/companies", 200)
        emulator.check_books()
    periods = {(row["vatType"], row["vatRegistrationDate"]) for row in rows}
    assert {(vat_type, registered)} == periods


def test_company_is_registered_by_default() -> None:
    with Emulator(empty=True) as emulator, Api(emulator.url, emulator.token) as root:
        assert (
            "bi-monthly" == ask(root, "GET", f"/companies/{emulator.company_slug}", 200)["vatType"]
        )


@pytest.mark.parametrize("vat_type", ["NO", "none", "quarterly", "", None, True])
def test_unknown_vat_period_is_refused(vat_type: Any) -> None:
    with pytest.raises(ValueError, match="one of no, yearly, monthly, bi-monthly"):
        Emulator(vat_type=vat_type)


@pytest.mark.parametrize(
    ("account", "vat_type"),
    [("3200", "OUTSIDE"), ("3220", "OUTSIDE"), ("3601", "NONE"), ("3900", "NONE")],
)
def test_sale_without_vat_is_accepted(api: requests.Session, account: str, vat_type: str) -> None:
    """Observed: docs/observed.md#8-vat-types"""
    before = balances(api)
    post(api, "/sales", {**SALE, "lines": [line(account, vat_type)]})
    assert {"1500": 1_000_00, account: -1_000_00} == balance_changes(api, before)


@pytest.mark.parametrize(
    ("account", "vat_type", "vat"),
    [
        ("3000", "HIGH", 250_00),
        ("3000", "HIGH", None),
        ("3000", "MEDIUM", 150_00),
        ("3100", "EXEMPT", None),
        ("3100", "EXEMPT_IMPORT_EXPORT", None),
        ("3900", "EXEMPT_REVERSE", None),
        ("3900", "NONE", 1_00),
        ("3200", "OUTSIDE", 1_00),
    ],
)
def test_sale_with_vat_is_refused(
    api: requests.Session, account: str, vat_type: str, vat: int | None
) -> None:
    """This holds whatever VAT types the account accepts.

    Observed: docs/observed.md#4-error-bodies
    """
    sale = {**SALE, "lines": [line(account, vat_type, vat=vat)]}
    assert CHARGED == refusal(api, "POST", "/sales", json=sale)


def test_vat_type_must_fit_account(api: requests.Session) -> None:
    """Accounts that begin with 32 accept only OUTSIDE.

    Observed: docs/observed.md#8-vat-types
    """
    status, message = refusal(api, "POST", "/sales", json={**SALE, "lines": [line("3200", "NONE")]})
    assert 400 == status
    assert message.endswith("[SALG_FRITATT_FOR_MVA_UTENFOR_AVGIFTSOMRÅDET]")


@pytest.mark.parametrize(
    ("vat_type", "net", "vat", "accepted"),
    [
        ("HIGH", 1_000_00, 250_00, False),
        ("HIGH_DIRECT", 0, 250_00, False),
        ("HIGH_FOREIGN_SERVICE_DEDUCTIBLE", 1_000_00, 0, False),
        ("NONE", 1_000_00, 250_00, False),
        ("NONE", 1_000_00, 0, True),
        ("NONE_IMPORT_BASIS", 1_000_00, 0, True),
        ("HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE", 1_250_00, -250_00, True),
    ],
)
def test_purchase_cannot_deduct_vat(
    api: requests.Session, vat_type: str, net: int, vat: int, accepted: bool
) -> None:
    """Emulator choice: VAT that is owed without deduction is accepted, since everyone owes it.

    Observed: docs/observed.md#4-error-bodies
    """
    line = {**BOUGHT, "vatType": vat_type, "netPrice": net, "vat": vat}
    body = {**PURCHASE, "lines": [line]}
    if accepted:
        post(api, "/purchases", body)
    else:
        assert CHARGED == refusal(api, "POST", "/purchases", json=body)


def test_draft_with_vat_is_not_finalized(api: requests.Session) -> None:
    line = {"text": "x", "vatType": "HIGH", "incomeAccount": "3000", "net": 100, "gross": 125}
    draft = post(api, "/sales/drafts", {"cash": False, "paid": False, "lines": [line]})
    assert CHARGED == refusal(api, "POST", f"{draft}/createSale")


def test_demo_company_has_no_vat(api: requests.Session) -> None:
    """Computed by hand.

    Capital of 30,000, a sale of 12,500 and rent of 10,000, which was paid. The invoices are those
    of `test_demo_company_has_expected_balances`, without VAT. The first one is paid.
    """
    expected = {
        "1500:10001": 12_500_00 + 1_136_63 + 1_275_00,
        "1500:10005": 2_598_00,
        "1500:10009": 2_350_00,
        "1500:10010": 3_290_00,
        "1920:10001": 20_000_00 + 2_490_00,
        "2000": -30_000_00,
        "3200": -12_500_00 - 2_490_00 - 2_411_63 - 2_598_00 - 2_350_00 - 3_290_00,
        "6300": 10_000_00,
    }
    assert expected == balances(api)


def test_demo_drafts_can_be_finalized(api: requests.Session) -> None:
    """500.00 kroner sold and 1,000.00 bought, without VAT."""
    before = balances(api)
    for kind, title in (("sales", "Sale"), ("purchases", "Purchase")):
        (draft,) = ask(api, "GET", f"/{kind}/drafts", 200)
        ask(api, "POST", f"/{kind}/drafts/{draft['draftId']}/create{title}", 201)
    expected = {"1500:10001": 500_00, "2400:20001": -1_000_00, "3200": -500_00, "6340": 1_000_00}
    assert expected == balance_changes(api, before)


def test_demo_products_are_outside_vat(api: requests.Session) -> None:
    rows = ask(api, "GET", "/products", 200)
    assert {("3200", "OUTSIDE")} == {(row["incomeAccount"], row["vatType"]) for row in rows}


@pytest.mark.parametrize("kind", KINDS)
def test_unregistered_company_bills_without_vat(api: requests.Session, kind: str) -> None:
    """Emulator choice: the lines of offers and order confirmations are checked in the same way."""
    location = drafted(api, kind)
    assert CHARGED == refusal(api, "POST", f"{location}/{KINDS[kind][1]}")
    outside = {**BILLED, "incomeAccount": "3200", "vatType": "OUTSIDE"}
    document = finalize(api, drafted(api, kind, lines=[outside]))
    assert (1_000_00, 0, 1_000_00) == (document["net"], document["vat"], document["gross"])
