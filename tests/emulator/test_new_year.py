"""The books at New Year: all dates are Norwegian, whatever the time zone of the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import Api
from tests.emulator.trade import (
    BANK,
    IN_CASH,
    PURCHASE,
    SALE,
    ask,
    balance_changes,
    balances,
    post,
    refusal,
)

GROSS = 1_250_00
#: 00:30 in Norway, on 1 January 2027.
AFTER = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
#: 23:30 in Norway, on 31 December 2026.
BEFORE = AFTER - timedelta(hours=1)
OLD, NEW = "2026-12-31", "2027-01-01"


class MovableClock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = BEFORE


@pytest.fixture
def clock() -> MovableClock:
    """A clock that starts half an hour before the new year."""
    return MovableClock()


@pytest.fixture
def emulator(clock: MovableClock) -> Iterator[Emulator]:
    """A demo company with that clock; its books are checked after the test."""
    with Emulator(seed=1, clock=lambda: clock.now) as emulator:
        yield emulator
        emulator.check_books()


def sold(day: str, **fields: Any) -> dict[str, Any]:
    """Return a sale of this day."""
    return {**SALE, "date": day, **fields}


def pay(api: requests.Session, owner: str, day: str) -> str:
    """Pay the document in full on this day; return the URL of the payment."""
    payment = {"date": day, "account": BANK, "amount": GROSS}
    return post(api, f"{owner}/payments", payment)


def test_new_year_opens_while_emulator_runs(clock: MovableClock, api: requests.Session) -> None:
    """Before New Year, the message is that of any year that is not open.

    Observed: docs/observed.md#4-error-bodies
    """
    expected = (400, "Fiscal year 2027 is invalid")
    assert expected == refusal(api, "POST", "/sales", json=sold(NEW))
    clock.now = AFTER
    assert NEW == ask(api, "GET", post(api, "/sales", sold(NEW)), 200)["date"]
    expected = (400, "Fiscal year 2028 is invalid")
    assert expected == refusal(api, "POST", "/sales", json=sold("2028-01-01"))


@pytest.mark.parametrize(
    ("moment", "years"),
    [(BEFORE, range(2023, 2027)), (AFTER, range(2024, 2028))],
    ids=["before", "after"],
)
def test_open_years_follow_norwegian_date(moment: datetime, years: range) -> None:
    with Emulator(seed=1, clock=lambda: moment, empty=True) as emulator:
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as api:
            answers = {
                year: api.post("/sales", json=sold(f"{year}-06-01")).status_code
                for year in range(2022, 2030)
            }
        emulator.check_books()
    assert {year: 201 if year in years else 400 for year in range(2022, 2030)} == answers


def test_skipped_years_are_opened(clock: MovableClock, api: requests.Session) -> None:
    """The last four years are opened, and years that were open stay open."""
    clock.now = datetime(2031, 3, 1, tzinfo=UTC)
    for year in (2023, 2026, 2028, 2031):
        post(api, "/sales", sold(f"{year}-02-01"))
    assert 400 == refusal(api, "POST", "/sales", json=sold("2027-02-01"))[0]
    assert 400 == refusal(api, "POST", "/sales", json=sold("2032-02-01"))[0]


@pytest.mark.parametrize(("moment", "day"), [(BEFORE, OLD), (AFTER, NEW)], ids=["before", "after"])
def test_all_dates_are_norwegian(
    clock: MovableClock, api: requests.Session, moment: datetime, day: str
) -> None:
    """What is written at 23:30 in UTC belongs to the next day; only moments are in UTC."""
    clock.now = moment
    dates: dict[str, str] = {}
    bodies = {
        "contacts": {"name": "Ny", "customer": True},
        "products": {"name": "x", "incomeAccount": "3000", "vatType": "HIGH", "active": True},
        "sales": SALE,
        "purchases": PURCHASE,
    }
    for path, body in bodies.items():
        row = ask(api, "GET", post(api, f"/{path}", body), 200)
        for name in ("createdDate", "lastModifiedDate"):
            dates |= {f"{path} {name}": row[name]} if name in row else {}
    booked = ask(api, "GET", f"/transactions?createdDate={day}&pageSize=100", 200)
    assert 2 == len(booked)
    dates |= {f"transaction {n}": each["lastModifiedDate"] for n, each in enumerate(booked)}
    dates["entry"] = booked[0]["entries"][0]["createdDate"]
    draft = {"cash": False, "paid": False, "lines": [DRAWN]}
    finalized = ask(api, "POST", f"{post(api, '/sales/drafts', draft)}/createSale", 201)
    dates["finalized"] = ask(api, "GET", finalized, 200)["date"]
    assert {day} == set(dates.values()), dates
    assert 8 <= len(dates)


DRAWN = {"text": "x", "vatType": "HIGH", "incomeAccount": "3000", "net": 100_00, "gross": 125_00}


@pytest.mark.parametrize("cash", [True, False])
@pytest.mark.parametrize(("path", "sign"), [("/sales", 1), ("/purchases", -1)])
def test_deletion_after_new_year_keeps_old_year(
    clock: MovableClock, api: requests.Session, path: str, sign: int, cash: bool
) -> None:
    """Emulator choice: the reversal is dated today, so the balances of the old year stay."""
    before = {day: balances(api, day) for day in (OLD, NEW)}
    body = {**(SALE if sign > 0 else PURCHASE), "date": OLD}
    if cash:
        kind = "cash_sale" if sign > 0 else "cash_purchase"
        body |= {**IN_CASH, "kind": kind, "paymentDate": OLD}
        body |= {"totalPaid": GROSS} if sign > 0 else {}
    owner = post(api, path, body)
    if not cash:
        pay(api, owner, OLD)
    clock.now = AFTER
    ask(api, "PATCH", f"{owner}/delete?description=Feil", 200)
    assert sign * GROSS == balance_changes(api, before[OLD], OLD)[BANK]
    assert {} == balance_changes(api, before[NEW], NEW)


def test_december_payment_is_closed_in_january(clock: MovableClock, api: requests.Session) -> None:
    """It is erased while its month lasts, and reversed on 1 January after that.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    before = {day: balances(api, day) for day in (OLD, NEW)}
    owner = post(api, "/sales", sold(OLD))
    first, second = pay(api, owner, OLD), pay(api, owner, OLD)
    ask(api, "DELETE", first, 204)
    assert GROSS == balance_changes(api, before[OLD], OLD)[BANK]
    clock.now = AFTER
    ask(api, "DELETE", second, 204)
    assert GROSS == balance_changes(api, before[OLD], OLD)[BANK]
    assert BANK not in balance_changes(api, before[NEW], NEW)


