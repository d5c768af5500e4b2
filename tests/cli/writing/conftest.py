"""The command with a login and a company of the emulator, without pauses."""

from pathlib import Path

import pytest

from fiken.emulator import Emulator
from tests.cli.command import Command, Done
from tests.cli.writing.quick import defaults


class Writing(Command):
    """The command, run in this process, at the emulator.

    Args:
        url: The URL of its API.
        folder: The folder of the files.
    """

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__()
        self.url, self.folder = url, folder

    def __call__(self, *arguments: str, typed: str = "") -> Done:
        """Run the command with arguments, and with lines that are typed."""
        return super().__call__(*arguments, "--base-url", self.url, typed=typed)

    def file(self, name: str, text: str | bytes) -> str:
        """Write a file, and return its path."""
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    def problems(self, name: str, text: str | bytes, *arguments: str) -> str:
        """Return what is said about a file of contacts that is refused."""
        done = self("create", "contacts", "--from", self.file(name, text), *arguments)
        assert (1, "") == (done.code, done.out)
        return done.err


@pytest.fixture
def fiken(emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writing:
    """The command, with a token and a company of the emulator."""
    monkeypatch.setenv("FIKEN_TOKEN", emulator.token)
    monkeypatch.setenv("FIKEN_COMPANY", emulator.company_slug)
    for function, name, value in defaults():
        monkeypatch.setattr(function, name, value)
    return Writing(emulator.url, tmp_path)
