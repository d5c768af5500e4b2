"""The databases in which `SqlStore` keeps tokens: SQLite, PostgreSQL, or the user's own Engine.

Each sends one statement at a time, as a transaction of its own.
"""

import os
import re
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from weakref import WeakSet, finalize

from fiken.auth._private_files import make_private_file
from fiken.errors import ConfigurationError, TokenStoreError

Row = tuple[Any, ...]

# What the drivers call an error that a new connection may mend. They share no base class.
_PASSING = frozenset({"OperationalError", "InterfaceError"})

_SQLITE = re.compile(r"sqlite(?:\+pysqlite)?://(.*)", re.DOTALL)
_POSTGRES = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")
_KEYWORDS = re.compile(r"\s*[a-z_]+\s*=")  # "host=db dbname=acme"
_URL = re.compile(r"([a-z][a-z0-9+.-]*)://")


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

        It is sent a second time on a new connection if the first one was lost, so a statement must
        do no harm when it is carried out twice.

        Args:
            statement: The SQL. Values stand in it as ``?``, whatever the driver expects.
            values: The values for it.

        Raises:
            TokenStoreError: The database did not answer, or refused the statement. The error
                contains none of the values.
        """
        problem, passing = "", True
        try:
            for _ in range(2):
                try:
                    return self._attempt(statement, values)
                except Exception as error:  # noqa: BLE001 - drivers share no base class
                    problem, passing = _problem(error), _is_passing(error)
                if not passing:
                    break
        finally:
            del values  # no frame of an error may hold them
        raise TokenStoreError(f"the database with the tokens failed: {problem}", passing)

    def _attempt(self, statement: str, values: Row) -> list[Row]:
        with self.connection() as connection:
            driver = getattr(connection, "driver_connection", connection)
            # pgbouncer gives each transaction another connection, which does not know what was
            # prepared on the one before.
            options: dict[str, Any] = {}
            if hasattr(driver, "prepare_threshold"):
                options["prepare"] = False
            if self.dialect == "postgresql":
                statement = statement.replace("?", "%s")
            cursor = connection.cursor()
            try:
                cursor.execute(statement, values, **options)
                # Before the commit: SQLite carries out the statement as its rows are read.
                rows = [tuple(row) for row in cursor.fetchall()] if cursor.description else []
            finally:
                cursor.close()
            connection.commit()
        return rows


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
        with closing(sqlite3.connect(self._path, timeout=30, isolation_level=None)) as connection:
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
            raise ConfigurationError(_NO_MEMORY)

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


_NO_MEMORY = (
    "SqlStore needs a database that other connections see, not one in memory; for tokens in the "
    "memory of this process there is MemoryStore"
)


def database(where: Any) -> Database:
    """Return the database that a user of `SqlStore` has named.

    Raises:
        ConfigurationError: It is none that `SqlStore` can use, or the driver is not installed. The
            error does not contain `where`, which may contain a password.
    """
    if isinstance(where, os.PathLike):
        return SqliteFile(os.fspath(cast("os.PathLike[str]", where)))
    if isinstance(where, str):
        try:
            return _of_text(where)
        finally:
            del where
    if hasattr(where, "raw_connection") and hasattr(where, "dialect"):
        return Engine(where)
    kind = type(where).__name__
    if not kind.startswith("Async") and not hasattr(where, "cursor"):
        if callable(getattr(where, "connection", None)):
            return Pool(where)
        if callable(where):
            return Postgres(cast("Callable[[], Any]", where))
    del where
    raise ConfigurationError(
        "SqlStore needs a path, a URL of SQLite or PostgreSQL, a pool of connections, a function "
        f"that returns a new connection, or an Engine of SQLAlchemy, not {kind}"
    )


def _of_text(where: str) -> Database:
    problem = _NO_MEMORY
    if match := _SQLITE.fullmatch(where):
        if match[1].startswith("/") and match[1] not in {"/", "/:memory:"}:
            return SqliteFile(match[1].removeprefix("/"))
    elif _POSTGRES.match(where) or (_KEYWORDS.match(where) and "://" not in where):
        try:
            return Postgres(_connector(_POSTGRES.sub("postgresql://", where)))
        finally:
            del where  # it may contain a password
    elif match := _URL.match(where):
        problem = (
            f"SqlStore does not know the URL {match[1]}://…: it takes sqlite:///path and "
            "postgresql://…; for another driver, give it an Engine of SQLAlchemy"
        )
    elif where not in {"", ":memory:"}:
        return SqliteFile(where)
    del where, match
    raise ConfigurationError(problem)


def _connector(where: str) -> Callable[[], Any]:
    """Return a function that connects to PostgreSQL by psycopg 3.

    A link that is lost without a word would otherwise be noticed after two hours.
    """
    problem, psycopg, settings = "", None, {}
    try:
        psycopg, conninfo = import_module("psycopg"), import_module("psycopg.conninfo")
        settings = conninfo.conninfo_to_dict(where)
    except ImportError:
        problem = "PostgreSQL needs a driver: pip install 'fiken[postgres]'"
    except Exception:  # noqa: BLE001 - the driver names it, and its text may contain the password
        problem = "this is no connection string of PostgreSQL (it may be secret, and is not shown)"
    if problem:
        del where
        raise ConfigurationError(problem)
    defaults = {"connect_timeout": 10, "tcp_user_timeout": 10_000, "keepalives_idle": 5}
    ours = {name: value for name, value in defaults.items() if name not in settings}
    return partial(cast("Any", psycopg).connect, where, prepare_threshold=None, **ours)


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
