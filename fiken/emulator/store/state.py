"""The state of the emulator: an SQLite database with one transaction per operation."""

import datetime
import random
import sqlite3
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from typing import Any, TypeAlias

from fiken.emulator._clock import Clock, machine_clock, norwegian
from fiken.emulator.store.storage import explained

Row: TypeAlias = sqlite3.Row

#: The version of the tables; it grows with every change, so that older files are refused.
VERSION = 5

_TABLES = """
CREATE TABLE sequences (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
"""


def _fold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


class State:
    """The SQLite database of the emulator. All threads share it, one operation at a time.

    Args:
        data: the name of the database file. None keeps the database in memory.
        seed: a number that makes the ids the same in every run. None makes them random.
        clock: a function that returns the current time. None uses the clock of the machine.
    """

    def __init__(
        self,
        data: str | PathLike[str] | None = None,
        seed: int | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or machine_clock
        self._dated: datetime.date | None = None
        #: The time at which the running operation started. The operation sees no other time.
        self._moment: datetime.datetime | None = None
        self._year = 0
        self._begin_year: Callable[[State], None] | None = None
        self._random = random.Random(seed)  # noqa: S311 - ids are no secrets
        self.seed = seed
        self._lock = threading.RLock()
        self._name = ":memory:" if data is None else fspath(data)
        with explained(self._name):
            self._connection = _connect(self._name)

    def close(self) -> None:
        """Close the database. A database in a file keeps everything that was committed."""
        with self._lock:
            self._connection.close()

    def blank(self) -> "State":
        """Return a new, empty database in memory, with the seed and the clock of this one."""
        return State(None, self.seed, self._clock)

    def copy(self, target: "State") -> None:
        """Copy this database into the database `target`, whose old content is lost.

        If this database has a seed, both databases create the same ids from now on.
        """
        with self._lock, target._lock:  # noqa: SLF001 - of the same class
            self._connection.backup(target._connection)  # noqa: SLF001 - of the same class
            if self.seed is not None:
                target._random.setstate(self._random.getstate())  # noqa: SLF001 - of the same class

    @contextmanager
    def operation(self) -> Generator[None]:
        """Run the block as one transaction. The current time stands still inside the block.

        An exception in the block undoes all changes of the block. If a new year has begun since the
        previous transaction, the function given to `watch_years` is called before the block.

        Raises:
            StorageError: the database cannot be used. The block has changed nothing.
        """
        with self._lock, explained(self._name):
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
    def reading(self) -> Generator[None]:
        """Run a block that only reads, without a transaction, while no operation runs."""
        with self._lock, explained(self._name):
            yield

    @contextmanager
    def _transaction(self) -> Generator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            # COMMIT fails if a deferred foreign key is violated. The changes are then undone, too.
            self._connection.execute("COMMIT")
        except BaseException:
            # When the disk is full, SQLite has rolled back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def attempt(self) -> Generator[None]:
        """Run the block as a part of an operation. An exception undoes only what the block did."""
        self.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            # When the disk is full, SQLite has rolled back the whole operation already.
            if self._connection.in_transaction:
                self.execute("ROLLBACK TO attempt")
                self.execute("RELEASE attempt")
            raise
        self.execute("RELEASE attempt")

    def watch_years(self, begin_year: "Callable[[State], None]") -> None:
        """Register `begin_year`, a function that opens a new fiscal year in the books.

        `operation` calls the function, with this database, before the first block of each later
        calendar year.
        """
        self._year, self._begin_year = self.today().year, begin_year

    @property
    def is_new(self) -> bool:
        """Whether the database has no tables yet.

        Raises:
            ValueError: another version of the emulator wrote the file.
        """
        version = self.value("PRAGMA user_version")
        tables = self.value("SELECT count(*) FROM sqlite_master")
        if tables and version != VERSION:
            raise ValueError(
                f"the data file was not written by this version of fiken.emulator "
                f"(it says {version}, {VERSION} is expected); start with a new file"
            )
        return not tables

    def create(self, tables: Iterable[str]) -> None:
        """Create the tables of an empty database.

        Args:
            tables: SQL scripts with the statements that create the tables.
        """
        for script in (_TABLES, *tables, f"PRAGMA user_version = {VERSION};"):
            for statement in _statements(script):
                self._connection.execute(statement)

    def execute(self, sql: str, *values: Any) -> int:
        """Run an SQL statement with values for its `?`, and return the number of changed rows."""
        return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Return all rows of an SQL query with values for its `?`."""
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> Row | None:
        """Return the first row of an SQL query, or None if it has no rows."""
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row of an SQL query, or None if it has no rows."""
        row = self.row(sql, *values)
        return None if row is None else row[0]

    def insert(self, table: str, /, **columns: Any) -> None:
        """Insert a row into a table. Columns that are not named get their SQL default."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        self.execute(sql, *columns.values())

    def update(self, table: str, id_column: str, key: int, /, **columns: Any) -> None:
        """Change columns of the row whose `id_column` equals `key`.

        `update("contacts", "contact_id", 17, name="Ola")` changes the name of the contact 17.
        """
        changes = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE {table} SET {changes} WHERE {id_column} = ?"  # noqa: S608 - our own names
        self.execute(sql, *columns.values(), key)

    def referring_tables(
        self, table: str, key: int, *, without: Collection[str] = (), cascades: bool = True
    ) -> Iterator[str]:
        """Yield the name of each table that has a row with a foreign key to the given row.

        Args:
            table: the table of the given row.
            key: the id of the given row.
            without: names of tables to leave out.
            cascades: include tables whose rows are deleted together with the given row.
        """
        columns = self.rows(
            """SELECT m.name, f."from" AS "column", f.on_delete = 'CASCADE' AS cascades
            FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f
            WHERE m.type = 'table' AND f."table" = ?""",
            table,
        )
        for name, column, is_cascade in columns:
            if name in without or (is_cascade and not cascades):
                continue
            if self.row(f"SELECT 1 FROM {name} WHERE {column} = ?", key) is not None:  # noqa: S608
                yield name

    def stamps(self) -> dict[str, str]:
        """Return the columns created_date and last_modified_date for a new row. Both are today."""
        today = self.today().isoformat()
        return {"created_date": today, "last_modified_date": today}

    def today(self) -> datetime.date:
        """Return the current date in Norway. Inside `with state.dated(day)`, return that day."""
        return self._dated or self._now().date()

    def moment(self) -> str:
        """Return the current time in UTC, such as `2026-06-15T10:00:00Z`.

        Inside `with state.dated(day)`, the time is 12:00 UTC on that day.
        """
        if self._dated is not None:
            return f"{self._dated.isoformat()}T12:00:00Z"
        return self._now().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def instant(self) -> float:
        """Return the current time in seconds since 1970."""
        return self._now().timestamp()

    def _now(self) -> datetime.datetime:
        return self._moment or norwegian(self._clock())

    @contextmanager
    def dated(self, day: datetime.date) -> Generator[None]:
        """Use `day` as the current date inside the block.

        The demo company gets its older sales and purchases in this way.
        """
        before, self._dated = self._dated, day
        try:
            yield
        finally:
            self._dated = before

    def count_up(self, name: str, first: int = 1, step: int = 1) -> int:
        """Return the next number of a series, such as the series of journal entry numbers.

        A number is never used twice in a series.

        Args:
            name: the name of the series.
            first: the first number of a new series.
            step: the difference between this number and the number before it.
        """
        self.execute(
            "INSERT INTO sequences VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = last + ?",
            *(name, first, step),
        )
        number: int = self.value("SELECT last FROM sequences WHERE name = ?", name)
        return number

    def new_id(self) -> int:
        """Return a new id of 11 digits. It is 1 to 99 larger than the id before it.

        The steps are irregular because those of Fiken's ids are irregular.

        Observed: docs/observed.md#3-responses
        """
        first = 13_600_000_000 + self._random.randrange(65_000_000)
        return self.count_up("id", first, self._random.randrange(1, 100))


def _connect(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.create_function("fold", 1, _fold, deterministic=True)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # A crash of the process does no harm to a file; only a crash of the machine may.
        connection.execute("PRAGMA synchronous = OFF")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _statements(script: str) -> Iterator[str]:
    """Yield the SQL statements of a script one by one.

    `executescript` of the standard library would commit the open transaction.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
