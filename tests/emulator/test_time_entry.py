"""Time entries: create, read, change, delete, filter, and the state locked."""

from datetime import datetime
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import OSLO
from tests.emulator.test_project import create as create_project
from tests.emulator.tracking import DAY, activity, demo, entry, person, shown
from tests.emulator.trade import ask, post, read, refusal, tables


def test_created_entry_contains_what_it_names(api: requests.Session) -> None:
    """Its activity, its project and its person, and the moment of its creation."""
    project = create_project(api)
    facts = {"date": DAY, "hours": 7.5, "startTime": "09:15"}
    facts |= {"description": "Ny forside", "internalNote": "Ring kunden"}
    work, who = activity(api), person(api, 1)
    ids = {"activityId": work, "projectId": int(project.rpartition("/")[2]), "timeUserId": who}
    location = post(api, "/timeEntries", {**facts, **ids})
    assert read(api, location) == {
        **facts,
        "timeEntryId": int(location.rpartition("/")[2]),
        "endTime": "16:45",
        "activity": read(api, f"/activities/{work}"),
        "project": read(api, project),
        "timeUser": read(api, f"/timeUsers/{who}"),
        "invoiced": False,
        "invoiceId": None,
        "locked": False,
        "createdDate": "2026-06-15T10:00:00Z",
        "lastModifiedDate": "2026-06-15T10:00:00Z",
    }


def test_optional_fields_of_entry_are_null(api: requests.Session) -> None:
    row = shown(api, entry(api))
    optional = ("startTime", "endTime", "description", "internalNote", "project", "invoiceId")
    assert [None] * 6 == [row[name] for name in optional]


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("00:00", 0, "00:00"),
        ("09:00", 7.5, "16:30"),
        ("23:30", 0.75, "00:15"),
        ("08:00", 24, "08:00"),
        ("10:00", 0.1, "10:06"),
        ("10:00", 1 / 3, "10:20"),
    ],
)
def test_end_time_follows_from_hours(
    api: requests.Session, start: str, hours: float, end: str
) -> None:
    assert end == shown(api, entry(api, startTime=start, hours=hours))["endTime"]


@pytest.mark.parametrize("hours", [0, 0.01, 8, 25, 7.123456, -1.5])
def test_hours_are_kept_as_sent(api: requests.Session, hours: float) -> None:
    """More than 24 hours are accepted, and negative hours too (Emulator choice)."""
    assert hours == shown(api, entry(api, hours=hours))["hours"]


@pytest.mark.parametrize("missing", ["date", "hours", "activityId", "timeUserId"])
def test_entry_requires_fields_of_contract(api: requests.Session, missing: str) -> None:
    body = {"date": DAY, "hours": 1, "activityId": activity(api), "timeUserId": person(api)}
    body[missing] = None
    status, message = refusal(api, "POST", "/timeEntries", json=body)
    assert (400, True) == (status, f"'{missing}'" in message)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", 1e300),
        ("hours", "7.5"),
        ("date", "01.06.2026"),
        ("startTime", "25:00"),
        ("startTime", "9:00"),
        ("startTime", "09:60"),
        ("startTime", "09:00\n"),
        ("startTime", ""),
        ("activityId", 1),
        ("projectId", 1),
    ],
)
def test_invalid_entry_is_refused(
    emulator: Emulator, api: requests.Session, field: str, value: Any
) -> None:
    """Neither POST nor PATCH writes anything."""
    key = entry(api)
    body = {"date": DAY, "hours": 1, "activityId": activity(api, "Ny"), "timeUserId": person(api)}
    before = tables(emulator)
    for method, path in ("POST", "/timeEntries"), ("PATCH", f"/timeEntries/{key}"):
        sent = {**body, field: value} if method == "POST" else {field: value}
        status, message = refusal(api, method, path, json=sent)
        assert (400, True) == (status, f"'{field}'" in message)
    assert before == tables(emulator)


def test_unknown_person_is_refused(api: requests.Session) -> None:
    body = {"date": DAY, "hours": 1, "activityId": activity(api), "timeUserId": 1}
    assert "'timeUserId'" in refusal(api, "POST", "/timeEntries", json=body)[1]


