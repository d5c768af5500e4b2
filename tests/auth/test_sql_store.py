"""Tokens in a database: which databases, what is sent, and what errors show."""

import sqlite3
import stat
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy
from psycopg.rows import dict_row

from fiken import ConfigurationError, InvalidAttributeError, TokenStoreError
from fiken.auth import SqlStore, Tokens, TokenStore
from tests.auth.workers import number_in, numbered
from tests.servers.postgres import Postgres

TOKENS = Tokens(access_token="made.up.access", refresh_token="made.up.refresh")
SECRET = "correct-horse"


class Pool:
    """A pool as that of psycopg_pool, with one connection at a time."""

    def __init__(self, url: str) -> None:
        self.url, self.given = url, 0

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        self.given += 1
        with psycopg.connect(self.url) as connection:
            yield connection


def kept(store: SqlStore) -> bool:
    """Return whether a store keeps tokens."""
    store.save("acme", TOKENS)
    return TOKENS == store.load("acme")


# --- which database


@pytest.mark.parametrize("prefix", ["", "sqlite:///", "sqlite+pysqlite:///"])
def test_a_path_is_a_file_of_sqlite(prefix: str, tmp_path: Path) -> None:
    """Which only its owner can read."""
    path = tmp_path / "a" / "tokens.db"
    store = SqlStore(f"{prefix}{path}")
    assert kept(store)
    assert "600" == f"{stat.S_IMODE(path.stat().st_mode):o}"
    assert TOKENS == SqlStore(path).load("acme")


def test_a_database_of_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tokens.db"
    path.touch(0o644)
    path.chmod(0o644)
    with pytest.raises(TokenStoreError, match="run chmod 600"):
        SqlStore(path).save("acme", TOKENS)
    assert b"" == path.read_bytes()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_url_is_a_server(scheme: str, postgres: Postgres, table: str) -> None:
    assert kept(SqlStore(postgres.url.replace("postgresql", scheme), table))


def test_a_connection_string_is_a_server(postgres: Postgres, table: str) -> None:
    assert kept(SqlStore(f"host={postgres.folder} user=postgres dbname=postgres", table))


def test_a_pool_gives_the_connections(postgres: Postgres, table: str) -> None:
    """It has each of them back after one statement: a lock holds none."""
    pool = Pool(postgres.url)
    store = SqlStore(pool, table)
    assert kept(store)
    before = pool.given
    store.load("acme")
    assert before + 1 == pool.given


def test_a_function_gives_the_connections(postgres: Postgres, table: str) -> None:
    """One is kept, and replaced when it is lost."""
    given: list[psycopg.Connection] = []

    def connect() -> psycopg.Connection:
        given.append(psycopg.connect(postgres.url, autocommit=len(given) == 0))
        return given[-1]

    store = SqlStore(connect, table)
    assert kept(store)
    before = len(given)
    given[-1].close()
    assert kept(store)
    assert before + 1 == len(given)


