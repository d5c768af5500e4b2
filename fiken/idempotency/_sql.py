"""The store that keeps idempotency keys in a table of a database."""

from pathlib import Path
from typing import Any

from fiken._databases import KeepsTable, Owner, database
from fiken.errors import IdempotencyStoreError
from fiken.idempotency._table import TableOfWrites


class SqlIdempotency(KeepsTable, TableOfWrites):
    """A store in a table of a database, for all processes and machines that use the database.

    >>> from fiken import Fiken
    >>> client = Fiken("made.up", idempotency=SqlIdempotency("sqlite:///fiken.db"))

    Args:
        where: The path of a file of SQLite, or ``sqlite:///path``. ``postgresql://…`` or another
            connection string of PostgreSQL, with psycopg 3 (``pip install 'fiken[postgres]'``). A
            pool of psycopg, or a function that returns a new connection. An Engine of SQLAlchemy
            for SQLite or PostgreSQL.
        lease: Seconds after which another worker may take over the write of one that has died. No
            request of this library may take longer than half of it.
        settle: Seconds after the last moment at which a lost write may have been sent. If it is not
            in Fiken then, it will not arrive any more, and may be sent again. Nobody knows the true
            number; it should be longer than any gateway waits.
        wait: Seconds for which a call waits, for another worker or for `settle`, before it raises
            `IdempotencyInProgressError` or `AmbiguousWriteError`.
        table: The name of the table, also ``schema.table``.
        create: Whether the first use makes the table if it is missing.

    Raises:
        ConfigurationError: An argument cannot be used, or the driver is not installed.
    """

    def __init__(
        self,
        where: Any,
        *,
        lease: float = 60.0,
        settle: float = 120.0,
        wait: float = 10.0,
        table: str = "fiken_writes",
        create: bool = True,
    ) -> None:
        try:
            place = database(where, _OWNER)
        finally:
            del where  # it may contain a password
        super().__init__(place, table, not create, lease, settle, wait)


def _make_file(path: Path) -> None:
    """Make a file that only its owner can read, as clues name people. Keep one that exists.

    Raises:
        IdempotencyStoreError: The file cannot be made.
    """
    if path.exists():
        return
    try:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        path.touch(0o600)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise IdempotencyStoreError(f"{path} cannot be made: {reason}") from None


_OWNER = Owner(
    name="SqlIdempotency",
    data="idempotency keys",
    in_memory="for a store in the memory of this process there is MemoryIdempotency",
    error=IdempotencyStoreError,
    make_file=_make_file,
)
