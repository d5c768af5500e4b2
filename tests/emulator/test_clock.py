"""The emulator's present: a Norwegian day, moved by its clock, one moment per request."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator


def ask(emulator: Emulator, method: str, path: str, **options: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {emulator.token}"}
    url = f"{emulator.url}/companies/{emulator.company_slug}{path}"
    return requests.request(method, url, headers=headers, timeout=10, **options)


def day_of_new_contact(emulator: Emulator) -> str:
    """Return the day on which a contact is created now."""
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
def test_the_day_is_norwegian(present: date, day: str) -> None:
    """Two hours before UTC in summer, one in winter; what knows no zone is Norwegian."""
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
def test_a_moment_goes_out_in_utc(present: date, moment: str) -> None:
    """A date is its noon in Norway."""
    with Emulator(clock=lambda: present) as emulator:
        form = {"name": "x", "filename": "x.pdf"}
        ask(emulator, "POST", "/inbox", data=form, files={"file": ("x.pdf", b"%PDF")})
        (document,) = ask(emulator, "GET", "/inbox?pageSize=1").json()
        assert moment == document["createdAt"]


def test_a_year_that_begins_is_opened() -> None:
    """Whoever runs the emulator over New Year can book in January, and in no later year."""
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
    """A clock that moves whenever it is asked moves once per request."""
    asked: list[date] = []

    def clock() -> date:
        asked.append(date(2026, 1, 1) + timedelta(days=len(asked)))
        return asked[-1]

    with Emulator(clock=clock) as emulator:
        before = len(asked)
        ask(emulator, "POST", "/contacts", json={"name": "Anna"})
        assert before + 1 == len(asked)
        (anna,) = ask(emulator, "GET", "/contacts?name=Anna").json()
        assert asked[before].isoformat() == anna["createdDate"] == anna["lastModifiedDate"]


@pytest.mark.parametrize("clock", [lambda: None, lambda: 1_780_000_000, lambda: "2026-06-15"])
def test_a_clock_that_returns_no_time_is_refused(clock: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match="a clock returns a datetime or a date, not "):
        Emulator(clock=clock)


def test_a_machine_without_time_zones_is_told_the_remedy() -> None:
    """As Windows is without `tzdata`."""
    program = """import sys, zoneinfo
sys.modules["tzdata"] = None
zoneinfo.reset_tzpath(())
from fiken.emulator import Emulator
Emulator().start()"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.stderr.splitlines()[-1].endswith("needs Europe/Oslo: pip install tzdata")
