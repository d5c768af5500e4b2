"""One attempt on the wire: one send, and the whole body of the answer."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import requests
from urllib3.exceptions import ProtocolError

from fiken.errors import ConfigurationError
from fiken.session._answer import Answer, Lost
from fiken.session._body import TooLargeError, read_body
from fiken.session._decision import READS
from fiken.session._exchange import CURRENT, Exchange
from fiken.session._progress import OUTSIDE
from fiken.session._target import is_loopback, without_query
from fiken.session._transport import FAILURES, Adapter, NotSent, root_of


class Wire:
    """Sends a request once, and returns the outcome: it raises for nothing that the wire does.

    Args:
        settings: The session of requests whose proxies, verify and cert are used.
        host: The host of the API.
        timeout: Seconds, as requests takes them.
        most: The largest body of an answer, in bytes.
    """

    def __init__(self, settings: requests.Session, host: str, timeout: Any, most: int) -> None:
        self._settings = settings
        self._timeout = timeout
        self._most = most
        # Our own emulator on this machine is not behind the proxy of the environment.
        self._direct = {"no_proxy": host} if is_loopback(host) else {}
        self._for_reads, self._process = Adapter(), os.getpid()

    def exchange(self, request: requests.PreparedRequest, exchange: Exchange) -> Answer | Lost:
        """Send once; what fails after the status came does not undo a write."""
        about, how = _about(request), self._how(request)
        token = CURRENT.set(exchange)
        try:
            with self._connections(about["method"]) as connections:
                try:
                    response = connections.send(request, stream=True, **how)
                except FAILURES as error:
                    return Lost(_cause(error, exchange), **about)
                with _closing(response):
                    return self._answer(response, about, exchange)
        except ConfigurationError:
            raise
        except BaseException as error:
            # Nobody knows where this came, and in what state it left the idle connections.
            self._for_reads = Adapter()
            OUTSIDE.set(id(error))
            raise
        finally:
            CURRENT.reset(token)

    def close(self) -> None:
        """Close the idle connections."""
        self._for_reads.close()

    @contextmanager
    def _connections(self, method: str) -> Generator[Adapter]:
        """Give reads the connections that are kept, and a write one of its own.

        On a kept one, "closed before it heard us" and "carried out, then closed" look the same.
        """
        if method in READS:
            yield self._kept()
            return
        with _closing(Adapter()) as fresh:
            yield fresh

    def _kept(self) -> Adapter:
        """Return the adapter for reads, a new one after a fork.

        On a connection that two processes share, each reads the answers of the other. The old
        one is left as it is: closing it here would end it over there.
        """
        if self._process != os.getpid():
            self._for_reads, self._process = Adapter(), os.getpid()
        return self._for_reads

    def _how(self, request: requests.PreparedRequest) -> dict[str, Any]:
        """Return proxies, verify and cert, those of the environment too.

        What the session of the user says of verify goes before `REQUESTS_CA_BUNDLE`.
        """
        own, proxies = self._settings, dict(self._direct)
        found: Any = own.merge_environment_settings(
            str(request.url), proxies, True, own.verify, own.cert
        )
        return {key: found[key] for key in ("proxies", "verify", "cert")} | {
            "timeout": self._timeout
        }

    def _answer(
        self, response: requests.Response, about: dict[str, str], exchange: Exchange
    ) -> Answer | Lost:
        """Read the body: the status of a write has said all, but a read needs the whole of it."""
        if response.status_code < requests.codes.ok:  # the real answer would come after it
            return Lost(ProtocolError(f"only an interim {response.status_code} came"), **about)
        exchange.status = response.status_code
        is_read = about["method"] in READS
        if not is_read:
            exchange.hurry()
        body, error = read_body(response.raw, response.headers, self._most)
        fault = self._fault_of(error)
        answer = Answer(response.status_code, response.headers, body, **about, fault=fault)
        if is_read and not isinstance(error, TooLargeError):
            if error is None and exchange.ends_with_connection:
                error = _cut(answer)
            if error is not None:
                return Lost(exchange.blame(error), **about)
        return answer

    def _fault_of(self, error: Exception | None) -> str:
        if isinstance(error, TooLargeError):
            return f"an answer of at most {self._most} bytes (max_answer_bytes=)"
        return "the whole answer" if error else ""


@contextmanager
def _closing(thing: Any) -> Generator[Any]:
    """Close it at the end; a failure of that says nothing about the answer, which is there."""
    try:
        yield thing
    finally:
        with suppress(*FAILURES):
            thing.close()


def _cause(error: Exception, exchange: Exchange) -> Exception:
    root = root_of(error)
    return root if isinstance(root, NotSent) else exchange.blame(root)


def _about(request: requests.PreparedRequest) -> dict[str, str]:
    return {
        "method": str(request.method),
        "url": without_query(str(request.url)),
        "request_id": request.headers["X-Request-ID"],
    }


def _cut(answer: Answer) -> Exception | None:
    """Return what shows that an answer which does not say how long it is ends too soon.

    Without Content-Length and chunks, the end of the connection is the end of the body: only the
    body itself can tell whether it is whole.
    """
    if answer.status != requests.codes.ok or answer.method != "GET":
        return None
    if "json" in answer.headers.get("Content-Type", "json"):
        return None if answer.is_json else ProtocolError("the JSON ends too soon")
    for start, (end, within) in _FILES.items():
        if answer.body.startswith(start) and end not in answer.body[-within:]:
            return ProtocolError("the file ends too soon")
    return None


# How the files that Fiken takes begin, how they end, and within how many bytes of the end: some
# programs write a little after it.
_FILES: Mapping[bytes, tuple[bytes, int]] = {
    b"%PDF-": (b"%%EOF", 1024),
    b"\x89PNG\r\n": (b"IEND", 1024),
    b"\xff\xd8\xff": (b"\xff\xd9", 1024),
    b"GIF8": (b"\x3b", 1),
}
