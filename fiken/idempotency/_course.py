"""The course of a write with an idempotency key, from its claim to its result."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

import attrs

from fiken._clock import elapsed, now
from fiken._messages import warn_user
from fiken.errors import (
    FikenError,
    IdempotencyInProgressError,
    IdempotencyStoreError,
    Outcome,
    WriteNotRecordedWarning,
    WrittenButNotLoadedError,
    WrittenTwiceError,
)
from fiken.idempotency import _steps
from fiken.idempotency._call import Call, is_of_fiken
from fiken.idempotency._findings import conflict, lost_earlier, with_finding
from fiken.idempotency._kept import KeptWrite, State
from fiken.idempotency._store import IdempotencyStore
from fiken.idempotency._write import Clue, Found, R, Write

_LOG = logging.getLogger("fiken")


def carry_out(write: Write[R], store: IdempotencyStore) -> R:
    """Carry out a write once, and return its result.

    If an earlier call with the same key has carried it out, its result is returned, and nothing is
    sent. If the answer of an earlier call was lost, its result is looked for first.

    Args:
        write: The write.
        store: The store that keeps its key.

    Raises:
        IdempotencyConflictError: The key was used for a write with another content.
        IdempotencyInProgressError: Another worker is carrying out this write, or one that would
            look alike in Fiken. This call sent nothing.
        IdempotencyStoreError: The store did not answer. This call sent nothing.
        AmbiguousWriteError: The answer was lost, and what the write would have made is not there
            yet, or is not clear. The error says why, and when calling again sends it again.
        WrittenButNotLoadedError: Fiken carried out the write, but did not say which id it has, and
            a look did not find it.
        WrittenTwiceError: The write was carried out twice.
        FikenError: The error of the write itself, as without a key.
    """
    course = _Course(write, store)
    while (result := course.turn()) is None:
        pass
    return result()


class _Course(Call[R]):
    """The turns of one call.

    Methods that return a function return that which loads the result; None means that the write has
    to be claimed again.
    """

    leased_at = 0.0
    may_have_left = False  # a request of this call
    has_lost = False  # the lease, when the guard looked

    def turn(self) -> Callable[[], R] | None:
        """Claim the write, and do what its state allows."""
        write = self.write
        self.leased_at = elapsed()  # before the lease begins, which the store records a bit later
        row = self.store.claim(write.intent, self.owner)
        _steps.step("claimed")
        if row is None:
            self.make_way()
            return None
        if (row.verb, dict(row.digest)) != (write.verb, dict(write.digest)):
            raise conflict(write, row)
        if row.state == "done":
            return partial(write.load, row.result or "")
        if row.owner != self.owner:
            self.wait(IdempotencyInProgressError(row.key, row.owned_for or None))
            return None
        may_be_sent = row.sent_by is not None and self.may_have_left  # by this call
        if row.state != "working" or may_be_sent:
            return self._look_first(row)
        ready = self._prepared(row)
        return None if ready is None else self._send(ready)

    # --- sending

    def _prepared(self, row: KeptWrite) -> KeptWrite | None:
        """Find out what a look would need, and record that the write may be sent from now on."""
        if row.sent_by is not None:
            return row  # recorded with the claim
        try:
            if self.write.identify is not None:
                self.write = attrs.evolve(self.write.identify(), identify=None)
                _steps.step("identified")
            alike, clue = self.write.alike, self.write.clue
            if alike and not row.alike:
                if not self.store.mark(*self.mine, alike):
                    self.store.drop(*self.mine)
                    self.make_way()
                    return None
                _steps.step("marked")
            if clue is None and self.write.list_before is not None:
                clue = self.write.list_before()
                _steps.step("listed")
            return self._sending(clue or {})
        except BaseException:
            self.drop()  # nothing was sent
            raise

    def _sending(self, clue: Clue) -> KeptWrite | None:
        leased_at = elapsed()
        row = self.store.sending(*self.mine, clue)
        if row is not None:
            self.leased_at = leased_at
        _steps.step("sending")
        return row

    def _send(self, row: KeptWrite, earlier: datetime | None = None) -> Callable[[], R] | None:
        """Send the write.

        Args:
            row: The write as it is kept.
            earlier: When an earlier request may have been sent at the latest; None if none was.
        """
        self.may_have_left = self.has_lost = False
        try:
            made = self.write.send(partial(self._guard, row))
        except FikenError as error:
            if self.has_lost:
                return None
            if error.outcome is Outcome.REFUSED and earlier is None:
                self.drop()
                raise
            return self._after_error(row, earlier, error)
        except BaseException:
            if self.may_have_left or earlier:
                self.keep("unsure", None if self.may_have_left else earlier)
            else:
                self.drop()
            raise
        _steps.step("answered")
        if made is None:
            lacking = WrittenButNotLoadedError(self.write.model, "its answer did not name an id")
            return self._after_error(row, earlier, lacking)
        return self._made(made)

    def _guard(self, row: KeptWrite) -> None:
        """Check, immediately before a request is sent, that no other worker has taken over."""
        _steps.step("guard")
        # Again after a renewal: the process may have been suspended while the store answered.
        while elapsed() - self.leased_at > self.store.lease / 2:
            self.has_lost = self._sending(row.clue or {}) is None
            if self.has_lost:
                raise IdempotencyInProgressError(row.key)
        self.may_have_left = True
        _steps.step("guarded")

    def _after_error(
        self, row: KeptWrite, earlier: datetime | None, error: FikenError
    ) -> Callable[[], R] | None:
        """Look once for a write whose answer was lost, or raise its error."""
        sent_by = earlier if error.outcome is Outcome.REFUSED else None
        state: State = "written" if error.outcome is Outcome.DONE else "unsure"
        found, is_anothers = None, False
        try:
            with suppress(FikenError):
                if state == "written":
                    self.store.written(*self.mine[:2], row.clue or {})
                found = self.look(row)
                if found.id is not None:
                    if (result := self._found(found.id)) is not None:
                        return result
                    is_anothers = True
        except BaseException:
            self.keep(state, sent_by)
            raise
        self.keep(state, sent_by)
        if is_anothers:
            return None
        if error.outcome is Outcome.UNKNOWN:
            settle = 0.0 if self.write.is_harmless else self.store.settle
            if found == Found() and 0 < settle <= self.ends - now():
                return None  # there is time to wait until it is sure
            with_finding(error, row.key, found, settle)
        raise error

    # --- looking

    def _look_first(self, row: KeptWrite) -> Callable[[], R] | None:
        """Look for a write that may have been sent. Send it again if it is surely not there."""
        if row.state == "written" and not row.alike and (self.write.alike or self.write.identify):
            # It has given up its signature, so what looks alike may be that of another key.
            self.keep(row.state, row.sent_by)
            raise lost_earlier(self.write, row, Found(), 0.0)
        try:
            found = self.look(row)
        except BaseException as error:
            self.keep(row.state, row.sent_by)
            if is_of_fiken(error):
                raise lost_earlier(self.write, row, None, self.settled_in(row)) from error
            raise
        if found.id is not None:
            return self._found(found.id)
        wait, is_missing = self.settled_in(row), found == Found()
        if is_missing and row.state != "written":
            if wait <= 0:
                again = self._sending(row.clue or {})
                return None if again is None else self._send(again, row.sent_by)
            if wait <= self.ends - now():
                self.keep(row.state, row.sent_by)
                time.sleep(wait)
                return None
        if is_missing and wait <= 0:
            self.store.free(*self.mine)
        else:
            self.keep(row.state, row.sent_by)
        raise lost_earlier(self.write, row, found, wait)

    def _found(self, found: str) -> Callable[[], R] | None:
        """Record an id that a look has found. None: it may be that of another write by now."""
        row = self.store.done(self.write.intent, found, self.owner)
        _steps.step("done")
        return None if row is None else partial(self.write.load, found)

    def _made(self, made: str) -> Callable[[], R]:
        """Record an id that Fiken has named in its answer."""
        intent, result = self.write.intent, partial(self.write.result, made)
        try:
            row = self.store.done(intent, made)
            if row is None:  # a look of another key has found it before
                _LOG.warning("another key than %r has the id %s, too", intent.key, made)
                row = self.store.done(attrs.evolve(intent, made_in=""), made)
        except IdempotencyStoreError as error:
            text = f"a write was carried out, but its store could not record that: {error}"
            warn_user(text, WriteNotRecordedWarning)
            return result
        _steps.step("done")
        if row is not None and row.result != made:
            raise WrittenTwiceError(intent.key, (row.result or "", made))
        return result
