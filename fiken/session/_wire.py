"""One attempt on the wire: one send, and the whole body of the answer."""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from urllib3.exceptions import ProtocolError

from fiken.errors import ConfigurationError
from fiken.session._answer import READS, Answer, Lost
from fiken.session._json import loads
from fiken.session._target import is_loopback, without_query
from fiken.session._transport import Adapter, root_of


class Wire:
    """Sends a request once, and tells what came of it, never raising for what the wire does.

    Args:
        settings: The session of requests whose proxies, verify and cert are used.
        host: The host of the API.
        timeout: Seconds, as requests takes them.
    """

    def __init__(self, settings: requests.Session, host: str, timeout: Any) -> None:
        self._settings = settings
        self._timeout = timeout
        # Our own emulator on this machine is not behind the proxy of the environment.
        self._direct = {"no_proxy": host} if is_loopback(host) else {}
        self._for_reads, self._process = Adapter(), os.getpid()

    def exchange(self, request: requests.PreparedRequest) -> Answer | Lost:
        """Send once; what fails after the answer came does not make it undone."""
        about, how = _about(request), self._how(request)
        with self._connections(about["method"]) as connections:
            try:
                response = connections.send(request, stream=True, **how)
            except ConfigurationError:
                raise
            except Exception as error:  # noqa: BLE001  (whatever it is, a write may have arrived)
                return Lost(root_of(error), **about)
            with _closing(response):
                return _read(response, about)

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
        """Give the adapter for reads, a new one after a fork.

        On a connection that two processes share, each reads the answers of the other. The old
        one is left as it is: closing it here would end it over there.
        """
        if self._process != os.getpid():
            self._for_reads, self._process = Adapter(), os.getpid()
        return self._for_reads

    def _how(self, request: requests.PreparedRequest) -> dict[str, Any]:
        """Give proxies, verify and cert, those of the environment too.

        What the session of the user says of verify goes before `REQUESTS_CA_BUNDLE`.
        """
        own, proxies = self._settings, dict(self._direct)
        found: Any = own.merge_environment_settings(
            str(request.url), proxies, True, own.verify, own.cert
        )
        return {key: found[key] for key in ("proxies", "verify", "cert")} | {
            "timeout": self._timeout
        }


@contextmanager
def _closing(thing: Any) -> Generator[Any]:
    """Close it at the end; a failure of that says nothing about the answer, which is there."""
    try:
        yield thing
    finally:
        with suppress(Exception):
            thing.close()


def _about(request: requests.PreparedRequest) -> dict[str, str]:
    return {
        "method": str(request.method),
        "url": without_query(str(request.url)),
        "request_id": request.headers["X-Request-ID"],
    }


def _read(response: requests.Response, about: dict[str, str]) -> Answer | Lost:
    """Read the body: the status of a write has said all, but a read wants the whole of it."""
    if response.status_code < requests.codes.ok:  # the real answer would come after it
        return Lost(ProtocolError(f"only an interim {response.status_code} came"), **about)
    body, error = _body(response.raw)
    complete = error is None
    answer = Answer(response.status_code, response.headers, body, **about, complete=complete)
    if about["method"] in READS and (error := error or _cut(answer)):
        return Lost(error, **about)
    return answer


def _body(raw: Any) -> tuple[bytes, Exception | None]:
    """Read the body in one go: in the small pieces of requests it takes twice as long."""
    try:
        return raw.read(decode_content=True), None
    except Exception as error:  # noqa: BLE001  (whatever it is, the status stands)
        root = root_of(error)
        # http.client hands over what had arrived, as it came: compressed it is of no use
        part = getattr(root.args[-1] if root.args else None, "partial", b"")
        plain = isinstance(part, bytes) and "Content-Encoding" not in raw.headers
        return part if plain else b"", root


def _cut(answer: Answer) -> Exception | None:
    """Tell whether an answer that does not say how long it is ends too soon.

    Without Content-Length and chunks, the end of the connection is the end of the body.
    """
    headers = answer.headers
    framed = headers.get("Content-Length", "").isdigit() or "Transfer-Encoding" in headers
    is_json = "json" in headers.get("Content-Type", "json")
    if framed or not is_json or answer.status != requests.codes.ok or answer.method != "GET":
        return None
    try:
        loads(answer.body)
    except ValueError:
        return ProtocolError("the JSON of the answer ends too soon")
    return None
