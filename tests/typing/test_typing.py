"""Strict type checkers accept the good program, and report exactly the marked mistakes."""

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
FILES = {"3.11": ["good.py", "good_logins.py", "bad.py"]}
FILES["3.13"] = [*FILES["3.11"], "bad_evolve.py"]

Finding = tuple[str, int, str]


@pytest.fixture(scope="module", params=FILES)
def version(request: pytest.FixtureRequest) -> str:
    """Return each Python version that is checked for, whichever version runs the checkers."""
    return str(request.param)


def test_mypy_reports_exactly_the_marked_mistakes(version: str) -> None:
    assert marked(version, "mypy") == reported_by_mypy(version)


def test_pyright_reports_exactly_the_marked_mistakes(version: str) -> None:
    assert marked(version, "pyright") == reported_by_pyright(version)


def test_every_marked_line_names_a_rule_for_each_checker() -> None:
    lines = [line for name in FILES["3.13"] for line in (HERE / name).read_text().splitlines()]
    assert [] == [line for line in lines if ("# mypy" in line) and not MARK.search(line)]


@pytest.mark.parametrize("name", ["good.py", "good_logins.py"])
def test_a_good_program_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The program asserts what it computes."""
    runpy.run_path(str(HERE / name), run_name="__main__")
    assert "" == capsys.readouterr().out


MARK = re.compile(r"# mypy: (?P<mypy>[\w, -]+) / pyright: (?P<pyright>[\w, ]+)$")


def marked(version: str, checker: str) -> list[Finding]:
    """Return the mistakes that the comments name."""
    return sorted(finding for name in FILES[version] for finding in _marks(name, checker))


def _marks(name: str, checker: str) -> Iterator[Finding]:
    for number, line in enumerate((HERE / name).read_text().splitlines(), start=1):
        if mark := MARK.search(line):
            yield from ((name, number, rule.strip()) for rule in mark[checker].split(","))


REPORTED_BY_MYPY = re.compile(r"(?P<path>.+\.py):(?P<line>\d+): error: .*\[(?P<rule>[\w-]+)\]")


def reported_by_mypy(version: str) -> list[Finding]:
    """Return the errors of mypy in the strict configuration of a user, not in ours.

    Imported modules are read and not reported, as if they were installed.
    """
    cache = f"--cache-dir={ROOT / '.mypy_cache' / 'typing'}"
    options = ["--config-file=", "--strict", "--follow-imports=silent", "--no-error-summary", cache]
    run = _run("mypy", *options, f"--python-version={version}", *_paths(version))
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    errors = [line for line in run.stdout.splitlines() if ": note: " not in line]
    return sorted(_mypy_finding(line) for line in errors)


def _mypy_finding(line: str) -> Finding:
    match = REPORTED_BY_MYPY.fullmatch(line)
    assert match, f"mypy printed something else: {line}"
    return Path(match["path"]).name, int(match["line"]), match["rule"]


def reported_by_pyright(version: str) -> list[Finding]:
    """Return the errors of pyright. The files themselves ask for strict checks."""
    started = _run("pyright", "--version")
    if started.returncode:
        pytest.skip(f"pyright could not be started: {started.stderr.strip()[-300:]}")
    options = ["--outputjson", f"--pythonversion={version}", f"--pythonpath={sys.executable}"]
    run = _run("pyright", *options, *_paths(version))
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    diagnostics = json.loads(run.stdout)["generalDiagnostics"]
    return sorted(
        (Path(one["file"]).name, one["range"]["start"]["line"] + 1, one.get("rule", one["message"]))
        for one in diagnostics
    )


def _paths(version: str) -> list[str]:
    return [str(HERE / name) for name in FILES[version]]


def _run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
