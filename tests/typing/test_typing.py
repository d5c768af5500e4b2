"""What strict type checkers make of a user's program: all of the good one, none of the mistakes."""

import json
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

#: The type of `evolve` is there from 3.13 on only.
FILES = {"3.11": ["good.py", "bad.py"], "3.13": ["good.py", "bad.py", "bad_evolve.py"]}

Finding = tuple[str, int, str]


@pytest.fixture(scope="module", params=FILES)
def version(request: pytest.FixtureRequest) -> str:
    """Give each Python version that is checked for, whichever one runs the checkers."""
    return str(request.param)


def test_mypy_reports_exactly_the_marked_mistakes(version: str) -> None:
    assert marked(version, "mypy") == mypy_says(version)


def test_pyright_reports_exactly_the_marked_mistakes(version: str) -> None:
    assert marked(version, "pyright") == pyright_says(version)


def test_every_marked_line_names_a_rule_for_each_checker() -> None:
    lines = [line for name in FILES["3.13"] for line in (HERE / name).read_text().splitlines()]
    assert [] == [line for line in lines if ("# mypy" in line) and not MARK.search(line)]


def test_the_good_program_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """What the checkers accept is also true: the program asserts what it computes."""
    runpy.run_path(str(HERE / "good.py"), run_name="__main__")
    assert "" == capsys.readouterr().out


MARK = re.compile(r"# mypy: (?P<mypy>[\w, -]+) / pyright: (?P<pyright>[\w, ]+)$")


def marked(version: str, checker: str) -> list[Finding]:
    """Give what the comments say must be found."""
    return sorted(finding for name in FILES[version] for finding in _marks(name, checker))


def _marks(name: str, checker: str) -> Iterator[Finding]:
    for number, line in enumerate((HERE / name).read_text().splitlines(), start=1):
        if mark := MARK.search(line):
            yield from ((name, number, rule.strip()) for rule in mark[checker].split(","))


SAID_BY_MYPY = re.compile(r"(?P<path>.+\.py):(?P<line>\d+): error: .*\[(?P<rule>[\w-]+)\]")


def mypy_says(version: str) -> list[Finding]:
    """Give the errors of mypy as a user's strict configuration has them, not ours.

    What is imported is read and not reported, as if it were installed and not beside the files.
    """
    cache = f"--cache-dir={ROOT / '.mypy_cache' / 'typing'}"
    options = ["--config-file=", "--strict", "--follow-imports=silent", "--no-error-summary", cache]
    said = _run("mypy", *options, f"--python-version={version}", *_paths(version))
    assert said.returncode in {0, 1}, said.stdout + said.stderr
    errors = [line for line in said.stdout.splitlines() if ": note: " not in line]
    return sorted(_mypy_finding(line) for line in errors)


def _mypy_finding(line: str) -> Finding:
    found = SAID_BY_MYPY.fullmatch(line)
    assert found, f"mypy said something else: {line}"
    return Path(found["path"]).name, int(found["line"]), found["rule"]


def pyright_says(version: str) -> list[Finding]:
    """Give the errors of pyright; the files themselves ask for strictness."""
    started = _run("pyright", "--version")
    if started.returncode:
        pytest.skip(f"pyright could not be started: {started.stderr.strip()[-300:]}")
    options = ["--outputjson", f"--pythonversion={version}", f"--pythonpath={sys.executable}"]
    said = _run("pyright", *options, *_paths(version))
    assert said.returncode in {0, 1}, said.stdout + said.stderr
    found = json.loads(said.stdout)["generalDiagnostics"]
    return sorted(
        (Path(one["file"]).name, one["range"]["start"]["line"] + 1, one.get("rule", one["message"]))
        for one in found
    )


def _paths(version: str) -> list[str]:
    return [str(HERE / name) for name in FILES[version]]


def _run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
