"""The queue of the requests that use one credential (the lane), and the turns in that queue.

Fiken accepts one request at a time. It may answer parallel requests with 429, and may ban clients
that continue to send them. Above four requests per second it may slow down.

Observed: docs/observed.md#1-concurrency-and-rate-limiting
"""

import os
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from io import IOBase
from typing import Any, Self
from uuid import uuid4

from fiken._clock import now
from fiken.errors import FikenError, PacingError
from fiken.pacing._claims import LONGEST_HOLD, Claim, Memory, OwnClaim, Waiter, machine_now
from fiken.pacing._unshared import warn_unshared

# All processes wait until the same moment. Those that are not the first in line try this many
# seconds later.
_STAGGER = 0.004
# The longest pause in seconds to which pauses grow that Fiken asks for again and again.
_LONGEST_GROWN_HOLD = 60.0
_MOST_STRIKES = 16


class Lane:
    """The queue of the requests that use one credential, such as a token, in this process.

    Attributes:
        queue: The lock that guards `last`.
        last: The last turn in the queue; None before the first turn.
        holder: The turn that takes the lane or has taken it; None between turns.
        memory: The state of the lane as this process knows it.
    """

    __slots__ = ("holder", "last", "memory", "queue")

    def __init__(self) -> None:
        self.queue = threading.Lock()
        self.last: Turn | None = None
        self.holder: Turn | None = None
        self.memory = Memory()


# Lanes stay for the life of the process: a program may make a new client for each task, and that
# client must know when the last request with its credential started. A lane is small and contains
# no token.
LANES: dict[str, Lane] = {}


def lane_of(credential: str) -> Lane:
    """Return the queue (lane) of a credential, such as a token. All threads share it."""
    return LANES.setdefault(credential, Lane())


def forget_lanes() -> None:
    """Forget all lanes of this process: when their next requests may start, and who waits.

    A process that was just forked does so. A lock that another thread held at the fork would never
    be released there. A file that the parent has locked would stay locked as long as the child has
    it open, too.
    """
    for lane in list(LANES.values()):
        claim = lane.holder and lane.holder.claim
        if close := getattr(claim, "close", None):
            with suppress(OSError):
                close()
    LANES.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget_lanes)


