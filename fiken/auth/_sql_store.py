"""The store that keeps tokens in a table of a database."""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from fiken.auth._locking import PATIENCE, LockedStore, still_locked, wait_until
from fiken.auth._records import dumped, loaded
from fiken.auth._sql_statements import (
    ACCOUNTS,
    CREATE,
    FREE,
    LEASE,
    LOAD,
    PROBE,
    RENEW,
    SAVE,
    is_table,
    statements,
)
from fiken.auth._tokens import Tokens
from fiken.auth._where import database
from fiken.errors import ConfigurationError, TokenStoreError

_PAUSE = 0.02
_LONGEST_PAUSE = 0.1


class SqlStore(LockedStore):
    """A store in a table of a database, for all processes and machines that use the database.

    The lock of an account is a row that a process leases: it says until when the process holds it,
    by the clock of the database, and is renewed while it does. If a process is killed, another one
    takes over when the lease ends. No connection is held meanwhile, so a connection pooler such as
    pgbouncer may be between.

    A process that was suspended for longer than its lease cannot overwrite the tokens that another
    one has stored in the meantime: its `save` raises `TokenStoreError`.

    Args:
        where: The path of a file of SQLite, or ``sqlite:///path``. ``postgresql://…`` or another
            connection string of PostgreSQL, with psycopg 3 (``pip install 'fiken[postgres]'``). A
            pool of psycopg, or a function that returns a new connection. An Engine of SQLAlchemy
            for SQLite or PostgreSQL.
        table: The name of the table, also ``schema.table``. It is made if it is missing.
        lease: Seconds after which another process takes over from one that was killed.
        patience: Seconds to wait for the lock of an account before `TokenStoreError` is raised.

    Raises:
        ConfigurationError: An argument cannot be used, or the driver is not installed.
    """

    def __init__(
        self,
        where: Any,
        table: str = "fiken_tokens",
        *,
        lease: float = 10.0,
        patience: float = PATIENCE,
    ) -> None:
        try:
            super().__init__(patience)
            if not is_table(table):
                raise ConfigurationError(
                    f"the name of a table has letters, digits and _, not {table!r}"
                )
            if not lease > 0:
                raise ConfigurationError(f"a lease lasts longer than 0 seconds, not {lease!r}")
            self._database = database(where)
        finally:
            del where  # it may contain a password
        self._table, self._complete = table, statements(self._database.dialect, table)
        self._lease = lease
        self._leases: dict[str, tuple[str, int]] = {}
        self._has_table = False

    def __repr__(self) -> str:
        database = getattr(self, "_database", None)  # a debugger may ask too early
        return f"<SqlStore {database.dialect} {self._table}>" if database else "<SqlStore>"

    @property
    def ddl(self) -> str:
        """The SQL that makes the table, for the migrations of your own database."""
        return self._complete(CREATE)

    def create_table(self) -> None:
        """Make the table if it is missing. The first use of the store does so, too.

        Raises:
            TokenStoreError: The table cannot be made, or another one has its name.
        """
        probe = self._complete(PROBE)
        try:
            self._database.run(probe)
        except TokenStoreError as error:
            if error.passing and self._database.dialect != "sqlite":
                raise
            with suppress(TokenStoreError):  # two processes make it at once: one of them fails
                self._database.run(self.ddl)
            self._database.run(probe)
        self._has_table = True

    def accounts(self) -> tuple[str, ...]:
        """Return the names of the accounts that have tokens, sorted.

        Raises:
            TokenStoreError: The database did not answer.
        """
        rows = self._run(ACCOUNTS)
        return tuple(sorted(name for (name,) in rows))

    def _read(self, name: str) -> Tokens | None:
        rows = self._run(LOAD, name)
        if not rows or rows[0][0] is None:
            return None
        place = f"the account {name!r} in the table {self._table}"
        try:
            return loaded(rows[0][0], place)
        finally:
            del rows  # no frame of an error may hold them

    def _write(self, name: str, tokens: Tokens | None) -> None:
        """Store tokens, unless another process has stored some since this thread took the lock.

        If another one has taken over the lock, but has stored nothing yet, these are still the
        newest tokens. With rotation of refresh tokens they may be the only ones that work.
        """
        self._read(name)  # what is not from this class is not overwritten
        holder, saved = self._leases[name]
        text = None if tokens is None else dumped(tokens)
        try:
            rows = self._run(SAVE, text, name, holder, saved)
        finally:
            del text  # no frame of an error may hold it
        if not rows:
            raise TokenStoreError(
                f"another process has taken over the account {name!r}, because this one was "
                f"suspended for longer than {self._lease:g} s: load its tokens again",
                passing=True,
            )
        self._leases[name] = holder, rows[0][0]

    @contextmanager
    def _lock_for_others(self, name: str, ends: float) -> Generator[None]:
        holder, process = uuid4().hex, os.getpid()
        if not wait_until(lambda: self._is_leased(name, holder), ends, _PAUSE, _LONGEST_PAUSE):
            raise still_locked(name, self._patience, "another process")
        over = threading.Event()
        renewal = threading.Thread(target=self._renew, args=(name, holder, over), daemon=True)
        try:
            renewal.start()
            yield
        finally:
            over.set()
            if os.getpid() == process:  # not a child that was forked in the block
                del self._leases[name]
                with suppress(TokenStoreError):  # the lease ends by itself
                    self._run(FREE, name, holder)

    def _is_leased(self, name: str, holder: str) -> bool:
        """Lease the row of an account if it is free, and return whether that was so.

        Asking again is harmless: for the same holder the answer is the same.
        """
        rows = self._run(LEASE, name, holder, self._lease)
        if rows:
            self._leases[name] = holder, rows[0][0]
        return bool(rows)

    def _renew(self, name: str, holder: str, over: threading.Event) -> None:
        """Renew the lease of an account until the lock is released. This is run in a thread."""
        while not over.wait(self._lease / 3):
            with suppress(TokenStoreError):  # it is tried again, as long as the lease lasts
                self._run(RENEW, self._lease, name, holder)

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            if not self._has_table:
                self.create_table()
            return self._database.run(self._complete(statement), values)
        finally:
            del values  # no frame of an error may hold them
