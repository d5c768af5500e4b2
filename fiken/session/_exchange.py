"""The state of one attempt to send a request: its time limit, and how far it has come.

An exchange is one request on the connection and the answer to it.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import attrs

from fiken._clock import now
from fiken.session._decision import is_read

# The body of an answer to a write is seldom needed: its status says what was done.
_SECONDS_FOR_THE_BODY_OF_A_WRITE = 5.0


class TookTooLongError(TimeoutError):
    """A request and its answer took longer than `total` seconds, a setting of the session."""


class SentBeforeError(OSError):
    """Code in the user's `requests.Session` tried to send a write a second time. It was refused."""

    def __str__(self) -> str:
        return "your session tried to send it a second time, which was refused"


def do_nothing(*_: object) -> None:
    """Do nothing. This function is used where a callback is needed but nothing has to be done."""


@attrs.define(eq=False)
class Exchange:
    """The state of one attempt to send a request: its time limit, and how far it has come.

    Args:
        total: Seconds from now within which the request and its whole answer must be over.
        on_send: Called when the first byte of the request is sent.
        reads: Whether the request is a read, although its method is that of a write.

    Attributes:
        ends: When the attempt must be over: a time on the clock `fiken._clock.now`.
        is_foreign: Whether code outside this library sends the request, such as an adapter of the
            user or a patched class. Then nobody knows what was sent.
        is_handed_over: Whether the complete request was given to the library `requests`.
        is_connecting: Whether a connection of this library began to connect.
        sent: Whether a connection of this library began to send the request.
        status: The HTTP status of the answer; None until it has arrived.
        is_page: Whether the answer, as far as it has arrived, looks like a page of HTML.
        ends_with_connection: Whether the answer does not state its length. The server then marks
            its end by closing the connection.
        writes: Method, URL and body of each write so far. The adapter uses them to refuse to send a
            write twice.
        to_close: The connections to close when the attempt is over.
    """

    total: float
    on_send: Callable[[], None] = do_nothing
    reads: bool = False
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
        """Return how many seconds sending or receiving the next piece of data may take.

        This is `timeout`, or the rest of the `total` seconds if that is shorter.

        Args:
            timeout: The timeout of the connection; None for no limit.

        Raises:
            TookTooLongError: The `total` seconds for the attempt are over.
        """
        left = self.ends - now()
        if left <= 0:
            raise self._end
        return left if timeout is None else min(timeout, left)

    def is_read(self, method: str) -> bool:
        """Return whether a request with this method is a read: it changes nothing in Fiken.

        The method may be another one than that of the attempt: a hook in the user's session can
        send a request of its own during the attempt.
        """
        return is_read(method, reads=self.reads)

    @property
    def is_over(self) -> bool:
        """Whether the `total` seconds for the attempt are over."""
        return now() >= self.ends

    def blame(self, error: Exception) -> Exception:
        """Return the error to report: `TookTooLongError` if the time is over, otherwise `error`."""
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
        """Record that sending begins, and call `on_send`. Only the first call has an effect."""
        if not self.sent:
            self.sent = True
            self.on_send()

    def hurry(self) -> None:
        """Shorten the time limit: the attempt must be over at most 5 seconds from now.

        This is called for a write when the HTTP status has arrived. The status says what was done,
        so the body that follows is seldom needed.
        """
        self.ends = min(self.ends, now() + _SECONDS_FOR_THE_BODY_OF_A_WRITE)


#: The exchange that this thread is in. Connections read it here, because urllib3 cannot pass it on.
CURRENT: ContextVar[Exchange | None] = ContextVar("fiken_exchange", default=None)
