"""The commands that other pages than docs/command-line.md show exist, with their options."""

import re
import shlex
import webbrowser
from pathlib import Path

import pytest

from fiken.emulator import Emulator
from fiken.emulator.__main__ import main
from tests.cli.command import Command
from tests.house.source import ROOT
from tests.house.test_examples import PAGES, blocks

OTHERS = {page: text for page, text in PAGES.items() if page.name != "command-line.md"}
SHELL = [each for page in OTHERS for each in blocks(page) if each.language in {"sh", "console"}]


def one_line_each(text: str) -> str:
    """Return a text in which no command goes on in the next line."""
    return text.replace("\\\n", "")


def shown(program: str) -> list[str]:
    """Return the arguments with which the pages call a program, in blocks and in sentences."""
    line = re.compile(rf"^(?:\$ )?{program} (\S.*?)(?: *&| +#.*)?$", re.MULTILINE)
    typed = [found for block in SHELL for found in line.findall(one_line_each(block.text))]
    inline = [
        each for text in OTHERS.values() for each in re.findall(rf"`{program} ([^`]+)`", text)
    ]
    return sorted({*typed, *inline})


@pytest.mark.parametrize("command", shown("fiken"))
def test_a_command_on_a_page_exists(fiken: Command, command: str) -> None:
    assert 0 == fiken(*shlex.split(command), "--help").code


def test_the_first_invoice_is_as_shown(
    fiken: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of the page print what it shows, and the PDF opens."""
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    monkeypatch.chdir(tmp_path)
    page = ROOT / "docs" / "first-invoice.md"
    assert "fiken emulator --seed 1\n" in PAGES[page]
    console = next(each.text for each in blocks(page) if each.language == "console")
    with Emulator(seed=1) as emulator:
        monkeypatch.setenv("FIKEN_TOKEN", emulator.token)
        for part in one_line_each(console).split("$ fiken ")[1:]:
            command, _, output = part.partition("\n")
            done = fiken(*shlex.split(command), "--base-url", emulator.url)
            assert (0, output) == (done.code, done.out), done.err
    pdf = tmp_path / "faktura-10007.pdf"
    assert pdf.read_bytes().startswith(b"%PDF")
    assert [pdf.as_uri()] == opened


OPTION = re.compile(r"--[a-z][\w-]*")


@pytest.mark.parametrize("options", shown("python -m fiken[.]emulator"))
def test_the_emulator_has_the_options(options: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its help names each of them."""
    with pytest.raises(SystemExit):
        main(["--help"])
    known = OPTION.findall(capsys.readouterr().out)
    assert set() == {*OPTION.findall(options)} - {*known}
