"""One attempt: sending a request once, and reading the whole answer."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import requests
from urllib3.exceptions import ProtocolError

from fiken.errors import ConfigurationError, FikenError, Outcome
from fiken.session._answer import Answer, Lost
from fiken.session._body import TooLargeError, read_body
from fiken.session._exchange import CURRENT, Exchange, SentBeforeError
from fiken.session._http import Http, Received
from fiken.session._progress import OUTSIDE
from fiken.session._target import without_query
from fiken.session._transport import FAILURES, NotSent, root_of
from fiken.session._verdict import decision_on


class Wire:
    """The sender of single attempts. It sends a request once, and never repeats it.

    The result is an `Answer`, or a `Lost` if no usable answer came.

    Args:
        http: The wrapper of the `requests.Session` to send with.
        most: The size in bytes of the largest answer that is read.
    """

    def __init__(self, http: Http, most: int) -> None:
        self._http, self._most = http, most

    def exchange(self, request: requests.PreparedRequest, exchange: Exchange) -> Answer | Lost:
        """Send the request once, and read the answer.

        The result is an `Answer`, or a `Lost` if no usable answer came. An incomplete answer to a
        write is usable, because its status says what was done.

        Args:
            request: The request with its token.
            exchange: The state of the attempt.

        Raises:
            ConfigurationError: The settings of the user's session cannot work; nothing was sent.
        """
        token = CURRENT.set(exchange)
        try:
            return self._send(request, exchange)
        except ConfigurationError:
            raise
        except BaseException as error:
            # A signal handler may have raised this, and may have interrupted an idle connection.
            self._http.adapter.forget_connections()
            OUTSIDE.set(id(error))
            raise
        finally:
            CURRENT.reset(token)
            exchange.writes.clear()  # a body can be large, and the last exchange is kept for notes
            for connections in exchange.to_close:
                with suppress(*FAILURES):
                    connections.close()

    def close(self) -> None:
        """Close the idle connections."""
        self._http.adapter.close()

    def _send(self, request: requests.PreparedRequest, exchange: Exchange) -> Answer | Lost:
        about, received = _about(request, exchange), list[tuple[Received, Answer | Lost]]()

        def read(response: requests.Response) -> Received:
            attempt = self._read(response, about, exchange)
            body = attempt.body if isinstance(attempt, Answer) else b""
            received.append((Received(response, body), attempt))
            return received[-1][0]

        try:
            response = self._http.send(request, exchange, read)
        except FAILURES as error:
            if not received:
                return _lost(error, about, exchange)
            # The answer is there, so this comes from a hook of the user's session. That of
            # `raise_for_status` says less than our own exception will.
            if isinstance(error, (requests.HTTPError, SentBeforeError)):
                return received[-1][1]
            raise
        except FikenError as error:
            if not received:
                raise
            # Its outcome is that of another request, which the hook has made.
            reason = f"{type(error).__name__}: {error}"
            raise RuntimeError(f"a hook in your requests.Session failed: {reason}") from error
        attempts = [attempt for _, attempt in received]
        if exchange.sent and not received:
            attempts.append(Lost(ProtocolError("your session answered in its place"), **about))
        if received and response is received[-1][0]:
            return _most_done(attempts)
        return _most_done([*attempts, self._read(response, about, exchange)])

    def _read(
        self, response: requests.Response, about: dict[str, Any], exchange: Exchange
    ) -> Answer | Lost:
        if not _is_answer(response):
            kind = type(response).__name__
            wrong = ProtocolError(f"your session returned a {kind}, which is not a response")
            return Lost(wrong, **about)
        if getattr(response, "raw", None) is None:  # an answer that was made by hand, in a patch
            return self._answer(response, about, exchange)
        with _closing(response):
            return self._answer(response, about, exchange)

    def _answer(
        self, response: requests.Response, about: dict[str, Any], exchange: Exchange
    ) -> Answer | Lost:
        """Read the body and return the answer; return `Lost` if the answer to a read is incomplete.

        An incomplete answer to a write is returned, because its status says what was done. An
        answer that is too large is returned without its body. The attribute `fault` of both says
        what should have come. An interim answer (1xx) is returned as `Lost`.
        """
        if response.status_code < requests.codes.ok:  # the final answer would come after it
            return Lost(ProtocolError(f"only an interim {response.status_code} came"), **about)
        exchange.status, exchange.is_page = response.status_code, _is_page(response)
        is_read: bool = about["is_read"]
        if not is_read:
            exchange.hurry()
        body, error = self._body(response)
        fault = self._fault_of(error)
        answer = Answer(response.status_code, response.headers, body, **about, fault=fault)
        exchange.is_page = answer.is_page
        if is_read and not isinstance(error, TooLargeError):
            if error is None and exchange.ends_with_connection:
                error = _cut(answer)
            if error is not None:
                return Lost(exchange.blame(error), **about)
        return answer

    def _body(self, response: Any) -> tuple[bytes, Exception | None]:
        """Return the body and an error, which is None if the body is complete and not too large.

        A body that the user's adapter has already read is taken from the response.
        """
        content = getattr(response, "_content", False)
        if content is False and response.raw is not None:
            return read_body(response.raw, response.headers, self._most)
        if not isinstance(response, requests.Response):  # a stand-in, in a test
            content = getattr(response, "content", b"")
        body = content if isinstance(content, bytes) else b""
        return (body, None) if len(body) <= self._most else (b"", TooLargeError())

    def _fault_of(self, error: Exception | None) -> str:
        """Return the words that say what was expected, for `Answer.fault`; ``""`` for no error."""
        if isinstance(error, TooLargeError):
            return f"an answer of at most {self._most} bytes (max_answer_bytes=)"
        return "the whole answer" if error else ""


def _is_answer(response: Any) -> bool:
    """Return whether an object has a status and headers, as a response has."""
    status, headers = (getattr(response, name, None) for name in ("status_code", "headers"))
    return isinstance(status, int) and isinstance(headers, Mapping)


def _is_page(response: requests.Response) -> bool:
    """Return whether the headers say that the body will be a page of HTML."""
    return "html" in response.headers.get("Content-Type", "").lower()


def _most_done(attempts: list[Answer | Lost]) -> Answer | Lost:
    """Return the last attempt. If it changed nothing, prefer the first one that may have done so.

    A hook or an overridden method of the user's session can send a second request. If Fiken refuses
    the second request, the user must still learn what the first one did.
    """
    outcomes = [decision_on(attempt).outcome for attempt in attempts]
    if outcomes[-1] is not Outcome.REFUSED:
        return attempts[-1]
    pairs = zip(attempts, outcomes, strict=True)
    others = (attempt for attempt, outcome in pairs if outcome is not Outcome.REFUSED)
    return next(others, attempts[-1])


@contextmanager
def _closing(thing: Any) -> Generator[Any]:
    """Close the response after the block, and ignore a failure to close it."""
    try:
        yield thing
    finally:
        with suppress(*FAILURES):
            thing.close()


def _lost(error: Exception, about: dict[str, Any], exchange: Exchange) -> Lost:
    """Return a `Lost`: the result of an attempt that got no usable answer.

    Raises:
        ConfigurationError: The library `requests` failed before anything was sent, because of the
            settings of the user's session.
    """
    root = root_of(error)
    if isinstance(root, NotSent):
        # The user's adapter or a patch may have sent the request already, in another way.
        lost = Lost(root, **about)
        is_sure = not (exchange.sent or exchange.is_foreign) or lost.is_read
        return lost if is_sure else Lost(root.cause, **about)
    if not (exchange.is_handed_over or exchange.is_foreign):
        raise ConfigurationError(
            f"your requests.Session failed before anything was sent ({type(root).__name__}): "
            "look at the headers that are set in it"
        ) from None  # the cause would show them
    return Lost(exchange.blame(root), **about)


def _about(request: requests.PreparedRequest, exchange: Exchange) -> dict[str, Any]:
    return {
        "method": str(request.method),
        "url": without_query(str(request.url)),
        "request_id": request.headers["X-Request-ID"],
        "is_read": exchange.is_read(str(request.method)),
    }


def _cut(answer: Answer) -> Exception | None:
    """Return an error if a JSON, PDF, PNG, JPEG or GIF body lacks its end, otherwise None.

    It is called for an answer that does not state its length. Such an answer looks complete even if
    the connection broke.
    """
    if answer.status != requests.codes.ok or answer.method == "HEAD":
        return None
    if "json" in answer.headers.get("Content-Type", "json"):
        return None if answer.is_json else ProtocolError("the JSON ends too soon")
    for start, (end, within) in _FILES.items():
        if answer.body.startswith(start) and end not in answer.body[-within:]:
            return ProtocolError("the file ends too soon")
    return None


# The kinds of files that Fiken accepts: their first bytes, their last bytes, and within how many
# bytes of the end these are. Some programs write a little after them.
_FILES: Mapping[bytes, tuple[bytes, int]] = {
    b"%PDF-": (b"%%EOF", 1024),
    b"\x89PNG\r\n": (b"IEND", 1024),
    b"\xff\xd8\xff": (b"\xff\xd9", 1024),
    b"GIF8": (b"\x3b", 1),
}
