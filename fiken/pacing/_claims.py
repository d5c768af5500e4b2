"""What a turn takes hold of, so that no other request of the same credential is sent meanwhile.

A lane is the queue of one credential, such as a token. Its state is small: when the next request
may start, whether one is under way, and how often in a row Fiken has asked for a pause. It is kept
in this process, in a file, in Redis or in a table. Each of these has a class of claims.
"""

import sys
import time
from collections.abc import Callable
from hashlib import sha256
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from fiken._clock import now

#: Return the seconds by a clock that all processes of the machine share. On Windows, that of
#: `time.monotonic` depends on the version of Python.
machine_now: Callable[[], float] = time.time if sys.platform == "win32" else now

#: Seconds that the lane rests when nobody knows whether a request is still being worked on: its
#: process was killed, or what kept the lane has forgotten it.
GRACE = 2.0

#: Seconds that the others leave to the turn that has waited for longest, after the moment at which
#: it wanted to ask again. It may have given up, or been killed.
LATE = 0.05

#: The longest pause in seconds that one answer can cause: a wrong Retry-After must not stop a lane
#: for ever. After an hour, one request finds out whether the limit still applies.
LONGEST_HOLD = 3600.0


class Waiter(NamedTuple):
    """A turn that is the next of its process, and waits for the lane.

    Attributes:
        id: A name that no other turn has.
        since: When it became the next of its process, by `machine_now`.
    """

    id: str
    since: float


class Claim(Protocol):
    """An attempt to take a lane. At the end of the ``with`` block, the lane is released.

    Attributes:
        poll: Seconds after which it is of use to ask again while another request is under way, or
            is to go first; 0 if only threads of this process share the lane.
        ttl: Seconds after which the lane is lost if it is not renewed; None if it never is.
        strikes: How often in a row Fiken had asked for a pause, as of the last call of `start`.
        holder: Who had the lane at the last call of `start`, such as "process 4711". It may be
            empty.
        is_first: Whether nobody else has waited for longer, as of the last call of `start`.
    """

    poll: float
    ttl: float | None
    strikes: int
    holder: str
    is_first: bool

    def start(self, spacing: float) -> float:
        """Take the lane if it is free, and return 0. Otherwise return a number of seconds.

        It is of no use to ask again earlier.

        Args:
            spacing: The shortest time in seconds until the next request starts.
        """
        ...

    def sent(self) -> None:
        """Record that the request is sent now. It does not raise an OSError."""
        ...

    def renew(self) -> None:
        """Keep the lane for another `ttl` seconds, if this claim still has it."""
        ...

    def end(self, rest: float, strikes: int) -> None:
        """Release the lane.

        Args:
            rest: Seconds from now until the next request may start.
            strikes: How often in a row Fiken has asked for a pause.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...


class Memory:
    """The state of a lane in the memory of this process.

    Attributes:
        next: The earliest time at which the next request may start, by `fiken._clock.now`.
        strikes: How often in a row Fiken has asked for a pause.
    """

    __slots__ = ("next", "strikes")

    def __init__(self) -> None:
        self.next, self.strikes = float("-inf"), 0

    def rest(self, seconds: float, strikes: int) -> None:
        """Record that the next request may start after so many seconds."""
        self.next, self.strikes = now() + seconds, strikes


class OwnClaim:
    """A claim to a lane that only this process knows. Its queue lets in one thread at a time."""

    poll = 0.0
    ttl: float | None = None
    holder = ""
    is_first = True

    def __init__(self, memory: Memory) -> None:
        self._memory, self.strikes = memory, 0

    def start(self, spacing: float) -> float:
        """Return how many seconds to wait; 0 takes the lane."""
        self.strikes = self._memory.strikes
        wait = max(self._memory.next - now(), 0.0)
        if not wait:
            self._memory.next = now() + spacing
        return wait

    def sent(self) -> None:
        """Do nothing: the turn itself knows when it has sent."""

    def renew(self) -> None:
        """Do nothing: such a lane cannot be lost."""

    def end(self, rest: float, strikes: int) -> None:
        """Record when the next request may start."""
        self._memory.rest(rest, strikes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Do nothing: there is nothing to release."""


def short_name(credential: str) -> str:
    """Return the name of a lane for a file, a key or a row: 32 letters and digits."""
    return sha256(credential.encode()).hexdigest()[:32]
