"""The forms of the window: faults, the clock and the reset."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests

from fiken.emulator import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
    Fault,
    PendingFault,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)
from tests.emulator.conftest import OSLO, noon
from tests.emulator.recurring import dates, recur
from tests.emulator.window import Window


@pytest.fixture
def window(emulator: Emulator) -> Window:
    return Window(emulator)


# --- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"kind": "Status", "code": "503"}, Status(503)),
        (
            {"kind": "Status", "code": "429", "retry_after": "2", "body": "x"},
            Status(429, retry_after="2", body="x"),
        ),
        (
            {"kind": "Status", "code": "502", "body": "<p>", "content_type": "text/html"},
            Status(502, body="<p>", content_type="text/html"),
        ),
        ({"kind": "Slow", "seconds": "0.5"}, Slow(0.5)),
        ({"kind": "WaitBeforeCarryingOut", "seconds": "3"}, WaitBeforeCarryingOut(3.0)),
        ({"kind": "DropBeforeReading"}, DropBeforeReading()),
        ({"kind": "DropAfterCarryingOut"}, DropAfterCarryingOut()),
        ({"kind": "CutBody"}, CutBody()),
        (
            {"kind": "CannedAnswer", "code": "200", "body": "ø", "carry_out": "on"},
            CannedAnswer(200, {"Content-Type": "text/html"}, "ø".encode(), carry_out=True),
        ),
        (
            {"kind": "CannedAnswer", "code": "204", "content_type": "text/plain"},
            CannedAnswer(204, {"Content-Type": "text/plain"}),
        ),
    ],
)
def test_each_fault_can_be_armed(window: Window, fields: dict[str, str], fault: Fault) -> None:
    page = window.send("/window/faults", **fields)
    assert "The fault is armed" in page.text
    assert (PendingFault(fault, None, None, 1, 0),) == window.emulator.pending_faults
    window.emulator.clear_faults()


def test_a_fault_waits_for_requests(window: Window, api: requests.Session) -> None:
    """Of a method and a path, after some that match, for some of them. The page shows which."""
    place = {"method": "POST", "path": "/contacts", "times": "2", "skip": "1"}
    page = window.send("/window/faults", kind="Status", code="503", **place)
    assert ["Status(503)", "POST", "/contacts", "2", "1", "Disarm"] == page.row("Status(503)")
    body = {"name": "Anna"}
    statuses = [api.post("/contacts", json=body).status_code for _ in range(4)]
    assert [201, 503, 503, 201] == statuses
    assert "None. Every request is served normally." in window.open("/window/faults").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "Status", "code": "99"}, "a status is a whole number from 100 to 599, not 99"),
        ({"kind": "Status", "code": ""}, "code is a whole number, not ''"),
        ({"kind": "Status", "code": "5e2"}, "code is a whole number, not '5e2'"),
        ({"kind": "Slow", "seconds": "soon"}, "seconds is a number, not 'soon'"),
        ({"kind": "Slow", "seconds": "-1"}, "a wait is from 0 to 86400 seconds"),
        ({"kind": "Slow", "seconds": "nan"}, "a wait is from 0 to 86400 seconds"),
        ({"kind": "CutBody", "path": "/contcats"}, "no path of Fiken's contract ends in"),
        ({"kind": "CutBody", "method": "BREW"}, "method is one of"),
        ({"kind": "CutBody", "times": "0"}, "a fault happens at least once"),
        ({"kind": "CutBody", "skip": "-1"}, "skip is a whole number, not '-1'"),
        ({"kind": "Unplug"}, "Choose a kind of fault: Status"),
        ({}, "Choose a kind of fault"),
    ],
)
def test_a_wrong_fault_is_explained(window: Window, fields: dict[str, str], sentence: str) -> None:
    """Nothing is armed, and the form keeps what was typed."""
    page = window.send("/window/faults", body="kept <text>", **fields)
    assert 400 == page.status
    assert sentence in page.text
    assert "kept &lt;text&gt;" in page.html
    assert () == window.emulator.pending_faults


def test_one_fault_is_disarmed(window: Window) -> None:
    """The others stay. A second click on the same button does nothing."""
    for code in (500, 501, 502):
        window.emulator.fail_next(Status(code))
    number = list(window.emulator._faults.numbered())[1]
    for _ in range(2):
        window.send(f"/window/faults/{number}/disarm")
    assert [Status(500), Status(502)] == [each.fault for each in window.emulator.pending_faults]
    assert "None. Every request" in window.send("/window/faults/disarm").text
    assert () == window.emulator.pending_faults


# --- the clock -----------------------------------------------------------------------------------


def test_the_clock_is_set(window: Window) -> None:
    """It stands still at a Norwegian time."""
    page = window.send("/window/clock", moment="2027-01-31T23:30", mode="stands")
    assert "Sunday 31 January 2027, 23:30:00" in page.text
    assert datetime(2027, 1, 31, 23, 30, tzinfo=OSLO) - timedelta(hours=-1) == window.emulator.now


def test_the_clock_can_run(window: Window) -> None:
    window.send("/window/clock", moment="2026-03-01T08:00", mode="runs")
    first = window.emulator.now
    while window.emulator.now == first:
        pass
    assert first.date() == window.emulator.now.date()


@pytest.mark.parametrize(
    ("start", "number", "unit", "end"),
    [
        ("2026-06-15T12:00", "5", "hours", "2026-06-15T17:00"),
        ("2026-06-15T12:00", "1", "days", "2026-06-16T12:00"),
        ("2026-03-28T12:00", "1", "days", "2026-03-29T12:00"),  # of 23 hours
        ("2026-06-15T12:00", "2", "weeks", "2026-06-29T12:00"),
        ("2026-01-31T12:00", "1", "months", "2026-02-28T12:00"),
        ("2026-12-31T12:00", "2", "months", "2027-02-28T12:00"),
        ("2026-11-30T12:00", "13", "months", "2027-12-30T12:00"),
    ],
)
def test_the_clock_is_moved_on(
    window: Window, start: str, number: str, unit: str, end: str
) -> None:
    window.send("/window/clock", moment=start)
    window.send("/window/clock/move", number=number, unit=unit)
    assert end == window.emulator.now.strftime("%Y-%m-%dT%H:%M")


def test_moving_issues_recurring_invoices(window: Window, api: requests.Session) -> None:
    """Before the next request."""
    location = recur(api)
    window.send("/window/clock/move", number="2", unit="months")
    assert ["2026-07-01", "2026-08-01"] == dates(api, location)


def test_the_first_clock_comes_back(window: Window) -> None:
    window.send("/window/clock/move", number="1", unit="days")
    window.send("/window/clock/first")
    assert noon() == window.emulator.now


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("clock", {"moment": ""}, "The clock is not set"),
        ("clock", {"moment": "tomorrow"}, "The clock is not set"),
        ("clock", {"moment": "1899-12-31T12:00"}, "a clock's year is from 1900"),
        ("clock/move", {"number": "1", "unit": "fortnights"}, "the unit is one of hours"),
        ("clock/move", {"number": "-1", "unit": "days"}, "number is a whole number"),
        ("clock/move", {"number": "9" * 15, "unit": "weeks"}, "The clock is not moved"),
        ("clock/move", {"number": "99999", "unit": "months"}, "The clock is not moved"),
        ("clock/move", {"number": "999999999", "unit": "months"}, "The clock is not moved"),
    ],
)
def test_a_wrong_time_is_explained(
    window: Window, path: str, fields: dict[str, str], sentence: str
) -> None:
    page = window.send(f"/window/{path}", **fields)
    assert 400 == page.status
    assert sentence in page.text
    assert noon() == window.emulator.now


# --- the reset -----------------------------------------------------------------------------------


def test_reset_begins_anew(window: Window, api: requests.Session) -> None:
    """With the books, the log, the faults and the clock of the start, and the same forms."""
    api.post("/contacts", json={"name": "Anna"})
    window.emulator.fail_next(Status(500))
    window.send("/window/clock/move", number="1", unit="days")
    page = window.send("/window/reset")
    assert "as at the start" in page.text
    assert ([], ()) == (window.emulator.requests, window.emulator.pending_faults)
    assert noon() == window.emulator.now
    assert [] == api.get("/contacts?name=Anna").json()


def test_a_file_is_not_reset(tmp_path: Path) -> None:
    with Emulator(data=tmp_path / "books.db", empty=True) as emulator:
        page = Window(emulator).send("/window/reset")
        assert 409 == page.status
        assert "which reset() does not overwrite" in page.text
