"""Processes that are killed, suspended, or write with the same keys at the same time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.house.source import ROOT
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

#: Between the check of the lease and the first byte, nothing can notice that time has passed.
LAST_MOMENT = {"sale_guarded", "payment_guarded"}


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fiken.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    name = f"case_{uuid4().hex}"
    server.run(f"CREATE DATABASE {name}")
    return server.url.replace("/postgres?", f"/{name}?")


def run(mode: str, url: str, folder: Path) -> Any:
    """Run the program with the workers, and return what became of them."""
    command = [sys.executable, "-W", "error", "-m", "tests.idempotency.workers", mode, url]
    done = subprocess.run(
        [*command, str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)
    return json.loads(done.stdout)


def test_a_killed_worker_doubles_nothing(url: str, tmp_path: Path) -> None:
    """Wherever it was killed, the next call with its key has the one result."""
    results = run("killed", url, tmp_path)
    assert 24 == len(results)
    assert dict.fromkeys(results, -9) == {name: one["exit"] for name, one in results.items()}
    assert {} == {name: one for name, one in results.items() if [one["id"]] != one["rows"]}


def test_a_suspended_worker_doubles_nothing(url: str, tmp_path: Path) -> None:
    """It is suspended for longer than its lease, and finds that another one has done its work."""
    results = run("suspended", url, tmp_path)
    assert 24 == len(results), results
    for name in LAST_MOMENT:
        one = results.pop(name)
        assert ("twice", 2) == (one["theirs"], len(one["rows"]))
    wrong = {
        name: one
        for name, one in results.items()
        if ([one["id"]], one["id"], 0) != (one["rows"], one["theirs"], one["exit"])
    }
    assert {} == wrong


def test_racing_workers_get_one_result(url: str, tmp_path: Path) -> None:
    """Each key has one row, also those that look alike, and all workers get its id."""
    results = run("racing", url, tmp_path)
    assert [0] * 5 == results["exits"]
    first = results["made"][0]
    assert [first] * 5 == results["made"]
    assert sorted(results["rows"]) == sorted(first.values())
    assert 6 == len(first)
