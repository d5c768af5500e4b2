"""Files of SQLite."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from weakref import finalize

from fiken._databases._database import Database, Owner
from fiken._databases._forks import NO_FORK


class SqliteFile(Database):
    """A file of SQLite, with a connection per statement.

    A connection can neither go from thread to thread nor into a process that was forked, and costs
    less than the statement.

    Args:
        owner: The class that uses the database.
        path: The path of the file. `owner` makes the file.
    """

    dialect = "sqlite"

    def __init__(self, owner: Owner, path: str) -> None:
        super().__init__(owner)
        self._path = Path(path).expanduser().absolute()

    @contextmanager
    def connection(self) -> Generator[Any]:
        """Open a connection for the block. The file is made if it is missing."""
        self._owner.make_file(self._path)
        with (
            NO_FORK.lock,
            closing(sqlite3.connect(self._path, timeout=30, isolation_level=None)) as connection,
        ):
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # a secret that was replaced is gone
            yield connection


class SqliteMemory(Database):
    """A database of SQLite in the memory of this process, with one connection for all threads.

    Args:
        owner: The class that uses the database.
    """

    dialect = "sqlite"

    def __init__(self, owner: Owner) -> None:
        super().__init__(owner)
        self._only = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        finalize(self, self._only.close)

    @contextmanager
    def connection(self) -> Generator[Any]:
        """Return the connection for the block."""
        with NO_FORK.lock:
            yield self._only
