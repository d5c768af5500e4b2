"""What a connection needs of the server that has accepted it."""

import socket
import threading
from typing import Protocol

from fiken.emulator.wire.application import Application
from fiken.emulator.wire.exchange import Pages
from fiken.emulator.wire.faults import Faults
from fiken.emulator.wire.log import Log


class Owner(Protocol):
    """The attributes and methods of the server that a connection uses."""

    application: Application
    log: Log
    faults: Faults
    strict_overlap: bool
    pages: Pages | None
    stopping: threading.Event

    @property
    def address(self) -> tuple[str, int]:
        """The host and the port on which the server listens."""
        ...

    @property
    def max_connections(self) -> int:
        """The largest number of connections that the server keeps open at the same time."""
        ...

    def opened(self, connection: socket.socket) -> int | None:
        """Register a new connection, and return its number: 1 for the first connection.

        Return None if too many connections are open, or the server is stopping.
        """
        ...

    def closed(self, connection: socket.socket) -> None:
        """Remove a closed connection from the set of open connections."""
        ...
