"""A server of PostgreSQL for the tests, in a folder of its own, without a port."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

#: The server is told not to wait for the disk at a commit, and to write as late as it can: so a
#: test sees whether a store asks for more.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "max_connections": "200",
}


class Postgres:
    """A server that runs until `stop`. As root, it is run by another user, as it demands.

    Attributes:
        url: What `psycopg.connect` takes.
    """

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="fiken-pg-"))
        self.url = f"postgresql://postgres@/postgres?host={self.folder}"
        self.run_by: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = _unprivileged()
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.run_by = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.data = self.folder / "data"
        self._call("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8")
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-k", self.folder, *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self.run_by,
            )
        ends = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < ends, (self.folder / "log").read_text()
                time.sleep(0.05)
            else:
                return

    def run(self, statement: str) -> None:
        """Run a statement without a transaction, such as CREATE DATABASE."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def crash(self) -> None:
        """Stop the server at once: what it has not written to its log is lost."""
        self._call("pg_ctl", "stop", "-D", self.data, "-m", "immediate")
        self.process.wait(30)

    def stop(self) -> None:
        """Stop the server, and remove its folder."""
        if self.process.poll() is None:
            self.crash()
        shutil.rmtree(self.folder)

    def _call(self, program: str, *args: str | Path) -> None:
        command = [self.programs / program, *args]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self.folder, check=False, **self.run_by
        )
        assert 0 == done.returncode, done.stdout + done.stderr


def start_postgres() -> Postgres:
    """Start a server; skip the test if this machine has no PostgreSQL."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += [Path(place) for place in sorted(glob.glob("/usr/lib/postgresql/*/bin"))]  # noqa: PTH207
    for place in places:
        if all((place / program).exists() for program in ("initdb", "postgres", "pg_ctl")):
            return Postgres(place)
    pytest.skip("PostgreSQL is not installed here: apt-get install postgresql")


def _unprivileged() -> pwd.struct_passwd:
    """Return the user of PostgreSQL, or else nobody."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