def test_rows_may_be_dicts(postgres: Postgres, table: str) -> None:
    """As a program sets it for its own statements."""
    store = SqlStore(lambda: psycopg.connect(postgres.url, row_factory=dict_row), table)
    assert kept(store)
    assert ("acme",) == store.accounts()


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_strict_transactions_are_no_harm(level: Any, postgres: Postgres, table: str) -> None:
    """PostgreSQL refuses one of two statements that meet, and the program sends it again."""
    url = postgres.url.replace("postgresql:", "postgresql+psycopg:")
    engines = [sqlalchemy.create_engine(url, isolation_level=level) for _ in range(4)]
    stores = [SqlStore(engine, table) for engine in engines]
    stores[0].create_table()

    def add(store: SqlStore) -> None:
        for _ in range(10):
            with store.lock("acme"):
                store.save("acme", numbered(number_in(store) + 1))

    threads = [threading.Thread(target=add, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 40 == number_in(stores[0])
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize("driver", ["sqlite", "postgresql+psycopg"])
def test_an_engine_gives_the_connections(
    driver: str, postgres: Postgres, table: str, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/x.db" if driver == "sqlite" else None
    engine = sqlalchemy.create_engine(url or postgres.url.replace("postgresql", driver))
    store = SqlStore(engine, table)
    assert kept(store)
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text(f"SELECT account, saved FROM {table}")).all()
    engine.dispose()
    assert [("acme", 1)] == [tuple(row) for row in rows]


class Dialect:
    name, driver, is_async = "mysql", "pymysql", False


class OtherEngine:
    """What is read of an Engine for another database, whose driver is not installed here."""

    dialect = Dialect()

    def raw_connection(self) -> None:
        raise AssertionError("never called")


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("", "not one in memory"),
        (":memory:", "not one in memory"),
        ("sqlite://", "not one in memory"),
        ("sqlite:///", "not one in memory"),
        ("sqlite:///:memory:", "not one in memory"),
        (sqlalchemy.create_engine("sqlite://"), "not one in memory"),
        (OtherEngine(), r"not with the Engine of mysql\+pymysql"),
        (f"mysql://user:{SECRET}@db/acme", "does not know the URL mysql://"),
        (f"postgresql+asyncpg://user:{SECRET}@db/acme", r"the URL postgresql\+asyncpg://"),
        (f"postgresql://user:{SECRET}%zz@db/acme", "not a connection string"),
        (f"host=db password='{SECRET}", "not a connection string"),
        (17, "not int"),
        (None, "not NoneType"),
    ],
    ids=range(13),
)
def test_other_places_are_refused(where: Any, message: str) -> None:
    """A connection string may contain a password, so no error shows it."""
    with pytest.raises(ConfigurationError, match=message) as raised:
        SqlStore(where)
    assert SECRET not in _everything(raised.value)


def test_a_connection_is_no_place(postgres: Postgres) -> None:
    """Threads and processes cannot share one: a function has to make new ones."""
    with (
        psycopg.connect(postgres.url) as connection,
        pytest.raises(ConfigurationError, match="a function that returns a new connection"),
    ):
        SqlStore(connection)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'fiken\[postgres\]'") as raised:
        SqlStore(f"postgresql://user:{SECRET}@db/acme")
    assert SECRET not in _everything(raised.value)


@pytest.mark.parametrize("table", ["", "a b", "a;b", 'a"b', "1a", "a.b.c", "x" * 64, "å", 7])
def test_a_table_has_a_plain_name(table: Any, tmp_path: Path) -> None:
    """It stands in the SQL itself."""
    with pytest.raises(ConfigurationError, match="the name of a table"):
        SqlStore(tmp_path / "tokens.db", table)


@pytest.mark.parametrize("lease", [0, -1.0, float("nan"), None, "7", True])
def test_a_lease_has_a_length(lease: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="lease must be a number of seconds above 0"):
        SqlStore(tmp_path / "tokens.db", lease=lease)


# --- the table


def test_a_schema_may_be_named(postgres: Postgres, table: str) -> None:
    with psycopg.connect(postgres.url) as connection:
        connection.execute(f"CREATE SCHEMA s{table}")
    store = SqlStore(postgres.url, f"s{table}.order")
    assert kept(store)
    assert ("acme",) == store.accounts()


def test_the_table_can_be_made_before(tmp_path: Path) -> None:
    """By a migration of the user's own."""
    path = tmp_path / "tokens.db"
    path.touch(0o600)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(SqlStore(path).ddl)
    assert kept(SqlStore(path))


def test_another_table_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "tokens.db"
    path.touch(0o600)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE fiken_tokens (id INTEGER)")
    with pytest.raises(TokenStoreError, match="no such column"):
        SqlStore(path).save("acme", TOKENS)


def test_the_names_of_accounts_are_checked(tmp_path: Path) -> None:
    with pytest.raises(InvalidAttributeError, match=r"SqlStore\.account must be text"):
        SqlStore(tmp_path / "tokens.db").load("a\nb")


@pytest.mark.parametrize("row", ['{"version": 2}', "made.up.access", "{}", ""])
def test_foreign_rows_are_not_overwritten(row: str, tmp_path: Path) -> None:
    """And the error shows nothing of them."""
    path = tmp_path / "tokens.db"
    store = SqlStore(path)
    store.save("acme", TOKENS)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE fiken_tokens SET tokens = ?", (row,))
        for call in using(store):
            with pytest.raises(TokenStoreError, match="the account 'acme' in the table") as raised:
                call()
            assert "made.up" not in _everything(raised.value)
        assert [(row,)] == connection.execute("SELECT tokens FROM fiken_tokens").fetchall()


