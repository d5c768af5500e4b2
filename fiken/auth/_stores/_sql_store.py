"""The store that keeps tokens in a table of a database."""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from fiken._databases import KeepsTable, Owner, Table, database
from fiken._messages import short_repr
from fiken.auth._stores._locking import PATIENCE, LockedStore, still_locked, wait_until
from fiken.auth._stores._private_files import make_private_file
from fiken.auth._stores._records import dumped, loaded
from fiken.auth._stores._sql_statements import (
    ACCOUNTS,
    CREATE,
    FREE,
    LEASE,
    LOAD,
    PROBE,
    RENEW,
    SAVE,
)
from fiken.auth._tokens import Tokens
from fiken.errors import ConfigurationError, TokenStoreError

_PAUSE = 0.02
_LONGEST_PAUSE = 0.1
_OWNER = Owner(
    name="SqlStore",
    data="tokens",
    in_memory="for tokens in the memory of this process there is MemoryStore",
    error=TokenStoreError,
    make_file=make_private_file,
)


class SqlStore(KeepsTable, LockedStore):
    """A store in a table of a database, for all processes and machines that use the database.

    The lock of an account is a row that a process leases: it says until when the process holds it,
    by the clock of the database, and is renewed while it does. If a process is killed, another one
    takes over when the lease ends. No connection is held meanwhile, so a connection pooler such as
    pgbouncer may stand between.

    A process that was suspended for longer than its lease cannot overwrite the tokens that another
    one has stored in the meantime: its `save` raises `TokenStoreError`.

    A process that is forked uses no connection of its parent. In it, the pool of an Engine is
    replaced (`dispose(close=False)`), and a pool of psycopg that was open raises `TokenStoreError`:
    open one in each process.

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
            if type(lease) not in (int, float) or not lease > 0:
                raise ConfigurationError(
                    f"lease must be a number of seconds above 0, not {short_repr(lease)}"
                )
            self._table = Table(database(where, _OWNER), table, CREATE, PROBE)
        finally:
            del where  # it may contain a password
        self._lease = lease
        self._leases: dict[str, tuple[str, int]] = {}

    def __repr__(self) -> str:
        table = getattr(self, "_table", None)  # a debugger may ask too early
        return f"<SqlStore {table.database.dialect} {table.name}>" if table else "<SqlStore>"

    def accounts(self) -> tuple[str, ...]:
        """Return the names of the accounts that have tokens, sorted.

        Raises:
            TokenStoreError: The database did not answer.
        """
        rows = self._table.run(ACCOUNTS)
        return tuple(sorted(name for (name,) in rows))

    def _read(self, name: str) -> Tokens | None:
        rows = self._table.run(LOAD, name)
        if not rows or rows[0][0] is None:
            return None
        place = f"the account {name!r} in the table {self._table.name}"
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
            rows = self._table.run(SAVE, text, name, holder, saved)
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
                    self._table.run(FREE, name, holder)

    def _is_leased(self, name: str, holder: str) -> bool:
        """Lease the row of an account if it is free, and return whether that was so.

        Asking again is harmless: for the same holder the answer is the same.
        """
        rows = self._table.run(LEASE, name, holder, self._lease)
        if rows:
            self._leases[name] = holder, rows[0][0]
        return bool(rows)

    def _renew(self, name: str, holder: str, over: threading.Event) -> None:
        """Renew the lease of an account until the lock is released. This is run in a thread."""
        while not over.wait(self._lease / 3):
            with suppress(TokenStoreError):  # it is tried again, as long as the lease lasts
                self._table.run(RENEW, self._lease, name, holder)
