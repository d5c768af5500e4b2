"""How far a request has come, so that an interrupt can say what became of a write.

An exception "from outside" is one that a signal handler raises in the middle of a request, such as
Ctrl-C or a time limit.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar

import attrs

from fiken.errors import Outcome
from fiken.session._decision import Facts, decide, is_read
from fiken.session._exchange import Exchange

_MEANING = {
    Outcome.REFUSED: "nothing was done",
    Outcome.UNKNOWN: "it may have been carried out, so look before you send it again",
    Outcome.DONE: "it was carried out, so do not send it again",
}


@attrs.define(eq=False)
class Progress:
    """The state of one request, over all attempts to send it.

    If the request is interrupted, this state shows what Fiken has done with it. The state of a
    write is also kept in `LAST_WRITE`, until this thread starts its next write.

    Attributes:
        method: The HTTP method of the request.
        url: The URL of the request, without the query.
        reads: Whether the request is a read, although its method is that of a write.
        guard: The function that is called immediately before each attempt; None if there is none.
        is_read: Whether the request is a read: it changes nothing in Fiken.
        request_id: The request id of the last attempt; empty before the first attempt.
        exchange: The state of the last attempt; None before the first attempt.
        noted: Whether `note_on` has already added its note to an exception.
        renewals: After how many answers with 401 the login was asked to renew itself.
    """

    method: str
    url: str
    reads: bool = False
    guard: Callable[[], None] | None = None
    is_read: bool = attrs.field(init=False)
    request_id: str = ""
    exchange: Exchange | None = None
    noted: bool = False
    renewals: int = 0

    def __attrs_post_init__(self) -> None:
        self.is_read = is_read(self.method, reads=self.reads)
        if not self.is_read:
            LAST_WRITE.set(self)

    @property
    def outcome(self) -> Outcome:
        """What Fiken has done with the request so far: refused, unknown or done."""
        if self.exchange is None:
            return Outcome.REFUSED
        exchange = self.exchange
        facts = Facts(
            self.is_read, exchange.status, sent=exchange.may_have_left, is_page=exchange.is_page
        )
        return decide(facts).outcome

    def started(self, exchange: Exchange) -> Exchange:
        """Call the guard, and return the state of the attempt that begins then.

        If the guard raises, the attempt does not begin.
        """
        if self.guard is not None:
            self.guard()
        self.exchange = exchange
        return exchange

    def note_on(self, error: BaseException) -> None:
        """Add a note to an exception: it says whether Fiken carried out this write.

        A read adds no note. Only the first call for a request has an effect.
        """
        if not (self.is_read or self.noted):
            self.noted = True
            about = f"{self.method} {self.url}, request {self.request_id or 'not yet sent'}"
            error.add_note(f"fiken: outcome {self.outcome} ({about}): {_MEANING[self.outcome]}")


#: The `id()` of the last exception in this thread that a signal handler raised in the middle of a
#: request. Errors of the connection, and of the user's auth or pacer, do not count.
OUTSIDE: ContextVar[int | None] = ContextVar("fiken_outside", default=None)


@contextmanager
def from_outside() -> Generator[None]:
    """Return a context manager that marks an exception in its block as raised by a signal handler.

    It marks every exception. So use it only for a block that does nothing but wait.
    """
    try:
        yield
    except BaseException as error:
        OUTSIDE.set(id(error))
        raise


#: The last write of this thread. It is still needed after the request: a signal handler can raise
#: between the end of a request and the end of the verb (such as `save`) that sent it.
LAST_WRITE: ContextVar[Progress | None] = ContextVar("fiken_last_write", default=None)
