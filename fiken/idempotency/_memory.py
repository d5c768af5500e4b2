"""The store that keeps idempotency keys in the memory of this process."""

from pathlib import Path

from fiken._databases import Owner, SqliteMemory
from fiken.errors import IdempotencyStoreError
from fiken.idempotency._table import TableOfWrites


class MemoryIdempotency(TableOfWrites):
    """A store in memory, for tests. Its keys are gone when the process ends.

    >>> store = MemoryIdempotency()
    >>> store.get("acme-as@api.fiken.no", "order-1017") is None, store.unresolved()
    (True, [])

    Args:
        lease: Seconds after which another thread may take over a write; see `SqlIdempotency`.
        settle: Seconds after which a lost write that is not in Fiken may be sent again.
        wait: Seconds for which a call waits, for another thread or for `settle`.

    Raises:
        ConfigurationError: A number of seconds cannot be one.
    """

    def __init__(self, *, lease: float = 60.0, settle: float = 120.0, wait: float = 10.0) -> None:
        super().__init__(SqliteMemory(_OWNER), "fiken_writes", False, lease, settle, wait)


def _no_file(path: Path) -> None:
    raise AssertionError(path)  # pragma: no cover - a database in memory has none


_OWNER = Owner(
    name="MemoryIdempotency",
    data="idempotency keys",
    in_memory="",
    error=IdempotencyStoreError,
    make_file=_no_file,
)
