"""Exceptions for requests without a usable answer: no turn to send, no answer, or a wrong one."""

from typing import Any, ClassVar

from fiken._messages import short_repr, with_article
from fiken.errors._base import FikenError, Outcome
from fiken.errors._doubt import Doubt


class MappingError(FikenError):
    """Fiken sent a value that the model cannot hold, or an answer that cannot be used.

    Such an answer is not JSON, not the expected file, too large or only a part (status 206).

    Attributes:
        model: The name of the model class; may be empty.
        path: The place of the value in the answer: a JSON path such as
            ``$[3].contactPerson[0].address.country``, a header, or words such as "the download".
        expected: A phrase that says what was expected at that place.
        value: The value that Fiken sent.
        request_id: The id of the request, for Fiken's support; None if it is not known.
    """

    def __init__(
        self, model: str, path: str, expected: str, value: object, request_id: str | None = None
    ) -> None:
        super().__init__(model, path, expected, value, request_id)
        self.model, self.path, self.expected = model, path, expected
        self.value, self.request_id = value, request_id

    @property
    def is_transient(self) -> bool:
        """Whether the answer to a read was not JSON, but for instance a page of HTML from a proxy.

        The same request may then succeed later.
        """
        return self.outcome is Outcome.REFUSED and (self.path, self.expected) == ("$", "JSON")

    def __str__(self) -> str:
        of = f" of {with_article(self.model)}" if self.model else ""
        value = short_repr(self.value)
        sentence = f"{self.path}{of} should be {self.expected}, but Fiken sent {value}"
        return f"{sentence} (request {self.request_id})" if self.request_id else sentence


class WrittenButNotLoadedError(FikenError):
    """Fiken carried out a write, but its result could not be read. Do not send the write again.

    Attributes:
        model: The model that was sent, with its new id if Fiken named it. If no model was sent: the
            id of the entity, or None.
        reason: Why the result could not be read. An exception that caused this is in ``__cause__``.
    """

    outcome = Outcome.DONE

    def __init__(self, model: Any, reason: str) -> None:
        super().__init__(model, reason)
        self.model, self.reason = model, reason

    def __str__(self) -> str:
        is_model = hasattr(self.model, "__attrs_attrs__")
        saved = f"saved this {type(self.model).__name__}" if is_model else "carried out the request"
        return f"Fiken {saved}, so do not send it again; but {self.reason}"


class PacingError(FikenError):
    """The request got no turn to be sent within the time that the client waits. Nothing was sent.

    All clients together send one request at a time per token, so a request may have to wait. If
    Fiken asked for a pause that is too long to wait for, the error is raised at once. So it is if
    Redis or the database that machines share cannot be reached.

    Attributes:
        reason: Why no turn came.
        retry_after: Seconds after which a turn may come, such as the rest of the pause that Fiken
            asked for; None if that is not known.
        passing: Whether the reason may pass by itself.
    """

    def __init__(self, reason: str, retry_after: float | None = None, passing: bool = True) -> None:
        super().__init__(reason, retry_after, passing)
        self.reason, self.retry_after, self.passing = reason, retry_after, passing

    @property
    def is_transient(self) -> bool:
        """Whether a turn may come later. False if a database refuses what it is asked."""
        return self.passing

    def __str__(self) -> str:
        return self.reason


class TransportError(FikenError):
    """No answer came from Fiken, or only a part of the answer to a read. Nothing was done.

    A write that Fiken may have carried out raises the subclass `AmbiguousWriteError` instead.

    Attributes:
        method: The HTTP method of the request.
        url: The URL of the request, without the query.
        request_id: The id of the request, for Fiken's support.
        reason: What failed, such as "no connection: Connection refused".
        is_lasting: Whether a later attempt would fail in the same way, as with a bad certificate.
    """

    def __init__(
        self, method: str, url: str, request_id: str, reason: str, is_lasting: bool = False
    ) -> None:
        super().__init__(method, url, request_id, reason, is_lasting)
        self.method, self.url, self.request_id, self.reason = method, url, request_id, reason
        self.is_lasting = is_lasting

    @property
    def is_transient(self) -> bool:
        """Whether Fiken did nothing, and the connection may work later."""
        return self.outcome is Outcome.REFUSED and not self.is_lasting

    _sentence: ClassVar[str] = "{e.method} {e.url} got no answer: {e.reason}"

    def __str__(self) -> str:
        sentence = self._sentence.format(e=self)
        return f"{sentence} (request {self.request_id})" if self.request_id else sentence


class AmbiguousWriteError(Doubt, TransportError):
    """A write was sent, but no answer from Fiken itself came. Fiken may have carried it out.

    There was no answer at all, or only that of a proxy or gateway, such as a 502.

    Before you send the write again, look in Fiken for its result: ``error.look()`` does that for
    what `save` has sent. Otherwise search for a number or a reference of your own, or by the date.
    If the write had an idempotency key, call again with the same key: that looks, and sends the
    write again only when it is surely not there.

    Attributes:
        model: What was sent: the model, or the id of what a verb acts on. None if nothing was.
        key: The idempotency key of the write; None if it had none.
        again_in: Seconds after which the same call, with the same key, will send the write again if
            it is still not there; None if it will not.
        candidates: The ids of the entities that the write may have made, as far as is known.
        finding: What is known about the write, and what to do.
    """

    outcome = Outcome.UNKNOWN
    _sentence = "{e.method} {e.url} was sent, but its answer was lost ({e.reason}): {e.finding}"
