"""A server of Redis for the tests, in a folder of its own."""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest


class Redis:
    """A server that runs until `stop`, and that keeps nothing on disk.

    Attributes:
        port: Its port on the loopback address.
        url: Its URL, which `redis.Redis.from_url` takes.
    """

    def __init__(self, program: str) -> None:
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="fiken-redis-"))
        self.port = _free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = {
            "--port": str(self.port),
            "--bind": "127.0.0.1",
            "--save": "",
            "--appendonly": "no",
            "--dir": str(self.folder),
        }
        command = [self.program, *(word for option in options.items() for word in option)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        ends = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < ends, (self.folder / "log").read_text()
            time.sleep(0.02)

    def crash(self) -> None:
        """Kill the server. It forgets everything."""
        self.process.kill()
        self.process.wait(30)

    def stop(self) -> None:
        """Stop the server, and remove its folder."""
        self.crash()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(5) == b"+PONG"
        except OSError:
            return False


def start_redis() -> Redis:
    """Start a server; skip the test if this machine has no Redis."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("Redis is not installed here: apt-get install redis-server")
    return Redis(program)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
