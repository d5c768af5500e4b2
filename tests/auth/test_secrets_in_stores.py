"""No token is anywhere but in the store: in a keyring, in the user's own database, in a file."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import keyring
import psycopg
import pytest
import sqlalchemy

from fiken.auth import FileStore, KeyringStore, OAuth2, SqlStore
from fiken.emulator import DropAfterCarryingOut, Status
from tests.auth import search
from tests.auth.hushed import ISSUED, TOKENS, Run, searched
from tests.auth.test_keyring_store import FileKeyring, LockedKeyring
from tests.auth.test_sql_store import Pool
from tests.house.source import ROOT
from tests.servers.postgres import Postgres


@contextmanager
def _keyring(backend: Any) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield
    finally:
        keyring.set_keyring(before)


def use(run: Run, store: Any) -> None:
    """Log in, renew the tokens, with success and without, and log out."""
    with run.client(store) as client:
        store.save("acme", run.login(run.app))
        client.user()
        for answer in (None, DropAfterCarryingOut(), Status(400, body=ISSUED)):
            run.emulator.expire_tokens()
            if answer is not None:
                run.emulator.fail_next(answer, path="/oauth/token")
            run.tries(client.user)
            run.emulator.clear_faults()
            store.save("acme", run.login(run.app))
        login = OAuth2(run.app, store, "acme")
        for answer in (DropAfterCarryingOut(), Status(500, body=ISSUED), Status(400, body=ISSUED)):
            run.emulator.fail_next(answer, path="/oauth/revoke")
            run.tries(login.log_out)
        run.tries(client.user)  # the first of them has revoked the login
        assert login.log_out()
        run.tries(client.user)


def test_a_keyring_shows_no_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nor do the errors of one that is locked, or that has entries of others."""
    with searched(tmp_path, caplog) as run:
        entries = tmp_path / "entries"
        entries.mkdir()
        with _keyring(FileKeyring(entries)):
            store = KeyringStore(folder=tmp_path / "locks")
            use(run, store)
            for foreign in ("hushed", '{"version": 2, "access_token": "hushed"}'):
                keyring.set_password("fiken", "acme", foreign)
                run.tries(lambda: store.load("acme"))
                run.tries(lambda: store.save("acme", TOKENS))
            keyring.delete_password("fiken", "acme")
        with _keyring(LockedKeyring(entries)):
            run.tries(lambda: store.save("acme", TOKENS))
    assert len(run.errors) > 7


def test_an_engine_shows_no_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Although it logs each statement with its values, if it is told to."""
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/x.db", echo="debug")
    with searched(tmp_path, caplog) as run:
        run.stores.append(tmp_path / "x.db")
        store = SqlStore(engine)
        use(run, store)
        with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
            connection.execute(
                "CREATE TRIGGER refuse BEFORE UPDATE ON fiken_tokens "
                "BEGIN SELECT RAISE(ABORT, 'refused: hushed-access'); END"
            )
        run.tries(lambda: store.save("acme", TOKENS))
    engine.dispose()
    assert len(run.errors) > 3


@pytest.mark.parametrize("kind", ["engine", "pool", "function"])
def test_a_server_shows_no_secret(
    kind: str, postgres: Postgres, table: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL quotes the row that it refuses, and its driver keeps what it said."""
    engine = sqlalchemy.create_engine(
        postgres.url.replace("postgresql:", "postgresql+psycopg:"), echo="debug"
    )
    places: dict[str, Any] = {
        "engine": engine,
        "pool": Pool(postgres.url),
        "function": lambda: psycopg.connect(postgres.url),
    }
    with searched(tmp_path, caplog) as run:
        store = SqlStore(places[kind], table)
        use(run, store)
        with psycopg.connect(postgres.url) as connection:
            connection.execute(f"ALTER TABLE {table} ADD CHECK (tokens NOT LIKE '%hushed%')")
        run.tries(lambda: store.save("acme", TOKENS))
    engine.dispose()
    assert len(run.errors) > 3


SAVING = """
import os, sys
os.umask(0)
from fiken.auth import FileStore, SqlStore, Tokens
kind, path, *killed = sys.argv[1:]
store = (FileStore if kind == "file" else SqlStore)(path)
number = 0
print("begun", flush=True)
while killed or number < 3:
    number += 1
    store.save("acme", Tokens(access_token=f"hushed-{number}"))
"""


def save(kind: str, path: Path, *killed: str) -> "subprocess.Popen[str]":
    """Start a process that saves tokens, though its umask lets everybody read new files."""
    command = [sys.executable, "-c", SAVING, kind, str(path), *killed]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def open_to_others(folder: Path) -> list[str]:
    """Return the files and folders that others can use."""
    paths = [folder, *folder.rglob("*")]
    return [str(path) for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
@pytest.mark.parametrize("kind", ["file", "sqlite"])
def test_no_mode_is_too_wide(kind: str, tmp_path: Path) -> None:
    """Whatever the umask of the program is."""
    place = tmp_path / "fiken"
    process = save(kind, place / "tokens")
    assert "begun\n" == process.communicate(timeout=60)[0]
    assert [] == open_to_others(place)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such signals")
@pytest.mark.parametrize("kind", ["file", "sqlite"])
def test_a_killed_process_leaves_nothing_open(kind: str, tmp_path: Path) -> None:
    """What it leaves half written is private too, and is gone after the next save."""
    place, stores = tmp_path / "fiken", {"file": FileStore, "sqlite": SqlStore}
    for number in range(5):
        process = save(kind, place / "tokens", "killed")
        assert process.stdout is not None
        process.stdout.readline()
        while not (place / "tokens").exists():
            assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05 + 0.003 * number)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert [] == open_to_others(place)
    stores[kind](place / "tokens").save("acme", None)
    assert [] == search.found(search.in_files(place), ["hushed-"])


def test_json_of_tokens_is_never_partial(tmp_path: Path) -> None:
    """A reader finds the old content or the new one, while another process writes."""
    path = tmp_path / "fiken" / "tokens"
    process = save("file", path, "killed")
    try:
        assert process.stdout is not None
        process.stdout.readline()
        while not path.exists():
            assert process.poll() is None
        versions = {json.loads(path.read_bytes())["version"] for _ in range(500)}
    finally:
        process.kill()
        process.communicate()
    assert {1} == versions
