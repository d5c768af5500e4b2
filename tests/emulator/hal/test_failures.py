"""Failures of the emulator and of its data file, in the form of API v1."""

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from werkzeug.test import Client

from fiken.emulator import Emulator
from fiken.emulator._service import Service
from fiken.emulator.families import FAMILIES
from fiken.emulator.hal import Door
from fiken.emulator.store import logins
from fiken.emulator.store.resources import Family
from fiken.emulator.store.state import State
from fiken.emulator.wire.application import Application
from tests.emulator.hal.v1 import V1
from tests.emulator.test_storage import state_of


def test_a_locked_file_is_503(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data) as emulator, V1(emulator) as v1:
        state_of(emulator).value("PRAGMA busy_timeout = 10")
        other = sqlite3.connect(data)
        other.execute("BEGIN IMMEDIATE")
        messages = v1.refused("/contacts", {"name": "A"}, status=503)
        assert f"{data} is locked: stop the other program" in messages[0]
        other.close()
        assert 200 == v1.get("/contacts").status_code


@pytest.fixture
def state() -> Iterator[State]:
    """A database with one user and no company."""
    state = State(seed=1)
    state.create(family.tables for family in FAMILIES)
    logins.add_user(state, "Emma", "emma@x.example", (), ())
    yield state
    state.close()


def test_a_mistake_of_the_emulator_is_500(state: State, caplog: pytest.LogCaptureFixture) -> None:
    """What was written before is undone, and the log has a traceback."""

    def fail(state: State) -> NoReturn:
        state.execute("UPDATE users SET name = 'Broken'")
        raise ZeroDivisionError

    door = Door(state, [Family(as_time_passes=fail)], {"emma@x.example": "secret"})
    web = Client(Application(Service(state, ()), door=door))
    basic = base64.b64encode(b"emma@x.example:secret").decode()
    answer = web.get("/api/v1/whoAmI", headers={"Authorization": f"Basic {basic}"})
    assert 500 == answer.status_code
    assert [{"logref", "message"}] == [each.keys() for each in answer.get_json(force=True)]
    assert "fiken.emulator failed: ZeroDivisionError()" in answer.text
    assert "Emma" == state.value("SELECT name FROM users")
    assert "a mistake of its own" in caplog.text
