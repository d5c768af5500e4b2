"""What docs/command-line.md shows is what the command does."""

import re
import shlex
from collections.abc import Iterator

import pytest

from fiken.auth import LoginRecord
from fiken.cli._program import COMMANDS
from tests.cli.command import Command, Desk
from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "command-line.md").read_text("utf-8")


def shown_commands() -> list[str]:
    """Return each command of the page, from its blocks and from its sentences."""
    typed = re.findall(r"^(?:\$ )?fiken (.+)$", PAGE, re.MULTILINE)
    return sorted({*typed, *re.findall(r"`(?:[^`]*\| )?fiken ([^`]+)`", PAGE)})


@pytest.mark.parametrize("command", shown_commands())
def test_a_command_exists_with_its_options(fiken: Command, command: str) -> None:
    assert 0 == fiken(*shlex.split(command), "--help").code


def test_every_command_is_on_the_page() -> None:
    assert set(COMMANDS) == {command.split()[0] for command in shown_commands()}


def examples() -> Iterator[tuple[str, str]]:
    """Yield each command of a block that shows output, with the output."""
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        for part in block.split("$ fiken ")[1:]:
            command, _, output = part.partition("\n")
            yield command, output


@pytest.mark.parametrize(("command", "output"), list(examples()))
def test_the_output_is_true(desk: Desk, fiken: Command, command: str, output: str) -> None:
    desk.let_in("acme")
    done = fiken(*shlex.split(command))
    assert (0, output) == (done.code, done.out)


def test_every_variable_is_in_the_table() -> None:
    """Those that the library and the command read, and no other ones."""
    files = [path for room in ("auth", "cli") for path in (ROOT / "fiken" / room).rglob("*.py")]
    names = {
        name for path in files for name in re.findall(r"FIKEN_[A-Z_]+", path.read_text("utf-8"))
    }
    assert names == set(re.findall(r"^\| `(FIKEN_[A-Z_]+)` \|", PAGE, re.MULTILINE))


def test_the_default_redirect_is_named() -> None:
    assert f"`{LoginRecord('acme').redirect_uri}`" in PAGE
