"""What the session asks of a pacer."""

from contextlib import AbstractContextManager
from typing import Protocol


class Slot(Protocol):
    """A turn to send one request: what a pacer hands to the session."""

    def sent(self) -> None:
        """Note that the request leaves now: the spacing counts from this moment."""

    def hold(self, seconds: float) -> None:
        """Hold back every request of this credential for this number of seconds. Never raises."""


class Pacer(Protocol):
    """What keeps requests apart. The session asks it before each attempt.

    A lock that several processes or machines share can be a pacer: the credential is a digest,
    and it is the same wherever the same token talks to the same host.

    Entering the context manager may raise `PacingError`: then nothing was sent. Leaving it must
    not raise, because a write may have been carried out in the slot. The context manager should
    return a `Slot`. With any other object the pacer cannot hold other requests back.
    """

    def slot(self, credential: str) -> AbstractContextManager[object]:
        """Wait for the turn of this credential, and hold it until the body has been read."""
        ...  # pragma: no cover
