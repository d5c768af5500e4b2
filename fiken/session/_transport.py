"""Connections that tell what was surely never sent.

The type of an exception does not: a timeout, a TLS error and a reset each occur in the handshake
and after the request was carried out. The place does. Whatever fails inside `connect()` was not
sent, and there our connections say so; all that fails later may have arrived.
"""

import http.client
import os
import ssl
from functools import lru_cache
from typing import Any

from requests import PreparedRequest, RequestException
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.util import create_urllib3_context

from fiken.errors import ConfigurationError


class NotSent(NewConnectionError):  # noqa: N818  (it says what it means)
    """There was no connection, so nothing can have arrived."""

    def __init__(self, conn: HTTPConnection, cause: Exception) -> None:
        super().__init__(conn, str(cause))
        self.cause = cause

    @property
    def may_pass(self) -> bool:
        """Whether another try makes sense: a bad certificate stays bad."""
        return not isinstance(self.cause, ssl.SSLCertVerificationError)


class _Lines:
    """A stream that gives whole lines only: a line cut by the end of the stream is that end."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readline(self, limit: int) -> bytes:
        line: bytes = self._stream.readline(limit)
        return line if line.endswith(b"\n") or len(line) == limit else b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Response(http.client.HTTPResponse):
    """An answer without the header line in which its connection broke off.

    http.client takes half a line for a whole one: half a Location would be the id of another.
    """

    def begin(self) -> None:
        stream, self.fp = self.fp, _Lines(self.fp)  # type: ignore[assignment]
        try:
            super().begin()
        finally:
            if isinstance(self.fp, _Lines):
                self.fp = stream


class _Plain(HTTPConnection):
    response_class = _Response

    def connect(self) -> None:
        try:
            super().connect()
        except Exception as error:
            raise NotSent(self, error) from error


class _Secure(HTTPSConnection):
    response_class = _Response

    def connect(self) -> None:
        try:
            super().connect()
        except Exception as error:
            raise NotSent(self, error) from error


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain  # pyright: ignore[reportAssignmentType]  (a protocol of urllib3)


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure  # pyright: ignore[reportAssignmentType]


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
    if isinstance(error, NotSent):
        return f"no connection: {error.cause}"
    if isinstance(error, ReadTimeoutError):
        return f"no answer in time: {error}"
    return f"{type(error).__name__}: {error}"
