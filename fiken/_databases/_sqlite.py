"""Files of SQLite."""

import os
import sqlite3
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from weakref import finalize

from fiken._databases._database import Database, Owner


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
            _NO_FORK.lock,
            closing(sqlite3.connect(self._path, timeout=30, isolation_level=None)) as connection,
        ):
            connection.execute("PRAGMA synchronous = FULL")
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
        with _NO_FORK.lock:
            yield self._only
