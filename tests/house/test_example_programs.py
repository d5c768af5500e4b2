"""The programs in examples/ run."""

import csv
import os
import random
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fiken import CompanyClient
from fiken.emulator import Emulator

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


INVOICING = EXAMPLES / "invoicing.py"


def test_the_invoicing_ends_with_what_is_overdue() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", INVOICING], capture_output=True, text=True, check=True
    )
    assert "" == run.stderr
    first, unknown, *late, total = run.stdout.splitlines()
    assert "100 invoices, 3 credit notes" == first
    assert unknown.startswith("no invoice has the KID 0000000000: ")
    owed = [line.split()[2] for line in late]
    assert 11 == len(owed)
    ore = sum(int(amount.replace(".", "")) for amount in owed)
    assert f"overdue: {ore // 100}.{ore % 100:02} kroner" == total


@pytest.fixture
def emulator() -> Generator[Emulator]:
    with Emulator(seed=3, empty=True) as served:
        yield served


def killed_until_done(emulator: Emulator, *arguments: str, most: int) -> int:
    """Run the program, kill it at random moments, start it again until it ends by itself.

    Return how often it was killed, each time after 1 to `most` requests.
    """
    lots, kills = random.Random(1), 0
    environment = {
        **os.environ,
        "FIKEN_TOKEN": emulator.token,
        "FIKEN_COMPANY": emulator.company_slug,
        "FIKEN_URL": emulator.url,
    }
    while True:
        served = len(emulator.requests)
        with subprocess.Popen(
            [sys.executable, INVOICING, *arguments], env=environment, stdout=subprocess.PIPE
        ) as program:
            # Killed after so many requests that it has begun to write.
            enough = served + lots.randint(1, most)
            while program.poll() is None and len(emulator.requests) < enough:
                with suppress(subprocess.TimeoutExpired):
                    program.wait(0.002)
            if program.poll() is not None:
                assert 0 == program.returncode
                return kills
            program.kill()
            kills += 1


def test_a_killed_program_bills_nobody_twice(emulator: Emulator, tmp_path: Path) -> None:
    """Each order has one invoice, sent once; three are credited once, and payments booked once."""
    example: dict[str, Any] = runpy.run_path(str(INVOICING))
    with emulator.client() as client:
        acme = client.company(emulator.company_slug)
        orders = example["made_up_orders"]()
        example["write"](tmp_path / "orders.csv", [*orders, orders[7]])  # one is there twice
        kills = killed_until_done(emulator, "bill", str(tmp_path / "orders.csv"), most=250)
        assert kills > 1
        invoices = list(acme.invoices.all())
        assert Counter(order["order"] for order in orders) == Counter(
            invoice.order_reference for invoice in invoices
        )
        assert [1] * 100 == [len(invoice.dispatches) for invoice in invoices]
        assert 3 == len(acme.credit_notes.all())
        _check_payments(acme, emulator, example, tmp_path / "bank.csv")
    emulator.check_books()


def _check_payments(
    acme: CompanyClient, emulator: Emulator, example: dict[str, Any], path: Path
) -> None:
    """Kill the program while it books payments, and compare each invoice with the bank file."""
    invoices = [each for each in acme.invoices.all(settled=False) if each.kid]
    bank = example["made_up_payments"](acme, max(each.issue_date for each in invoices))
    example["write"](path, bank)
    assert killed_until_done(emulator, "payments", str(path), most=60) > 0
    paid = Counter[str]()
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        paid[row["kid"]] += int(row["amount"].replace(".", ""))
    for before in invoices:
        after = acme.invoices.find(before)
        assert before.kid
        assert before.sale
        assert after.sale
        assert before.sale.total_paid is not None
        assert before.sale.total_paid + paid[before.kid] == after.sale.total_paid
