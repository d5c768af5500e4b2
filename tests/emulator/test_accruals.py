"""Accruals: the net of one line, distributed over several months.

Observed: docs/observed.md#c3-accruals
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import OSLO, Api
from tests.emulator.trade import (
    BANK,
    BOUGHT,
    LINE,
    PURCHASE,
    SALE,
    ask,
    balance_changes,
    balances,
    post,
    refusal,
    tables,
)

#: The net of the line, in øre: it cannot be divided by three months.
NET = 1_000_00
BOTH = pytest.mark.parametrize(
    ("path", "body", "account", "own", "sign"),
    [("/sales", SALE, "2965", "3000", -1), ("/purchases", PURCHASE, "1700", "6800", 1)],
)

PATHS = pytest.mark.parametrize(
    ("path", "body", "account"), [("/sales", SALE, "2965"), ("/purchases", PURCHASE, "1700")]
)


def line_of(api: requests.Session, owner: str) -> int:
    """Return the id of the first line of the document."""
    line_id: int = ask(api, "GET", owner, 200)["lines"][0]["lineId"]
    return line_id


def accrue(api: requests.Session, owner: str, account: str, **fields: Any) -> str:
    """Accrue the first line of the document; return the URL of the accrual."""
    months = {"startDate": "2026-07-01", "periods": 3}
    body = {"lineId": line_of(api, owner), "account": account, **months, **fields}
    return post(api, f"{owner}/accruals", body)


@PATHS
def test_created_accrual_is_returned(
    api: requests.Session, path: str, body: dict[str, Any], account: str
) -> None:
    owner = post(api, path, body)
    location = accrue(api, owner, account)
    accrual = ask(api, "GET", location, 200)
    assert accrual == {
        "accrualId": int(location.rpartition("/")[2]),
        "lineId": line_of(api, owner),
        "account": account,
        "startDate": "2026-07-01",
        "periods": 3,
        "amountPerPeriod": 333_33,
        "endDate": "2026-09-01",
        "unpostedPeriods": 0,
        "unpostedYears": [],
    }
    assert [accrual] == ask(api, "GET", f"{owner}/accruals", 200)


@BOTH
def test_amount_is_divided_over_months(
    api: requests.Session, path: str, body: dict[str, Any], account: str, own: str, sign: int
) -> None:
    """Computed by hand: the last month gets the remainder. The line is dated 1 June."""
    owner = post(api, path, body)
    days = ("2026-05-31", "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-12-31")
    before = {day: balances(api, day) for day in days}
    accrue(api, owner, account)
    accrued = [balance_changes(api, before[day], day).get(account, 0) * sign for day in days]
    assert [0, NET, NET - 333_33, NET - 666_66, 0, 0] == accrued
    expensed = [balance_changes(api, before[day], day).get(own, 0) * sign for day in days]
    assert [0, -NET, 333_33 - NET, 666_66 - NET, 0, 0] == expensed


def test_short_month_uses_its_last_day(api: requests.Session) -> None:
    """Emulator choice: 31 August is followed by 30 September."""
    owner = post(api, "/purchases", PURCHASE)
    accrual = ask(api, "GET", accrue(api, owner, "1700", startDate="2026-08-31", periods=2), 200)
    assert ("2026-08-31", "2026-09-30") == (accrual["startDate"], accrual["endDate"])


def test_years_not_open_are_not_posted(api: requests.Session) -> None:
    """November and December are posted; 13 months of 2027 and 2028 are not.

    Observed: docs/observed.md#c3-accruals
    """
    owner = post(api, "/purchases", PURCHASE)
    before = balances(api)
    location = accrue(api, owner, "1700", startDate="2026-11-15", periods=15)
    accrual = ask(api, "GET", location, 200)
    assert ("2028-01-15", 13, ["2027", "2028"]) == (
        accrual["endDate"],
        accrual["unpostedPeriods"],
        accrual["unpostedYears"],
    )
    remaining = NET - 2 * (NET // 15)
    assert {"1700": remaining, "6800": -remaining} == balance_changes(api, before)


def test_accrual_is_posted_when_year_opens(tmp_path: Path) -> None:
    """The months are November to February: two are posted in 2026, two after New Year."""
    now = [datetime(2026, 6, 15, 12, tzinfo=OSLO)]
    states: list[Any] = []
    for moment in (datetime(2026, 6, 15, 12, tzinfo=OSLO), datetime(2027, 1, 2, 12, tzinfo=OSLO)):
        now[0] = moment
        data = tmp_path / "books.db"
        with Emulator(data=data, clock=lambda: now[0]) as emulator:
            base = f"{emulator.url}/companies/{emulator.company_slug}"
            with Api(base, emulator.token) as api:
                if not states:
                    owner = post(api, "/purchases", PURCHASE).removeprefix(base)
                    months = {"startDate": "2026-11-01", "periods": 4}
                    path = accrue(api, owner, "1700", **months).removeprefix(base)
                accrual = ask(api, "GET", path, 200)
                balance = balances(api, "2027-12-31").get("1700", 0)
                states.append((accrual["unpostedPeriods"], accrual["unpostedYears"], balance))
            emulator.check_books()
    assert [(2, ["2027"], NET // 2), (0, [], 0)] == states


@PATHS
def test_open_postings_are_erased_on_delete(
    api: requests.Session, path: str, body: dict[str, Any], account: str
) -> None:
    """None of these months has ended.

    Observed: docs/observed.md#c3-accruals
    """
    owner = post(api, path, body)
    before, booked = balances(api), ask(api, "GET", "/transactions?pageSize=100", 200)
    location = accrue(api, owner, account)
    assert len(ask(api, "GET", "/transactions?pageSize=100", 200)) == len(booked) + 4
    ask(api, "DELETE", location, 204)
    assert (booked, {}) == (
        ask(api, "GET", "/transactions?pageSize=100", 200),
        balance_changes(api, before),
    )
    assert [] == ask(api, "GET", f"{owner}/accruals", 200)
    assert [404, 404] == [refusal(api, method, location)[0] for method in ("GET", "DELETE")]


def test_closed_postings_are_reversed_on_delete(api: requests.Session) -> None:
    """The postings of April and May and that of the line itself are closed; June and July are open.

    Observed: docs/observed.md#c3-accruals
    """
    owner = post(api, "/purchases", {**PURCHASE, "date": "2026-04-01"})
    before, booked = balances(api), len(ask(api, "GET", "/transactions?pageSize=100", 200))
    location = accrue(api, owner, "1749", startDate="2026-04-15", periods=4)
    ask(api, "DELETE", location, 204)
    postings = ask(api, "GET", "/transactions?pageSize=100", 200)[booked:]
    assert [True, True, True, False, False, False] == [each["deleted"] for each in postings]
    assert {} == balance_changes(api, before)


@pytest.mark.parametrize(
    "account", ["1397", "1700", "1710", "1742", "1743", "1744", "1749", "2961"]
)
def test_accrual_accounts_of_purchases(api: requests.Session, account: str) -> None:
    """Observed: docs/observed.md#c3-accruals"""
    accrue(api, post(api, "/purchases", PURCHASE), account)
    body = {"lineId": 1, "account": account, "startDate": "2026-07-01", "periods": 3}
    sale = post(api, "/sales", SALE)
    refused = {**body, "lineId": line_of(api, sale)}
    assert 400 == refusal(api, "POST", f"{sale}/accruals", json=refused)[0]


