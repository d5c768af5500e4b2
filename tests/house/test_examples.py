"""Every example in a docstring or on a page runs."""

import doctest
import re
import webbrowser
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fiken import Fiken, models
from tests.house.source import MODULES, ROOT

PAGES = {
    path: path.read_text("utf-8")
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
}


class Block(NamedTuple):
    """A fenced block of a page.

    Attributes:
        place: The page and the number of its first line.
        language: The language that the fence names.
        continues: Whether it uses the names of the block before it, as a comment above it says.
        text: Its lines, after as many empty lines as stand above it on the page.
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
    """Yield the fenced blocks of a page."""
    whole = PAGES[page]
    for fence in FENCED.finditer(whole):
        line = whole.count("\n", 0, fence.start("text"))
        place = f"{page.relative_to(ROOT).as_posix()}:{line + 1}"
        text = "\n" * line + fence["text"]
        yield Block(place, fence["language"], fence["mark"] is not None, text)


BLOCKS = [block for page in PAGES for block in blocks(page)]


def programs() -> Iterator[list[Block]]:
    """Yield the blocks of Python, each with the blocks that continue it."""
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
    """In an empty folder and without a token, as a reader would run it; no browser opens."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FIKEN_TOKEN", raising=False)
    monkeypatch.setattr(webbrowser, "open", lambda url: url.startswith("file://"))
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in program:
        exec(compile(block.text, block.place, "exec"), names)


def test_the_readme_has_a_program() -> None:
    assert any(program[0].place.startswith("README.md") for program in programs())


def test_calls_in_sentences_exist() -> None:
    """Also those in tables, which no program runs."""
    company = Fiken(token="made.up").company("acme-as")
    calls = {call for text in PAGES.values() for call in CALL.findall(text)}
    assert 20 < len(calls)
    wrong = [call for call in calls if not hasattr(getattr(company, call[0], None), call[1])]
    assert not wrong, "a repository or a method of this name is missing"


CALL = re.compile(r"`[^`\n]*\bacme\.(\w+)\.(\w+)")


def test_fields_with_another_name_exist() -> None:
    """The names on the right of the table for people who come from API v1."""
    page = PAGES[ROOT / "docs" / "coming-from.md"]
    table = page.partition("### Fields with another name")[2].partition("\n## ")[0]
    cells = [line.split("|")[2] for line in table.splitlines() if line.startswith("| `")]
    names = {name for cell in cells for name in re.findall(r"`([a-z_0-9]+)`", cell)}
    known = {name for model in models.__all__ for name in dir(getattr(models, model))}
    assert 15 < len(names)
    assert set() == names - known


HOW_TOS = sorted(page for page in PAGES if page.parent.name == "howto" and page.stem != "index")


@pytest.mark.parametrize("page", HOW_TOS, ids=lambda page: page.stem)
def test_a_how_to_has_its_parts(page: Path) -> None:
    """A problem, a program, and what can go wrong, in this order."""
    parts = "**The problem.**", "```python", "**What can go wrong"
    places = [PAGES[page].find(part) for part in parts]
    assert -1 not in places
    assert sorted(places) == places


def test_targets_of_make_on_pages_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shell = [block.text for block in BLOCKS if block.language in {"sh", "bash", "console"}]
    inline = [code for page in PAGES for code in re.findall(r"`(make[^`]*)`", PAGES[page])]
    assert set() == {name for text in [*shell, *inline] for name in TARGET.findall(text)} - targets


TARGET = re.compile(r"^(?:\$ )?make (?:[A-Z]+=\S+ )*(\w+)", re.MULTILINE)


def test_paths_in_contributing_exist() -> None:
    """They say where each new part goes; only what a command writes may be missing."""
    text = PAGES[ROOT / "CONTRIBUTING.md"]
    paths = re.findall(r"`((?:fiken|tests|docs|tools|examples|benchmarks)/[\w/.]*)`", text)
    assert 30 < len(paths)
    assert {"docs/_build"} >= {path for path in paths if not (ROOT / path).exists()}


def _doctests() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    every = (test for name in MODULES for test in finder.find(import_module(name), name))
    return [test for test in every if test.examples]


@pytest.mark.parametrize("test", _doctests(), ids=lambda test: test.name)
def test_an_example_in_a_docstring_is_true(test: doctest.DocTest) -> None:
    output: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(test, out=output.append)
    assert not failed, "".join(output)
