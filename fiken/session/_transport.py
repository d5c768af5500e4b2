"""Connection classes that know whether a failed request may have arrived.

The class of an exception does not show that: a timeout, a TLS error or a reset can occur before the
request is sent, and also after it was carried out. The moment shows it. If `connect()` fails, the
request was not sent, and the connections of this module raise `NotSent`. If anything fails later,
the request may have arrived.
"""

import io
import re
import ssl
from collections import deque
from http.client import HTTPException, HTTPResponse
from queue import Empty, Full
from typing import Any

from requests import RequestException
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.util.ssl_match_hostname import CertificateError

from fiken.session._exchange import CURRENT, Exchange, SentBeforeError, TookTooLongError

#: The exceptions that a connection raises. Any other exception, such as that of a signal handler,
#: does not mean that the connection failed.
FAILURES = (OSError, HTTPException, HTTPError, CertificateError)

_PIECE = 65_536


class NotSent(NewConnectionError):  # noqa: N818  (its name says what was done)
    """The connection could not be made, so the request cannot have arrived.

    Attributes:
        cause: The exception that says why the connection could not be made.
    """

    def __init__(self, conn: HTTPConnection, cause: Exception) -> None:
        super().__init__(conn, str(cause))
        self.cause = cause

    @property
    def is_lasting(self) -> bool:
        """Whether the server's certificate is not valid. Then every attempt would fail."""
        return isinstance(self.cause, ssl.SSLCertVerificationError)


class _Timed(io.RawIOBase):
    """The stream of an answer. It limits the total time of all reads, and the time of each.

    The timeout of a socket starts anew with each read. A server that sends one byte now and then
    would never exceed it.
    """

    def __init__(self, stream: Any, sock: Any, exchange: Exchange) -> None:
        self._stream, self._sock, self._exchange = stream, sock, exchange
        self._timeout: float | None = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._exchange.piece(self._timeout))
        read: int | None = self._stream.readinto(buffer)
        return read

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Lines:
    """A stream whose `readline` returns ``b""`` in place of a line that was cut off."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readline(self, limit: int) -> bytes:
        line: bytes = self._stream.readline(limit)
        return line if line.endswith(b"\n") or len(line) == limit else b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Response(HTTPResponse):
    """An `HTTPResponse` that drops a header line which was cut off when the connection broke.

    http.client would accept the half line. Half a `Location` would name the id of another entity.
    """

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        if exchange := CURRENT.get():
            stream: Any = self.fp
            self.fp = io.BufferedReader(_Timed(stream.detach(), sock, exchange), _PIECE)

    def begin(self) -> None:
        stream, self.fp = self.fp, _Lines(self.fp)  # type: ignore[assignment]
        try:
            super().begin()
        finally:
            if isinstance(self.fp, _Lines):
                self.fp = stream
        if exchange := CURRENT.get():
            framed = self.chunked or self.length is not None
            exchange.ends_with_connection = not framed


class _Timely:
    """A mixin for urllib3's connections, which ends an attempt to send when its time is over.

    It also records the moment when sending begins: from then on, a write may have arrived. Both
    apply only to requests that this library sends.
    """

    timeout: Any
    sock: Any
    _connecting = False

    def connect(self) -> None:
        """Open the connection; raise `NotSent` if that fails.

        The original exception is raised if the user's own code, and not this library, sends the
        request.
        """
        exchange = CURRENT.get()
        if exchange is None:
            super().connect()  # type: ignore[misc]
            return
        self._connecting = exchange.is_connecting = True
        try:
            self.timeout = exchange.piece(self.timeout)
            super().connect()  # type: ignore[misc]
        except FAILURES as error:
            raise NotSent(self, exchange.blame(error)) from error  # type: ignore[arg-type]
        finally:
            self._connecting = False

    def send(self, data: Any) -> None:
        """Send data in pieces. The timeout of the connection applies to each piece."""
        exchange = CURRENT.get()
        if exchange is None or self._connecting:
            super().send(data)  # type: ignore[misc]
            return
        if self.sock is None:
            self.connect()
        exchange.leave()
        if not isinstance(data, bytes):
            super().send(data)  # type: ignore[misc]
            return
        sock: Any = self.sock
        for start in range(0, len(data), _PIECE):
            sock.settimeout(exchange.piece(self.timeout))
            super().send(data[start : start + _PIECE])  # type: ignore[misc]


def _of_urllib3(kind: type) -> Any:
    """Return urllib3's own connection class, even if a test tool has replaced it by a subclass."""
    return next(base for base in kind.__mro__ if base.__module__ == "urllib3.connection")


