"""The ordering application in examples/ordering passes its own tests, and runs."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from examples.ordering.application import Ordering
from examples.ordering.database import Database
from examples.ordering.domain import Money, OrderLine, Vat
from fiken.auth import LoginRecord, LoginRecords, Tokens, store_from_environment
from fiken.emulator import Emulator
from tests.house.source import ROOT

FOLDER = ROOT / "examples" / "ordering"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("test_*.py")))
def test_its_own_tests_pass(name: str) -> None:
    """They are run as a user runs them, without the fixtures of our own tests."""
    done = run("pytest", "-q", "-p", "no:cacheprovider", str(FOLDER / name))
    assert 0 == done.returncode, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_it_runs() -> None:
    """A lost answer, a new name and a cancelled order end with two invoices and a credit note."""
    done = run("examples.ordering")
    assert (0, "") == (done.returncode, done.stderr)
    first, second = done.stdout.splitlines()
    # 1 299 kroner and a quarter; six at 189.90, and 15 %
    total, food = 129900 * 5 // 4 + (6 * 18990 * 115 + 50) // 100, (6 * 18990 * 115 + 50) // 100
    assert first.startswith(f"order 1: {total // 100}.{total % 100:02} kr, invoice 10007")
    assert first.endswith("not credited")
    assert second.startswith(f"order 2: {food // 100}.{food % 100:02} kr, invoice 10008")
    assert second.endswith("credited by 10003")


def test_the_program_of_its_readme(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs with the account that `fiken emulator` logs in."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("FIKEN_ACCOUNT", "emulator")
    monkeypatch.delenv("FIKEN_TOKEN", raising=False)
    monkeypatch.delenv("FIKEN_STORE", raising=False)
    LoginRecords().save(LoginRecord("emulator", emulator.url))
    store_from_environment().save("emulator", Tokens(access_token=emulator.token))
    path, program = tmp_path / "orders.db", dict[str, Any]()
    ordering = Ordering(Database(path))
    kari = ordering.register("Kari Kafé", "kari@example.com")
    ordering.order(kari, [OrderLine("Cup", 1, Money(10000), Vat.STANDARD)], date(2026, 6, 15))
    (block,) = re.findall(
        r"```python\n(.*?)```", (FOLDER / "README.md").read_text("utf-8"), re.DOTALL
    )
    exec(block, program)
    program["run"](emulator.company_slug, path)
    with emulator.client() as client:
        invoices = client.company(emulator.company_slug).invoices
        assert [12500] == [each.gross for each in invoices.all(order_reference="order-1")]


def test_it_is_small() -> None:
    """A developer reads it in ten minutes."""
    paths = [path for path in FOLDER.glob("*.py") if not path.name.startswith("test_")]
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    assert len([line for line in lines if line.strip()]) <= 500
