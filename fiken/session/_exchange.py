"""One exchange with the server: the time that it may take, and how far it came."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import attrs

from fiken._clock import now

# The body of an answer to a write is seldom needed: its status has said what was done.
_SECONDS_FOR_THE_BODY_OF_A_WRITE = 5.0


class TookTooLongError(TimeoutError):
    """The exchange took longer than `total` seconds."""


def do_nothing() -> None:
    """Stand in for a slot that does not want to know when the request leaves."""


@attrs.define(eq=False)
class Exchange:
    """The state of one attempt: when it must end, and how far it came.

    Args:
        total: Seconds from now until the exchange must be over.
        on_send: Called when the first byte of the request leaves.

    Attributes:
        is_foreign: Whether a session, an adapter or a class that is not ours carries the request.
            Then nobody knows what was sent.
        is_handed_over: Whether requests has the prepared request, and our connection has not yet
            taken it over.
        sent: Whether our connection began to send the request.
        status: The status of the answer, once it came.
        ends_with_connection: Whether only the end of the connection ends the answer.
        to_close: What has to be closed when the exchange is over.
    """

    total: float
    on_send: Callable[[], None] = do_nothing
    ends: float = attrs.field(init=False)
    is_foreign: bool = False
    is_handed_over: bool = False
    sent: bool = False
    status: int | None = None
    ends_with_connection: bool = False
    to_close: list[Any] = attrs.field(factory=list[Any])

    def __attrs_post_init__(self) -> None:
        self.ends = now() + self.total

    def piece(self, timeout: float | None) -> float:
        """Return the seconds that the next piece may take, or raise `TookTooLongError`."""
        left = self.ends - now()
        if left <= 0:
            raise self._end
        return left if timeout is None else min(timeout, left)

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return now() >= self.ends

    def blame(self, error: Exception) -> Exception:
        """Return the end of the time as the cause, where that was why it failed."""
        return self._end if self.is_over else error

    @property
    def _end(self) -> TookTooLongError:
        return TookTooLongError(f"the exchange took longer than {self.total:g} s (total=)")

    @property
    def may_have_left(self) -> bool:
        """Whether a part of the request may have been sent."""
        return self.sent or self.is_handed_over or self.is_foreign

    def leave(self) -> None:
        """Note that the request is on its way."""
        if not self.sent:
            self.sent = True
            self.on_send()

    def hurry(self) -> None:
        """Leave only a few seconds for the rest of the answer."""
        self.ends = min(self.ends, now() + _SECONDS_FOR_THE_BODY_OF_A_WRITE)


#: The exchange of this thread. Connections look here: urllib3 has no way to hand it to them.
CURRENT: ContextVar[Exchange | None] = ContextVar("fiken_exchange", default=None)
