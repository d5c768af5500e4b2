"""Time users: the persons who can record time."""

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import ask, refusal


def test_time_user_is_found_by_id(api: requests.Session) -> None:
    user = ask(api, "GET", "/timeUsers", 200)[1]
    key = user["timeUserId"]
    assert user == ask(api, "GET", f"/timeUsers/{key}", 200)
    assert user == {
        "timeUserId": key,
        "name": "Nora Lie",
        "email": "nora@fjellbris.example",
        "createdDate": "2025-02-21T12:00:00Z",
        "lastModifiedDate": "2025-02-21T12:00:00Z",
    }
    assert refusal(api, "GET", "/timeUsers/1") == (404, "No time user found with provided id.")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Emma Demo", "Nora Lie", "Jonas Berg"]),
        ("?name=BERG", ["Jonas Berg"]),
        ("?name=e", ["Emma Demo", "Nora Lie", "Jonas Berg"]),
        ("?email=NORA@fjellbris.example", ["Nora Lie"]),
        ("?email=nora", []),
        ("?page=1&pageSize=2", ["Jonas Berg"]),
    ],
)
def test_time_users_are_filtered(api: requests.Session, query: str, expected: list[str]) -> None:
    """`name` matches a part of the name, `email` the whole address, both ignoring case."""
    assert expected == [user["name"] for user in ask(api, "GET", f"/timeUsers{query}", 200)]


def test_user_records_time_in_empty_books(may: tuple[Emulator, requests.Session]) -> None:
    """The API cannot create a time user, so that empty books would accept no time entry."""
    _, api = may
    assert ["Emma Demo"] == [user["name"] for user in ask(api, "GET", "/timeUsers", 200)]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_time_users_are_read_only(api: requests.Session, method: str) -> None:
    key = ask(api, "GET", "/timeUsers", 200)[0]["timeUserId"]
    path = "/timeUsers" if method == "POST" else f"/timeUsers/{key}"
    assert refusal(api, method, path, json={"name": "Ny"})[0] == 405
