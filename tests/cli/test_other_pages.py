"""The commands that other pages than docs/command-line.md show exist, with their options."""

import re
import shlex

import pytest

from fiken.emulator.__main__ import main
from tests.cli.command import Command
from tests.house.test_examples import PAGES, blocks

OTHERS = {page: text for page, text in PAGES.items() if page.name != "command-line.md"}
SHELL = [each for page in OTHERS for each in blocks(page) if each.language in {"sh", "console"}]


def shown(program: str) -> list[str]:
    """Return the arguments with which the pages call a program, in blocks and in sentences."""
    line = re.compile(rf"^(?:\$ )?{program} (\S.*?)(?: *&| +#.*)?$", re.MULTILINE)
    typed = [found for block in SHELL for found in line.findall(block.text)]
    inline = [
        each for text in OTHERS.values() for each in re.findall(rf"`{program} ([^`]+)`", text)
    ]
    return sorted({*typed, *inline})


@pytest.mark.parametrize("command", shown("fiken"))
def test_a_command_on_a_page_exists(fiken: Command, command: str) -> None:
    assert 0 == fiken(*shlex.split(command), "--help").code


OPTION = re.compile(r"--[a-z][\w-]*")


@pytest.mark.parametrize("options", shown("python -m fiken[.]emulator"))
def test_the_emulator_has_the_options(options: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its help names each of them."""
    with pytest.raises(SystemExit):
        main(["--help"])
    known = OPTION.findall(capsys.readouterr().out)
    assert set() == {*OPTION.findall(options)} - {*known}