def test_patch_changes_entry_and_moment() -> None:
    """The status is 200, with a Location. A field that is not sent keeps its value.

    Observed: docs/observed.md#3-responses
    """
    now = [datetime(2026, 6, 15, 12, tzinfo=OSLO)]
    with demo(clock=lambda: now[0]) as api:
        key = entry(api, description="Ny forside", startTime="09:00")
        before = shown(api, key)
        now[0] = datetime(2026, 6, 15, 13, 30, tzinfo=OSLO)
        answer = api.patch(f"/timeEntries/{key}", json={"hours": 2, "description": None})
        assert (200, b"") == (answer.status_code, answer.content)
        assert answer.headers["Location"].endswith(f"/timeEntries/{key}")
        changes = {"hours": 2, "description": None, "endTime": "11:00"}
        changes["lastModifiedDate"] = "2026-06-15T11:30:00Z"
        assert {**before, **changes} == shown(api, key)


@pytest.mark.parametrize("field", ["date", "hours", "activityId"])
def test_required_fields_cannot_be_cleared(api: requests.Session, field: str) -> None:
    key = entry(api)
    before = shown(api, key)
    status, message = refusal(api, "PATCH", f"/timeEntries/{key}", json={field: None})
    assert (400, True) == (status, f"'{field}'" in message)
    assert before == shown(api, key)


def test_person_of_entry_cannot_change(api: requests.Session) -> None:
    """The contract has no `timeUserId` in a PATCH."""
    path = f"/timeEntries/{entry(api)}"
    assert "'timeUserId'" in refusal(api, "PATCH", path, json={"timeUserId": person(api, 1)})[1]


def test_deleted_entry_is_404(api: requests.Session) -> None:
    """Observed: docs/observed.md#12-updates-and-deletions"""
    path = f"/timeEntries/{entry(api)}"
    assert [204, 404] == [api.delete(path).status_code for _ in range(2)]
    assert [404, 404] == [api.get(path).status_code, api.patch(path, json={}).status_code]


def test_entry_survives_its_project(api: requests.Session) -> None:
    project = create_project(api)
    key = entry(api, projectId=int(project.rpartition("/")[2]))
    ask(api, "DELETE", project, 204)
    assert shown(api, key)["project"] is None


# --- lists ---------------------------------------------------------------------------------------


def hours(api: requests.Session, query: str) -> list[float]:
    """Return the hours of the entries that match a query: in the demo company, all differ."""
    return [each["hours"] for each in ask(api, "GET", f"/timeEntries?{query}", 200)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [7.5, 3, 0.75, 8, 1.5, 6, 4.5]),
        ("date=2025-11-19", [3]),
        ("dateGe=2025-11-19", [3, 0.75, 6, 4.5]),
        ("dateLe=2025-11-18", [7.5, 8, 1.5]),
        ("dateGe=2025-11-18&dateLe=2025-11-19", [7.5, 3]),
        ("invoiced=true", [1.5]),
        ("invoiced=false", [7.5, 3, 0.75, 8, 6, 4.5]),
        ("page=1&pageSize=5", [6, 4.5]),
        ("projectId={project}", [6, 4.5]),
        ("activityId={activity}", [7.5, 6, 4.5]),
        ("timeUserId={user}", [0.75, 1.5]),
        ("timeUserId={user}&invoiced=true", [1.5]),
    ],
)
def test_entries_are_filtered(api: requests.Session, query: str, expected: list[float]) -> None:
    ids = {
        "project": ask(api, "GET", "/projects", 200)[1]["projectId"],
        "activity": ask(api, "GET", "/activities", 200)[0]["activityId"],
        "user": person(api, 2),
    }
    assert expected == hours(api, query.format(**ids))


@pytest.mark.parametrize(
    ("moment", "later", "earlier"),
    [
        ("2026-06-15T10:00:00Z", True, True),
        ("2026-06-15T12:00:00%2B02:00", True, True),
        ("2026-06-15T10:00:00", True, True),
        ("2026-06-15T10:00:00.001Z", False, True),
        ("2026-06-15T09:59:59.999Z", True, False),
        ("2026-06-15T10:00:01Z", False, True),
        ("2026-06-15", True, False),
        ("2026-06-16", False, True),
        ("0001-01-01", True, False),
    ],
)
def test_moments_of_change_are_inclusive(
    api: requests.Session, moment: str, later: bool, earlier: bool
) -> None:
    """The new entry was changed at 10:00:00 UTC. A time without an offset is in UTC."""
    entry(api, hours=99)
    assert later is (99 in hours(api, f"lastModifiedGe={moment}"))
    assert earlier is (99 in hours(api, f"lastModifiedLe={moment}"))


