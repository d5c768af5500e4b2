"""Stores of idempotency keys: looking after them, and their databases."""

import copy
import logging
import sqlite3
import stat
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import attrs
import psycopg
import pytest
import sqlalchemy
from psycopg.rows import dict_row

from fiken import (
    ConfigurationError,
    IdempotencyInProgressError,
    IdempotencyStoreError,
    InvalidAttributeError,
)
from fiken.idempotency import KeptWrite, MemoryIdempotency, SqlIdempotency
from fiken.idempotency._course import carry_out
from fiken.idempotency._table import TableOfWrites
from tests.idempotency.books import COMPANY, Books, payment, sale
from tests.idempotency.conftest import Steps
from tests.idempotency.test_states import LONG_AGO, ids, kept, leave
from tests.servers.postgres import Postgres

SECRET = "correct-horse"


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> TableOfWrites:
    """A store of each kind, without any write."""
    if request.param == "memory":
        return MemoryIdempotency(wait=0)
    if request.param == "sqlite":
        return SqlIdempotency(tmp_path / "fiken.db", wait=0)
    server: Postgres = request.getfixturevalue("postgres")
    return SqlIdempotency(server.url, wait=0, table=f"writes_{uuid4().hex}")


# --- looking after a store


def test_an_unknown_key_has_no_write(any_store: TableOfWrites) -> None:
    assert any_store.get(COMPANY, "order-17") is None
    assert [] == any_store.unresolved()


def test_unresolved_writes_are_listed(books: Books, any_store: TableOfWrites) -> None:
    """The oldest first, of all companies or of one."""
    for key in ("b", "a", "done"):
        leave(any_store, sale(books, key), "written" if key == "b" else "unsure")
        time.sleep(0.01)
    any_store.done(sale(books, "done").intent, "17")
    elsewhere = attrs.evolve(sale(books, "c"), company="other@api.fiken.no")
    any_store.claim(elsewhere.intent, "one")

    def shown(rows: list[KeptWrite]) -> list[tuple[str, str]]:
        return [(row.key, row.state) for row in rows]

    mine, theirs = [("b", "written"), ("a", "unsure")], [("c", "working")]
    assert [*mine, *theirs] == shown(any_store.unresolved())
    assert mine == shown(any_store.unresolved(COMPANY))


def test_a_person_resolves_a_write(books: Books, any_store: TableOfWrites) -> None:
    """The next call with its key loads what the person has found."""
    leave(any_store, sale(books))
    books.add(100, "S1")
    books.add(100, "S1")
    row = any_store.resolve(COMPANY, "order-17", 2)
    assert ("done", "2", None) == (row.state, row.result, row.clue)
    assert row == attrs.evolve(any_store.resolve(COMPANY, "order-17", "2"), read_at=row.read_at)
    assert "2" == carry_out(sale(books), any_store).id


def test_a_write_without_id_is_resolved(books: Books, any_store: TableOfWrites) -> None:
    leave(any_store, sale(books))
    assert "" == any_store.resolve(COMPANY, "order-17").result


def test_only_a_kept_write_is_resolved(books: Books, any_store: TableOfWrites) -> None:
    """With its own id, and with one that no other key has."""
    with pytest.raises(InvalidAttributeError, match=r"key must be the key .* see unresolved"):
        any_store.resolve(COMPANY, "order-17", 1)
    leave(any_store, sale(books))
    any_store.done(sale(books, "other").intent, "2")
    with pytest.raises(InvalidAttributeError, match=r"that no other key has, not 2"):
        any_store.resolve(COMPANY, "order-17", 2)
    any_store.resolve(COMPANY, "order-17", 3)
    with pytest.raises(InvalidAttributeError, match=r"is done, with the id 3: forget\(\) it first"):
        any_store.resolve(COMPANY, "order-17", 4)


def test_a_forgotten_write_is_new(books: Books, any_store: TableOfWrites) -> None:
    """Also one that is done. A key that is not there can be forgotten, too."""
    carry_out(sale(books), any_store)
    assert any_store.forget(COMPANY, "order-17")
    assert not any_store.forget(COMPANY, "order-17")
    assert "2" == carry_out(sale(books), any_store).id


def test_a_write_in_progress_is_left_alone(books: Books, any_store: TableOfWrites) -> None:
    any_store.claim(sale(books).intent, "alive")
    with pytest.raises(IdempotencyInProgressError):
        any_store.forget(COMPANY, "order-17")
    with pytest.raises(IdempotencyInProgressError):
        any_store.resolve(COMPANY, "order-17", 1)
    assert "alive" == kept(any_store).owner


def test_a_worker_is_faster_than_a_person(books: Books) -> None:
    """It has claimed the write after the person's program has read it."""

    class Slow(MemoryIdempotency):
        def get(self, company: str, key: str) -> KeptWrite | None:
            row = super().get(company, key)
            self.take(company, key, "alive")
            return row

    slow = Slow()
    leave(slow, sale(books))
    with pytest.raises(IdempotencyInProgressError):
        slow.forget(COMPANY, "order-17")


