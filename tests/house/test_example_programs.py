"""The programs in examples/ run."""

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


TOUR = EXAMPLES / "tour.py"


def test_the_tour_runs() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", TOUR], capture_output=True, text=True, check=True
    )
    assert "" == run.stderr
    for line in (
        "MissingAttributesError: Project cannot be saved",
        "NotFoundError",
        "# 2 requests",
    ):
        assert line in run.stdout


def test_the_tour_refuses_a_real_company(tmp_path: Path) -> None:
    program = tmp_path / "real.py"
    program.write_text(
        "import os, runpy, sys\n"
        "from unittest import mock\n"
        "from fiken.repositories import CompanyRepository\n"
        "from fiken import Company\n"
        "real = Company(name='Ekte AS', slug='ekte-as', test_company=False)\n"
        "with mock.patch.object(CompanyRepository, 'find', lambda *_: real):\n"
        "    runpy.run_path(sys.argv[1], run_name='__main__')\n"
    )
    environment = {"FIKEN_TOKEN": "made.up", "FIKEN_COMPANY": "ekte-as", "PATH": ""}
    run = subprocess.run(
        [sys.executable, program, TOUR],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert 1 == run.returncode
    assert "Ekte AS is not a test company" in run.stderr
    assert "" == run.stdout


def test_the_month_ends_with_its_trial_balance() -> None:
    """The figures were calculated by hand from what the example books."""
    run = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / "bookkeeping.py"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "" == run.stderr
    lines = [" ".join(line.split()) for line in run.stdout.splitlines()]
    assert "1920:10001 Driftskonto 54 950,00" in lines
    assert "1500:10001 Kafé Havgapet 8 000,00" in lines
    assert "Sum 124 000,00 124 000,00" in lines
    assert "Utgående mva 12 800,00, inngående mva 5 000,00, å betale 7 800,00 kroner" in lines
    assert "I banken 54 950,00 kroner" in lines
    # January still contains the sale that is deleted in February: 35 200 and 16 000.
    assert "Salg av kaffe per 31.01.2026: 51 200,00 kroner" in lines
    assert "Salg av kaffe per 10.02.2026: 44 000,00 kroner" in lines
