"""Servers of PostgreSQL, by psycopg 3."""

import os
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet, finalize

from fiken._databases._database import Database, Owner


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

    def __init__(self, owner: Owner, pool: Any) -> None:
        super().__init__(owner)
        self._pool = pool

    def connection(self) -> Any:
        """Return a context manager with a connection of the pool."""
        return self._pool.connection()