_HTTP: Any = _of_urllib3(HTTPConnection)
_HTTPS: Any = _of_urllib3(HTTPSConnection)


class _Plain(_Timely, _HTTP):  # type: ignore[misc]  # the class is only known at run time
    response_class = _Response


class _Secure(_Timely, _HTTPS):  # type: ignore[misc]
    response_class = _Response


class _Idle:
    """The queue of a pool's idle connections, without a lock.

    urllib3 uses `queue.LifoQueue`, whose lock can stay locked for ever after an exception from a
    signal handler.
    """

    def __init__(self, maxsize: int) -> None:
        self._most, self._items = maxsize, deque[Any]()

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: ARG002
        if len(self._items) >= self._most:
            raise Full
        self._items.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: ARG002
        try:
            return self._items.pop()
        except IndexError:
            raise Empty from None

    def qsize(self) -> int:
        return len(self._items)

    def empty(self) -> bool:
        return not self._items


class _PlainPool(HTTPConnectionPool):
    QueueCls = _Idle  # type: ignore[assignment]

    @property
    def ConnectionCls(self) -> Any:  # type: ignore[override]  # noqa: N802
        """This library's connection class, or the one that a test tool such as vcrpy has set."""
        current = HTTPConnectionPool.ConnectionCls
        return _Plain if current is _HTTP else current


class _SecurePool(HTTPSConnectionPool):
    QueueCls = _Idle  # type: ignore[assignment]

    @property
    def ConnectionCls(self) -> Any:  # type: ignore[override]  # noqa: N802
        """This library's connection class, or the one that a test tool such as vcrpy has set."""
        current = HTTPSConnectionPool.ConnectionCls
        return _Secure if current is _HTTPS else current


def connection_classes() -> tuple[Any, Any]:
    """Return the connection classes for http and https that urllib3 uses now.

    A test tool may have replaced urllib3's own classes.
    """
    return HTTPConnectionPool.ConnectionCls, HTTPSConnectionPool.ConnectionCls


POOLS = {"http": _PlainPool, "https": _SecurePool}


def root_of(error: Exception) -> Exception:
    """Return the original error inside an error of the library `requests` or of urllib3."""
    for name in ("reason", "original_error"):
        if isinstance(inner := getattr(error, name, None), Exception):
            return root_of(inner)
    if error.args and isinstance(error.args[0], Exception):
        return root_of(error.args[0])
    if isinstance(error, RequestException):
        error.request = None  # its headers hold the token
    return error


def reason_of(error: Exception) -> str:
    """Return a phrase that says what failed, such as "no connection: Connection refused".

    The phrase contains no URL.
    """
    if isinstance(error, (TookTooLongError, SentBeforeError)):
        return str(error)
    if isinstance(error, NotSent):
        return f"no connection: {_text_of(error.cause)}"
    if isinstance(error, ReadTimeoutError):
        return f"no answer in time: {_text_of(error)}"
    return f"{type(error).__name__}: {_text_of(error)}"


def _text_of(error: Exception) -> str:
    """Return the text of an error without a prefix such as ``HTTPSConnection(host=…, port=…):``."""
    text, last = str(error), error.args[-1] if error.args else None
    if isinstance(error, HTTPError) and isinstance(last, str):
        text = last
    elif isinstance(error, HTTPError) and isinstance(last, Exception):
        text = f"{error.args[0]} {last}"
    return re.sub(r"^(?:\w+\(host=[^)]*\)|<[\w.]+ object at \w+>): ", "", text)
