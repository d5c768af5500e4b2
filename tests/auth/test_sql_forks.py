"""Tokens in a database, in processes that fork: a child uses no lock and no connection of it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from fiken import TokenStoreError
from fiken.auth import SqlStore, Tokens
from tests.auth.workers import numbered
from tests.house.source import ROOT
from tests.servers.postgres import Postgres

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

MAKING = """
import os, sys
import sqlalchemy
from fiken.auth import SqlStore, Tokens
from fiken.errors import TokenStoreError

place, kind, table = sys.argv[1:]
where = sqlalchemy.create_engine(place) if kind == "engine" else place
store = SqlStore(where, table, patience=0.3)
"""

#: The child neither has the lock of its parent, nor ends it.
LOCKING = f"""{MAKING}
with store.lock("acme"):
    child = os.fork()
    if not child:
        try:
            store.save("acme", Tokens(access_token="of.the.child"))
            os._exit(1)  # the parent holds the lock
        except TokenStoreError as error:
            assert error.is_transient, error
    else:
        _, status = os.waitpid(child, 0)
        assert status == 0, status
        store.save("acme", Tokens(access_token="of.the.parent"))
        assert store.load("acme").access_token == "of.the.parent"
if kind == "engine":
    where.dispose()
"""

#: Parent and child load the tokens of two tenants, again and again.
LOADING = f"""{MAKING}
for name in ("parent", "child"):
    store.save(name, Tokens(access_token="of.the." + name))
child = os.fork()
name = "parent" if child else "child"
found = {{store.load(name).access_token for _ in range(150)}}
if not child:
    os._exit(found != {{"of.the.child"}})
assert (child, 0) == os.waitpid(child, 0)
assert {{"of.the.parent"}} == found, found
if kind == "engine":
    where.dispose()
"""


@pytest.mark.parametrize("script", [LOCKING, LOADING], ids=["locking", "loading"])
@pytest.mark.parametrize("kind", ["path", "url", "engine of a file", "engine"])
def test_a_fork_shares_neither_lock_nor_connection(
    kind: str, script: str, request: pytest.FixtureRequest, table: str, tmp_path: Path
) -> None:
    """Else the two would read the answers of each other, with the tokens of other tenants."""
    if kind in ("path", "engine of a file"):
        place = str(tmp_path / "x.db")
    else:
        place = request.getfixturevalue("postgres").url
    if kind.startswith("engine"):
        is_file = kind.endswith("file")
        place = f"sqlite:///{place}" if is_file else place.replace("sql:", "sql+psycopg:")
    command = [sys.executable, "-W", "error", "-c", script, place, kind.split(maxsplit=1)[0], table]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)


@contextmanager
def _file(tmp_path: Path) -> Iterator[SqlStore]:
    yield SqlStore(tmp_path / "tokens.db")


@contextmanager
def _engine(tmp_path: Path) -> Iterator[SqlStore]:
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/tokens.db")
    yield SqlStore(engine)
    engine.dispose()


@pytest.mark.parametrize("opened", [_file, _engine])
def test_a_fork_waits_for_sqlite(
    opened: Callable[[Path], AbstractContextManager[SqlStore]], tmp_path: Path
) -> None:
    """Else a lock within SQLite could be held in the child for ever, as was seen under load."""
    begun, ended = threading.Event(), threading.Event()

    def use_sqlite() -> None:
        with store._table.database.connection():
            begun.set()
            time.sleep(0.3)
            ended.set()

    with opened(tmp_path) as store:
        store.save("acme", Tokens(access_token="made.up"))
        thread = threading.Thread(target=use_sqlite)
        thread.start()
        begun.wait()
        if not (child := os.fork()):
            signal.alarm(20)
            os._exit(store.load("acme") is None)
        assert ended.is_set()
        thread.join()
        assert 0 == os.waitpid(child, 0)[1]
        assert store.load("acme") is not None


def test_threads_may_fork_at_once(tmp_path: Path) -> None:
    """None of them keeps the lock that a fork waits for."""
    store = SqlStore(tmp_path / "tokens.db")
    store.save("acme", numbered(1))
    statuses = list[int]()

    def fork() -> None:
        for _ in range(5):
            if not (child := os.fork()):
                os._exit(0)
            statuses.append(os.waitpid(child, 0)[1])
            store.load("acme")

    threads = [threading.Thread(target=fork) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [0] * 20 == statuses
    assert numbered(1) == store.load("acme")


class OpenPool:
    """A pool as that of psycopg_pool, which is open and has one connection."""

    closed = False

    def __init__(self, url: str) -> None:
        self.only = psycopg.connect(url, autocommit=True)

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        yield self.only


def test_an_open_pool_is_not_shared(postgres: Postgres, table: str) -> None:
    """It has no threads in the child, and its connections belong to the parent."""
    pool = OpenPool(postgres.url)
    store = SqlStore(pool, table)
    store.save("acme", numbered(1))
    if not (child := os.fork()):
        try:
            store.load("acme")
        except TokenStoreError as error:
            os._exit(0 if "open a pool in each process" in str(error) else 2)
        finally:
            os._exit(1)
    assert 0 == os.waitpid(child, 0)[1]
    assert numbered(1) == store.load("acme")
    pool.only.close()
