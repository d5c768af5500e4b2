"""One TCP connection: it reads requests, logs them, applies faults, and sends the answers."""

import selectors
import socket
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from werkzeug.serving import WSGIRequestHandler

from fiken.emulator._clock import seconds
from fiken.emulator.wire.answers import answer_of_fault
from fiken.emulator.wire.application import below_base
from fiken.emulator.wire.body import LIMIT, declared_length, read_body
from fiken.emulator.wire.exchange import BASE, HttpRequest, HttpResponse, Pages, is_page
from fiken.emulator.wire.faults import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Fault,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)
from fiken.emulator.wire.head import HeadError, Headers, read_headers
from fiken.emulator.wire.log import Request
from fiken.emulator.wire.oauth import lane_of, logged, logged_answer, logged_headers
from fiken.emulator.wire.owner import Owner
from fiken.emulator.wire.refusals import Refusal, too_many_requests

#: Statuses whose answers have no body and therefore no Content-Length.
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
#: The seconds that the emulator waits for more bytes which it only discards.
_PAUSE = 1.0
#: The most bytes that are read at once.
_PIECE = 1 << 16


class Connection(WSGIRequestHandler):
    """One TCP connection with a client. It serves several requests, one after the other."""

    protocol_version = "HTTP/1.1"
    # Buffered: an answer is sent in one piece, after the log has noted the end of the request.
    wbufsize = -1
    disable_nagle_algorithm = True
    owner: Owner

    def setup(self) -> None:
        """Prepare the connection, and register it with the server."""
        super().setup()
        self._number = self.owner.opened(self.connection)
        self._head = Headers()
        #: Whether the client may still be sending bytes that the emulator will only discard.
        self._unread = False
        #: Whether the client waits for permission to send the body: `Expect: 100-continue`.
        self._awaits_permission = False

    def handle(self) -> None:
        """Serve requests until the client or the emulator closes the connection.

        If too many connections are open, answer 503 and close this connection.
        """
        if self._number is not None:
            super().handle()
        elif not self.owner.stopping.is_set():
            self.request_version, self.command = self.protocol_version, ""
            message = f"This emulator serves {self.owner.max_connections} connections at once"
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE, message)

    def finish(self) -> None:
        """Send the bytes that are still in the buffer, and close the connection."""
        # When the client has closed already, buffered bytes cannot be flushed either.
        with suppress(OSError):
            super().finish()
            if self._unread:
                self._linger()
        self.rfile.close()
        self.owner.closed(self.connection)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Do nothing. Werkzeug would print the request, but `Emulator.requests` has the log."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Do nothing. Werkzeug would print the message."""

    def parse_request(self) -> bool:
        """Read the request line and the headers, and return whether they are complete and valid.

        If they are not valid, send an error answer.
        """
        stream, self.rfile = self.rfile, BytesIO(b"\r\n")
        # The standard library parses the request line, with no headers after it.
        parsed = super().parse_request()
        self.rfile = stream
        if not parsed:
            return False
        try:
            headers = read_headers(stream)
        except HeadError as problem:
            self.send_error(problem.status, problem.message)
            return False
        if headers is None:
            self.close_connection = True
            return False
        self._head = headers
        connection = (headers.get("Connection") or "").lower()
        if connection in {"close", "keep-alive"}:
            self.close_connection = connection == "close"
        is_current = self.request_version >= "HTTP/1.1"
        expectation = (headers.get("Expect") or "").lower()
        self._awaits_permission = is_current and expectation == "100-continue"
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send an error answer, for example to malformed HTTP, and close the connection."""
        self._unread = True
        super().send_error(code, message, explain)

    def run_wsgi(self) -> None:
        """Serve one request: log it, misbehave if a test has ordered that, and send the answer."""
        if self.owner.stopping.is_set():
            self.close_connection = True
            return
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self.send_error(HTTPStatus.BAD_REQUEST, "Bad request target")
            return
        request = self._request(parts)
        # A browser asks for a page by its path. A whole URL could name another host than Host does.
        if self.owner.pages is not None and not parts.netloc and is_page(request.path):
            self._show_page(request, self.owner.pages)
            return
        lane = lane_of(request)
        entry = self._begin(lane, request)
        try:
            self._serve(request, entry, lane)
        finally:
            self.owner.log.finish(lane, entry)

    def _show_page(self, request: HttpRequest, pages: Pages) -> None:
        """Answer a request for a page of the window. It is not logged, and no fault meets it.

        The connection is closed afterwards, so that no page keeps one of the connections.
        """
        self.close_connection = True
        try:
            body = self._read()
        except Refusal as refusal:
            self._unread = True
            answer = refusal.response()
        else:
            if body is None:
                return
            request.body = body
            answer = pages(request, str(self.client_address[0]))
        status, headers, content = answer
        self._send(status, [*headers, ("Connection", "close")], content, cut=False)

    def _request(self, parts: SplitResult) -> HttpRequest:
        path = unquote(parts.path)
        # Werkzeug's error handler keeps `%FF` as it is: it is not UTF-8.
        query = parse_qsl(parts.query, keep_blank_values=True, errors="werkzeug.url_quote")
        host = self._head.get("Host") or "{}:{}".format(*self.owner.address)
        below = below_base(path)
        return HttpRequest(
            method=str(self.command),
            path=path,
            query=dict(reversed(query)),
            headers=self._head,
            body=b"",
            url=f"http://{host}{parts.path}".rstrip("/"),
            match=None if below is None else self.owner.application.contract.at(below),
        )

    def _begin(self, lane: str, request: HttpRequest) -> Request:
        """Add a request to the log of the emulator, and return the new log entry.

        `lane` is the text of `lane_of`.
        """
        headers = logged_headers(request, {name.lower(): value for name, value in self._head})
        operation = request.match and request.match.operations.get(request.method)
        return self.owner.log.begin(
            lane,
            len(self.path) + sum(len(name) + len(value) for name, value in self._head),
            method=request.method,
            path=request.path.removeprefix(BASE),
            template=self.owner.application.template(request),
            operation=operation.name if operation else None,
            query=logged(request, request.query),
            headers=headers,
            request_id=headers.get("x-request-id"),
            connection=self._number,
        )

    def _serve(self, request: HttpRequest, entry: Request, lane: str) -> None:
        fault = self.owner.faults.use_for(entry.method, entry.path, entry.template)
        entry.fault = fault
        try:
            answer = self._answer_to(request, entry)
        except Refusal as refusal:
            # It is not clear where the next request begins.
            self._unread = True
            status, headers, content = self.owner.application.refuse(request, refusal)
            answer = HttpResponse(status, [*headers, ("Connection", "close")], content)
        if isinstance(fault, Slow):
            self._wait(fault.seconds)
        if isinstance(fault, DropAfterCarryingOut):
            answer = None
        if answer is not None:
            entry.status = answer.status
            self.owner.log.note_answer(entry, *logged_answer(request, answer))
        # Before sending: a client that has this answer may send its next request at once.
        self.owner.log.finish(lane, entry)
        if answer is None:
            self._drop()
        else:
            self._send(*answer, cut=isinstance(fault, CutBody))

    def _answer_to(self, request: HttpRequest, entry: Request) -> HttpResponse | None:
        """Read the body and return the answer, or None if the client is to get no answer.

        `entry` is the log entry of the request.
        """
        fault = entry.fault
        body = None if isinstance(fault, DropBeforeReading) else self._read()
        if body is None:
            return None
        request.body = body
        if body:
            content = self.owner.application.loggable(request)
            self.owner.log.note_body(entry, content, 0 if content is None else len(body))
        if isinstance(fault, WaitBeforeCarryingOut) and self.owner.stopping.wait(fault.seconds):
            return None
        return self._answer(request, entry, fault)

    def _answer(self, request: HttpRequest, entry: Request, fault: Fault | None) -> HttpResponse:
        """Return the answer of a fault or of the application, or 429 for overlapping requests.

        Overlapping requests get 429 only if the server has `strict_overlap`. The fault `Status`
        comes before 429, and 429 before all other answers.
        """
        if isinstance(fault, Status):
            return answer_of_fault(fault)
        if entry.overlapped and self.owner.strict_overlap:
            return self.owner.application.refuse(request, too_many_requests())
        if isinstance(fault, CannedAnswer) and not fault.carry_out:
            return answer_of_fault(fault)
        answer = self.owner.application.respond(request)
        entry.carried_out = answer.status < HTTPStatus.BAD_REQUEST
        if request.form is not None:
            entry.body = request.form
        return answer_of_fault(fault) if isinstance(fault, CannedAnswer) else answer

    def _read(self) -> bytes | None:
        """Return the whole body, or None if the client disconnected before the end of the body."""
        length = declared_length(self._head)
        if self._awaits_permission:
            self._awaits_permission = False
            self.send_response_only(HTTPStatus.CONTINUE)
            self.end_headers()
            self.wfile.flush()
        return read_body(self.rfile, length)

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes, *, cut: bool) -> None:
        if cut and not body and status not in _BODILESS:
            body = b"{}"  # an empty body cannot be cut, so a short one is promised
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
        """Wait `wait` seconds, but stop earlier if the client disconnects or the emulator stops."""
        ends = seconds() + wait
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ)
            if selector.select(wait) and self.connection.recv(1, socket.MSG_PEEK):
                # The client did not disconnect: it has sent its next request already.
                self.owner.stopping.wait(max(0.0, ends - seconds()))

    def _linger(self) -> None:
        """Read and discard the rest of the request before the connection is closed.

        If the connection were closed at once, the client could miss the answer.
        """
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(_PAUSE)
        left = 4 * LIMIT
        while left > 0 and (piece := self.connection.recv(_PIECE)):
            left -= len(piece)

    def _drop(self) -> None:
        """Close the connection at once, without sending anything more."""
        self.close_connection = True
        with suppress(OSError):  # the client has closed already
            self.connection.shutdown(socket.SHUT_RDWR)
