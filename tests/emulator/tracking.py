"""Functions that create activities and time entries by plain HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import Api, noon
from tests.emulator.trade import ask, post, read

#: A day in the open fiscal year of the tests.
DAY = "2026-06-01"


@contextmanager
def demo(**options: Any) -> Iterator[requests.Session]:
    """Start an emulator with these options; check its books at the end."""
    with Emulator(**{"seed": 1, "clock": noon, **options}) as emulator:
        with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as session:
            yield session
        emulator.check_books()


def person(api: requests.Session, index: int = 0) -> int:
    """Return the id of a time user."""
    key: int = ask(api, "GET", "/timeUsers", 200)[index]["timeUserId"]
    return key


def activity(api: requests.Session, name: str = "Rådgivning", **fields: Any) -> int:
    """Create an activity of 1,000 kroner per hour, and return its id."""
    location = post(api, "/activities", {"name": name, "hourlyRate": 1_000_00, **fields})
    return int(location.rpartition("/")[2])


def entry(api: requests.Session, **fields: Any) -> int:
    """Create a time entry of 7.5 hours, and return its id.

    Without an `activityId`, it belongs to a new activity. Without a `timeUserId`, to the user.
    """
    body = {"date": DAY, "hours": 7.5, **fields}
    if "activityId" not in body:
        body["activityId"] = activity(api)
    if "timeUserId" not in body:
        body["timeUserId"] = person(api)
    return int(post(api, "/timeEntries", body).rpartition("/")[2])


def shown(api: requests.Session, key: int) -> dict[str, Any]:
    """Return the time entry with this id."""
    return read(api, f"/timeEntries/{key}")
