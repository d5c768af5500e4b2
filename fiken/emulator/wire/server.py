"""The server: it accepts connections and serves each in a thread of its own."""

import selectors
import socket
import threading
from contextlib import suppress

from werkzeug.serving import BaseWSGIServer, make_server

from fiken.emulator.wire.application import Application
from fiken.emulator.wire.connection import Connection
from fiken.emulator.wire.faults import Faults
from fiken.emulator.wire.log import Log

#: The most connections at once; each takes a thread and a file handle of the process.
#: Emulator choice.
CONNECTIONS = 500
#: The pause after a connection that could not be accepted, in seconds.
_PAUSE = 0.05


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
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._idle = threading.Event()
        self._idle.set()
        self._accepted = 0
        handler = type("Handler", (Connection,), {"owner": self})
        # Bound here: Werkzeug would exit the whole process when the port is taken.
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        with socket.create_server(address, family=family) as bound:
            self._server: BaseWSGIServer = make_server(
                *address,
                application,
                threaded=True,
                request_handler=handler,
                fd=bound.fileno(),
            )
        # A byte that is sent to `_bell` wakes the accepting thread, so that it needs no polling.
        self._alarm, self._bell = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._server, selectors.EVENT_READ)
        self._selector.register(self._alarm, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._accept)

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
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and the port, and wait until the threads have ended."""
        self.stopping.set()
        self._bell.send(b"!")
        self._thread.join()
        self._server.server_close()
        for each in (self._selector, self._bell, self._alarm):
            each.close()
        with self._lock:
            for connection in self._connections:
                # Its thread wakes up from reading and closes it.
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        # Events wait by a clock that no test freezes; Condition.wait_for does not.
        self._idle.wait(10)

    def _accept(self) -> None:
        """Serve each connection in a thread of its own, until the emulator stops."""
        while self._selector.select() and not self.stopping.is_set():
            try:
                self._serve_next()
            except (OSError, RuntimeError):
                # The client has closed already, or the process has no more files or threads.
                self.stopping.wait(_PAUSE)

    def _serve_next(self) -> None:
        connection, address = self._server.get_request()
        try:
            self._server.process_request(connection, address)
        except RuntimeError:
            self._server.shutdown_request(connection)
            raise

    def opened(self, connection: socket.socket) -> int | None:
        """Note a new connection; return its number, or None where it must not be served."""
        with self._lock:
            if self.stopping.is_set() or len(self._connections) >= CONNECTIONS:
                return None
            self._connections.add(connection)
            self._idle.clear()
            self._accepted += 1
            return self._accepted

    def closed(self, connection: socket.socket) -> None:
        """Remove a connection that is over."""
        with self._lock:
            self._connections.discard(connection)
            if not self._connections:
                self._idle.set()
