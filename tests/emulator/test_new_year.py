"""The books at New Year: their days are Norwegian days, whichever zone the clock is in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import Api
from tests.emulator.trade import BANK, IN_CASH, PURCHASE, SALE, ask, balances, moved, post, refusal

GROSS = 1_250_00
#: 00:30 in Norway, on 1 January 2027.
AFTER = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
#: 23:30 in Norway, on 31 December 2026.
BEFORE = AFTER - timedelta(hours=1)
OLD, NEW = "2026-12-31", "2027-01-01"


class Hands:
    """The hands of a clock that a test moves."""

    def __init__(self) -> None:
        self.now = BEFORE


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def emulator(hands: Hands) -> Iterator[Emulator]:
    """A demo company that starts half an hour before the new year; its books hold at the end."""
    with Emulator(seed=1, clock=lambda: hands.now) as emulator:
        yield emulator
        emulator.check_books()


def sold(day: str, **fields: Any) -> dict[str, Any]:
    return {**SALE, "date": day, **fields}


def pay(api: requests.Session, owner: str, day: str) -> str:
    payment = {"date": day, "account": BANK, "amount": GROSS}
    return post(api, f"{owner}/payments", payment)


def test_the_new_year_opens_while_the_emulator_runs(hands: Hands, api: requests.Session) -> None:
    """Before, the refusal has the words of any year that is not open.

    Observed: docs/observed.md#4-error-bodies
    """
    expected = (400, "Fiscal year 2027 is invalid")
    assert expected == refusal(api, "POST", "/sales", json=sold(NEW))
    hands.now = AFTER
    assert NEW == ask(api, "GET", post(api, "/sales", sold(NEW)), 200)["date"]
    expected = (400, "Fiscal year 2028 is invalid")
    assert expected == refusal(api, "POST", "/sales", json=sold("2028-01-01"))


@pytest.mark.parametrize(
    ("moment", "years"),
    [(BEFORE, range(2023, 2027)), (AFTER, range(2024, 2028))],
    ids=["before", "after"],
)
def test_four_years_are_open_by_the_norwegian_day(moment: datetime, years: range) -> None:
    with Emulator(seed=1, clock=lambda: moment, empty=True) as emulator:
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as api:
            answers = {
                year: api.post("/sales", json=sold(f"{year}-06-01")).status_code
                for year in range(2022, 2030)
            }
        emulator.check_books()
    assert {year: 201 if year in years else 400 for year in range(2022, 2030)} == answers


def test_a_clock_that_skips_years_opens_the_last_four(hands: Hands, api: requests.Session) -> None:
    """Those that were open stay so."""
    hands.now = datetime(2031, 3, 1, tzinfo=UTC)
    for year in (2023, 2026, 2028, 2031):
        post(api, "/sales", sold(f"{year}-02-01"))
    assert 400 == refusal(api, "POST", "/sales", json=sold("2027-02-01"))[0]
    assert 400 == refusal(api, "POST", "/sales", json=sold("2032-02-01"))[0]


@pytest.mark.parametrize(("moment", "day"), [(BEFORE, OLD), (AFTER, NEW)], ids=["before", "after"])
def test_every_date_of_the_books_is_norwegian(
    hands: Hands, api: requests.Session, moment: datetime, day: str
) -> None:
    """What is written at 23:30 in UTC is of the next day; only moments are in UTC."""
    hands.now = moment
    dates: dict[str, str] = {}
    made = {
        "contacts": {"name": "Ny", "customer": True},
        "products": {"name": "x", "incomeAccount": "3000", "vatType": "HIGH", "active": True},
        "sales": SALE,
        "purchases": PURCHASE,
    }
    for path, body in made.items():
        shown = ask(api, "GET", post(api, f"/{path}", body), 200)
        for name in ("createdDate", "lastModifiedDate"):
            dates |= {f"{path} {name}": shown[name]} if name in shown else {}
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
def test_what_is_deleted_after_new_year_is_reversed_in_the_new_year(
    hands: Hands, api: requests.Session, path: str, sign: int, cash: bool
) -> None:
    """Emulator choice: today. The old year keeps its figures to the øre."""
    before = {day: balances(api, day) for day in (OLD, NEW)}
    body = {**(SALE if sign > 0 else PURCHASE), "date": OLD}
    if cash:
        kind = "cash_sale" if sign > 0 else "cash_purchase"
        body |= {**IN_CASH, "kind": kind, "paymentDate": OLD}
        body |= {"totalPaid": GROSS} if sign > 0 else {}
    owner = post(api, path, body)
    if not cash:
        pay(api, owner, OLD)
    hands.now = AFTER
    ask(api, "PATCH", f"{owner}/delete?description=Feil", 200)
    assert sign * GROSS == moved(api, before[OLD], OLD)[BANK]
    assert {} == moved(api, before[NEW], NEW)


def test_a_payment_of_december_is_closed_in_january(hands: Hands, api: requests.Session) -> None:
    """Erased while its month lasts, reversed on 1 January after that.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    before = {day: balances(api, day) for day in (OLD, NEW)}
    owner = post(api, "/sales", sold(OLD))
    first, second = pay(api, owner, OLD), pay(api, owner, OLD)
    ask(api, "DELETE", first, 204)
    assert GROSS == moved(api, before[OLD], OLD)[BANK]
    hands.now = AFTER
    ask(api, "DELETE", second, 204)
    assert GROSS == moved(api, before[OLD], OLD)[BANK]
    assert BANK not in moved(api, before[NEW], NEW)


