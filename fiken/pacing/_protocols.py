"""The protocols that a pacer must follow, for users who write their own."""

from contextlib import AbstractContextManager
from typing import Protocol


class Slot(Protocol):
    """A turn to send one request, which the session gets from a pacer.

    Through it, the session tells the pacer when the request starts and when Fiken asks for a pause.
    """

    def sent(self) -> None:
        """Record that the request starts now. The spacing to the next request begins here.

        The session calls this when it sends the first byte of the request.
        """

    def hold(self, seconds: float) -> None:
        """Delay all requests with this credential (such as a token) by this number of seconds.

        The session calls this when Fiken asks for a pause, for instance with status 429, and when
        Fiken may still be working on the request although nobody waits for the answer any more. The
        pacers of this library delay the requests of all processes that share the lane. If the next
        request is held too, they wait twice as long, and so on, up to a minute. The method must not
        raise.
        """


class Pacer(Protocol):
    """An object that decides when the session may send each request.

    `Paced`, `RedisPacer` and `SqlPacer` are pacers. Write your own if processes or machines share
    something else: its `slot` can wait for a lock there. The argument `credential` can be the name
    of the lock, because it is equal everywhere for one token and host.

    Three rules apply to the context manager that `slot` returns. `__enter__` should return a
    `Slot`: otherwise a 429 from Fiken does not delay the other requests. `__enter__` may raise
    `PacingError`: then nothing is sent. `__exit__` must not raise, because Fiken may have carried
    out a write by then.
    """

    def slot(self, credential: str) -> AbstractContextManager[object]:
        """Return a context manager that waits for a turn to send and keeps it until the block ends.

        In the block, the session sends the request and reads the whole answer.

        Args:
            credential: The name of the queue. It stands for the token and the host, but does not
                contain the token.
        """
        ...  # pragma: no cover
