"""The adapter of requests that this library mounts, with its own connections."""

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
from fiken.session._decision import READS
from fiken.session._exchange import CURRENT, SentBeforeError
from fiken.session._transport import POOLS, connection_classes


class Connections(HTTPAdapter):
    """The adapter of requests with our connections, and one TLS context for all of them.

    It sends nothing twice: its `max_retries` is 0. Settings that cannot work are a
    `ConfigurationError` before anything is sent.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=0)  # a program may have patched another default in

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):  # these have connections of their own
            manager.pool_classes_by_scheme = POOLS
        return manager

    def get_connection_with_tls_context(
        self, request: PreparedRequest, *args: Any, **kwargs: Any
    ) -> Any:
        """Return a pool of connections: `send` begins with this.

        Raises:
            SentBeforeError: A hook or a method of the user's session tried to send a write again
                that has left.
            ConfigurationError: The settings of the user's session cannot work.
        """
        _note_write(request)
        try:
            return super().get_connection_with_tls_context(request, *args, **kwargs)
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


class Adapter(BaseAdapter):
    """What is mounted in a session of requests: kept connections for reads, new ones for writes.

    On a connection that was kept, "closed before the request was read" and "carried out, then
    closed" look the same: so each write has a connection of its own. The exchange closes it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.forget_connections()

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request once.

        Outside an exchange of ours, which is where users send requests of their own with their
        session, every connection is kept, as requests does it.
        """
        exchange = CURRENT.get()
        if exchange is None or request.method in READS:
            return self._kept_connections().send(request, *args, **kwargs)
        connections = Connections()
        exchange.to_close.append(connections)
        return connections.send(request, *args, **kwargs)

    def close(self) -> None:
        """Close the idle connections."""
        self._kept.close()

    def forget_connections(self) -> None:
        """Use new connections from now on, and leave the kept ones as they are.

        An exception from outside may have left them in any state.
        """
        self._kept = Connections()
        self._process, self._classes = os.getpid(), connection_classes()

    def _kept_connections(self) -> Connections:
        """Return the connections for reads: new ones after a fork, or where a test replaces them.

        On a connection that two processes share, each would read the answers of the other. After
        a fork the old one is not closed: that would end the connection of the parent process.
        """
        if self._process != os.getpid():
            self.forget_connections()
        elif self._classes != connection_classes():
            self._kept.close()
            self.forget_connections()
        return self._kept


def _note_write(request: PreparedRequest) -> None:
    """Note in the exchange that this write is sent now; raise if it has left before.

    Some sessions put another id on each request that they send, so it is known by what it sends.
    """
    exchange = CURRENT.get()
    if exchange is None or request.method in READS:
        return
    write = (request.method, request.url, request.body)
    if exchange.sent and write in exchange.writes:
        raise SentBeforeError
    exchange.writes.append(write)


@lru_cache(maxsize=8)
def _context(verify: bool | str) -> ssl.SSLContext:
    """Return the TLS context that trusts these certificates: reading them once takes 15 ms."""
    trusted = DEFAULT_CA_BUNDLE_PATH if verify is True else str(verify)
    context = create_urllib3_context()
    if os.path.isdir(trusted):  # noqa: PTH112  (requests takes text here)
        context.load_verify_locations(capath=trusted)
    else:
        context.load_verify_locations(cafile=trusted)
    return context
