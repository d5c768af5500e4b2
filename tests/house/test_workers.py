"""A run counts the parts that all its workers covered, and fails if one is missing or wrong."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.recorder import Recorder

#: A test that covers every second part of the contract, but for the last ones.
TEST = """
from tests.recorder import Calls, Recorder

def test_it(recorder):
    for one in Recorder().missing()[{first}:{end}:2]:
        if " ?" in one:
            recorder.parameters.add(one)
        elif " " in one:
            recorder.operations[one] = Calls("tests/test_{first}.py::test_it", 7)
        else:
            recorder.loaded.add(tuple(one.split(".")))
            recorder.dumped.add(tuple(one.split(".")))
"""

#: A test in which the emulator misspells the name of a field, or sends the answer of a fault.
WRONG = """
import pytest
from fiken import FikenError
from fiken.emulator import CannedAnswer, Emulator, Status
from fiken.emulator.wire.exchange import Reply

@pytest.fixture
def wrong():
    with Emulator() as emulator:
        service = emulator._server.application._backend
        service._handlers["getUser"] = lambda call: Reply(200, {"nmae": "Nelly"}), None
        yield emulator

def test_wrong_answer(wrong):
    wrong.client().user()

def test_ordered_answers(wrong):
    wrong.fail_next(CannedAnswer(200, {"Content-Type": "application/json"}, b'{"nmae": "Nelly"}'))
    wrong.client().user()
    wrong.fail_next(Status(418))
    with pytest.raises(FikenError):
        wrong.client().user()

def test_right_answer():
    with Emulator() as emulator:
        assert emulator.client().user().name
"""

SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["."]
addopts = "--import-mode=importlib"
"""

FILES = (
    *("__init__.py", "conftest.py", "recorder.py", "catalogue.py", "two_ways.py"),
    *("contract/__init__.py", "contract/models.py", "contract/test_coverage.py"),
    *("contract/answers.py", "contract/errors.py", "contract/hal.py", "contract/oauth.py"),
    "contract/witness.py",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the test of the whole run."""
    tests = tmp_path / "tests"
    (tests / "contract").mkdir(parents=True)
    for name in FILES:
        shutil.copy(ROOT / "tests" / name, tests / name)
    for name in ("servers", "samples"):
        shutil.copytree(ROOT / "tests" / name, tests / name)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    return tmp_path


def cover(project: Path, first: int, end: int | None = None) -> None:
    """Write a test that covers every second part of the contract, beginning with the first."""
    text = TEST.replace("{first}", str(first)).replace("{end}", str(end))
    (project / "tests" / f"test_{first}.py").write_text(text)


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of the project."""
    ours = {name: value for name, value in os.environ.items() if "COV" not in name}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments, "tests"],
        cwd=project,
        env=ours | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


EVERYTHING = Recorder().missing()
WORKERS, ALONE = ["-n", "2", "--dist", "loadgroup"], ["-p", "no:xdist"]


def test_everything_begins_uncovered() -> None:
    """No part of the contract counts as covered before a test has covered it."""
    assert 189 + 705 + len(Recorder().all_parameters()) == len(EVERYTHING)


@pytest.mark.parametrize("arguments", [WORKERS, ALONE], ids=["workers", "alone"])
def test_a_run_that_covers_everything_passes(arguments: list[str], project: Path) -> None:
    """Two workers cover one half each. The run prints a line for each operation, with its test."""
    cover(project, 0)
    cover(project, 1)
    done = run(project, *arguments)
    assert 0 == done.returncode, done.stdout
    assert " 3 passed" in done.stdout.splitlines()[-1]
    assert 1 == done.stdout.count("189 of 189 operations, 705 of 705 fields")
    lines = [line for line in done.stdout.splitlines() if "  tests/test_" in line]
    rows = {line[: line.index("  ")]: line.split()[-2:] for line in lines}
    assert 189 == len(lines) == len(rows)
    number = EVERYTHING.index("GET /user") % 2
    assert ["7", f"tests/test_{number}.py::test_it"] == rows["GET /user"]
    assert "GET …/contacts/{contactId}" in rows
    assert 1 == len({line.index("  tests/test_") for line in lines})


def test_a_run_that_lacks_something_fails(project: Path) -> None:
    """The report names the parts that are missing, and nothing else."""
    cover(project, 0, -1)
    cover(project, 1, -1)
    done = run(project, *WORKERS)
    assert 1 == done.returncode, done.stdout
    assert "1 failed, 2 passed" in done.stdout.splitlines()[-1]
    assert f"in tests/samples: {EVERYTHING[-1]}" in done.stdout
    assert f": {EVERYTHING[-2]}" not in done.stdout


def test_a_run_of_some_tests_is_not_compared(project: Path) -> None:
    """It prints no table either."""
    cover(project, 0)
    done = run(project, "-n", "1", "-k", "coverage or test_0")
    assert 0 == done.returncode, done.stdout
    assert " 1 passed, 1 skipped" in done.stdout.splitlines()[-1]
    assert "first test" not in done.stdout


def test_a_wrong_answer_fails_its_test(project: Path) -> None:
    """Answers that a test has ordered do not count."""
    (project / "tests" / "test_wrong.py").write_text(WRONG)
    done = run(project, *WORKERS, "-k", "answer")
    assert 1 == done.returncode, done.stdout
    assert "1 failed, 2 passed" in done.stdout.splitlines()[-1]
    assert "FAILED tests/test_wrong.py::test_wrong_answer" in done.stdout
    # If CI is set in the environment, the summary repeats the failures.
    failures, _, _ = done.stdout.partition("short test summary")
    assert "GET /user answered 200: $.nmae is not a field of userinfo" in failures
    assert 1 == failures.count("is not a field of userinfo")


def test_no_name_of_a_test_differs_between_processes(request: pytest.FixtureRequest) -> None:
    """Workers must collect the same names: no addresses in them."""
    assert [] == [item.nodeid for item in request.session.items if " at 0x" in item.nodeid]
