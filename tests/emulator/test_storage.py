"""The data file: each message about it has its name and says what to do."""

import os
import sqlite3
import warnings
from pathlib import Path
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from fiken.emulator.store.state import State
from fiken.emulator.store.storage import StorageError
from tests.emulator.conftest import Api


def state_of(emulator: Emulator) -> State:
    """Return the state of a running emulator."""
    assert emulator._state is not None
    return emulator._state


def opened(emulator: Emulator) -> Api:
    """Return a session for the demo company of the emulator."""
    return Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token)


def books(api: requests.Session) -> list[Any]:
    """Return what four lists of the API contain."""
    paths = ("/contacts?pageSize=100", "/sales", "/transactions?pageSize=100", "/products")
    return [api.get(path).json() for path in paths]


@pytest.mark.parametrize("data", ["books.db", None])
def test_full_disk_is_507(tmp_path: Path, data: str | None) -> None:
    """The books stay as they were, and writing works again as soon as there is room."""
    name = None if data is None else tmp_path / data
    with Emulator(data=name, seed=1) as emulator, opened(emulator) as api:
        state, before = state_of(emulator), books(api)
        pages = state.value("PRAGMA page_count")
        state.value(f"PRAGMA max_page_count = {pages}")
        form, files = {"name": "x", "filename": "x.pdf"}, {"file": ("x.pdf", b"%PDF" * 50_000)}
        for _ in range(3):
            full = api.post("/inbox", data=form, files=files)
            assert 507 == full.status_code
            message = full.json()["message"]
            assert message.startswith("Nothing was carried out: the data file ")
            assert str(name or ":memory:") in message
            assert "has no room left: free some space" in message
            assert before == books(api)
        assert [False] * 3 == [r.carried_out for r in emulator.requests if r.method == "POST"]
        emulator.check_books()
        state.value("PRAGMA max_page_count = 1000000")
        assert 201 == api.post("/inbox", data=form, files=files).status_code
        assert 201 == api.post("/contacts", json={"name": "Anna"}).status_code
        emulator.check_books()


def test_full_disk_undoes_whole_operation(tmp_path: Path) -> None:
    """The disk fills up in the middle of small writes, and each is complete or absent."""
    with Emulator(data=tmp_path / "books.db", seed=1) as emulator, opened(emulator) as api:
        pages = state_of(emulator).value("PRAGMA page_count")
        state_of(emulator).value(f"PRAGMA max_page_count = {pages + 3}")
        statuses = [
            api.post("/contacts", json={"name": "x" * 200, "groups": [f"g{i}" * 20]}).status_code
            for i in range(150)
        ]
        assert {201, 507} == set(statuses)
        saved = api.get("/contacts", params={"name": "x" * 200}).headers["Fiken-Api-Result-Count"]
        assert statuses.count(201) == int(saved)
        emulator.check_books()


def test_locked_file_is_503(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data) as emulator, opened(emulator) as api:
        state_of(emulator).value("PRAGMA busy_timeout = 10")
        other = sqlite3.connect(data)
        other.execute("BEGIN IMMEDIATE")
        answer = api.get("/contacts")
        assert 503 == answer.status_code
        assert f"{data} is locked: stop the other program" in answer.json()["message"]
        other.close()
        assert 200 == api.get("/contacts").status_code


def test_two_emulators_can_share_a_file(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data) as one, Emulator(data=data) as two:
        with opened(one) as api:
            assert 201 == api.post("/contacts", json={"name": "Anna"}).status_code
        with opened(two) as api:
            assert 1 == len(api.get("/contacts?name=Anna").json())


def test_damaged_file_is_500(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data) as emulator, opened(emulator) as api:
        size = data.stat().st_size
        data.write_bytes(b"\0" * size)
        broken = api.get("/contacts")
        assert 500 == broken.status_code
        assert f"the data file {data} is" in broken.json()["message"]


def start_fails(data: Path) -> str:
    """Return why an emulator does not start with this file."""
    with pytest.raises(StorageError) as raised:
        Emulator(data=data).start()
    assert isinstance(raised.value, sqlite3.OperationalError)
    return str(raised.value)


def test_missing_folder_is_named(tmp_path: Path) -> None:
    data = tmp_path / "nowhere" / "books.db"
    assert f"{data} cannot be opened: name a file, in a folder that exists" in start_fails(data)


def test_folder_is_not_a_data_file(tmp_path: Path) -> None:
    assert f"{tmp_path} cannot be opened: name a file" in start_fails(tmp_path)


def test_file_that_is_not_a_database_is_named(tmp_path: Path) -> None:
    """The file is left unchanged."""
    data = tmp_path / "diary.txt"
    data.write_text("Dear diary, " * 100)
    assert f"{data} is not an SQLite database: name another file" in start_fails(data)
    assert "Dear diary, " * 100 == data.read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only file")
def test_read_only_file_is_named(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data):
        pass
    data.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        assert f"{data} is read-only: make the file and its folder" in start_fails(data)
    finally:
        tmp_path.chmod(0o700)


def test_read_only_database_is_500(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data) as emulator, opened(emulator) as api:
        state_of(emulator).execute("PRAGMA query_only = ON")
        refused = api.post("/contacts", json={"name": "Anna"})
        assert 500 == refused.status_code
        assert f"{data} is read-only: make the file" in refused.json()["message"]
        state_of(emulator).execute("PRAGMA query_only = OFF")
        assert 201 == api.post("/contacts", json={"name": "Anna"}).status_code
        emulator.check_books()


@pytest.mark.parametrize(
    ("flags", "names"),
    [
        ({"empty": True}, "empty is"),
        ({"bank_integration": True}, "bank_integration is"),
        ({"kid": False}, "kid is"),
        ({"test_company": False}, "test_company is"),
        ({"empty": True, "bank_integration": True}, "empty and bank_integration are"),
    ],
)
def test_options_of_new_books_warn(tmp_path: Path, flags: dict[str, bool], names: str) -> None:
    """`empty` and `bank_integration` are ignored where the file has books already."""
    data = tmp_path / "books.db"
    with Emulator(data=data) as emulator, opened(emulator) as api:
        before = books(api)
    expected = f"{data} has books already: {names} ignored"
    with (
        pytest.warns(UserWarning, match=expected.replace("\\", ".")) as warned,
        Emulator(data=data, **flags) as emulator,  # type: ignore[arg-type]
        opened(emulator) as api,
    ):
        assert before == books(api)
    assert [__file__] == [warning.filename for warning in warned]


def test_new_books_do_not_warn(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Emulator(data=tmp_path / "books.db", empty=True, bank_integration=True):
            pass


@pytest.mark.parametrize("data", ["", 5, b"books.db", b""])
def test_invalid_file_name_is_refused(data: Any) -> None:
    """SQLite would use a temporary file for an empty name."""
    with pytest.raises(ValueError, match="data is the name of an SQLite file, not "):
        Emulator(data=data)
