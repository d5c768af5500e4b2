"""Engines of SQLAlchemy."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from fiken._databases._database import Database, Owner
from fiken._databases._forks import NO_FORK, forgets_in_child, keep
from fiken.errors import ConfigurationError


class Engine(Database):
    """An Engine of SQLAlchemy that the user has; its pool gives the connections."""

    def __init__(self, owner: Owner, engine: Any) -> None:
        super().__init__(owner)
        self.dialect = engine.dialect.name
        self._engine = engine
        if self.dialect not in {"sqlite", "postgresql"} or getattr(
            engine.dialect, "is_async", False
        ):
            raise ConfigurationError(
                f"{owner.name} works with SQLite and PostgreSQL, not with the Engine of "
                f"{self.dialect}+{engine.dialect.driver}; an Engine must not be asynchronous"
            )
        if self.dialect == "sqlite" and engine.url.database in {None, "", ":memory:"}:
            raise in_memory(owner)
        forgets_in_child(self)

    @contextmanager
    def connection(self) -> Generator[Any]:
        """Return a connection of the pool for the block. Drop it after an error."""
        is_sqlite = self.dialect == "sqlite"
        lock: AbstractContextManager[Any] = NO_FORK.lock if is_sqlite else nullcontext()
        with lock:
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

    def forget(self) -> None:
        """Replace the pool in a process that was just forked, as the manual of SQLAlchemy says.

        Two processes that share a connection would read the answers of each other.
        """
        keep(self._engine.pool)
        self._engine.dispose(close=False)


def in_memory(owner: Owner) -> ConfigurationError:
    """Return the error for a database in memory, which no other connection sees."""
    return ConfigurationError(
        f"{owner.name} needs a database that other connections see, not one in memory; "
        f"{owner.in_memory}"
    )
