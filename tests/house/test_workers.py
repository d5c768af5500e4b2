"""A run in workers counts what all of them covered, and fails where something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.recorder import WRITES_THE_LIST, Recorder

OPERATIONS = ["GET /companies/{companySlug}/contacts", "GET /user"]

TEST = """
def test_it(recorder):
    recorder.operations.add("{}")
"""

SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["."]
addopts = "--import-mode=importlib"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two tests, each of which covers one operation."""
    tests = tmp_path / "tests"
    (tests / "contract").mkdir(parents=True)
    for name in ("__init__.py", "conftest.py", "recorder.py", "contract/test_coverage.py"):
        shutil.copy(ROOT / "tests" / name, tests / name)
    for number, operation in enumerate(OPERATIONS):
        (tests / f"test_{number}.py").write_text(TEST.replace("{}", operation))
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    return tmp_path


def run(project: Path, missing: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of the project, with this list of what they need not cover."""
    (project / "tests" / "contract" / "not_built.txt").write_text("\n".join([*missing, ""]))
    ours = {name: value for name, value in os.environ.items() if "COV" not in name}
    ours.pop(WRITES_THE_LIST, None)  # else this run would write the list that it is compared with
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments, "tests"],
        cwd=project,
        env=ours | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


MISSING = sorted({*Recorder().missing()} - {*OPERATIONS})
WORKERS, ALONE = ["-n", "2", "--dist", "loadgroup"], ["-p", "no:xdist"]


@pytest.mark.parametrize("arguments", [WORKERS, ALONE], ids=["workers", "alone"])
def test_a_run_that_agrees_with_the_list_passes(arguments: list[str], project: Path) -> None:
    """The two operations are covered by two workers. The number of tests is the same."""
    done = run(project, MISSING, *arguments)
    assert 0 == done.returncode, done.stdout
    assert " 3 passed" in done.stdout.splitlines()[-1]
    assert 1 == done.stdout.count("2 of 189 operations")


def test_a_run_that_differs_from_the_list_fails(project: Path) -> None:
    """In both directions: something is missing on the list, and something too much."""
    done = run(project, sorted([*MISSING[1:], *OPERATIONS]), *WORKERS)
    assert 1 == done.returncode, done.stdout
    assert "1 failed, 2 passed" in done.stdout.splitlines()[-1]
    assert f"do not add it to not_built.txt: {MISSING[0]}" in done.stdout
    assert f"takes it off not_built.txt: {OPERATIONS[0]}" in done.stdout


def test_a_run_of_some_tests_is_not_compared(project: Path) -> None:
    done = run(project, [], "-n", "1", "-k", "coverage or test_0")
    assert 0 == done.returncode, done.stdout
    assert " 1 passed, 1 skipped" in done.stdout.splitlines()[-1]


def test_no_name_of_a_test_differs_between_processes(request: pytest.FixtureRequest) -> None:
    """Workers must collect the same names: no addresses in them."""
    assert [] == [item.nodeid for item in request.session.items if " at 0x" in item.nodeid]
