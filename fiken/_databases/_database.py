"""A database that answers one statement at a time, each a transaction of its own."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from fiken.errors import FikenError

Row = tuple[Any, ...]

# What the drivers call an error that a new connection may mend. They share no base class.
_PASSING = frozenset({"OperationalError", "InterfaceError"})

# What to do about an error of SQLite that is about its file.
_REMEDIES = {
    "SQLITE_NOTADB": "the file is not a database of SQLite, so name another one",
    "SQLITE_CANTOPEN": "name a file, in a folder that exists",
    "SQLITE_READONLY": "let this user write the file",
}

# One would do after a lost connection. A race can be lost several times.
_MOST_ATTEMPTS = 10


class Owner(NamedTuple):
    """The class that keeps something in a database, as the errors name it.

    Attributes:
        name: Its name, such as ``SqlStore``.
        data: What it keeps, such as "tokens".
        in_memory: What to use instead of a database in memory, as the end of a sentence.
        error: A function that makes the error for a database that failed, from the reason and from
            whether that may pass by itself.
        make_file: A function that makes the file of SQLite if it is missing, or checks it.
    """

    name: str
    data: str
    in_memory: str
    error: Callable[[str, bool], FikenError]
    make_file: Callable[[Path], None]


class Database(ABC):
    """A database that answers one statement at a time.

    Args:
        owner: The class that uses the database.

    Attributes:
        dialect: ``sqlite`` or ``postgresql``.
    """

    dialect: str

    def __init__(self, owner: Owner) -> None:
        self._owner = owner

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
            FikenError: The database did not answer, or refused the statement. It is the `error` of
                the owner, and contains none of the values.
        """
        problem, passing = "", True
        try:
            for attempt in range(_MOST_ATTEMPTS):
                try:
                    return self._attempt(statement, values)
                except FikenError:  # of the owner, about its file
                    raise
                except Exception as error:  # noqa: BLE001 - drivers share no base class
                    problem, passing = _problem(error), _is_passing(error)
                    again = _lost_a_race(error) or (passing and attempt == 0)
                if not again:
                    break
        finally:
            del values  # no frame of an error may hold them
        reason = f"the database with the {self._owner.data} failed: {problem}"
        raise self._owner.error(reason, passing)

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


def _lost_a_race(error: Exception) -> bool:
    """Return whether PostgreSQL refused a statement because another one was faster.

    That happens where the user's Engine or pool asks for stricter transactions than usual, and
    where two statements add the same unique value at once. A statement that first looks for the
    value (NOT EXISTS) finds it the next time.
    """
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    return state in {"23505", "40001", "40P01"}


def _is_passing(error: Exception) -> bool:
    return any(kind.__name__ in _PASSING for kind in type(error).__mro__)


def _problem(error: Exception) -> str:
    """Return what a driver says, without a value: only errors of connections are shown in full."""
    name = type(error).__name__
    # With a code, such as SQLITE_NOTADB, the reason can be looked up.
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    name = f"{name} ({code})" if code else name
    lines = str(error).strip().splitlines()
    said = f"{name}: {lines[0]}" if lines and _is_passing(error) else name
    return f"{said}: {_REMEDIES[code]}" if code in _REMEDIES else said
