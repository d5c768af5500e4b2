"""Connections that tell what was surely never sent.

The type of an exception does not: a timeout, a TLS error and a reset each occur in the handshake
and after the request was carried out. The place does. Whatever fails inside `connect()` was not
sent, and there our connections say so; all that fails later may have arrived.
"""

import io
import os
import re
import ssl
from collections import deque
from functools import lru_cache
from http.client import HTTPException, HTTPResponse
from queue import Empty, Full
from typing import Any

from requests import PreparedRequest, RequestException
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.util import create_urllib3_context
from urllib3.util.ssl_match_hostname import CertificateError

from fiken.errors import ConfigurationError
from fiken.session._exchange import CURRENT, Exchange, TookTooLongError

#: What a connection raises. Anything else comes from the outside, such as the exception of a
#: signal handler, and is not for the session to take for a lost answer.
FAILURES = (OSError, HTTPException, HTTPError, CertificateError)

_PIECE = 65_536


class NotSent(NewConnectionError):  # noqa: N818  (it says what it means)
    """There was no connection, so nothing can have arrived."""

    def __init__(self, conn: HTTPConnection, cause: Exception) -> None:
        super().__init__(conn, str(cause))
        self.cause = cause

    @property
    def is_lasting(self) -> bool:
        """Whether it would go the same way tomorrow: a bad certificate stays bad."""
        return isinstance(self.cause, ssl.SSLCertVerificationError)


class _Timed(io.RawIOBase):
    """A stream whose every piece must come before the end of the exchange.

    The timeout of a socket is one for each piece: a byte now and then would never end.
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
    """A stream that gives whole lines only: a line cut by the end of the stream is that end."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readline(self, limit: int) -> bytes:
        line: bytes = self._stream.readline(limit)
        return line if line.endswith(b"\n") or len(line) == limit else b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Response(HTTPResponse):
    """An answer without the header line in which its connection broke off.

    http.client takes half a line for a whole one: half a Location would be the id of another.
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
    """A connection that keeps to the time of its exchange, and tells when the request leaves."""

    timeout: Any
    sock: Any
    _connecting = False

    def connect(self) -> None:
        """Connect; whatever fails here was surely not sent."""
        self._connecting = True
        exchange = CURRENT.get()
        try:
            if exchange:
                self.timeout = exchange.piece(self.timeout)
            super().connect()  # type: ignore[misc]
        except FAILURES as error:
            cause = exchange.blame(error) if exchange else error
            raise NotSent(self, cause) from error  # type: ignore[arg-type]
        finally:
            self._connecting = False

    def send(self, data: Any) -> None:
        """Send in pieces, each of which has the timeout for itself."""
        exchange = CURRENT.get()
        if exchange is None or self._connecting or not isinstance(data, bytes):
            super().send(data)  # type: ignore[misc]
            return
        if self.sock is None:
            self.connect()
        exchange.leave()
        sock: Any = self.sock
        for start in range(0, len(data), _PIECE):
            sock.settimeout(exchange.piece(self.timeout))
            super().send(data[start : start + _PIECE])  # type: ignore[misc]


class _Plain(_Timely, HTTPConnection):
    response_class = _Response


class _Secure(_Timely, HTTPSConnection):
    response_class = _Response


class _Idle:
    """The idle connections of a pool: a queue without a lock of its own.

    A signal handler's exception in `queue.LifoQueue` can leave its lock locked for ever.
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


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain  # pyright: ignore[reportAssignmentType]  (a protocol of urllib3)
    QueueCls = _Idle  # type: ignore[assignment]


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure  # pyright: ignore[reportAssignmentType]
    QueueCls = _Idle  # type: ignore[assignment]


_POOLS = {"http": _PlainPool, "https": _SecurePool}


class Adapter(HTTPAdapter):
    """The adapter of requests, with our connections, and one TLS context for all of them.

    It never sends anything twice by itself. What is wrong with the settings is a
    `ConfigurationError`, before anything is sent.
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):  # these have connections of their own
            manager.pool_classes_by_scheme = _POOLS
        return manager

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_connection_with_tls_context(*args, **kwargs)
        except (RequestException, HTTPError, OSError) as error:
            if isinstance(error, RequestException):
                error.request = None  # its headers hold the token
            raise ConfigurationError(f"the proxy or certificate settings: {error}") from error

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https" and verify and cert is None:
            return host, {"cert_reqs": "CERT_REQUIRED", "ssl_context": _context(verify)}
        return host, tls

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        if "ssl_context" in conn.conn_kw and cert is None:
            conn.cert_reqs = "CERT_REQUIRED"  # the context has its certificates already
            return
        try:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]
        except OSError as error:
            raise ConfigurationError(str(error)) from error


@lru_cache(maxsize=8)
def _context(verify: bool | str) -> ssl.SSLContext:
    """Make the TLS context that trusts these certificates: reading them takes 15 ms, once."""
    trusted = DEFAULT_CA_BUNDLE_PATH if verify is True else str(verify)
    context = create_urllib3_context()
    if os.path.isdir(trusted):  # noqa: PTH112  (requests takes text here)
        context.load_verify_locations(capath=trusted)
    else:
        context.load_verify_locations(cafile=trusted)
    return context


def root_of(error: Exception) -> Exception:
    """Give what lies at the bottom of the errors that requests and urllib3 wrap around it."""
    for name in ("reason", "original_error"):
        if isinstance(inner := getattr(error, name, None), Exception):
            return root_of(inner)
    if error.args and isinstance(error.args[0], Exception):
        return root_of(error.args[0])
    if isinstance(error, RequestException):
        error.request = None  # its headers hold the token
    return error


def reason_of(error: Exception) -> str:
    """Say what failed; the wrappings would name the URL with its query."""
    if isinstance(error, TookTooLongError):
        return str(error)
    if isinstance(error, NotSent):
        return f"no connection: {_said(error.cause)}"
    if isinstance(error, ReadTimeoutError):
        return f"no answer in time: {_said(error)}"
    return f"{type(error).__name__}: {_said(error)}"


def _said(error: object) -> str:
    """Leave out the repr of our connection or pool, with which urllib3 begins: the URL is named."""
    return re.sub(r"^_\w+\([^)]*\): ", "", str(error))
