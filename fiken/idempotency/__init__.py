"""Writes that are carried out once: the stores of idempotency keys.

Each name is imported when it is first used.
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

HOMES = homes(
    __name__,
    _kept="Intent KeptWrite",
    _memory="MemoryIdempotency",
    _sql="SqlIdempotency",
    _store="IdempotencyStore",
)

if TYPE_CHECKING:
    from fiken.idempotency._kept import Intent, KeptWrite
    from fiken.idempotency._memory import MemoryIdempotency
    from fiken.idempotency._sql import SqlIdempotency
    from fiken.idempotency._store import IdempotencyStore
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "IdempotencyStore",
    "Intent",
    "KeptWrite",
    "MemoryIdempotency",
    "SqlIdempotency",
]
