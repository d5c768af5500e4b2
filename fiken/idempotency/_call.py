"""How a call looks for writes in Fiken, and how it waits for other workers."""

import time
from contextlib import suppress
from datetime import datetime
from typing import Generic
from uuid import uuid4

from fiken._clock import now
from fiken.errors import FikenError, IdempotencyInProgressError, IdempotencyStoreError
from fiken.idempotency import _steps
from fiken.idempotency._findings import GOING_ON, blocked
from fiken.idempotency._kept import KeptWrite, State
from fiken.idempotency._store import IdempotencyStore
from fiken.idempotency._write import Found, R, Write

_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.5


class Call(Generic[R]):
    """One call that carries out a write: what it looks for, and for whom it waits.

    Args:
        write: The write.
        store: The store that keeps its key.
    """

    def __init__(self, write: Write[R], store: IdempotencyStore) -> None:
        self.write, self.store = write, store
        self.owner = uuid4().hex
        self.mine = (write.company, write.key, self.owner)
        self.ends, self.pause = now() + store.wait, _FIRST_PAUSE

    def look(self, row: KeptWrite) -> Found:
        """Look for what a write has made, and pass over what other keys have made."""
        clue = dict(row.clue or {})
        while True:
            found = self.write.look(clue)
            _steps.step("looked")
            ids = found.candidates if found.id is None else (found.id,)
            known, others = set(clue.get("known", ())), self.store.taken(row, ids)
            if not others:
                return found
            if others <= known:
                return Found(unsure="another key has made it", candidates=ids)
            clue["known"] = sorted(known | others)

    def settled_in(self, row: KeptWrite) -> float:
        """Return the seconds until a write that is not in Fiken will not arrive any more."""
        if row.sent_by is None or self.write.is_harmless:
            return 0.0
        return self.store.settle - (row.read_at - row.sent_by).total_seconds()

    def make_way(self) -> None:
        """Resolve the write of another key that would look alike in Fiken, or wait for it."""
        row = self.store.blocker(self.write.company, self.write.alike or "")
        if row is None:
            return
        other = None if row.owned_for else self.store.take(row.company, row.key, self.owner)
        if other is None:
            self.wait(IdempotencyInProgressError(row.key, row.owned_for or None, GOING_ON))
            return
        _steps.step("taken")
        try:
            found = Found() if other.sent_by is None else self.look(other)
        except BaseException as error:
            self.keep(other.state, other.sent_by, other.key)
            if is_of_fiken(error):
                raise blocked(other, None) from error
            raise
        self._resolve(other, found)

    def _resolve(self, other: KeptWrite, found: Found) -> None:
        """Record what a look has found of the write of another key, or wait until it is sure."""
        wait = self.settled_in(other)
        if found.id is not None:
            if self.store.done(other, found.id, self.owner) is None:
                self.keep(other.state, other.sent_by, other.key)
            _steps.step("resolved")
        elif found == Found() and wait <= 0:
            self.store.free(other.company, other.key, self.owner)
            _steps.step("freed")
        else:
            self.keep(other.state, other.sent_by, other.key)
            if found.unsure or wait > self.ends - now():
                raise blocked(other, found, wait)
            time.sleep(max(wait, 0.0))

    def wait(self, error: IdempotencyInProgressError) -> None:
        """Wait a moment for another worker. Raise the error when the call has waited enough."""
        left = self.ends - now()
        if left <= 0:
            raise error
        time.sleep(min(self.pause, left))
        self.pause = min(self.pause * 2, _LONGEST_PAUSE)

    def keep(self, state: State, sent_by: datetime | None, key: str = "") -> None:
        """End the lease of a write and keep its state. Without the store, the lease ends by itself.

        Args:
            state: The state.
            sent_by: The last moment at which a request may have been sent; None means now.
            key: The idempotency key, if it is not that of this call.
        """
        with suppress(IdempotencyStoreError):
            self.store.keep(self.write.company, key or self.write.key, self.owner, state, sent_by)
        _steps.step("kept")

    def drop(self) -> None:
        """Remove the write of this call, of which nothing is in Fiken."""
        with suppress(IdempotencyStoreError):  # the lease ends by itself
            self.store.drop(*self.mine)
        _steps.step("dropped")


def is_of_fiken(error: BaseException) -> bool:
    """Return whether a look failed because of Fiken or the connection, and not of the store."""
    return isinstance(error, FikenError) and not isinstance(error, IdempotencyStoreError)
