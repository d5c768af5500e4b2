"""The protocols that a pacer must follow, for users who write their own."""

from contextlib import AbstractContextManager
from typing import Protocol


class Slot(Protocol):
    """A turn to send one request, which the session gets from a pacer."""

    def sent(self) -> None:
        """Record that the request starts now. The wait before the next one is counted from here.

        The session calls this when it sends the first byte of the request.
        """

    def hold(self, seconds: float) -> None:
        """Delay all requests of this credential by this number of seconds. It must not raise.

        The session calls this when Fiken asks for a pause, for instance with status 429.
        """


class Pacer(Protocol):
    """An object that decides when the session may send each request.

    A pacer of your own can use a lock that several processes or machines share. The credential can
    be the name of the lock: it is the same everywhere for the same token and host.

    The context manager from `slot` may raise `PacingError` in its `__enter__`: then nothing is
    sent. Its `__enter__` should return a `Slot`. If it returns another object, a 429 from Fiken
    does not delay the other requests. Its `__exit__` must not raise, because Fiken may have carried
    out a write by then.
    """

    def slot(self, credential: str) -> AbstractContextManager[object]:
        """Return a context manager that waits for a turn and keeps it until the block ends.

        In the block, the session sends the request and reads the whole answer.

        Args:
            credential: The digest of the credential.
        """
        ...  # pragma: no cover
