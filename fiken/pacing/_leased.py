"""A lane that machines share: whoever has it holds a lease at a server, and renews it.

The server's clock counts, so that the clocks of the machines do not matter.
"""

import os
from abc import ABC, abstractmethod
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple, Self

from fiken.errors import PacingError
from fiken.pacing._base import checked_seconds
from fiken.pacing._claims import Waiter, machine_now


class Look(NamedTuple):
    """What a server says about a lane.

    Attributes:
        wait: Seconds after which it is of use to ask again; 0 if the lane was taken.
        strikes: How often in a row Fiken has asked for a pause.
        is_first: Whether nobody else has waited for longer.
    """

    wait: float
    strikes: int
    is_first: bool


class LeasedClaim(ABC):
    """A claim to a lane that machines share.

    Each statement to the server does no harm if it is carried out twice, so it can be sent again
    after a lost connection.

    Args:
        waiter: The turn that waits for the lane.
        ttl: Seconds after which another process takes over from one that was killed.

    Attributes:
        owner: The name of the turn.
    """

    #: Seconds after which it is of use to ask again while another request is under way.
    poll: float
    holder = ""

    def __init__(self, waiter: Waiter, ttl: float) -> None:
        self.ttl: float | None = ttl
        self.owner, self._since = waiter
        self.strikes, self.is_first = 0, False
        self._is_over, self._spacing = True, 0.0
        self._process = os.getpid()  # a child that is forked meanwhile has no claim

    def start(self, spacing: float) -> float:
        """Take the lane and return 0, or return how many seconds to wait.

        Raises:
            PacingError: The server did not answer.
        """
        self._is_over, self._spacing = False, spacing  # also if the answer is lost
        wait, self.strikes, self.is_first = self.ask(spacing, machine_now() - self._since)
        self._is_over = wait > 0
        self.holder = "another machine or process" if wait else ""
        return wait

    def sent(self) -> None:
        """Do nothing: the lease is renewed for as long as the request lasts."""
        return

    def end(self, rest: float, strikes: int) -> None:
        """Release the lane.

        Raises:
            PacingError: The server did not answer. The lease ends by itself.
        """
        self._is_over = True
        self.free(rest, strikes)

    @abstractmethod
    def ask(self, spacing: float, waited: float) -> Look:
        """Take the lane if it is free, or say when to ask again.

        Args:
            spacing: The shortest time in seconds until the next request starts.
            waited: The seconds for which the turn has waited.
        """

    @abstractmethod
    def renew(self) -> None:
        """Renew the lease, if this claim still has it."""

    @abstractmethod
    def free(self, rest: float, strikes: int) -> None:
        """Release the lane, if this claim still has it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Release the lane if that has not been done: a signal handler may have cut the end short.

        If it cuts this short as well, the lease ends by itself.
        """
        if not self._is_over and os.getpid() == self._process:
            with suppress(PacingError):
                self.end(self._spacing, self.strikes)


def checked_ttl(ttl: float) -> float:
    """Return the seconds of a lease, or raise `ConfigurationError` if it is less than a second.

    A shorter one could end between two renewals.
    """
    return checked_seconds("ttl", ttl, 1.0)
