"""A server on a real socket that does exactly what a test scripts, also what no server should."""

import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import Any

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass
class Seen:
    """A request that the server received; `connection` is the number of its connection."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    connection: int


@dataclass
class Wire:
    """The server's end of a connection, which a step uses."""

    server: "Server"
    sock: socket.socket
    number: int
    request: Seen | None = None

    def read(self) -> Seen:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (piece := self.sock.recv(65536)):
                raise ConnectionError("the client went away")
            head += piece
        at = time.monotonic()
        head, _, body = head.partition(b"\r\n\r\n")
        first, _, rest = head.partition(b"\r\n")
        method, target, _ = first.decode().split(" ")
        headers = dict(BytesParser().parsebytes(rest).items())
        while len(body) < int(headers.get("Content-Length", 0)):
            body += self.sock.recv(65536)
        self.request = Seen(method, target, headers, body, at, self.number)
        self.server.seen.append(self.request)
        return self.request

    def carry_out(self) -> None:
        assert self.request is not None
        self.server.carried_out += self.request.method in WRITES

    def send(self, text: bytes) -> None:
        self.sock.sendall(text)

    def answer(
        self, status: int, headers: Iterable[tuple[str, str]] = (), body: bytes = b""
    ) -> None:
        lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers)]
        lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        is_head = self.request is not None and self.request.method == "HEAD"
        self.send(head if is_head else head + body)

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def reset_within_the_handshake(self) -> None:
        """Reset the connection once the client has begun its handshake.

        Before that, Python's ssl module can drop its socket without closing it, and the
        warning about it would fail whatever test runs when the socket is collected.
        """
        self.sock.recv(1, socket.MSG_PEEK)
        self.reset()

    def wait_until_the_client_leaves(self) -> None:
        while self.sock.recv(65536):
            pass

    def encrypt(self) -> None:
        assert self.server.tls is not None
        self.sock = self.server.tls.wrap_socket(self.sock, server_side=True)


Step = Callable[[Wire], Any]


def answering(
    status: int = 200, *headers: tuple[str, str], body: bytes = b"", carries_out: bool | None = None
) -> Step:
    """Return a step that reads, carries out a write, and answers.

    Args:
        status: The status of the answer.
        headers: Its headers.
        body: Its body.
        carries_out: Whether a write is carried out; None for only with a status of success.
    """

    def step(wire: Wire) -> bool:
        wire.read()
        if (200 <= status < 300) if carries_out is None else carries_out:
            wire.carry_out()
        wire.answer(status, headers, body)
        return True

    return step


CREATED = answering(201, ("Location", "https://api.fiken.no/api/v2/companies/x/contacts/42"))
OK = answering(200, ("Content-Type", "application/json"), body=b'{"a": 1}')


def after_carrying_out(then: Callable[[Wire], Any]) -> Step:
    """Return a step that reads and carries out, then calls this instead of answering."""

    def step(wire: Wire) -> None:
        wire.read()
        wire.carry_out()
        then(wire)

    return step


@dataclass
class Server:
    """A server that takes one step per request and repeats the last step, over TLS or not."""

    tls: ssl.SSLContext | None = None
    encrypts: bool = True
    plan: list[Step] = field(default_factory=lambda: [OK])
    seen: list[Seen] = field(default_factory=list[Seen])
    carried_out: int = 0
    connections: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list[threading.Thread])
    _wires: list[Wire] = field(default_factory=list[Wire])

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls and self.encrypts else 'http'}://127.0.0.1:{self.port}/api/v2"

    def _start(self, run: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=run, args=args)
        self._threads.append(thread)
        thread.start()

    def _next(self) -> Step:
        with self._lock:
            return self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            wire = Wire(self, sock, self.connections)
            self._wires.append(wire)
            self._start(self._serve, wire)

    def _serve(self, wire: Wire) -> None:
        keep = True
        try:
            while keep:
                step = self._next()
                if wire.request is None and self.tls and self.encrypts and not is_raw(step):
                    wire.encrypt()
                keep = step(wire) is True and readable(wire.sock)
        except (OSError, ValueError):
            pass
        finally:
            wire.sock.close()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for wire in self._wires:
            with suppress(OSError):
                wire.sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive(), "a step of the script hangs"


def readable(sock: socket.socket) -> bool:
    """Wait for the next request on a kept connection; return False where the client closed it."""
    select.select([sock], [], [])
    plain = isinstance(sock, ssl.SSLSocket) or bool(sock.recv(1, socket.MSG_PEEK))
    return plain and sock.fileno() >= 0


def raw(step: Step) -> Step:
    """Return the step, marked as one that is taken before the handshake."""
    step.raw = True  # type: ignore[attr-defined]
    return step


def is_raw(step: Step) -> bool:
    return getattr(step, "raw", False)
