"""The protocols that a pacer must follow, for users who write their own."""

from contextlib import AbstractContextManager
from typing import Protocol


class Slot(Protocol):
    """A turn to send one request, which the session gets from a pacer."""

    def sent(self) -> None:
        """Record that the request is sent now: the spacing counts from this moment."""

    def hold(self, seconds: float) -> None:
        """Stop all requests of this credential for a number of seconds. Must not raise."""


class Pacer(Protocol):
    """An object that decides when the session may send each request.

    A pacer of your own can use a lock that several processes or machines share: the credential is
    a digest that is the same wherever the same token is used for the same host.

    Entering the context manager that `slot` returns may raise `PacingError`: nothing is sent then.
    Leaving it must not raise, because a write may have been carried out. It should return a `Slot`.
    If it returns any other object, a 429 from Fiken does not delay the other requests.
    """

    def slot(self, credential: str) -> AbstractContextManager[object]:
        """Return a context manager that waits for a turn and keeps it until the block ends.

        The session sends the request and reads the whole answer inside the block.

        Args:
            credential: The digest of the credential.
        """
        ...  # pragma: no cover
