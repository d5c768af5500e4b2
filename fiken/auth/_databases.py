"""The databases in which `SqlStore` keeps tokens: SQLite, PostgreSQL, or the user's own Engine.

Each sends one statement at a time, as a transaction of its own.
"""

import os
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from weakref import WeakSet, finalize

from fiken.auth._private_files import make_private_file
from fiken.errors import ConfigurationError, TokenStoreError

Row = tuple[Any, ...]

# What the drivers call an error that a new connection may mend. They share no base class.
_PASSING = frozenset({"OperationalError", "InterfaceError"})

# One would do after a lost connection. A race can be lost several times.
_MOST_ATTEMPTS = 10


NO_MEMORY = (
    "SqlStore needs a database that other connections see, not one in memory; for tokens in the "
    "memory of this process there is MemoryStore"
)


class Database(ABC):
    """A database that answers one statement at a time.

    Attributes:
        dialect: ``sqlite`` or ``postgresql``.
    """

    dialect: str

    @abstractmethod
    def connection(self) -> Any:
        """Return a context manager with a connection (DB-API) for one statement."""

    def run(self, statement: str, values: Row = ()) -> list[Row]:
        """Send a statement, commit, and return its rows.

        It is sent again on a new connection if the first one was lost, so a statement must do no
        harm when it is carried out twice.

        Args:
            statement: The SQL. Values stand in it as ``?``, whatever the driver expects.
            values: The values for it.

        Raises:
            TokenStoreError: The database did not answer, or refused the statement. The error
                contains none of the values.
        """
        problem, passing = "", True
        try:
            for attempt in range(_MOST_ATTEMPTS):
                try:
                    return self._attempt(statement, values)
                except Exception as error:  # noqa: BLE001 - drivers share no base class
                    problem, passing = _problem(error), _is_passing(error)
                    again = _lost_a_race(error) or (passing and attempt == 0)
                if not again:
                    break
        finally:
            del values  # no frame of an error may hold them
        raise TokenStoreError(f"the database with the tokens failed: {problem}", passing)

    def _attempt(self, statement: str, values: Row) -> list[Row]:
        with self.connection() as connection:
            driver = getattr(connection, "driver_connection", connection)
            if self.dialect == "postgresql":
                statement = statement.replace("?", "%s")
            options: dict[str, Any] = {}
            if hasattr(driver, "prepare_threshold"):  # it is of psycopg 3
                # pgbouncer gives each transaction another connection, which does not know what was
                # prepared on the one before. A user's connections may return rows as dicts.
                options["prepare"] = False
                cursor = driver.cursor(row_factory=import_module("psycopg.rows").tuple_row)
            else:
                cursor = connection.cursor()
            try:
                cursor.execute(statement, values, **options)
                # Before the commit: SQLite carries out the statement as its rows are read.
                rows = [tuple(row) for row in cursor.fetchall()] if cursor.description else []
            finally:
                cursor.close()
            connection.commit()
        return rows


class _NoFork:
    """A lock that a thread holds while it uses SQLite, and that a fork waits for.

    SQLite has locks of its own. If one of them were held at a fork, by a thread that is not in the
    child, the child would wait for it for ever.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._is_mine = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self._wait, after_in_parent=self._go_on, after_in_child=self._begin_anew
            )

    def _wait(self) -> None:
        # Not for ever: a signal handler may fork in the middle of a statement of its own thread.
        self._is_mine = self.lock.acquire(timeout=5.0)

    def _go_on(self) -> None:
        if self._is_mine:
            self.lock.release()

    def _begin_anew(self) -> None:
        self.lock = threading.Lock()


_NO_FORK = _NoFork()


class SqliteFile(Database):
    """A file of SQLite that only its owner can read, with a connection per statement.

    A connection can neither go from thread to thread nor into a process that was forked, and costs
    less than the statement.
    """

    dialect = "sqlite"

    def __init__(self, path: str) -> None:
        self._path = Path(path).expanduser().absolute()

    @contextmanager
    def connection(self) -> Generator[Any]:
        """Open a connection for the block. The file is made if it is missing."""
        make_private_file(self._path)
        with (
            _NO_FORK.lock,
            closing(sqlite3.connect(self._path, timeout=30, isolation_level=None)) as connection,
        ):
            connection.execute("PRAGMA synchronous = FULL")
            yield connection


class Postgres(Database):
    """A server of PostgreSQL, with one connection for all threads of this process.

    Args:
        connect: A function that returns a new connection.
    """

    dialect = "postgresql"

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._open: list[Any] = []  # none or one
        self._in_use = threading.Lock()
        # The connection is closed with the store, also at the end of the program. In __del__, it
        # could be collected before.
        finalize(self, _close, self._open)
        _SERVERS.add(self)

    @contextmanager
    def connection(self) -> Generator[Any]:
        """Return the connection for the block. Close it after an error."""
        with self._in_use:
            try:
                if not self._open:
                    self._open.append(self._connect())
                yield self._open[0]
            except BaseException:
                _close(self._open)
                raise

    def forget(self) -> None:
        """Forget the connection of the parent, in a process that was just forked."""
        _OF_PARENTS.extend(self._open)
        self._open.clear()
        self._in_use = threading.Lock()


def _close(connections: list[Any]) -> None:
    while connections:
        with suppress(Exception):  # it may be broken
            connections.pop().close()


_SERVERS: WeakSet[Postgres] = WeakSet()
# Were a connection of the parent process closed or collected here, the parent would lose it.
_OF_PARENTS: list[Any] = []


def _forget_in_child() -> None:
    for server in list(_SERVERS):
        server.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)


class Pool(Database):
    """A pool of connections to PostgreSQL that the user has: ``psycopg_pool.ConnectionPool``."""

    dialect = "postgresql"

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    def connection(self) -> Any:
        """Return a context manager with a connection of the pool."""
        return self._pool.connection()


class Engine(Database):
    """An Engine of SQLAlchemy that the user has; its pool gives the connections."""

    def __init__(self, engine: Any) -> None:
        self.dialect = engine.dialect.name
        self._engine = engine
        if self.dialect not in {"sqlite", "postgresql"} or getattr(
            engine.dialect, "is_async", False
        ):
            raise ConfigurationError(
                f"SqlStore works with SQLite and PostgreSQL, not with the Engine of "
                f"{self.dialect}+{engine.dialect.driver}; an Engine must not be asynchronous"
            )
        if self.dialect == "sqlite" and engine.url.database in {None, "", ":memory:"}:
            raise ConfigurationError(NO_MEMORY)

    @contextmanager
    def connection(self) -> Generator[Any]:
        """Return a connection of the pool for the block. Drop it after an error."""
        connection = self._engine.raw_connection()
        try:
            yield connection
        except BaseException:
            with suppress(Exception):
                connection.invalidate()
            raise
        finally:
            with suppress(Exception):
                connection.close()


def _lost_a_race(error: Exception) -> bool:
    """Return whether PostgreSQL refused a statement because another one was faster.

    That happens where the user's Engine or pool asks for stricter transactions than usual.
    """
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    return state in {"40001", "40P01"}


def _is_passing(error: Exception) -> bool:
    if isinstance(error, TokenStoreError):
        return error.passing
    return any(kind.__name__ in _PASSING for kind in type(error).__mro__)


def _problem(error: Exception) -> str:
    """Return what a driver says, without a value: only errors of connections are shown in full."""
    if isinstance(error, TokenStoreError):
        return error.reason
    name = type(error).__name__
    lines = str(error).strip().splitlines()
    return f"{name}: {lines[0]}" if lines and _is_passing(error) else name
