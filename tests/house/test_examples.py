"""Every example in a docstring or on a page runs."""

import doctest
import re
import webbrowser
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
