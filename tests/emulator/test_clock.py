"""The emulator's clock: a Norwegian date, and one moment per request."""

import sys
import time
import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from fiken.emulator._clock import norway, seconds


def ask(emulator: Emulator, method: str, path: str, **options: Any) -> requests.Response:
    """Send a request below the demo company and return the answer."""
    headers = {"Authorization": f"Bearer {emulator.token}"}
    url = f"{emulator.url}/companies/{emulator.company_slug}{path}"
    return requests.request(method, url, headers=headers, timeout=10, **options)


def day_of_new_contact(emulator: Emulator) -> str:
    """Create a contact and return its `createdDate`."""
    location = ask(emulator, "POST", "/contacts", json={"name": "Anna"}).headers["Location"]
    created: str = ask(emulator, "GET", f"/contacts/{location.rpartition('/')[2]}").json()[
        "createdDate"
    ]
    return created


@pytest.mark.parametrize(
    ("present", "day"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), "2026-06-30"),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "2026-07-01"),
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "2026-11-30"),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), "2026-12-01"),
        (datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=9))), "2026-06-30"),
        (datetime(2026, 7, 1, 0, 30), "2026-07-01"),  # noqa: DTZ001
        (datetime(2026, 6, 30, 23, 59), "2026-06-30"),  # noqa: DTZ001
        (date(2026, 7, 1), "2026-07-01"),
    ],
)
def test_date_is_norwegian(present: date, day: str) -> None:
    """Norway is two hours ahead of UTC in summer, and one in winter.

    A time without a zone is Norwegian.
    """
    with Emulator(clock=lambda: present) as emulator:
        assert day == day_of_new_contact(emulator)


@pytest.mark.parametrize(
    ("present", "moment"),
    [
        (datetime(2026, 6, 30, 23, 30), "2026-06-30T21:30:00Z"),  # noqa: DTZ001
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "2026-12-31T23:30:00Z"),
        (date(2026, 1, 2), "2026-01-02T11:00:00Z"),
    ],
)
def test_moment_is_in_utc(present: date, moment: str) -> None:
    """A clock that returns a date stands at noon in Norway."""
    with Emulator(clock=lambda: present) as emulator:
        form = {"name": "x", "filename": "x.pdf"}
        ask(emulator, "POST", "/inbox", data=form, files={"file": ("x.pdf", b"%PDF")})
        (document,) = ask(emulator, "GET", "/inbox?pageSize=1").json()
        assert moment == document["createdAt"]


def test_new_year_is_opened() -> None:
    """After New Year, January can be booked, but not the year after."""
    now = [datetime(2026, 12, 31, 22, 59, tzinfo=UTC)]
    sale = {
        "kind": "external_invoice",
        "currency": "NOK",
        "date": "2027-01-01",
        "dueDate": "2027-01-15",
        "lines": [{"description": "Ost", "vatType": "HIGH", "netPrice": 10000, "vat": 2500}],
    }
    with Emulator(clock=lambda: now[0]) as emulator:
        customer = ask(emulator, "GET", "/contacts?customer=true").json()[0]["contactId"]
        sale |= {"customerId": customer}
        sale["lines"][0]["account"] = "3000"  # type: ignore[index]
        assert 400 == ask(emulator, "POST", "/sales", json=sale).status_code
        now[0] += timedelta(minutes=1)
        assert 201 == ask(emulator, "POST", "/sales", json=sale).status_code
        later = sale | {"date": "2028-01-01", "dueDate": "2028-01-01"}
        assert 400 == ask(emulator, "POST", "/sales", json=later).status_code
        emulator.check_books()


def test_one_request_has_one_moment() -> None:
    """The clock is asked once per request."""
    dates: list[date] = []

    def clock() -> date:
        dates.append(date(2026, 1, 1) + timedelta(days=len(dates)))
        return dates[-1]

    with Emulator(clock=clock) as emulator:
        before = len(dates)
        ask(emulator, "POST", "/contacts", json={"name": "Anna"})
        assert before + 1 == len(dates)
        (anna,) = ask(emulator, "GET", "/contacts?name=Anna").json()
        assert dates[before].isoformat() == anna["createdDate"] == anna["lastModifiedDate"]


@pytest.mark.parametrize("clock", [lambda: None, lambda: 1_780_000_000, lambda: "2026-06-15"])
def test_clock_must_return_date_or_datetime(clock: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match="a clock returns a datetime or a date, not "):
        Emulator(clock=clock)


def test_missing_time_zones_name_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows without `tzdata` is such a machine."""
    monkeypatch.setitem(sys.modules, "tzdata", None)
    norway.cache_clear()
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        with pytest.raises(RuntimeError, match="needs Europe/Oslo: pip install tzdata"):
            Emulator().start()
    finally:
        zoneinfo.reset_tzpath()


@pytest.mark.parametrize(
    ("present", "message"),
    [
        (date(1899, 12, 31), "a clock's year is from 1900 to 9990, not 1899"),
        (date(9991, 1, 1), "a clock's year is from 1900 to 9990, not 9991"),
        (datetime.max.replace(tzinfo=UTC), "a clock cannot be at 9999-12-31"),
    ],
)
def test_year_of_clock_is_limited(present: date, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Emulator(clock=lambda: present)


def test_seconds_without_clock_monotonic(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Windows has no `CLOCK_MONOTONIC`."""
    monkeypatch.delattr(time, "CLOCK_MONOTONIC")
    before = time.monotonic()
    assert before <= seconds() <= time.monotonic()