def test_only_done_writes_expire(books: Books, any_store: TableOfWrites) -> None:
    """When they have been done for long enough."""
    leave(any_store, sale(books, "lost"), sent_by=LONG_AGO)
    for key in ("a", "b"):
        any_store.done(sale(books, key).intent, key)
    assert 0 == any_store.expire()
    time.sleep(0.01)
    assert 2 == any_store.expire(timedelta(0))
    assert any_store.get(COMPANY, "a") is None
    assert ["lost"] == [row.key for row in any_store.unresolved()]


@pytest.mark.parametrize("older_than", [30, "30", None, timedelta(days=-1)], ids=repr)
def test_a_wrong_age_removes_nothing(
    older_than: Any, books: Books, any_store: TableOfWrites
) -> None:
    any_store.done(sale(books).intent, "1")
    with pytest.raises(InvalidAttributeError, match=r"\.expire\.older_than must be a timedelta"):
        any_store.expire(older_than)
    assert "done" == kept(any_store).state


@pytest.mark.parametrize("wrong", [None, True, 1.0, object], ids=repr)
def test_a_wrong_id_resolves_nothing(wrong: Any, books: Books, any_store: TableOfWrites) -> None:
    leave(any_store, sale(books))
    with pytest.raises(InvalidAttributeError, match=r"\.resolve\.id must be an id"):
        any_store.resolve(COMPANY, "order-17", wrong)
    assert "done" != kept(any_store).state


# --- arguments


@pytest.mark.parametrize("name", ["lease", "settle", "wait"])
@pytest.mark.parametrize("value", [-1, None, "60", float("inf"), float("nan"), True])
def test_seconds_are_numbers(name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} must be seconds"):
        MemoryIdempotency(**{name: value})


def test_a_lease_lasts_some_time() -> None:
    with pytest.raises(ConfigurationError, match=r"lease must be seconds, 0\.001 or more, not 0"):
        SqlIdempotency("fiken.db", lease=0)


def test_a_database_in_memory_is_refused() -> None:
    """The error names what to use instead."""
    with pytest.raises(ConfigurationError, match="MemoryIdempotency"):
        SqlIdempotency("sqlite://")


def test_a_strange_table_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="name of a table"):
        SqlIdempotency("fiken.db", table="a; DROP TABLE b")


def test_a_repr_names_the_place(tmp_path: Path) -> None:
    """A debugger may ask before it is known."""
    store = SqlIdempotency(tmp_path / "fiken.db", table="keys")
    assert "<SqlIdempotency sqlite keys>" == repr(store)
    assert "<MemoryIdempotency>" == repr(MemoryIdempotency.__new__(MemoryIdempotency))


# --- files


def test_a_new_file_is_private(books: Books, tmp_path: Path) -> None:
    """What is looked for names people. Its folders are made, too."""
    path = tmp_path / "a" / "fiken.db"
    carry_out(sale(books), SqlIdempotency(f"sqlite:///{path}"))
    assert "600" == f"{stat.S_IMODE(path.stat().st_mode):o}"
    assert "1" == carry_out(sale(books), SqlIdempotency(path)).id


def test_a_file_is_used_as_it_is(books: Books, tmp_path: Path) -> None:
    """It may be the database of a whole application."""
    path = tmp_path / "app.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE orders (id)")
    path.chmod(0o664)
    carry_out(sale(books), SqlIdempotency(path))
    assert "664" == f"{stat.S_IMODE(path.stat().st_mode):o}"


def test_a_file_that_cannot_be_made_is_an_error(books: Books, tmp_path: Path) -> None:
    tmp_path.joinpath("file").touch()
    path = tmp_path / "file" / "fiken.db"
    with pytest.raises(IdempotencyStoreError, match=r"fiken\.db cannot be made"):
        carry_out(sale(books), SqlIdempotency(path))
    assert [] == books.requests


def test_a_table_can_be_made_before(books: Books, tmp_path: Path) -> None:
    """By a migration. A store that must not make it says that it is missing."""
    path = tmp_path / "fiken.db"
    store = SqlIdempotency(path, create=False)
    with pytest.raises(IdempotencyStoreError):
        carry_out(sale(books), store)
    assert [] == books.requests
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(store.ddl)
    assert "1" == carry_out(sale(books), store).id
    store.create_table()


