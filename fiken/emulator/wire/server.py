"""The wire: one HTTP/1.1 server on Werkzeug that also keeps the log and misbehaves on demand."""

import io
import json
import selectors
import socket
import threading
from contextlib import suppress
from http import HTTPStatus
from io import BufferedIOBase
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

from fiken.emulator._clock import seconds
from fiken.emulator.wire.application import BASE, LOGGED, Application
from fiken.emulator.wire.body import LIMIT, declared_length, read_body
from fiken.emulator.wire.faults import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Fault,
    Faults,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)
from fiken.emulator.wire.log import Log, Request
from fiken.emulator.wire.refusals import JSON, Refusal, refuse, too_many_requests

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: Statuses whose answers have no body and so no Content-Length.
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
#: So many connections are served at once; each takes a thread, and a file of the process.
#: Emulator choice.
CONNECTIONS = 500
#: So many seconds a client may pause that is sending what nobody reads any more.
_PAUSE = 1.0
_PIECE = 1 << 16
Headers = list[tuple[str, str]]


class Server:
    """Serves an application on a port, each connection in a thread of its own.

    Args:
        application: what answers.
        address: the host and the port to listen on; 0 is any that is free.
        log: where each request is noted.
        faults: the faults that were ordered.
        strict_overlap: answer 429 to a request while another of the same credential is in flight.
    """

    def __init__(
        self,
        application: Application,
        address: tuple[str, int],
        *,
        log: Log,
        faults: Faults,
        strict_overlap: bool,
    ) -> None:
        self.application = application
        self.log = log
        self.faults = faults
        self.strict_overlap = strict_overlap
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._idle = threading.Event()
        self._idle.set()
        self._accepted = 0
        handler = type("Handler", (_Handler,), {"owner": self})
        # Bound here: where the port is taken, Werkzeug would exit the whole process.
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        with socket.create_server(address, family=family) as bound:
            self._server: BaseWSGIServer = make_server(
                *address,
                application,
                threaded=True,
                request_handler=handler,
                fd=bound.fileno(),
            )
        # What is written to one end wakes up the thread that selects on the other: no polling.
        self._alarm, self._bell = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._server, selectors.EVENT_READ)
        self._selector.register(self._alarm, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._accept)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.port)

    def start(self) -> None:
        """Serve in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and the port, and wait until the threads are done."""
        self.stopping.set()
        self._bell.send(b"!")
        self._thread.join()
        self._server.server_close()
        for each in (self._selector, self._bell, self._alarm):
            each.close()
        with self._lock:
            for connection in self._connections:
                _shut(connection)
        # Events wait by a clock that no test freezes; Condition.wait_for does not.
        self._idle.wait(10)

    def _accept(self) -> None:
        """Serve each connection in a thread of its own, until the emulator stops."""
        while self._selector.select() and not self.stopping.is_set():
            try:
                self._serve_next()
            except (OSError, RuntimeError):
                # The client was faster, or the process has no more files or threads.
                self.stopping.wait(_PAUSE / 20)

    def _serve_next(self) -> None:
        connection, address = self._server.get_request()
        try:
            self._server.process_request(connection, address)
        except RuntimeError:
            self._server.shutdown_request(connection)
            raise

    def opened(self, connection: socket.socket) -> int | None:
        """Note a new connection; return its number, or None where it must not be served."""
        with self._lock:
            if self.stopping.is_set() or len(self._connections) >= CONNECTIONS:
                return None
            self._connections.add(connection)
            self._idle.clear()
            self._accepted += 1
            return self._accepted

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._connections.discard(connection)
            if not self._connections:
                self._idle.set()


