"""One request at a time per credential, with some time between two starts.

Fiken takes one request at a time, may answer parallel ones with 429, and may ban who goes on
with them; over four per second it may slow down (docs/observed.md#1-concurrency-and-rate-limiting).
"""

import copy
import os
import threading
import time
from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

from fiken.errors import ConfigurationError, PacingError
from fiken.session._clock import now

_RLock: Any = type(threading.RLock())
# The longest time that one answer can hold a lane back: a wrong Retry-After must not do it for
# the life of the process. After an hour one request finds out whether the limit still stands.
_LONGEST_HOLD = 3600.0


class Slot(Protocol):
    """A turn, in the hands of the session."""

    def sent(self) -> None:
        """Note that the request leaves now: the time between two starts counts from here."""

    def hold(self, seconds: float) -> None:
        """Hold back every request of this credential for so many seconds. Never raises."""


class Pacer(Protocol):
    """What the session asks before each attempt: a slot, held until the body has been read.

    A lock that processes or machines share fits in here: `credential` is a digest, the same
    wherever the same token talks to the same host. Entering may raise `PacingError`: nothing was
    sent. Leaving must not raise: a write may have been carried out in the slot. The context
    manager gives a `Slot`; one that gives something else cannot hold the others back.
    """

    def slot(self, credential: str) -> AbstractContextManager[object]:
        """Wait for the turn of this credential, and hold it for the length of the block."""
        ...  # pragma: no cover


class _Lane:
    """The lane of one credential: the last turn in the queue, and when the next may start."""

    __slots__ = ("held_until", "last", "queue", "started")

    def __init__(self) -> None:
        self.queue = threading.Lock()
        self.last: _Turn | None = None
        self.started = self.held_until = float("-inf")


# Lanes stay for the life of the process: a client made for each task must still find when the
# last request of its credential began. A lane is small, and holds a digest, never the token.
_LANES: dict[str, _Lane] = {}
if hasattr(os, "register_at_fork"):
    # A lock that another thread held at the fork would never be given back in the child.
    os.register_at_fork(after_in_child=_LANES.clear)


class _Turn(_RLock):  # type: ignore[misc]  # the class is only known at run time
    """One place in the queue of a lane: a lock that is held until the turn is over.

    Who comes next waits for this lock. An exception of a signal handler can come between any two
    lines of Python, and must leave no lane locked: therefore `__exit__` is that of the lock, in C,
    and every acquire is followed by a release in C.

    A turn that is given up before it came (`before` is still set) releases its lock too: who
    waited for it then waits for the one before it.
    """

    __slots__ = ("before", "lane", "patience", "spacing")

    def __init__(self, lane: _Lane, spacing: float, patience: float | None) -> None:
        self.lane, self.spacing, self.patience = lane, spacing, patience
        self.before: _Turn | None = None

    def __enter__(self) -> Self:
        self.acquire()
        try:
            with self.lane.queue:
                self.before = self.lane.last
                self.lane.last = self
            ends = None if self.patience is None else now() + self.patience
            self._wait_for_those_before(ends)
            self._wait_for_the_start(ends)
        except BaseException:
            self.release()
            raise
        return self

    def sent(self) -> None:
        """Note that the request leaves now: the time between two starts counts from here."""
        self.lane.started = now()

    def hold(self, seconds: float) -> None:
        """Hold back every request of this credential for so many seconds."""
        until = now() + min(seconds, _LONGEST_HOLD)
        self.lane.held_until = max(self.lane.held_until, until)

    def _wait_for_those_before(self, ends: float | None) -> None:
        while (before := self.before) is not None:
            left = -1.0 if ends is None else min(max(ends - now(), 0.0), threading.TIMEOUT_MAX)
            try:
                over = before.acquire(timeout=left)
            finally:
                # The first thing here must be the release itself: anything else would be a place
                # where an exception can come before it.
                try:  # noqa: SIM105
                    before.release()
                except RuntimeError:  # it was not acquired
                    pass
            if not over:
                raise PacingError(
                    f"no turn within {self.patience:g} s: other requests with this token are "
                    "still going on, in this or another client; try again later"
                )
            self.before = before.before

    def _wait_for_the_start(self, ends: float | None) -> None:
        lane, began = self.lane, now()
        # A clock that jumped must not make anybody wait longer than the spacing.
        wait = max(min(lane.started + self.spacing - began, self.spacing), lane.held_until - began)
        if ends is not None and began + wait > ends:
            raise PacingError(
                f"Fiken asked for a pause, and {wait:.0f} s of it are left: more than the "
                f"{self.patience:g} s that this client waits for its turn; try again later",
                wait,
            )
        if wait > 0:
            time.sleep(wait)
        lane.started = now()


class Paced:
    """One request at a time per credential in this process, with `spacing` seconds between starts.

    The lane belongs to the credential, not to the pacer: all clients and threads share it, and
    have their turns in the order in which they came.

    Args:
        spacing: Seconds between the starts of two requests.
        patience: Seconds after which waiting for a turn ends with `PacingError`. None: as long
            as the client's `total`.

    >>> with Paced(spacing=0.25).slot("a digest"):
    ...     pass  # send, and read the whole answer
    """

    def __init__(self, spacing: float = 0.25, *, patience: float | None = None) -> None:
        for name, seconds in (
            ("spacing", spacing),
            ("patience", 0 if patience is None else patience),
        ):
            if not _is_duration(seconds):
                raise ConfigurationError(f"{name} must be seconds, 0 or more, not {seconds!r}")
        self.spacing, self.patience = spacing, patience

    def slot(self, credential: str) -> AbstractContextManager[Slot]:
        """Wait for the turn of this credential, and hold it for the length of the block.

        Raises:
            PacingError: No turn came within `patience`; nothing was sent.
        """
        lane = _LANES.setdefault(credential, _Lane())
        turn: AbstractContextManager[Slot] = _Turn(lane, self.spacing, self.patience)
        return turn

    def within(self, seconds: float) -> Self:
        """Return a copy that waits so long for a turn, unless it has a patience of its own."""
        same = copy.copy(self)
        same.patience = seconds if self.patience is None else self.patience
        return same

    def __repr__(self) -> str:
        return f"{type(self).__name__}(spacing={self.spacing})"


class Unpaced(Paced):
    """One request at a time per credential, without spacing: for an emulator, not for Fiken."""

    def __init__(self) -> None:
        super().__init__(spacing=0.0)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def _is_duration(seconds: object) -> bool:
    return type(seconds) in (int, float) and 0 <= seconds < float("inf")  # type: ignore[operator]
