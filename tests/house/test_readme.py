"""The README names two commands for a clone, what they need, and what they do."""

import configparser
import re
from collections.abc import Callable

import pytest

from tests.house.source import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def commands() -> list[str]:
    """Return the commands of `make` in the README, as they are typed."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("make ")]


def recipe(target: str) -> str:
    """Return the lines that a target of the Makefile runs."""
    match = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert match, f"the Makefile has no target {target}"
    return match[1]


def test_the_readme_names_two_commands() -> None:
    """The main job, and the tests."""
    assert ["make demo", "make test"] == commands()


WORKS: dict[str, str] = {"demo": "examples/tour.py", "test": "coverage run -m pytest"}


@pytest.mark.parametrize("target", WORKS)
def test_a_command_does_what_the_readme_says(target: str) -> None:
    """`make demo` runs the tour, `make test` all tests."""
    assert WORKS[target] in recipe(target)


def needs() -> str:
    """Return the sentence before the two commands."""
    return README.partition("```sh\nmake demo")[0].rstrip().rpartition("\n\n")[2]


def python_of_the_package() -> str:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    return setup["options"]["python_requires"].removeprefix(">=")


NEEDS: dict[str, Callable[[], str]] = {
    "Python": lambda: f"Python {python_of_the_package()} or later",
    "make": lambda: " make ",
    "the registry": lambda: "PyPI",
}


@pytest.mark.parametrize("what", NEEDS)
def test_the_readme_says_what_they_need(what: str) -> None:
    """With the same Python as setup.cfg."""
    assert NEEDS[what]() in needs()


def test_ci_runs_the_tests_as_the_readme_names_them() -> None:
    """The same command, so that CI and a reader see the same."""
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    run = [line.partition("||")[0].strip() for line in lines if not line.startswith("#")]
    (tests,) = [command for command in commands() if command.endswith("test")]
    assert 1 == run.count(tests)


def test_ci_fails_where_the_tests_fail() -> None:
    """Also where the linters, which come after them, do not."""
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make test || status=$?" in script
    assert 'exit "$status"' == script.splitlines()[-1]


def test_the_readme_says_when_evolve_is_checked() -> None:
    """By a setting of the type checker, not by the Python that runs."""
    assert "`python_version` of mypy" in README
    assert "`pythonVersion` of pyright" in README


def test_the_links_of_the_readme_work_on_the_package_index() -> None:
    """It is shown there without the other files, so a relative link would lead nowhere."""
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [] == [link for link in links if not link.startswith("https://")]


def test_what_the_readme_names_exists() -> None:
    """Files are named and not linked to."""
    names = re.findall(r"`(\w+\.md|docs|(?:docs|examples)/[\w/.-]*)`", README)
    assert {"docs", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"} < set(names)
    assert [] == [name for name in names if not (ROOT / name).exists()]
