"""The command `fiken`, in this process and in processes of its own, with settings of its own."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from fiken.emulator import Emulator
from tests.cli.command import Command, Desk

CLEARED = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NETRC", "FORCE_COLOR", "BROWSER")


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of the settings, in which nobody has logged in."""
    for name in [name for name in os.environ if name.startswith("FIKEN_")]:
        monkeypatch.delenv(name)
    for name in CLEARED:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "fiken"


@pytest.fixture
def redirect_uri() -> str:
    """A redirect URI on this machine, at a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/callback"


@pytest.fixture
def desk(
    emulator: Emulator, redirect_uri: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Desk]:
    """A person at a terminal, whose environment names an app of the emulator."""
    app = emulator.oauth_app(redirect_uri)
    monkeypatch.setenv("FIKEN_CLIENT_ID", app.client_id)
    monkeypatch.setenv("FIKEN_CLIENT_SECRET", "embedded-secret")
    desk = Desk(emulator, redirect_uri, tmp_path)
    yield desk
    desk.leave()


@pytest.fixture
def fiken() -> Command:
    """The command, run in this process."""
    return Command()


@pytest.fixture
def at_emulator(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, run in this process, with a login and a company of the emulator."""
    monkeypatch.setenv("FIKEN_TOKEN", emulator.token)
    monkeypatch.setenv("FIKEN_COMPANY", emulator.company_slug)
    return Command("--base-url", emulator.url)
