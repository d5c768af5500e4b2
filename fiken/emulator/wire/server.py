"""The HTTP server: threads, each of which accepts a connection and serves it until it closes."""

import os
import socket
import threading
from contextlib import suppress

from werkzeug.serving import ThreadedWSGIServer

from fiken.emulator._clock import seconds
from fiken.emulator.wire.application import Application
from fiken.emulator.wire.connection import Connection
from fiken.emulator.wire.exchange import Pages
from fiken.emulator.wire.faults import Faults
from fiken.emulator.wire.log import Log

#: The most connections at once; each takes a thread and a file handle of the process.
#: Emulator choice.
CONNECTIONS = 500
#: The most threads that wait for a connection. Others end when the client closes theirs.
_WAITING = 4
#: The seconds to pause after a connection that could not be accepted.
_PAUSE = 0.05
#: The name of the threads that serve requests.
THREADS = "fiken.emulator"
#: The most seconds to wait for all threads to end.
_PATIENCE = 10.0


class Server:
    """An HTTP server for one application on one port.

    Args:
        application: the application that answers the requests.
        address: the host and the port to listen on. Port 0 takes any free port.
        log: the log to which each request is added.
        faults: the queue of faults (misbehaviour that tests order) to apply to requests.
        strict_overlap: answer 429 to a request that arrives while another one with the same token
            is in flight (not answered yet).
        pages: a function that answers requests for the pages of the window. None serves no pages.
    """

    def __init__(
        self,
        application: Application,
        address: tuple[str, int],
        *,
        log: Log,
        faults: Faults,
        strict_overlap: bool,
        pages: Pages | None = None,
    ) -> None:
        self.application = application
        self.log = log
        self.faults = faults
        self.strict_overlap = strict_overlap
        self.pages = pages
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._accepted = 0
        self._threads: set[threading.Thread] = set()
        #: The number of threads that wait for a connection, or are about to.
        self._waiting = 0
        self._process = os.getpid()
        handler = type("Handler", (Connection,), {"owner": self})
        # The socket is bound here: Werkzeug would exit the whole process if the port is taken.
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        with socket.create_server(address, family=family) as bound:
            self._server = ThreadedWSGIServer(
                *address,
                application,
                handler,
                fd=bound.fileno(),
            )

    @property
    def address(self) -> tuple[str, int]:
        """The host and the port on which the server listens."""
        return str(self._server.host), int(self._server.port)

    @property
    def max_connections(self) -> int:
        """The largest number of connections that the server keeps open at the same time."""
        return CONNECTIONS

    def start(self) -> None:
        """Start to serve requests in a background thread, and return at once.

        Raises:
            RuntimeError: the process cannot start a thread.
        """
        with self._lock:
            if not self._add_thread():
                raise RuntimeError("the process cannot start a thread for the emulator")

    def stop(self) -> None:
        """Close every connection and the port, and wait up to 10 seconds for the threads to end.

        In a forked child process, `stop` closes only the child's copy of the port. The parent
        continues to serve.
        """
        if os.getpid() != self._process:
            self._server.server_close()
            return
        self.stopping.set()
        with self._lock:
            threads = list(self._threads)
            for connection in self._connections:
                # The thread that reads from the connection wakes up and closes it.
                _shut(connection)
        # On most systems, this wakes the threads that wait for a connection.
        _shut(self._server.socket)
        ends = seconds() + _PATIENCE
        while threads and seconds() < ends:
            threads[0].join(_PAUSE)
            threads = [thread for thread in threads if thread.is_alive()]
            if threads:
                self._wake_one()
        self._server.server_close()

    def _wake_one(self) -> None:
        """Connect to the port, so that a thread that waits for a connection wakes up and ends.

        On some systems, the thread does not wake up when the port is shut down.
        """
        host, port = self.address
        loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is compared with
        with suppress(OSError):
            socket.create_connection((loopback.get(host, host), port), timeout=1).close()

    def _add_thread(self) -> bool:
        """Start a thread that waits for connections, and return whether it could be started.

        The caller must hold the lock of the server.
        """
        thread = threading.Thread(target=self._serve, name=THREADS, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            return False
        self._waiting += 1
        self._threads.add(thread)
        return True

    def _serve(self) -> None:
        """Accept connections and serve them until the emulator stops. Each thread runs this method.

        A thread serves the connection that it has accepted. Before that, it makes sure that another
        thread waits for the next connection. If no thread can be started for that, it closes the
        accepted connection instead of serving it. A thread ends early if enough others are waiting.
        """
        while not self.stopping.is_set():
            try:
                connection, address = self._server.get_request()
            except OSError:
                # The client has closed already, or the process may not open more sockets.
                self.stopping.wait(_PAUSE)
                continue
            with self._lock:
                is_last = self._waiting == 1 and not self.stopping.is_set()
                can_serve = self._add_thread() if is_last else True
                self._waiting -= can_serve
            if not can_serve:
                self._server.shutdown_request(connection)
                self.stopping.wait(_PAUSE)
                continue
            self._server.process_request_thread(connection, address)
            with self._lock:
                if self._waiting >= _WAITING:
                    break
                self._waiting += 1
        with self._lock:
            self._threads.discard(threading.current_thread())

    def opened(self, connection: socket.socket) -> int | None:
        """Register a new connection, and return its number: 1 for the first connection.

        Return None if too many connections are open, or the server is stopping.
        """
        with self._lock:
            if self.stopping.is_set() or len(self._connections) >= CONNECTIONS:
                return None
            self._connections.add(connection)
            self._accepted += 1
            return self._accepted

    def closed(self, connection: socket.socket) -> None:
        """Remove a closed connection from the set of open connections."""
        with self._lock:
            self._connections.discard(connection)


def _shut(connection: socket.socket) -> None:
    """Shut down a socket in both directions, which wakes up a thread that reads from it."""
    with suppress(OSError):  # the other side was faster
        connection.shutdown(socket.SHUT_RDWR)
