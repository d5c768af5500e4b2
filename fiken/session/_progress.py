"""How far a request came, for exceptions from outside such as Ctrl-C or a time limit."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

import attrs

from fiken.errors import Outcome
from fiken.session._decision import READS, Facts, decide
from fiken.session._exchange import Exchange

_MEANING = {
    Outcome.REFUSED: "nothing was done",
    Outcome.UNKNOWN: "it may have been carried out, so look before you send it again",
    Outcome.DONE: "it was carried out, so do not send it again",
}


@attrs.define(eq=False)
class Progress:
    """The state of one request over all its attempts.

    Attributes:
        method, url: The request; the URL is without the query.
        request_id: The id of the last attempt; empty before the first.
        exchange: The state of the last attempt; None before the first.
        noted: Whether an exception already has the note.
    """

    method: str
    url: str
    request_id: str = ""
    exchange: Exchange | None = None
    noted: bool = False

    def __attrs_post_init__(self) -> None:
        if self.method not in READS:
            LAST_WRITE.set(self)

    @property
    def outcome(self) -> Outcome:
        """What became of the request, as far as is known."""
        if self.exchange is None:
            return Outcome.REFUSED
        exchange = self.exchange
        facts = Facts(exchange.status, sent=exchange.may_have_left, is_page=exchange.is_page)
        return decide(self.method, facts).outcome

    def note_on(self, error: BaseException) -> None:
        """Add a note to an exception that came in the middle of a write; only once per request."""
        if self.method not in READS and not self.noted:
            self.noted = True
            about = f"{self.method} {self.url}, request {self.request_id or 'not yet sent'}"
            error.add_note(f"fiken: outcome {self.outcome} ({about}): {_MEANING[self.outcome]}")


#: The `id()` of the exception that last came from outside in the middle of a request, in this
#: thread. Errors of the connection, and of the user's auth or pacer, are not from outside.
OUTSIDE: ContextVar[int | None] = ContextVar("fiken_outside", default=None)


@contextmanager
def from_outside() -> Generator[None]:
    """Mark every exception of the block as one from outside."""
    try:
        yield
    except BaseException as error:
        OUTSIDE.set(id(error))
        raise


#: The last write of this thread. An exception can come between the end of a request and the end of
#: the verb that sent it: then this shows what was done.
LAST_WRITE: ContextVar[Progress | None] = ContextVar("fiken_last_write", default=None)
