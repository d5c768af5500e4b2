"""Servers of PostgreSQL, by psycopg 3."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import finalize

from fiken._databases._database import Database, Owner
from fiken._databases._forks import forgets_in_child, keep


class Postgres(Database):
    """A server of PostgreSQL, with one connection for all threads of this process.

    Args:
        owner: The class that uses the database.
        connect: A function that returns a new connection.
    """

    dialect = "postgresql"

    def __init__(self, owner: Owner, connect: Callable[[], Any]) -> None:
        super().__init__(owner)
        self._connect = connect
        self._open: list[Any] = []  # none or one
        self._in_use = threading.Lock()
        # The connection is closed with the store, also at the end of the program. In __del__, it
        # could be collected before.
        finalize(self, _close, self._open)
        forgets_in_child(self)

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
        keep(list(self._open))
        self._open.clear()
        self._in_use = threading.Lock()


def _close(connections: list[Any]) -> None:
    while connections:
        with suppress(Exception):  # it may be broken
            connections.pop().close()


class Pool(Database):
    """A pool of connections to PostgreSQL that the user has: ``psycopg_pool.ConnectionPool``."""

    dialect = "postgresql"

    def __init__(self, owner: Owner, pool: Any) -> None:
        super().__init__(owner)
        self._pool, self._is_of_parent = pool, False
        forgets_in_child(self)

    def connection(self) -> Any:
        """Return a context manager with a connection of the pool."""
        if self._is_of_parent:
            raise self._owner.error(
                "the pool of connections was opened before this process was forked, and both "
                "processes would read the answers of each other: open a pool in each process",
                False,
            )
        return self._pool.connection()

    def forget(self) -> None:
        """Refuse the pool in a process that was just forked, if it is open."""
        self._is_of_parent = getattr(self._pool, "closed", True) is False
