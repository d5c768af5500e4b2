"""The threads of the server: how many there are, and that they end."""

import socket
import threading
import time

import pytest

from fiken.emulator import Emulator
from fiken.emulator.wire import server
from tests.emulator.conftest import Api


def threads_of(emulator: Emulator) -> list[threading.Thread]:
    assert emulator._server is not None
    return list(emulator._server._threads)


def use(emulator: Emulator, connections: int) -> None:
    """Send one request over each of several connections that are open at the same time."""
    sessions = [Api(emulator.url, emulator.token) for _ in range(connections)]
    for session in sessions:
        assert 200 == session.get("/user").status_code
    for session in sessions:
        session.close()


def wait_for(threads: int, emulator: Emulator) -> None:
    ends = time.monotonic() + 10
    while len(threads_of(emulator)) != threads and time.monotonic() < ends:
        time.sleep(0.01)
    assert threads == len(threads_of(emulator))


def wait_until_idle(emulator: Emulator) -> None:
    """Wait until no thread serves a connection: each waits for one."""
    ends = time.monotonic() + 10
    assert emulator._server is not None
    while emulator._server._waiting < len(threads_of(emulator)) and time.monotonic() < ends:
        time.sleep(0.01)


def test_threads_are_used_again() -> None:
    """One connection after the other takes two: one serves, one waits."""
    with Emulator() as emulator:
        for _ in range(10):
            use(emulator, 1)
            wait_until_idle(emulator)
        assert 2 == len(threads_of(emulator))


def test_threads_beyond_the_pool_end() -> None:
    with Emulator() as emulator:
        use(emulator, 20)
        wait_for(server._WAITING, emulator)


def test_stop_ends_all_threads() -> None:
    with Emulator() as emulator:
        use(emulator, 3)
        threads = threads_of(emulator)
        session = Api(emulator.url, emulator.token)
        session.get("/user")
    assert [] == [thread for thread in threads if thread.is_alive()]
    session.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_stop_wakes_every_waiting_thread(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """Where the system does not wake them when the port is shut, a connection does."""

    def shut(connection: socket.socket) -> None:
        if not connection.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            connection.shutdown(socket.SHUT_RDWR)

    monkeypatch.setattr(server, "_shut", shut)
    with Emulator(host=host) as emulator:
        emulator._host = "127.0.0.1"
        use(emulator, 6)
        wait_for(server._WAITING, emulator)
        threads, started = threads_of(emulator), time.monotonic()
    assert time.monotonic() - started < 5
    assert [] == [thread for thread in threads if thread.is_alive()]