def test_journal_entry_is_reversed_in_new_year(clock: MovableClock, api: requests.Session) -> None:
    before = {day: balances(api, day) for day in (OLD, NEW)}
    lines = [{"amount": 100, "debitAccount": "1900", "creditAccount": "3900"}]
    entry = {"description": "x", "date": OLD, "lines": lines}
    body = {"description": "x", "journalEntries": [entry]}
    location = ask(api, "POST", "/generalJournalEntries", 201, json=body)
    clock.now = AFTER
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    assert {"1900": 100, "3900": -100} == balance_changes(api, before[OLD], OLD)
    assert {} == balance_changes(api, before[NEW], NEW)


def test_accrual_continues_in_new_year(clock: MovableClock, api: requests.Session) -> None:
    """1,000.00 over December, January and February: 333.33, 333.33 and 333.34."""
    owner = post(api, "/sales", sold("2026-12-01"))
    line = ask(api, "GET", owner, 200)["lines"][0]["lineId"]
    body = {"lineId": line, "account": "2965", "startDate": "2026-12-01", "periods": 3}
    location = post(api, f"{owner}/accruals", body)
    accrual = ask(api, "GET", location, 200)
    assert (2, ["2027"]) == (accrual["unpostedPeriods"], accrual["unpostedYears"])
    clock.now = AFTER
    accrual = ask(api, "GET", location, 200)
    assert (0, []) == (accrual["unpostedPeriods"], accrual["unpostedYears"])
    days = ("2026-12-31", "2027-01-01", "2027-02-01")
    remaining = [balances(api, day).get("2965", 0) for day in days]
    assert [-666_67, -333_34, 0] == remaining


def test_month_ends_at_norwegian_midnight(clock: MovableClock, api: requests.Session) -> None:
    """22:30 UTC on 30 June is 00:30 on 1 July in Norwegian summer time."""
    clock.now = datetime(2027, 6, 30, 21, 30, tzinfo=UTC)
    owner = post(api, "/sales", sold("2027-06-01"))
    first, second = pay(api, owner, "2027-06-10"), pay(api, owner, "2027-06-10")
    count = len(ask(api, "GET", "/transactions?pageSize=100", 200))
    ask(api, "DELETE", first, 204)
    assert count - 1 == len(ask(api, "GET", "/transactions?pageSize=100", 200))
    clock.now = datetime(2027, 6, 30, 22, 30, tzinfo=UTC)
    ask(api, "DELETE", second, 204)
    reversal = ask(api, "GET", "/transactions?pageSize=100", 200)[-1]
    assert "2027-07-01" == reversal["entries"][0]["date"]