@pytest.mark.parametrize("account", ["1530", "2965"])
def test_accrual_accounts_of_sales(api: requests.Session, account: str) -> None:
    """Observed: docs/observed.md#c3-accruals"""
    accrue(api, post(api, "/sales", SALE), account)
    purchase = post(api, "/purchases", PURCHASE)
    body = {"account": account, "startDate": "2026-07-01", "periods": 3}
    refused = {**body, "lineId": line_of(api, purchase)}
    assert 400 == refusal(api, "POST", f"{purchase}/accruals", json=refused)[0]


@pytest.mark.parametrize(
    "change",
    [{"account": "1920"}, {"periods": 0}, {"periods": -3}, {"lineId": 1}, {"periods": 10**9}],
)
def test_refused_accrual_writes_nothing(
    emulator: Emulator, api: requests.Session, change: dict[str, Any]
) -> None:
    owner = post(api, "/purchases", PURCHASE)
    before = tables(emulator)
    body = {"lineId": line_of(api, owner), "account": "1700", "startDate": "2026-07-01"}
    refused = {**body, "periods": 3, **change}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json=refused)[0]
    assert before == tables(emulator)


@pytest.mark.parametrize("account", ["1250", "2000", "8150"])
def test_only_income_and_costs_are_accrued(api: requests.Session, account: str) -> None:
    """Only accounts from 3000 to 7999 can be accrued.

    Observed: docs/observed.md#c3-accruals
    """
    line = {**BOUGHT, "account": account, "vatType": "NONE", "vat": 0}
    owner = post(api, "/purchases", {**PURCHASE, "lines": [line]})
    body = {"lineId": line_of(api, owner), "account": "1700", "startDate": "2026-07-01"}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json={**body, "periods": 3})[0]


def test_sale_with_cost_line_is_not_accrued(api: requests.Session) -> None:
    """Observed: docs/observed.md#c3-accruals"""
    cost = {"description": "Gebyr", "account": "7770", "vatType": "NONE", "netPrice": -50_00}
    owner = post(api, "/sales", {**SALE, "lines": [LINE, cost]})
    body = {"lineId": line_of(api, owner), "account": "2965", "startDate": "2026-07-01"}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json={**body, "periods": 3})[0]


@PATHS
def test_second_accrual_of_line_is_refused(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any], account: str
) -> None:
    """Emulator choice: a second accrual would move the same net again."""
    owner = post(api, path, body)
    first = accrue(api, owner, account)
    before = tables(emulator)
    again = {"lineId": line_of(api, owner), "account": account, "startDate": "2026-07-01"}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json={**again, "periods": 3})[0]
    assert before == tables(emulator)
    ask(api, "DELETE", first, 204)
    ask(api, "GET", accrue(api, owner, account), 200)


@PATHS
def test_deleted_document_loses_its_accruals(
    api: requests.Session, path: str, body: dict[str, Any], account: str
) -> None:
    """Emulator choice: the postings of the accrual have no meaning without the document."""
    before = balances(api)
    owner = post(api, path, body)
    accrue(api, owner, account)
    ask(api, "PATCH", f"{owner}/delete?description=Feil", 200)
    assert ([], {}) == (ask(api, "GET", f"{owner}/accruals", 200), balance_changes(api, before))
    refused = {"lineId": line_of(api, owner), "account": account, "startDate": "2026-07-01"}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json={**refused, "periods": 3})[0]


def test_accrual_keeps_outstanding_balance(api: requests.Session) -> None:
    sale = post(api, "/sales", SALE)
    post(api, f"{sale}/payments", {"date": "2026-06-10", "account": BANK, "amount": 100})
    owed = ask(api, "GET", sale, 200)["outstandingBalance"]
    accrue(api, sale, "2965")
    assert owed == ask(api, "GET", sale, 200)["outstandingBalance"]