# --- a server that fails


@pytest.mark.parametrize("kind", ["url", "engine"])
def test_a_lost_connection_is_replaced(kind: str, postgres: Postgres, table: str) -> None:
    """Also inside the lock, which hangs on no connection."""
    engine = sqlalchemy.create_engine(postgres.url.replace("postgresql:", "postgresql+psycopg:"))
    store = SqlStore(postgres.url if kind == "url" else engine, table)
    store.save("acme", TOKENS)
    with store.lock("acme"):
        with psycopg.connect(postgres.url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
        assert TOKENS == store.load("acme")
        store.save("acme", TOKENS)
    engine.dispose()


def test_stored_tokens_survive_a_crash(postgres: Postgres, table: str) -> None:
    """Although this server was told to answer before a commit is on its disk."""
    store = SqlStore(postgres.url, table)
    store.save("acme", TOKENS)
    with psycopg.connect(postgres.url) as other:
        other.execute("CREATE TABLE less_important (id INTEGER)")
    postgres.crash()
    with pytest.raises(TokenStoreError, match="the database with the tokens failed") as raised:
        store.load("acme")
    assert raised.value.is_transient
    postgres.start()
    assert TOKENS == store.load("acme")
    with psycopg.connect(postgres.url) as other:
        lost = other.execute("SELECT to_regclass('less_important') IS NULL").fetchone()
    assert (True,) == lost, "this server loses nothing, so the test shows nothing"


def test_no_statement_is_prepared(postgres: Postgres, table: str) -> None:
    """Behind pgbouncer, the next transaction has another connection, which does not know it."""
    given: list[psycopg.Connection] = []

    def connect() -> psycopg.Connection:
        given.append(psycopg.connect(postgres.url))
        return given[-1]

    store = SqlStore(connect, table)
    for _ in range(20):
        store.save("acme", TOKENS)
    (connection,) = given[-1:]
    assert (0,) == connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()


def test_a_refusal_shows_no_value(postgres: Postgres, table: str) -> None:
    """PostgreSQL quotes the row that it refuses."""
    store = SqlStore(postgres.url, table)
    store.create_table()
    with psycopg.connect(postgres.url) as other:
        other.execute(f"ALTER TABLE {table} ADD CHECK (tokens IS NULL)")
    with pytest.raises(TokenStoreError, match="CheckViolation") as raised:
        store.save("acme", TOKENS)
    assert ("made.up" not in _everything(raised.value), False) == (True, raised.value.is_transient)


def test_a_server_that_is_down_is_named(tmp_path: Path) -> None:
    """The password is not."""
    store = SqlStore(f"postgresql://user:{SECRET}@/acme?host={tmp_path}")
    with pytest.raises(TokenStoreError, match=str(tmp_path)) as raised:
        store.save("acme", TOKENS)
    assert raised.value.is_transient
    shown = _everything(raised.value) + repr(store)
    assert ("made.up" in shown, SECRET in shown) == (False, False)


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "tokens.db"
    path.touch(0o600)
    path.write_bytes(b"made.up.access" * 200)
    with pytest.raises(TokenStoreError) as caught:
        SqlStore(path).save("acme", TOKENS)
    assert str(caught.value).endswith(
        "failed: DatabaseError (SQLITE_NOTADB): the file is not a database of SQLite, "
        "so name another one"
    )
    assert b"made.up.access" * 200 == path.read_bytes()


def using(store: TokenStore) -> list[Callable[[], object]]:
    """Return the ways to use the account."""
    return [lambda: store.load("acme"), lambda: store.save("acme", TOKENS)]


def _everything(error: BaseException) -> str:
    """Return what a report of an error shows: its texts, and the variables of our frames."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    for frame in shown.stack:
        if "tests" in Path(frame.filename).parts:
            frame.locals = None
    return "".join(shown.format()) + repr(error.args)
