"""The queue of the requests that use one credential (the lane), and the turns in that queue.

Fiken accepts one request at a time. It may answer parallel requests with 429, and may ban clients
that continue to send them. Above four requests per second it may slow down.

Observed: docs/observed.md#1-concurrency-and-rate-limiting
"""

import os
import threading
import time
from typing import Any, Self

from fiken._clock import now
from fiken.errors import PacingError

_RLock: Any = type(threading.RLock())
# The longest time that one answer can stop a lane: a wrong Retry-After must not stop it for the
# life of the process. After an hour one request finds out whether the limit still applies.
_LONGEST_HOLD = 3600.0


class Lane:
    """The queue of the requests that use one credential, such as a token.

    Attributes:
        queue: The lock that guards `last`.
        last: The last turn in the queue; None before the first turn.
        started: The time when the last request started.
        held_until: The end of the pause that Fiken asked for.
    """

    __slots__ = ("held_until", "last", "queue", "started")

    def __init__(self) -> None:
        self.queue = threading.Lock()
        self.last: Turn | None = None
        self.started = self.held_until = float("-inf")


# Lanes stay for the life of the process: a program may make a new client for each task, and that
# client must know when the last request with its credential started. A lane is small and contains
# no token.
LANES: dict[str, Lane] = {}
if hasattr(os, "register_at_fork"):
    # A lock that another thread held at the fork would never be released in the child.
    os.register_at_fork(after_in_child=LANES.clear)


def lane_of(credential: str) -> Lane:
    """Return the queue (lane) of a credential, such as a token. All threads share it."""
    return LANES.setdefault(credential, Lane())


class Turn(_RLock):  # type: ignore[misc]  # the class is only known at run time
    """The turn of one request in the queue of a credential: a lock, held until the turn is over.

    `__enter__` waits until the turn before this one is over, and then until the spacing has passed.
    A thread that gives up waiting releases its lock. For instance, B waits for A, and C waits for
    B. If B gives up, C waits for A, which C finds in the attribute `before` of B.

    `__exit__` is that of the lock, which is written in C. If it were written in Python, a signal
    handler could raise before the lock is released.
    """

    __slots__ = ("before", "lane", "patience", "spacing")

    def __init__(self, lane: Lane, spacing: float, patience: float | None) -> None:
        self.lane, self.spacing, self.patience = lane, spacing, patience
        self.before: Turn | None = None

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
        """Record that the request starts now. The spacing to the next request begins here."""
        self.lane.started = now()

    def hold(self, seconds: float) -> None:
        """Delay all requests with this credential by this number of seconds, at most an hour."""
        until = now() + min(seconds, _LONGEST_HOLD)
        self.lane.held_until = max(self.lane.held_until, until)

    def _wait_for_those_before(self, ends: float | None) -> None:
        while (before := self.before) is not None:
            left = -1.0 if ends is None else min(max(ends - now(), 0.0), threading.TIMEOUT_MAX)
            try:
                over = before.acquire(timeout=left)
            finally:
                # The first call here must be the release itself: an exception of a signal handler
                # could come before any other one, and leave the lock acquired.
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
