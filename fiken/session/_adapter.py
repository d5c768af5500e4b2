"""The adapter that this library mounts in a `requests.Session`, with its own connections."""

import os
import ssl
from functools import lru_cache
from typing import Any

import requests
from requests import PreparedRequest, RequestException
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import HTTPError
from urllib3.util import create_urllib3_context

from fiken.errors import ConfigurationError
from fiken.session._exchange import CURRENT, SentBeforeError
from fiken.session._transport import POOLS, connection_classes


class Connections(HTTPAdapter):
    """An `HTTPAdapter` that uses this library's connection classes and never repeats a request.

    Proxy or certificate settings that cannot work raise `ConfigurationError` before anything is
    sent.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=0)  # a program may have patched another default in

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):  # SOCKS proxies need their own connection classes
            manager.pool_classes_by_scheme = POOLS
        return manager

    def get_connection_with_tls_context(
        self, request: PreparedRequest, *args: Any, **kwargs: Any
    ) -> Any:
        """Return the pool of connections for a request.

        The library `requests` calls this method just before it sends the request.

        Raises:
            SentBeforeError: The request is a write (not GET or HEAD) that was already sent. A hook
                or a method of the user's session tries to send it a second time.
            ConfigurationError: The proxy or certificate settings cannot work.
        """
        _note_write(request)
        try:
            return super().get_connection_with_tls_context(request, *args, **kwargs)
        except (RequestException, HTTPError, OSError) as error:
            if isinstance(error, RequestException):
                error.request = None  # its headers hold the token
            raise ConfigurationError(
                "the proxy or certificate settings, of your session or of the environment, cannot "
                f"work: {error}"
            ) from error

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


class Adapter(BaseAdapter):
    """The adapter that this library mounts in a `requests.Session`.

    It reuses connections only for reads (GET, HEAD). When a reused connection breaks, nobody can
    tell whether the server has read the request. Therefore each write gets a new connection, which
    is closed after the answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.forget_connections()

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request once.

        A write (not GET or HEAD) from this library gets a new connection. Every other request may
        reuse an idle connection.
        """
        exchange = CURRENT.get()
        if exchange is None or exchange.is_read(str(request.method)):
            return self._kept_connections().send(request, *args, **kwargs)
        connections = Connections()
        exchange.to_close.append(connections)
        return connections.send(request, *args, **kwargs)

    def close(self) -> None:
        """Close the idle connections."""
        self._kept.close()

    def forget_connections(self) -> None:
        """Use only new connections from now on, and leave the idle ones open.

        One reason is an exception from a signal handler, such as Ctrl-C. It may have left a
        connection in the middle of an answer.
        """
        self._kept = Connections()
        self._process, self._classes = os.getpid(), connection_classes()

    def _kept_connections(self) -> Connections:
        """Return the connections that reads reuse.

        They are replaced after a fork, because two processes that share a connection would read
        each other's answers. They are also replaced if a test tool has changed urllib3's connection
        classes.
        """
        if self._process != os.getpid():
            self.forget_connections()  # without closing them: the parent process uses them
        elif self._classes != connection_classes():
            self._kept.close()
            self.forget_connections()
        return self._kept


def _note_write(request: PreparedRequest) -> None:
    """Record in the current `Exchange` (the state of this attempt) that a write will be sent.

    Raises:
        SentBeforeError: A write with the same method, URL and body was already sent.
    """
    exchange = CURRENT.get()
    if exchange is None or exchange.is_read(str(request.method)):
        return
    write = (request.method, request.url, request.body)
    if exchange.sent and write in exchange.writes:
        raise SentBeforeError
    exchange.writes.append(write)


@lru_cache(maxsize=8)
def _context(verify: bool | str) -> ssl.SSLContext:
    """Return the TLS context for the trusted certificates in `verify`.

    It is cached, because reading the certificates takes 15 ms.

    Args:
        verify: The path of a certificate file or of a directory. True: the default certificates of
            the library `requests`.
    """
    trusted = DEFAULT_CA_BUNDLE_PATH if verify is True else str(verify)
    context = create_urllib3_context()
    if os.path.isdir(trusted):  # noqa: PTH112  (requests takes text here)
        context.load_verify_locations(capath=trusted)
    else:
        context.load_verify_locations(cafile=trusted)
    return context
