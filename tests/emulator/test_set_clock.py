"""The clock of a running emulator is set, moved, and set back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import OSLO, noon


def created_date(api: requests.Session) -> str:
    """Create a contact, and return the day of its creation."""
    location = api.post("/contacts", json={"name": "Anna"}).headers["Location"]
    created: str = api.get(location).json()["createdDate"]
    return created


def test_requests_see_the_new_time(emulator: Emulator, api: requests.Session) -> None:
    emulator.set_clock(lambda: date(2026, 12, 24))
    assert "2026-12-24" == created_date(api)
    emulator.move_clock(timedelta(days=-30))
    assert "2026-11-24" == created_date(api)


def test_a_new_year_is_opened(emulator: Emulator, api: requests.Session) -> None:
    """A general journal entry in a year that was not open before can be posted."""
    line = {"amount": 100, "debitAccount": "1920:10001", "creditAccount": "2000"}
    entry = {"description": "x", "date": "2027-01-02", "lines": [line]}
    body = {"description": "x", "journalEntries": [entry]}
    assert 400 == api.post("/generalJournalEntries", json=body).status_code
    emulator.move_clock(timedelta(days=365))
    assert 201 == api.post("/generalJournalEntries", json=body).status_code


def test_now_is_norwegian(emulator: Emulator) -> None:
    emulator.set_clock(lambda: datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert datetime(2026, 7, 1, 0, 30, tzinfo=OSLO) == emulator.now
    assert 1 == emulator.now.day


def test_moves_add_up(emulator: Emulator) -> None:
    for _ in range(3):
        emulator.move_clock(timedelta(hours=10))
    assert noon() + timedelta(hours=30) == emulator.now


def test_another_clock_is_not_moved(emulator: Emulator) -> None:
    """Nor is the first one, when it comes back."""
    emulator.move_clock(timedelta(days=1))
    emulator.set_clock(lambda: date(2026, 1, 2))
    assert (2, 12) == (emulator.now.day, emulator.now.hour)
    emulator.set_clock(None)
    assert noon() == emulator.now


def test_reset_sets_the_clock_back(emulator: Emulator, api: requests.Session) -> None:
    """So that no test sees the clock of another one."""
    emulator.move_clock(timedelta(days=400))
    emulator.reset()
    assert noon() == emulator.now
    assert "2026-06-15" == created_date(api)


def test_a_moved_machine_clock_runs() -> None:
    with Emulator(empty=True) as emulator:
        before = datetime.now(UTC)
        emulator.move_clock(timedelta(hours=5))
        moved = emulator.now - before
        assert timedelta(hours=3) < moved < timedelta(hours=8)
        first = emulator.now
        while emulator.now == first:
            pass
        assert emulator.now > first


@pytest.mark.parametrize(
    ("clock", "error"),
    [
        (date(2026, 1, 1), TypeError),
        (lambda: "2026-01-01", TypeError),
        (lambda: date(1899, 1, 1), ValueError),
    ],
)
def test_a_wrong_clock_changes_nothing(
    emulator: Emulator, clock: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="clock"):
        emulator.set_clock(clock)
    assert noon() == emulator.now


@pytest.mark.parametrize(
    ("shift", "error"),
    [
        (1, TypeError),
        (None, TypeError),
        (timedelta(days=365 * 9000), ValueError),
        (timedelta.max, ValueError),
        (timedelta(days=-365 * 200), ValueError),
    ],
)
def test_a_wrong_shift_changes_nothing(
    emulator: Emulator, shift: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"shift|clock"):
        emulator.move_clock(shift)
    assert noon() == emulator.now
