"""Accruals: the net of one line, spread over months (docs/observed.md#c3-accruals)."""

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
    balances,
    moved,
    post,
    refusal,
    tables,
)

#: What is spread: 1,000 over three months does not divide.
NET = 1_000_00
BOTH = pytest.mark.parametrize(
    ("path", "body", "account", "own", "sign"),
    [("/sales", SALE, "2965", "3000", -1), ("/purchases", PURCHASE, "1700", "6800", 1)],
)

PATHS = pytest.mark.parametrize(
    ("path", "body", "account"), [("/sales", SALE, "2965"), ("/purchases", PURCHASE, "1700")]
)


def line_of(api: requests.Session, owner: str) -> int:
    found: int = ask(api, "GET", owner, 200)["lines"][0]["lineId"]
    return found


def spread(api: requests.Session, owner: str, account: str, **fields: Any) -> str:
    months = {"startDate": "2026-07-01", "periods": 3}
    body = {"lineId": line_of(api, owner), "account": account, **months, **fields}
    return post(api, f"{owner}/accruals", body)


@PATHS
def test_an_accrual_comes_back(
    api: requests.Session, path: str, body: dict[str, Any], account: str
) -> None:
    owner = post(api, path, body)
    location = spread(api, owner, account)
    shown = ask(api, "GET", location, 200)
    assert shown == {
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
    assert [shown] == ask(api, "GET", f"{owner}/accruals", 200)


@BOTH
def test_the_amount_is_spread_evenly_and_the_last_month_takes_the_rest(
    api: requests.Session, path: str, body: dict[str, Any], account: str, own: str, sign: int
) -> None:
    """Month by month by hand; the line itself was booked on 1 June."""
    owner = post(api, path, body)
    days = ("2026-05-31", "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-12-31")
    before = {day: balances(api, day) for day in days}
    spread(api, owner, account)
    found = [moved(api, before[day], day).get(account, 0) * sign for day in days]
    assert [0, NET, NET - 333_33, NET - 666_66, 0, 0] == found
    back = [moved(api, before[day], day).get(own, 0) * sign for day in days]
    assert [0, -NET, 333_33 - NET, 666_66 - NET, 0, 0] == back


def test_months_without_the_day_have_their_last(api: requests.Session) -> None:
    """Our choice: 31 August, 30 September."""
    owner = post(api, "/purchases", PURCHASE)
    shown = ask(api, "GET", spread(api, owner, "1700", startDate="2026-08-31", periods=2), 200)
    assert ("2026-08-31", "2026-09-30") == (shown["startDate"], shown["endDate"])


def test_years_that_are_not_open_wait(api: requests.Session) -> None:
    """November and December are posted, two years of one and two months are not.

    Observed: docs/observed.md#c3-accruals
    """
    owner = post(api, "/purchases", PURCHASE)
    before = balances(api)
    location = spread(api, owner, "1700", startDate="2026-11-15", periods=15)
    shown = ask(api, "GET", location, 200)
    assert ("2028-01-15", 13, ["2027", "2028"]) == (
        shown["endDate"],
        shown["unpostedPeriods"],
        shown["unpostedYears"],
    )
    kept = NET - 2 * (NET // 15)
    assert {"1700": kept, "6800": -kept} == moved(api, before)


def test_what_waited_is_posted_when_its_year_is_open(tmp_path: Path) -> None:
    """November to February: two months are posted in 2026, two after New Year."""
    now = [datetime(2026, 6, 15, 12, tzinfo=OSLO)]
    found: list[Any] = []
    for moment in (datetime(2026, 6, 15, 12, tzinfo=OSLO), datetime(2027, 1, 2, 12, tzinfo=OSLO)):
        now[0] = moment
        data = tmp_path / "books.db"
        with Emulator(data=data, clock=lambda: now[0]) as emulator:
            base = f"{emulator.url}/companies/{emulator.company_slug}"
            with Api(base, emulator.token) as api:
                if not found:
                    owner = post(api, "/purchases", PURCHASE).removeprefix(base)
                    months = {"startDate": "2026-11-01", "periods": 4}
                    path = spread(api, owner, "1700", **months).removeprefix(base)
                shown = ask(api, "GET", path, 200)
                balance = balances(api, "2027-12-31").get("1700", 0)
                found.append((shown["unpostedPeriods"], shown["unpostedYears"], balance))
            emulator.check_books()
    assert [(2, ["2027"], NET // 2), (0, [], 0)] == found


@PATHS
def test_open_postings_are_erased_on_delete(
    api: requests.Session, path: str, body: dict[str, Any], account: str
) -> None:
    """None of these months has ended.

    Observed: docs/observed.md#c3-accruals
    """
    owner = post(api, path, body)
    before, booked = balances(api), ask(api, "GET", "/transactions?pageSize=100", 200)
    location = spread(api, owner, account)
    assert len(ask(api, "GET", "/transactions?pageSize=100", 200)) == len(booked) + 4
    ask(api, "DELETE", location, 204)
    assert (booked, {}) == (
        ask(api, "GET", "/transactions?pageSize=100", 200),
        moved(api, before),
    )
    assert [] == ask(api, "GET", f"{owner}/accruals", 200)
    assert [404, 404] == [refusal(api, method, location)[0] for method in ("GET", "DELETE")]


def test_closed_postings_are_reversed_on_delete(api: requests.Session) -> None:
    """Of April, May, June and July the first two are closed, and the line's own.

    Observed: docs/observed.md#c3-accruals
    """
    owner = post(api, "/purchases", {**PURCHASE, "date": "2026-04-01"})
    before, booked = balances(api), len(ask(api, "GET", "/transactions?pageSize=100", 200))
    location = spread(api, owner, "1749", startDate="2026-04-15", periods=4)
    ask(api, "DELETE", location, 204)
    left = ask(api, "GET", "/transactions?pageSize=100", 200)[booked:]
    assert [True, True, True, False, False, False] == [each["deleted"] for each in left]
    assert {} == moved(api, before)


@pytest.mark.parametrize(
    "account", ["1397", "1700", "1710", "1742", "1743", "1744", "1749", "2961"]
)
def test_a_purchase_is_accrued_on_these_accounts(api: requests.Session, account: str) -> None:
    """Observed: docs/observed.md#c3-accruals"""
    spread(api, post(api, "/purchases", PURCHASE), account)
    body = {"lineId": 1, "account": account, "startDate": "2026-07-01", "periods": 3}
    sale = post(api, "/sales", SALE)
    refused = {**body, "lineId": line_of(api, sale)}
    assert 400 == refusal(api, "POST", f"{sale}/accruals", json=refused)[0]


@pytest.mark.parametrize("account", ["1530", "2965"])
def test_a_sale_is_accrued_on_these_accounts(api: requests.Session, account: str) -> None:
    """Observed: docs/observed.md#c3-accruals"""
    spread(api, post(api, "/sales", SALE), account)
    purchase = post(api, "/purchases", PURCHASE)
    body = {"account": account, "startDate": "2026-07-01", "periods": 3}
    refused = {**body, "lineId": line_of(api, purchase)}
    assert 400 == refusal(api, "POST", f"{purchase}/accruals", json=refused)[0]


@pytest.mark.parametrize(
    "change",
    [{"account": "1920"}, {"periods": 0}, {"periods": -3}, {"lineId": 1}, {"periods": 10**9}],
)
def test_an_accrual_that_is_refused_leaves_nothing_behind(
    emulator: Emulator, api: requests.Session, change: dict[str, Any]
) -> None:
    owner = post(api, "/purchases", PURCHASE)
    before = tables(emulator)
    body = {"lineId": line_of(api, owner), "account": "1700", "startDate": "2026-07-01"}
    refused = {**body, "periods": 3, **change}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json=refused)[0]
    assert before == tables(emulator)


@pytest.mark.parametrize("account", ["1250", "2000", "8150"])
def test_only_income_and_cost_are_accrued(api: requests.Session, account: str) -> None:
    """Only accounts from 3000 to 7999 can be accrued.

    Observed: docs/observed.md#c3-accruals
    """
    line = {**BOUGHT, "account": account, "vatType": "NONE", "vat": 0}
    owner = post(api, "/purchases", {**PURCHASE, "lines": [line]})
    body = {"lineId": line_of(api, owner), "account": "1700", "startDate": "2026-07-01"}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json={**body, "periods": 3})[0]


def test_a_sale_with_lines_of_costs_is_not_accrued(api: requests.Session) -> None:
    """Observed: docs/observed.md#c3-accruals"""
    cost = {"description": "Gebyr", "account": "7770", "vatType": "NONE", "netPrice": -50_00}
    owner = post(api, "/sales", {**SALE, "lines": [LINE, cost]})
    body = {"lineId": line_of(api, owner), "account": "2965", "startDate": "2026-07-01"}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json={**body, "periods": 3})[0]


@PATHS
def test_a_line_is_accrued_once_at_a_time(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any], account: str
) -> None:
    """Our choice: a second accrual would move the same net once more."""
    owner = post(api, path, body)
    first = spread(api, owner, account)
    before = tables(emulator)
    again = {"lineId": line_of(api, owner), "account": account, "startDate": "2026-07-01"}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json={**again, "periods": 3})[0]
    assert before == tables(emulator)
    ask(api, "DELETE", first, 204)
    ask(api, "GET", spread(api, owner, account), 200)


@PATHS
def test_what_is_deleted_loses_its_accruals(
    api: requests.Session, path: str, body: dict[str, Any], account: str
) -> None:
    """Our choice: else its postings would stay where nothing is left to spread."""
    before = balances(api)
    owner = post(api, path, body)
    spread(api, owner, account)
    ask(api, "PATCH", f"{owner}/delete?description=Feil", 200)
    assert ([], {}) == (ask(api, "GET", f"{owner}/accruals", 200), moved(api, before))
    refused = {"lineId": line_of(api, owner), "account": account, "startDate": "2026-07-01"}
    assert 400 == refusal(api, "POST", f"{owner}/accruals", json={**refused, "periods": 3})[0]


def test_accruing_leaves_what_is_owed_as_it_was(api: requests.Session) -> None:
    sale = post(api, "/sales", SALE)
    post(api, f"{sale}/payments", {"date": "2026-06-10", "account": BANK, "amount": 100})
    owed = ask(api, "GET", sale, 200)["outstandingBalance"]
    spread(api, sale, "2965")
    assert owed == ask(api, "GET", sale, 200)["outstandingBalance"]
