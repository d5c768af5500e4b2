"""The guard of a request: a function that is called immediately before each attempt to send it."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

from fiken.auth import PersonalToken
from fiken.emulator import Emulator, Status
from fiken.errors import ConfigurationError, IdempotencyInProgressError
from fiken.session import Retries, Session


class Noted:
    """A pacer that notes when a turn begins and ends."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes

    @contextmanager
    def slot(self, credential: str) -> Generator[None]:
        """Note the turn of the block."""
        self._notes.append(f"begins {bool(credential)}")
        try:
            yield
        finally:
            self._notes.append("ends")


def session(emulator: Emulator, notes: list[str]) -> Session:
    """Return a session with a pacer that writes notes."""
    pacer: Any = Noted(notes)
    return Session(
        PersonalToken(emulator.token),
        base_url=emulator.url,
        pacer=pacer,
        retries=Retries(backoff_factor=0.01, backoff_max=0.02),
    )


def test_the_guard_is_called_in_the_slot(emulator: Emulator) -> None:
    """So nothing that takes time is between it and the first byte."""
    notes = list[str]()
    with session(emulator, notes) as one:
        one.request("GET", "/user", guard=lambda: notes.append("guard"))
    assert ["begins True", "guard", "ends"] == notes


def test_the_guard_is_called_per_attempt(emulator: Emulator) -> None:
    notes = list[str]()
    emulator.fail_next(Status(429), method="POST")
    path = f"/companies/{emulator.company_slug}/contacts"
    with session(emulator, notes) as one:
        one.request("POST", path, json={"name": "Nelly"}, guard=lambda: notes.append("guard"))
    assert 2 * ["begins True", "guard", "ends"] == notes


def test_a_guard_that_raises_stops_the_request(emulator: Emulator) -> None:
    """Nothing is sent, and the slot is given back."""
    notes = list[str]()

    def refuse() -> None:
        raise IdempotencyInProgressError("order-1")

    with session(emulator, notes) as one, pytest.raises(IdempotencyInProgressError) as caught:
        one.request("GET", "/user", guard=refuse)
    assert "refused" == caught.value.outcome
    assert (["begins True", "ends"], []) == (notes, list(emulator.requests))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.fiken.no/api/v2", "api.fiken.no"),
        ("https://API.fiken.no:443/api/v2", "api.fiken.no"),
        ("http://127.0.0.1:8080/api/v2", "127.0.0.1:8080"),
    ],
)
def test_the_host_names_the_books(url: str, host: str) -> None:
    """The keys of a company in the emulator are not those of the company in Fiken."""
    assert host == Session(PersonalToken("made.up"), base_url=url).host


def test_a_session_checks_its_store() -> None:
    with pytest.raises(ConfigurationError, match="not str"):
        Session(PersonalToken("made.up"), idempotency="fiken.db")  # type: ignore[arg-type]