class _Handler(WSGIRequestHandler):
    """One connection, kept alive between requests: Werkzeug's own closes it after each."""

    protocol_version = "HTTP/1.1"
    # Buffered, so that an answer leaves in one piece, and after the log says so.
    wbufsize = -1
    disable_nagle_algorithm = True
    owner: Server

    def setup(self) -> None:
        super().setup()
        self._number = self.owner.opened(self.connection)
        #: Whether the client may still be sending what nobody will read.
        self._unread = False
        #: Whether the client sends the body only when it is told to: `Expect: 100-continue`.
        self._awaits_permission = False

    def handle(self) -> None:
        if self._number is not None:
            super().handle()
        elif not self.owner.stopping.is_set():
            self.request_version, self.command = self.protocol_version, ""
            message = f"This emulator serves {CONNECTIONS} connections at once"
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE, message)

    def finish(self) -> None:
        # Where the client was faster, what was not sent yet can't be flushed either.
        with suppress(OSError):
            super().finish()
            if self._unread:
                self._linger()
        self.rfile.close()
        self.owner.closed(self.connection)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the log of the emulator is `Emulator.requests`."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing, either."""

    def parse_request(self) -> bool:
        """Read the head of a request; one that ends in the middle of it is not a request."""
        stream, lines = self.rfile, _Lines(self.rfile)
        self.rfile = cast("BufferedIOBase", lines)
        try:
            parsed = super().parse_request()
        finally:
            self.rfile = stream
        if parsed and not lines.last:
            # The standard library takes the end of the connection for the empty line.
            self.close_connection = True
            return False
        return parsed

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is not a request that HTTP knows, and close."""
        self._unread = True
        super().send_error(code, message, explain)

    def handle_expect_100(self) -> bool:
        """Leave it to `_read` to ask for the body, when it is wanted."""
        self._awaits_permission = True
        return True

    def run_wsgi(self) -> None:
        """Serve one request, from the log's first entry to the last byte."""
        if self.owner.stopping.is_set():
            self.close_connection = True
            return
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self.send_error(HTTPStatus.BAD_REQUEST, "Bad request target")
            return
        credential = self.headers.get("Authorization", "")
        request = self._begin(credential, parts)
        try:
            self._serve(request, credential)
        finally:
            self.owner.log.finish(credential, request)

    def _begin(self, credential: str, parts: SplitResult) -> Request:
        path = unquote(parts.path).removeprefix(BASE)
        method = str(self.command)
        found = self.owner.application.contract.match(method, path)
        headers = {k.lower(): v for k, v in self.headers.items() if k.lower() != "authorization"}
        return self.owner.log.begin(
            credential,
            len(self.path) + sum(len(k) + len(v) for k, v in self.headers.items()),
            method=method,
            path=path,
            template=found[0].path if found else None,
            operation=found[0].name if found else None,
            query=dict(reversed(parse_qsl(parts.query, keep_blank_values=True))),
            headers=headers,
            request_id=headers.get("x-request-id"),
            connection=self._number,
        )

    def _serve(self, request: Request, credential: str) -> None:
        fault = self.owner.faults.meet(request.method, request.path, request.template)
        request.fault = fault
        try:
            answer = self._answer_to(request, fault, credential)
        except Refusal as refusal:
            # Nobody can tell where the next request begins.
            self._unread = True
            answer = _refused(refusal, ("Connection", "close"))
        if isinstance(fault, Slow):
            self._wait(fault.seconds)
        if isinstance(fault, DropAfterCarryingOut):
            answer = None
        request.status = answer[0] if answer else None
        # First, since whoever hears the answer, or that there is none, may ask again at once.
        self.owner.log.finish(credential, request)
        if answer is None:
            self._drop()
        else:
            self._send(*answer, cut=isinstance(fault, CutBody))

    def _answer_to(
        self, request: Request, fault: Fault | None, credential: str
    ) -> tuple[int, Headers, bytes] | None:
        """Read the body and answer; None where the connection is closed instead."""
        body = None if isinstance(fault, DropBeforeReading) else self._read()
        if body is None:
            return None
        # What anybody may send is not worth parsing, nor keeping.
        if self.owner.application.lets_in(credential):
            content = _json(body)
            self.owner.log.note_body(request, content, 0 if content is None else len(body))
        if isinstance(fault, WaitBeforeCarryingOut) and self.owner.stopping.wait(fault.seconds):
            return None
        return self._answer(request, fault, body)

    def _answer(
        self, request: Request, fault: Fault | None, body: bytes
    ) -> tuple[int, Headers, bytes]:
        """What is answered: by the fault, or by the application, which carries it out."""
        if isinstance(fault, Status):
            return _status(fault)
        if request.overlapped and self.owner.strict_overlap:
            return _refused(too_many_requests())
        if isinstance(fault, CannedAnswer) and not fault.carry_out:
            return fault.status, list(fault.headers.items()), fault.body
        answer = self._run_application(request, body)
        if isinstance(fault, CannedAnswer):
            return fault.status, list(fault.headers.items()), fault.body
        return answer

    def _run_application(self, request: Request, body: bytes) -> tuple[int, Headers, bytes]:
        environ: WSGIEnvironment = self.make_environ()
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        environ[LOGGED] = request
        chunks, status, headers = run_wsgi_app(self.owner.application, environ, buffered=True)
        return int(status.split()[0]), list(headers), b"".join(chunks)

    def _read(self) -> bytes | None:
        """The whole body; None when the client went away in the middle of it."""
        length = declared_length(self.headers)
        if self._awaits_permission:
            self._awaits_permission = False
            self.send_response_only(HTTPStatus.CONTINUE)
            self.end_headers()
            self.wfile.flush()
        return read_body(self.rfile, length)

    def _send(self, status: int, headers: Headers, body: bytes, *, cut: bool) -> None:
        if cut and not body and status not in _BODILESS:
            body = b"{}"  # an empty body can't be cut: promise one that never comes whole
        self.send_response(status)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if status not in _BODILESS:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status not in _BODILESS:
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.wfile.flush()
            self._drop()

    def _wait(self, wait: float) -> None:
        """Wait; no longer than the client does, nor the server runs: both end the connection."""
        ends = seconds() + wait
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ)
            if selector.select(wait) and self.connection.recv(1, socket.MSG_PEEK):
                # It has sent its next request already, and waits for this one.
                self.owner.stopping.wait(max(0.0, ends - seconds()))

    def _linger(self) -> None:
        """Throw away what still comes: closed at once, the client might never see the answer."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(_PAUSE)
        left = 4 * LIMIT
        while left > 0 and (piece := self.connection.recv(_PIECE)):
            left -= len(piece)

    def _drop(self) -> None:
        """Close the connection now."""
        self.close_connection = True
        _shut(self.connection)


class _Lines:
    """A stream that remembers the last line that was read from it."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self.last = b""

    def readline(self, size: int) -> bytes:
        self.last = self._stream.readline(size)
        return self.last


def _refused(refusal: Refusal, *more: tuple[str, str]) -> tuple[int, Headers, bytes]:
    headers = [("Content-Type", refusal.content_type), *refusal.headers.items(), *more]
    return refusal.status, headers, refusal.encode()


def _json(body: bytes) -> Any:
    """What the body says as JSON; None when it is none, as the application will tell."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _status(fault: Status) -> tuple[int, Headers, bytes]:
    content = refuse(fault.code, _phrase(fault.code)).body if fault.body is None else fault.body
    headers = [("Content-Type", fault.content_type or JSON)]
    if fault.retry_after is not None:
        headers.append(("Retry-After", f"{fault.retry_after}"))
    return fault.code, headers, _bytes(content)


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return f"Status {code}"


def _bytes(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return text.encode()


def _shut(connection: socket.socket) -> None:
    """End both directions; the thread that reads from it wakes up and closes it."""
    with suppress(OSError):  # the other side was faster
        connection.shutdown(socket.SHUT_RDWR)