# --- locked entries ------------------------------------------------------------------------------


def of_hours(api: requests.Session, number: float) -> dict[str, Any]:
    """Return the entry of the demo company with this number of hours."""
    (row,) = [each for each in ask(api, "GET", "/timeEntries", 200) if each["hours"] == number]
    return dict(row)


@pytest.mark.parametrize(
    ("number", "state"),
    [(7.5, (False, False)), (8, (False, True)), (1.5, (True, True)), (6, (False, True))],
    ids=["open", "closed period", "invoiced", "in a draft"],
)
def test_demo_has_entries_in_every_state(
    api: requests.Session, number: float, state: tuple[bool, bool]
) -> None:
    row = of_hours(api, number)
    assert state == (row["invoiced"], row["locked"])


def test_demo_entry_is_on_its_invoice(api: requests.Session) -> None:
    """The invoice has a line with the text, the hours and the price of the entry's activity."""
    row = of_hours(api, 1.5)
    line = read(api, f"/invoices/{row['invoiceId']}")["lines"][1]
    assert (row["activity"]["name"], row["hours"], row["activity"]["hourlyRate"]) == (
        line["description"],
        line["quantity"],
        line["unitPrice"],
    )


@pytest.mark.parametrize(
    ("number", "reason"), [(8, "period is closed"), (1.5, "is invoiced"), (6, "draft")]
)
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_locked_entry_cannot_change(
    api: requests.Session, method: str, number: float, reason: str
) -> None:
    row = of_hours(api, number)
    path = f"/timeEntries/{row['timeEntryId']}"
    body = {"internalNote": "Ny"} if method == "PATCH" else None
    status, message = refusal(api, method, path, json=body)
    assert (400, True) == (status, reason in message)
    assert row == read(api, path)


def test_entry_of_closed_period_is_locked(api: requests.Session) -> None:
    """The entry is accepted, but cannot be changed afterwards (Emulator choice). 2023 is open."""
    key, moved = entry(api, date="2022-12-31"), entry(api, activityId=activity(api, "Ny"))
    ask(api, "PATCH", f"/timeEntries/{moved}", 200, json={"date": "2022-12-31"})
    assert [True, True] == [shown(api, each)["locked"] for each in (key, moved)]
    assert "period is closed" in refusal(api, "DELETE", f"/timeEntries/{key}")[1]


def test_only_past_periods_are_closed(api: requests.Session) -> None:
    """Only periods before the first open fiscal year are closed (Emulator choice)."""
    work = activity(api)
    for date in "2027-01-01", "2023-01-01":
        assert shown(api, entry(api, date=date, activityId=work))["locked"] is False


# --- the module ----------------------------------------------------------------------------------

OPERATIONS = [
    (method, path)
    for path, methods in {
        "/activities": ("GET", "POST"),
        "/activities/1": ("GET", "PATCH", "DELETE"),
        "/timeEntries": ("GET", "POST"),
        "/timeEntries/1": ("GET", "PATCH", "DELETE"),
        "/timeEntries/createInvoiceDraft": ("POST",),
        "/timeUsers": ("GET",),
        "/timeUsers/1": ("GET",),
    }.items()
    for method in methods
]


def test_time_tracking_is_a_paid_module() -> None:
    """The other module does not include it.

    Observed: docs/observed.md#4-error-bodies
    """
    bodies = {"/timeEntries": {"date": DAY, "hours": 1, "activityId": 1, "timeUserId": 1}}
    bodies["/timeEntries/createInvoiceDraft"] = {
        "timeEntryIds": [1],
        "customerId": 1,
        "daysUntilDueDate": 14,
    }
    with demo(modules=["projects"]) as api:
        for method, path in OPERATIONS:
            writes = method in {"POST", "PATCH"}
            body = bodies.get(path, {"name": "Ny"} if "activ" in path else {})
            answer = refusal(api, method, path, json=body if writes else None)
            assert (402, "module not activated") == answer
        ask(api, "GET", "/projects", 200)


def test_module_time_can_be_bought_alone() -> None:
    with demo(modules=["time"]) as api:
        ask(api, "GET", "/activities", 200)
        assert refusal(api, "GET", "/projects")[0] == 402
