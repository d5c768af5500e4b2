"""What the docstrings and the pages show is run as it stands."""

import doctest
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.house.source import MODULES, ROOT

PAGES = {
    path: path.read_text("utf-8")
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
}


class Block(NamedTuple):
    """A fenced block of a page.

    Attributes:
        place: The page and the line of its first line.
        language: What stands behind the fence.
        continues: Whether a comment before it says so: it shares the names of the one before.
        text: The block, at its own line of the page.
    """

    place: str
    language: str
    continues: bool
    text: str


FENCED = re.compile(
    r"(?P<mark><!-- continues -->\n+)?^```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def blocks(page: Path) -> Iterator[Block]:
    """Give the fenced blocks of a page."""
    whole = PAGES[page]
    for found in FENCED.finditer(whole):
        line = whole.count("\n", 0, found.start("text"))
        place = f"{page.relative_to(ROOT).as_posix()}:{line + 1}"
        text = "\n" * line + found["text"]
        yield Block(place, found["language"], found["mark"] is not None, text)


BLOCKS = [block for page in PAGES for block in blocks(page)]


def programs() -> Iterator[list[Block]]:
    """Give the blocks of Python, each with those that continue it."""
    program: list[Block] = []
    for block in (block for block in BLOCKS if block.language == "python"):
        if program and not block.continues:
            yield program
            program = []
        program.append(block)
    if program:
        yield program


@pytest.mark.parametrize("program", list(programs()), ids=lambda program: program[0].place)
def test_a_program_on_a_page_runs(
    program: list[Block], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs by itself, in an empty folder and without a token, as a newcomer would run it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FIKEN_TOKEN", raising=False)
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in program:
        exec(compile(block.text, block.place, "exec"), names)


def test_the_readme_has_a_program() -> None:
    assert any(program[0].place.startswith("README.md") for program in programs())


def test_every_target_of_make_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shell = [block.text for block in BLOCKS if block.language in {"sh", "bash", "console"}]
    inline = [code for page in PAGES for code in re.findall(r"`(make[^`]*)`", PAGES[page])]
    assert set() == {name for text in [*shell, *inline] for name in MADE.findall(text)} - targets


MADE = re.compile(r"^(?:\$ )?make (?:[A-Z]+=\S+ )*(\w+)", re.MULTILINE)


def test_every_link_to_another_page_leads_somewhere() -> None:
    links = [(page, to) for page, text in PAGES.items() for to in LINKED.findall(text)]
    assert [] == [(page.name, to) for page, to in links if not (page.parent / to).exists()]


LINKED = re.compile(r"\]\((?!https?:)([^)#]+)")


def _doctests() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = (test for name in MODULES for test in finder.find(import_module(name), name))
    return [test for test in found if test.examples]


@pytest.mark.parametrize("test", _doctests(), ids=lambda test: test.name)
def test_an_example_in_a_docstring_is_true(test: doctest.DocTest) -> None:
    said: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not failed, "".join(said)
