"""The state of the emulator: real columns in SQLite, one transaction an operation."""

import datetime
import random
import sqlite3
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from typing import Any, TypeAlias

from fiken.emulator._clock import Clock, machine_clock, norwegian

Row: TypeAlias = sqlite3.Row

#: Raised when the tables change: an older file is refused, not misread.
VERSION = 1

_TABLES = """
CREATE TABLE sequences (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
"""


def _fold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


class State:
    """One SQLite database, shared by all threads, used by one operation at a time.

    Args:
        data: a file, kept across runs; without one, memory.
        seed: makes the ids deterministic; without one, they start by chance, once per process.
        clock: returns the present; without one, the machine's.
    """

    def __init__(
        self,
        data: str | PathLike[str] | None = None,
        seed: int | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or machine_clock
        self._dated: datetime.date | None = None
        #: The moment of the operation under way: all of it happens at once.
        self._moment: datetime.datetime | None = None
        self._year = 0
        self._begin_year: Callable[[State], None] | None = None
        self._random = random.Random(seed)  # noqa: S311 - ids are no secrets
        self._seeded = seed is not None
        self._lock = threading.RLock()
        self._name = ":memory:" if data is None else fspath(data)
        with _explained(self._name):
            self._connection = _connect(self._name)

    def close(self) -> None:
        """Let go of the database; what was committed stays in its file."""
        with self._lock:
            self._connection.close()

    def copy(self, target: "State") -> None:
        """Write everything into another state; under a seed, its ids go on as these would."""
        with self._lock:
            self._connection.backup(target._connection)  # noqa: SLF001 - of the same class
            if self._seeded:
                target._random.setstate(self._random.getstate())  # noqa: SLF001 - of the same class

    @contextmanager
    def operation(self) -> Generator[None]:
        """Carry out one operation, at one moment: all of it, or, when it raises, nothing of it.

        Where a year has begun since the last operation, what `watch_years` was given runs first,
        as an operation of its own.

        Raises:
            StorageError: the database can't be used, and nothing is changed.
        """
        with self._lock, _explained(self._name):
            self._moment = norwegian(self._clock())
            try:
                if self._begin_year is not None and self._year != self._moment.year:
                    with self._transaction():
                        self._begin_year(self)
                    self._year = self._moment.year
                with self._transaction():
                    yield
            finally:
                self._moment = None

    @contextmanager
    def _transaction(self) -> Generator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            # References are checked here at the latest: it can fail, and then undoes as well.
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk has SQLite roll back by itself.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def watch_years(self, begin_year: "Callable[[State], None]") -> None:
        """Run `begin_year` whenever the clock has come to another year."""
        self._year, self._begin_year = self.today().year, begin_year

    @property
    def is_new(self) -> bool:
        """Whether there are no tables yet; raises ValueError on a file of another version."""
        found = self.value("PRAGMA user_version")
        tables = self.value("SELECT count(*) FROM sqlite_master")
        if tables and found != VERSION:
            raise ValueError(
                f"the data file was not written by this version of fiken.emulator "
                f"(it says {found}, {VERSION} is expected); start with a new file"
            )
        return not tables

    def create(self, tables: Iterable[str]) -> None:
        """Make the tables; each text holds any number of statements."""
        for script in (_TABLES, *tables, f"PRAGMA user_version = {VERSION};"):
            for statement in _statements(script):
                self._connection.execute(statement)

    def execute(self, sql: str, *values: Any) -> int:
        """Run a statement; return the number of rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Every row."""
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> Row | None:
        """The first row, or None."""
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, *values)
        return None if found is None else found[0]

    def insert(self, table: str, /, **columns: Any) -> None:
        """Add one row."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        self.execute(sql, *columns.values())

    def stamps(self) -> dict[str, str]:
        """The two date columns of a new row."""
        today = self.today().isoformat()
        return {"created_date": today, "last_modified_date": today}

    def today(self) -> datetime.date:
        """Return the Norwegian day by the clock, or the one that `dated` has set."""
        return self._dated or self._now().date()

    def moment(self) -> str:
        """Return the present as on the wire, `2026-06-15T10:00:00Z`; `dated` is at noon."""
        if self._dated is not None:
            return f"{self._dated.isoformat()}T12:00:00Z"
        return self._now().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _now(self) -> datetime.datetime:
        return self._moment or norwegian(self._clock())

    @contextmanager
    def dated(self, day: datetime.date) -> Generator[None]:
        """Let what happens inside have happened on that day: for the demo company."""
        before, self._dated = self._dated, day
        try:
            yield
        finally:
            self._dated = before

    def count_up(self, name: str, first: int = 1, step: int = 1) -> int:
        """The next number of a series; a number that was given back is not given again."""
        self.execute(
            "INSERT INTO sequences VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = last + ?",
            *(name, first, step),
        )
        number: int = self.value("SELECT last FROM sequences WHERE name = ?", name)
        return number

    def new_id(self) -> int:
        """The next id: 11 digits and growing, in uneven steps.

        Observed: docs/observed.md#3-responses
        """
        first = 13_600_000_000 + self._random.randrange(65_000_000)
        return self.count_up("id", first, self._random.randrange(1, 100))


class StorageError(sqlite3.OperationalError):
    """The database can't be used; the message names it, the reason and the remedy.

    Args:
        message: the sentence.
        status: what a request is answered that met it.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, status)
        self.message = message
        self.status = status

    def __str__(self) -> str:
        return self.message


#: By SQLite's code: the status of the answer, the reason and the remedy.
_PROBLEMS = {
    sqlite3.SQLITE_FULL: (507, "has no room left", "free some space on its disk"),
    sqlite3.SQLITE_NOMEM: (507, "has no memory left", "keep the books in a file"),
    sqlite3.SQLITE_BUSY: (503, "is locked", "stop the other program that uses it"),
    sqlite3.SQLITE_LOCKED: (503, "is locked", "stop the other program that uses it"),
    sqlite3.SQLITE_READONLY: (500, "is read-only", "make the file and its folder writable"),
    sqlite3.SQLITE_IOERR: (500, "can't be read or written", "check its disk"),
    sqlite3.SQLITE_CANTOPEN: (
        500,
        "can't be opened",
        "name a file, in a folder that exists and is writable",
    ),
    sqlite3.SQLITE_CORRUPT: (500, "is damaged", "start with a new file"),
    sqlite3.SQLITE_NOTADB: (500, "is not an SQLite database", "name another file"),
}


@contextmanager
def _explained(name: str) -> Generator[None]:
    """Raise what SQLite says of the database itself as a `StorageError`."""
    try:
        yield
    except sqlite3.Error as error:
        # The lowest byte: the others only say more about it.
        problem = _PROBLEMS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if problem is None or isinstance(error, StorageError):
            raise
        status, reason, remedy = problem
        message = f"the data file {name} {reason}: {remedy} (SQLite says: {error})"
        raise StorageError(message, status) from error


def _connect(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.create_function("fold", 1, _fold, deterministic=True)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # A file outlives the process without it; only a fall of the whole machine may harm it.
        connection.execute("PRAGMA synchronous = OFF")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _statements(script: str) -> Iterator[str]:
    """The statements of a script: `executescript` would commit what is under way."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
