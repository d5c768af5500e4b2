"""A web server on this machine, to which a browser comes back after a login."""

import contextlib
import html
import os
import queue
import select
import socket
import threading
import time
from collections.abc import Iterator
from functools import partial
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

import click

#: Seconds for which a program may keep a connection open without a request.
_IDLE = 10.0
#: Seconds to wait until the browser has the last page.
_SENDING = 5.0
#: Seconds after which a wait looks whether Ctrl-C was pressed: not every system interrupts it.
_STEP = 0.25
_MOST = 100  # parameters of a query: Fiken sends three


class Page(NamedTuple):
    """A page of the server.

    Attributes:
        status: The HTTP status.
        title: The heading, in plain words.
        text: One or two sentences. They are escaped.
    """

    status: int
    title: str
    text: str


_STYLE = (
    ":root { color-scheme: light dark } "
    "body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; "
    "padding: 0 1.2rem; overflow-wrap: anywhere }"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_NOT_HERE = Page(404, "There is nothing here", "The command fiken login waits here.")
_OVER = Page(410, "This login is over", "Begin again in the terminal.")
_OTHER_LOGIN = Page(
    400,
    "This is not the login that was begun",
    "The address does not belong to the login that waits in the terminal. Nothing was done. If you "
    "have just allowed or denied a login, press Ctrl-C in the terminal, and begin again.",
)


class Loopback:
    """A server at a redirect URI, which waits until one browser comes back from a login.

    Only a GET of the right path with the right state counts, and only the first one. A program that
    asks for anything else gets a page that says so, and the server waits on.

    Args:
        redirect_uri: The redirect URI. It begins with http, and leads to this machine.
        state: The state of the login.

    Raises:
        ClickException: The port is not free.
    """

    def __init__(self, redirect_uri: str, state: str) -> None:
        parts = urlsplit(redirect_uri)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._path, self._state = parts.path or "/", state
        self._came: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._decided, self._sent = threading.Event(), threading.Event()
        self._lock, self._waiting = threading.Lock(), 0
        self._is_claimed = self._is_seen = False
        self._last = _OVER
        self._servers: list[_Server] = []
        try:
            self._listen(parts.hostname or "", parts.port or 80)
        except OSError as error:
            for server in self._servers:
                server.server_close()
            raise click.ClickException(
                f"nothing can listen at {self._origin} for the browser to come back: "
                f"{error.strerror or error}. End the program that uses the port, or use "
                "--no-browser, or --redirect-uri with another one that is registered for the app"
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._decided.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def wait(self, seconds: float) -> str | None:
        """Return the URL with which the browser came back; None if it did not come in time.

        The browser waits for `answer`.
        """
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                return self._came.get(timeout=min(left, _STEP))
        return None

    def answer(self, page: Page) -> None:
        """Show the browser the last page, and wait a few seconds until it has it."""
        self._last = page
        self._decided.set()
        self._sent.wait(_SENDING)

    def page_for(self, target: str) -> Page:
        """Return the page for a request. The first one of the login waits for `answer`.

        A browser that asks again, such as one that reloads the page, gets the same page again.

        Args:
            target: The path of the request, with its query.
        """
        try:
            parts = urlsplit(target)
            states = parse_qs(parts.query, max_num_fields=_MOST).get("state", [])
        except ValueError:
            return _NOT_HERE
        if parts.path != self._path:
            return _NOT_HERE
        if len(states) != 1 or not compare_digest(states[0].encode(), self._state.encode()):
            return _OTHER_LOGIN
        with self._lock:
            self._waiting += 1
            is_first, self._is_claimed = not self._is_claimed, True
        if is_first:
            self._came.put(f"{self._origin}{parts.path}?{parts.query}")
        self._decided.wait()
        return self._last

    def has_ended(self, page: Page, *, is_seen: bool) -> None:
        """Note that a request has ended. `answer` waits for those that wait for the last page.

        Args:
            page: The page for the request.
            is_seen: Whether the browser has the page. If nobody has seen the last page, the user
                may be loading it again: `answer` waits for that.
        """
        if page is self._last:
            with self._lock:
                self._waiting -= 1
                self._is_seen = self._is_seen or is_seen
                if self._is_seen and not self._waiting:
                    self._sent.set()

    def _listen(self, host: str, port: int) -> None:
        """Open a server for each address of the host. Browsers try both of those of localhost."""
        self._servers.append(_Server(self, "127.0.0.1" if host == "localhost" else host, port))
        if host == "localhost" and _has_ipv6():
            self._servers.append(_Server(self, "::1", port))
        for server in self._servers:  # only now: one of them may not have opened
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a program that only keeps its connection open must not delay the end
    # On Windows, it would let two programs listen at one port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, loopback: Loopback, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), partial(_Handler, loopback))

    def server_bind(self) -> None:
        """Bind the socket. The base class would also look up the name of the machine, slowly."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a connection that breaks: its traceback would fill the terminal."""


class _Handler(BaseHTTPRequestHandler):
    server_version, sys_version = "fiken", ""
    timeout = _IDLE

    def __init__(self, loopback: Loopback, *connection: Any) -> None:
        self._loopback = loopback
        super().__init__(*connection)

    def do_GET(self) -> None:
        """Answer with the page for the path."""
        page, is_seen = self._loopback.page_for(self.path), False
        try:
            if self._is_connected():
                self._send(page)
                is_seen = True
        finally:
            self._loopback.has_ended(page, is_seen=is_seen)

    def _is_connected(self) -> bool:
        """Return whether the browser still waits. A reload ends the request before it."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        return not readable or bool(self.connection.recv(1, socket.MSG_PEEK))

    def _send(self, page: Page) -> None:
        body = "".join(_lines(page)).encode()
        self.send_response(page.status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing: the path of a request contains the code."""


def _lines(page: Page) -> Iterator[str]:
    title, text = html.escape(page.title), html.escape(page.text)
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f'<title>fiken: {title}</title>\n<link rel="icon" href="data:,">\n'
    yield f"<style>{_STYLE}</style>\n"
    yield f"<h1>{title}</h1>\n<p>{text}</p>\n"


def _has_ipv6() -> bool:
    """Return whether this machine has the address ::1."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
