"""The server: a pool of threads, each of which accepts a connection and serves it to its end."""

import os
import socket
import threading
from contextlib import suppress

from werkzeug.serving import ThreadedWSGIServer

from fiken.emulator._clock import seconds
from fiken.emulator.wire.application import Application
from fiken.emulator.wire.connection import Connection
from fiken.emulator.wire.faults import Faults
from fiken.emulator.wire.log import Log

#: The most connections at once; each takes a thread and a file handle of the process.
#: Emulator choice.
CONNECTIONS = 500
#: The most threads that wait for a connection; further ones end after theirs.
_WAITING = 4
#: The pause after a connection that could not be accepted, in seconds.
_PAUSE = 0.05
#: The longest wait for all threads to end, in seconds.
_PATIENCE = 10.0


class Server:
    """A server of one application on one port.

    Args:
        application: what answers.
        address: the host and the port to listen on; port 0 is any free port.
        log: where each request is noted.
        faults: the queue of faults.
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
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._accepted = 0
        self._threads: set[threading.Thread] = set()
        #: The number of threads that wait for a connection, or are about to.
        self._waiting = 0
        self._process = os.getpid()
        handler = type("Handler", (Connection,), {"owner": self})
        # Bound here: Werkzeug would exit the whole process when the port is taken.
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
        """The host and the port on which it listens."""
        return str(self._server.host), int(self._server.port)

    @property
    def most(self) -> int:
        """The most connections at once."""
        return CONNECTIONS

    def start(self) -> None:
        """Start to serve in the background."""
        with self._lock:
            if not self._add_thread():
                raise RuntimeError("the process cannot start a thread for the emulator")

    def stop(self) -> None:
        """Close every connection and the port, and wait until the threads have ended.

        A forked process only closes its own copy of the port, and its parent continues to serve.
        """
        if os.getpid() != self._process:
            self._server.server_close()
            return
        self.stopping.set()
        with self._lock:
            threads = list(self._threads)
            for connection in self._connections:
                # Its thread wakes up from reading and closes it.
                _shut(connection)
        # This wakes the threads that wait for a connection, but not on every system.
        _shut(self._server.socket)
        ends = seconds() + _PATIENCE
        while threads and seconds() < ends:
            threads[0].join(_PAUSE)
            threads = [thread for thread in threads if thread.is_alive()]
            if threads:
                self._wake_one()
        self._server.server_close()

    def _wake_one(self) -> None:
        """Connect to the port, so that one of the threads that wait for a connection wakes up."""
        host, port = self.address
        loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is compared with
        with suppress(OSError):
            socket.create_connection((loopback.get(host, host), port), timeout=1).close()

    def _add_thread(self) -> bool:
        """Start a thread that waits for connections; return False where the process has no more.

        The caller holds the lock.
        """
        thread = threading.Thread(target=self._serve, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            return False
        self._waiting += 1
        self._threads.add(thread)
        return True

    def _serve(self) -> None:
        """Accept and serve one connection after the other, until the emulator stops.

        The thread that accepts a connection serves it itself, so that no other has to wake up. One
        more thread is started when none is left to accept the next; where that is not possible the
        connection is closed.
        """
        while not self.stopping.is_set():
            try:
                connection, address = self._server.get_request()
            except OSError:
                # The client has closed already, or the process has no more files.
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
        """Note a new connection; return its number, or None where it must not be served."""
        with self._lock:
            if self.stopping.is_set() or len(self._connections) >= CONNECTIONS:
                return None
            self._connections.add(connection)
            self._accepted += 1
            return self._accepted

    def closed(self, connection: socket.socket) -> None:
        """Remove a connection that is over."""
        with self._lock:
            self._connections.discard(connection)


def _shut(connection: socket.socket) -> None:
    """End both directions of a connection, or stop listening."""
    with suppress(OSError):  # the other side was faster
        connection.shutdown(socket.SHUT_RDWR)