def test_a_busy_file_is_waited_for(books: Books, tmp_path: Path, steps: Steps) -> None:
    """Another program writes into the same file meanwhile."""
    path = tmp_path / "fiken.db"
    store = SqlIdempotency(path)
    store.create_table()
    with closing(sqlite3.connect(path, check_same_thread=False, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.3, lambda: other.execute("COMMIT"))
        timer.start()
        assert "1" == carry_out(sale(books), store).id
        timer.join()
    assert 1 == steps.taken["done"]


# --- PostgreSQL


class Pool:
    """A pool as that of psycopg_pool, whose connections return dicts."""

    def __init__(self, url: str) -> None:
        self.url = url

    @contextmanager
    def connection(self) -> Iterator[Any]:
        with psycopg.connect(self.url, row_factory=dict_row) as connection:
            yield connection


@pytest.mark.parametrize("kind", ["pool", "function", "text", "engine", "psycopg"])
def test_connections_of_the_user_work(books: Books, postgres: Postgres, kind: str) -> None:
    """Whatever the user has: the rows are the same."""
    url, table = postgres.url, f"writes_{uuid4().hex}"
    where: dict[str, Callable[[], Any]] = {
        "pool": lambda: Pool(url),
        "function": lambda: lambda: psycopg.connect(url),
        "text": lambda: f"host={postgres.folder} dbname=postgres user=postgres",
        "engine": lambda: sqlalchemy.create_engine(
            url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sqlalchemy.NullPool
        ),
        "psycopg": lambda: url.replace("postgresql:", "postgresql+psycopg:"),
    }
    store = SqlIdempotency(where[kind](), table=table)
    assert "1" == carry_out(payment(books), store).id
    assert "1" == carry_out(payment(books), SqlIdempotency(url, table=table)).id


def test_a_schema_can_be_named(books: Books, postgres: Postgres) -> None:
    schema = f"s{uuid4().hex}"
    postgres.run(f"CREATE SCHEMA {schema}")
    store = SqlIdempotency(postgres.url, table=f"{schema}.writes")
    assert "1" == carry_out(payment(books), store).id
    assert ("done", "1") == (kept(store).state, kept(store).result)


@pytest.mark.parametrize("step", ["claimed", "listed", "guarded", "answered", "done"])
def test_a_crashed_server_doubles_nothing(
    books: Books, postgres: Postgres, steps: Steps, step: str
) -> None:
    """It was stopped at once, and is there again. What was committed is still there."""
    store = SqlIdempotency(postgres.url, wait=0, table=f"writes_{uuid4().hex}")

    def restart() -> None:
        postgres.crash()
        postgres.start()

    steps.at(step, restart)
    assert "1" == carry_out(payment(books), store).id
    assert "1" == carry_out(payment(books), store).id
    assert ["1"] == ids(books)


@pytest.mark.parametrize("write", [sale, payment])
def test_an_intent_survives_a_crash(
    books: Books, postgres: Postgres, steps: Steps, write: Any
) -> None:
    """Although the server is told not to wait for the disk at a commit."""
    table = f"writes_{uuid4().hex}"
    store = SqlIdempotency(postgres.url, wait=0, table=table)
    store.create_table()
    postgres.run("CHECKPOINT")
    rows: list[KeptWrite] = []

    def crash() -> None:
        rows.append(kept(store))
        postgres.crash()
        postgres.start()
        rows.append(kept(store))

    steps.at("guarded", crash)
    steps.at("done", crash)
    carry_out(write(books), store)
    rows = [attrs.evolve(row, read_at=rows[0].read_at) for row in rows]
    assert rows[::2] == rows[1::2]
    assert ["working", "done"] == [row.state for row in rows[::2]]


def test_a_server_that_is_down_is_named(books: Books, tmp_path: Path) -> None:
    """Nothing is sent. No error and no log shows the password."""
    store = SqlIdempotency(f"postgresql://nelly:{SECRET}@localhost/fiken?host={tmp_path}")
    with pytest.raises(IdempotencyStoreError, match="the database with the idempotency keys") as e:
        carry_out(sale(books), store)
    assert e.value.is_transient
    assert SECRET not in "".join(traceback.format_exception(e.value))
    assert [] == books.requests


def test_a_failing_database_shows_no_content(
    books: Books, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    """An error of the driver would name the values of the statement."""
    caplog.set_level(logging.DEBUG)
    store = SqlIdempotency(postgres.url, table=f"writes_{uuid4().hex}")
    too_long = attrs.evolve(sale(books, number=SECRET), verb="POST " + "x" * 400)
    with pytest.raises(IdempotencyStoreError) as caught:
        carry_out(too_long, store)
    assert not caught.value.is_transient
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert SECRET not in shown
    assert [] == books.requests


def test_rows_become_done_at_the_same_time(books: Books, postgres: Postgres) -> None:
    """Two looks have found one row for two keys: one of the two gets it."""
    store = SqlIdempotency(postgres.url, table=f"writes_{uuid4().hex}")
    store.create_table()
    for number in range(20):
        results = list[bool]()
        ready = threading.Barrier(2)

        def record(key: str, number: int = number, ready: Any = ready, all_: Any = results) -> None:
            mine = SqlIdempotency(postgres.url, table=store._table.name)
            mine.get(COMPANY, key)
            ready.wait(60)
            all_.append(mine.done(sale(books, f"{key}{number}").intent, f"{number}") is not None)

        threads = [threading.Thread(target=record, args=(key,)) for key in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert [False, True] == sorted(results)


def test_a_store_can_be_copied(books: Books) -> None:
    """A copy in memory has the same writes."""
    first = MemoryIdempotency()
    carry_out(sale(books), first)
    assert "1" == carry_out(sale(books), copy.copy(first)).id