def test_a_journal_entry_is_reversed_in_the_new_year(hands: Hands, api: requests.Session) -> None:
    before = {day: balances(api, day) for day in (OLD, NEW)}
    lines = [{"amount": 100, "debitAccount": "1900", "creditAccount": "3900"}]
    entry = {"description": "x", "date": OLD, "lines": lines}
    body = {"description": "x", "journalEntries": [entry]}
    location = ask(api, "POST", "/generalJournalEntries", 201, json=body)
    hands.now = AFTER
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    assert {"1900": 100, "3900": -100} == moved(api, before[OLD], OLD)
    assert {} == moved(api, before[NEW], NEW)


def test_an_accrual_goes_on_into_the_year_that_opens(hands: Hands, api: requests.Session) -> None:
    """1,000.00 over December, January and February: 333.33, 333.33 and 333.34."""
    owner = post(api, "/sales", sold("2026-12-01"))
    line = ask(api, "GET", owner, 200)["lines"][0]["lineId"]
    spread = {"lineId": line, "account": "2965", "startDate": "2026-12-01", "periods": 3}
    location = post(api, f"{owner}/accruals", spread)
    shown = ask(api, "GET", location, 200)
    assert (2, ["2027"]) == (shown["unpostedPeriods"], shown["unpostedYears"])
    hands.now = AFTER
    shown = ask(api, "GET", location, 200)
    assert (0, []) == (shown["unpostedPeriods"], shown["unpostedYears"])
    days = ("2026-12-31", "2027-01-01", "2027-02-01")
    left = [balances(api, day).get("2965", 0) for day in days]
    assert [-666_67, -333_34, 0] == left


def test_a_month_ends_at_midnight_in_norway(hands: Hands, api: requests.Session) -> None:
    """22:30 in UTC on 30 June is 00:30 of July in summer time."""
    hands.now = datetime(2027, 6, 30, 21, 30, tzinfo=UTC)
    owner = post(api, "/sales", sold("2027-06-01"))
    first, second = pay(api, owner, "2027-06-10"), pay(api, owner, "2027-06-10")
    count = len(ask(api, "GET", "/transactions?pageSize=100", 200))
    ask(api, "DELETE", first, 204)
    assert count - 1 == len(ask(api, "GET", "/transactions?pageSize=100", 200))
    hands.now = datetime(2027, 6, 30, 22, 30, tzinfo=UTC)
    ask(api, "DELETE", second, 204)
    reverse = ask(api, "GET", "/transactions?pageSize=100", 200)[-1]
    assert "2027-07-01" == reverse["entries"][0]["date"]