class Turn(IOBase):
    """The turn of one request in the queue of a credential.

    Each turn has a lock, which is held until the turn is over. `__enter__` waits for the locks of
    the turns before this one, and then takes the lane, which other processes may share. A thread
    that gives up waiting releases its lock. For instance, B waits for A, and C waits for B. If B
    gives up, C waits for A, which C finds in the attribute `before` of B.

    A signal handler may raise at any point, and still the lane must be released. Python checks for
    signals at the first line of a function, so no `__exit__` that is written in Python is sure to
    do anything. That of `IOBase` is written in C. It calls `close`, which is here the method of a
    generator, and also written in C. It continues the generator in its `finally`, where the next
    check comes only after the first call.

    Args:
        lane: The queue.
        claim: A function that returns a new claim of a waiter, which is to be tried once.
        spacing: The shortest time in seconds between the starts of two requests.
        patience: The longest wait in seconds; None for no limit.
    """

    def __init__(
        self,
        lane: Lane,
        claim: Callable[[Waiter], Claim],
        spacing: float,
        patience: float | None,
    ) -> None:
        self.over = threading.RLock()
        self.before: Turn | None = None
        self.claim: Claim | None = None
        self._lane, self._new_claim = lane, claim
        self._spacing, self._patience = spacing, patience
        self.started, self._pause, self._process = now(), -1.0, 0
        self._course = self._run()
        self.close: Any = self._course.close

    def __enter__(self) -> Self:
        try:
            next(self._course)
        except BaseException:
            self._course.close()
            raise
        return self

    def sent(self) -> None:
        """Record that the request starts now. The spacing to the next request begins here."""
        self.started = now()
        if self.claim is not None:
            self.claim.sent()

    def hold(self, seconds: float) -> None:
        """Delay all requests with this credential by this number of seconds, at most an hour."""
        self._pause = max(self._pause, min(seconds, LONGEST_HOLD))

    def _run(self) -> Generator[None]:
        """Wait for the turn, keep it during the `yield`, and end it."""
        lane, over = self._lane, self.over
        over.acquire()
        try:
            with lane.queue:
                self.before = lane.last
                lane.last = self
            ends = None if self._patience is None else now() + self._patience
            self._wait_for_those_before(ends)
            waiter, wait = Waiter(uuid4().hex, machine_now()), 1.0
            while wait:
                outer = lane.holder
                with self._claim(waiter, outer) as claim:
                    self.claim, lane.holder = claim, self
                    try:
                        wait = self._start(claim)
                        if not wait:
                            yield
                    finally:
                        lane.holder = outer
                        if not wait:
                            self._end(claim, outer)
                if wait:
                    self._check_patience(wait, ends, claim)
                    time.sleep(wait if claim.is_first else wait + _STAGGER)
        finally:
            over.release()

    def _wait_for_those_before(self, ends: float | None) -> None:
        while (before := self.before) is not None:
            left = -1.0 if ends is None else min(max(ends - now(), 0.0), threading.TIMEOUT_MAX)
            try:
                over = before.over.acquire(timeout=left)
            finally:
                # The first call here must be the release itself: an exception of a signal handler
                # could come before any other one, and leave the lock acquired.
                try:  # noqa: SIM105
                    before.over.release()
                except RuntimeError:  # it was not acquired
                    pass
            if not over:
                raise self._no_turn("other requests with this token are still going on, in this")
            self.before = before.before

    def _claim(self, waiter: Waiter, outer: "Turn | None") -> Claim:
        """Return a new claim.

        Args:
            waiter: This turn, as other processes know it.
            outer: The turn that this thread has already, in which a hook of the user sends another
                request. Then the lane is taken, and this turn only keeps the spacing.
        """
        return self._new_claim(waiter) if outer is None else OwnClaim(self._lane.memory)

    def _start(self, claim: Claim) -> float:
        """Take the lane and return 0, or return how many seconds to wait."""
        try:
            wait = claim.start(self._spacing)
        except OSError as error:  # a file that cannot be written
            warn_unshared(error)
            wait = OwnClaim(self._lane.memory).start(self._spacing)
        if not wait:
            self.started = now()
            self._process = os.getpid()
            if claim.ttl is not None:
                threading.Thread(target=self._renew, args=(claim, claim.ttl), daemon=True).start()
        return wait

    def _renew(self, claim: Claim, ttl: float) -> None:
        """Renew the claim until the turn is over. This is run in a thread.

        The lock of the turn says that it is over, also if a signal handler has cut its end short.
        """
        while not self.over.acquire(timeout=ttl / 3):
            with suppress(FikenError):  # it is tried again, as long as the claim lasts
                claim.renew()
        self.over.release()

    def _end(self, claim: Claim, outer: "Turn | None") -> None:
        """Release the lane, and say when the next request may start."""
        if os.getpid() != self._process:
            return  # a child that was forked in the block: the lane is the parent's
        if outer is not None:  # which will say it to the other processes
            outer.started = self.started
            outer.hold(self._pause)
        rest, strikes = max(self.started + self._spacing - now(), 0.0), 0
        if self._pause >= 0:
            grown = self._pause * 2 ** min(claim.strikes, _MOST_STRIKES)
            pause = max(self._pause, min(grown, _LONGEST_GROWN_HOLD))
            rest, strikes = max(rest, pause), claim.strikes + 1
        self._lane.memory.rest(rest, strikes)
        # The write may have been carried out: nothing may fail any more. What ends by itself does.
        with suppress(OSError, ValueError, FikenError):
            claim.end(rest, strikes)

    def _check_patience(self, wait: float, ends: float | None, claim: Claim) -> None:
        """Raise an error if it is clear that no turn comes in time."""
        if ends is None or now() + wait <= ends:
            return
        if claim.strikes:
            raise PacingError(
                f"Fiken asked for a pause, and {wait:.0f} s of it are left: more than the "
                f"{self._patience:g} s that this client waits for its turn; try again later",
                wait,
            )
        who = f"{claim.holder} is sending one" if claim.holder else "others are going on"
        raise self._no_turn(f"requests with this token take turns, and {who}, in this")

    def _no_turn(self, reason: str) -> PacingError:
        return PacingError(
            f"no turn within {self._patience:g} s: {reason} or another client; try again later"
        )
