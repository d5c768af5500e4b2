"""One exchange with the server: the time that it may take, and how far it came."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import attrs

from fiken._clock import now

# The body of an answer to a write is seldom needed: its status says what was done.
_SECONDS_FOR_THE_BODY_OF_A_WRITE = 5.0


class TookTooLongError(TimeoutError):
    """The exchange took longer than `total` seconds."""


class SentBeforeError(OSError):
    """The write has left already, and the session of the user tried to send it again."""

    def __str__(self) -> str:
        return "your session tried to send it a second time, which was refused"


def do_nothing() -> None:
    """Do nothing: for a slot of a pacer that has no method `sent`."""


@attrs.define(eq=False)
class Exchange:
    """The state of one attempt: when it must end, and how far it came.

    Args:
        total: Seconds from now until the exchange must be over.
        on_send: Called when the first byte of the request leaves.

    Attributes:
        is_foreign: Whether a session, an adapter or a class that is not ours carries the request.
            Then nobody knows what was sent.
        is_handed_over: Whether the request is complete and in the hands of requests.
        is_connecting: Whether it then reached a connection of ours, which knows what it sends.
        sent: Whether our connection began to send the request.
        status: The status of the answer, once it came.
        is_page: Whether that answer is a page of HTML, as far as it has been read.
        ends_with_connection: Whether only the end of the connection ends the answer.
        writes: Method, URL and body of each write that reached our adapter: none is sent again.
        to_close: What has to be closed when the exchange is over.
    """

    total: float
    on_send: Callable[[], None] = do_nothing
    ends: float = attrs.field(init=False)
    is_foreign: bool = False
    is_handed_over: bool = False
    is_connecting: bool = False
    sent: bool = False
    status: int | None = None
    is_page: bool = False
    ends_with_connection: bool = False
    writes: list[object] = attrs.field(factory=list[object])
    to_close: list[Any] = attrs.field(factory=list[Any])

    def __attrs_post_init__(self) -> None:
        self.ends = now() + self.total

    def piece(self, timeout: float | None) -> float:
        """Return the seconds that the next piece may take.

        Args:
            timeout: The timeout for one piece; None for no limit.

        Raises:
            TookTooLongError: The time of the exchange is over.
        """
        left = self.ends - now()
        if left <= 0:
            raise self._end
        return left if timeout is None else min(timeout, left)

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return now() >= self.ends

    def blame(self, error: Exception) -> Exception:
        """Return the error, or `TookTooLongError` where the time of the exchange is over."""
        return self._end if self.is_over else error

    @property
    def _end(self) -> TookTooLongError:
        return TookTooLongError(f"the exchange took longer than {self.total:g} s (total=)")

    @property
    def may_have_left(self) -> bool:
        """Whether a part of the request may have been sent."""
        is_out_of_sight = self.is_handed_over and not self.is_connecting
        return self.sent or self.is_foreign or is_out_of_sight

    def leave(self) -> None:
        """Note that the request leaves now."""
        if not self.sent:
            self.sent = True
            self.on_send()

    def hurry(self) -> None:
        """Allow only a few more seconds for the rest of the answer."""
        self.ends = min(self.ends, now() + _SECONDS_FOR_THE_BODY_OF_A_WRITE)


#: The exchange of this thread. Connections look here: urllib3 has no way to hand it to them.
CURRENT: ContextVar[Exchange | None] = ContextVar("fiken_exchange", default=None)
