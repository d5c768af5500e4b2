"""Runs of the command `fiken`: in this process, or in one of its own with pipes or a terminal."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from fiken import UnauthorizedError
from fiken.auth import FileStore, LoginRecord, Tokens
from fiken.cli._login._logins import store_login
from fiken.cli._program import program
from fiken.emulator import Emulator
from fiken.emulator._clients import APP_SECRET
from tests.house.source import ROOT

#: Seconds after which a process that does not go on fails its test.
PATIENCE = 120.0

BROWSER = Path(__file__).with_name("browser.py")


def shown_at(terminal: int) -> str:
    """Return what a terminal shows until every process has closed it, and close our end.

    Args:
        terminal: The end of ours, as `pty.openpty` returns it.
    """
    shown = b""
    # At the end, Linux raises an error, and other systems return nothing.
    with contextlib.suppress(OSError):
        while piece := os.read(terminal, 1 << 16):
            shown += piece
    os.close(terminal)
    return shown.decode()


class Done(NamedTuple):
    """A run that has ended: its exit code, its results, and what it said to the person."""

    code: int
    out: str
    err: str


class Command:
    """The command, run in this process.

    Args:
        *always: Arguments that stand at the end of every run.
    """

    def __init__(self, *always: str) -> None:
        self._always = always

    def __call__(self, *arguments: str, typed: str = "") -> Done:
        """Run the command with arguments, and with lines that are typed."""
        every = [*arguments, *self._always]
        result = CliRunner().invoke(program, every, input=typed, prog_name="fiken")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)


class Process:
    """The command in a process of its own, with pipes for what it reads and prints."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "fiken.cli", *arguments]
        self.popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.err = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def address(self) -> str:
        """Return the address of the login that the process prints."""
        while not (line := self._lines.get(timeout=PATIENCE)).startswith("http"):
            assert line, self.err
        return line.strip()

    def type(self, line: str) -> None:
        """Type a line."""
        assert self.popen.stdin is not None
        self.popen.stdin.write(f"{line}\n")
        self.popen.stdin.flush()

    def done(self) -> Done:
        """Wait until the process ends."""
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.popen.stdin.close()
        code = self.popen.wait(PATIENCE)
        out = self.popen.stdout.read()
        self._reader.join(PATIENCE)
        return Done(code, out, self.err)

    def end(self) -> None:
        """End the process, if it still runs, and close its pipes."""
        self.popen.kill()
        self.popen.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for pipe in (self.popen.stdin, self.popen.stdout, self.popen.stderr):
            assert pipe is not None
            pipe.close()

    def _read(self) -> None:
        assert self.popen.stderr is not None
        for line in self.popen.stderr:
            self.err += line
            self._lines.put(line)
        self._lines.put("")


class Desk:
    """A person who logs in to the emulator, with a browser or without."""

    def __init__(self, emulator: Emulator, redirect_uri: str, folder: Path) -> None:
        self.emulator, self.redirect_uri = emulator, redirect_uri
        self.page = folder / "page.html"
        self._processes: list[Process] = []

    def log_in(self, *arguments: str, **environment: str) -> Process:
        """Begin a login in a process of its own. Without more, its browser does nothing."""
        process = Process(
            ["login", *arguments, "--base-url", self.emulator.url],
            {"FIKEN_REDIRECT_URI": self.redirect_uri, "BROWSER": "true", **environment},
        )
        self._processes.append(process)
        return process

    def let_in(self, account: str = "default") -> Tokens:
        """Store a login of an account, as a login by the browser does, and return its tokens."""
        app = self.emulator.oauth_app(self.redirect_uri)
        url = app.authorize_url()
        tokens = app.exchange_redirect(self.emulator.authorize(url), state=url.state)
        secret, oauth_url = APP_SECRET, self.emulator.oauth_url
        place = (app.client_id, secret, self.redirect_uri, oauth_url)
        store_login(LoginRecord(account, self.emulator.url, *place), tokens, replaces=False)
        return tokens

    def browser(self, decision: str = "allow") -> str:
        """Return a value of BROWSER: a program in which a person logs in, and saves the page."""
        return f"{sys.executable} {BROWSER} {decision} {self.page} %s"

    def store(self) -> FileStore:
        """Return the default store."""
        return FileStore(Path(os.environ["XDG_CONFIG_HOME"]) / "fiken" / "tokens.json")

    def tokens(self, account: str = "default") -> Tokens:
        """Return the tokens of an account, which has to be there."""
        tokens = self.store().load(account)
        assert tokens is not None
        return tokens

    def works(self, tokens: Tokens) -> bool:
        """Return whether Fiken accepts an access token."""
        try:
            with self.emulator.client(token=tokens.access_token) as client:
                client.user()
        except UnauthorizedError:
            return False
        return True

    def leave(self) -> None:
        """End every process."""
        for process in self._processes:
            process.end()
