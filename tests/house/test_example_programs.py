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
from fiken.emulator import DropAfterCarryingOut, Emulator

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


def killed_until_done(emulator: Emulator, program: Path, *arguments: str, most: int) -> int:
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
            [sys.executable, program, *arguments], env=environment, stdout=subprocess.PIPE
        ) as process:
            # Killed after so many requests that it has begun to write.
            enough = served + lots.randint(1, most)
            while process.poll() is None and len(emulator.requests) < enough:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.002)
            if process.poll() is not None:
                assert 0 == process.returncode
                return kills
            process.kill()
            kills += 1


def test_a_killed_program_bills_nobody_twice(emulator: Emulator, tmp_path: Path) -> None:
    """Each order has one invoice, sent once; three are credited once, and payments booked once."""
    example: dict[str, Any] = runpy.run_path(str(INVOICING))
    with emulator.client() as client:
        acme = client.company(emulator.company_slug)
        orders = example["made_up_orders"]()
        example["write"](tmp_path / "orders.csv", [*orders, orders[7]])  # one is there twice
        kills = killed_until_done(
            emulator, INVOICING, "bill", str(tmp_path / "orders.csv"), most=250
        )
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
    assert killed_until_done(emulator, INVOICING, "payments", str(path), most=60) > 0
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


IMPORTING = EXAMPLES / "importing.py"
HEADING = "kundenr;navn;orgnr;epost;ordre;tekst;beløp"


def csv_file(path: Path, *rows: str) -> Path:
    """Write a file as a spreadsheet of Windows does."""
    path.write_text("\n".join([HEADING, *rows, ""]), "utf-8-sig", newline="\r\n")
    return path


def test_the_import_lists_bad_rows() -> None:
    """It bills the others: 1 249,50, 499 and 12 000 kroner, and a quarter of that as VAT."""
    run = subprocess.run(
        [sys.executable, "-W", "error", IMPORTING], capture_output=True, text=True, check=False
    )
    assert 1 == run.returncode
    assert ["W-1 1 561,88", "W-2 623,75", "W-3 15 000,00"] == [
        line.partition(" ")[2] for line in run.stdout.splitlines()
    ]
    ambiguous, nameless, short = run.stderr.splitlines()
    assert ambiguous.startswith("row 6: '1.249' kroner is ambiguous")
    assert nameless.startswith("row 7: Contact.name must be text")
    assert "row 8: it has 2 cells instead of 7" == short


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("K-1;Nelly;;;W-1;Kaffe;101", "row 3: order W-1 is in the file already"),
        ("K-2;Nelly;;;W-1;Kaffe;100", "row 3: order W-1 is in the file already"),
        ("K-1;Nelly;;;W-2;Kaffe;-100", "row 3: beløp must be more than 0, not -100"),
        ("K-1;Nelly;;;W-2;Kaffe;0,00", "row 3: beløp must be more than 0, not 0,00"),
        ("K-1;Nelly;;;W-2;Kaffe; stor;100", "row 3: it has 8 cells instead of 7"),
        (";Nelly;;;W-2;Kaffe;100", "row 3: kundenr, ordre or tekst is empty"),
        ("K-1;Nelly;;; ;Kaffe;100", "row 3: kundenr, ordre or tekst is empty"),
    ],
)
def test_the_import_refuses_a_row(row: str, problem: str, tmp_path: Path) -> None:
    """The same row twice is one order."""
    first = "K-1;Nelly;;;W-1;Kaffe;100"
    path = csv_file(tmp_path / "contacts.csv", first, row, first)
    orders, problems = runpy.run_path(str(IMPORTING))["read"](path)
    assert ["W-1"] == [order.number for order in orders]
    assert [problem] == problems


def test_a_killed_import_bills_nobody_twice(emulator: Emulator, tmp_path: Path) -> None:
    """Each order has one invoice with one PDF, and each customer is there once."""
    orders = [
        f"K-{n % 7};Ærlig Øl {n % 7};99988877{n % 7};;W-{n};Smaking;1 249,50" for n in range(8)
    ]
    path = csv_file(tmp_path / "contacts.csv", *orders, orders[3])
    arguments = str(path), str(EXAMPLES / "terms.pdf")
    assert killed_until_done(emulator, IMPORTING, *arguments, most=60) > 1
    with emulator.client() as client:
        acme = client.company(emulator.company_slug)
        invoices = list(acme.invoices.all())
        assert {f"W-{n}": 1 for n in range(8)} == Counter(each.order_reference for each in invoices)
        for invoice in invoices:
            assert ["terms.pdf"] == [each.filename for each in invoice.attachments]
            assert (124950, 156188) == (invoice.net, invoice.gross)
        assert 7 == len(acme.contacts.all())
    before = len(emulator.requests)
    assert 0 == killed_until_done(emulator, IMPORTING, *arguments, most=10**6)
    assert {"GET"} == {request.method for request in emulator.requests[before:]}
    emulator.check_books()


@pytest.mark.parametrize("part", ["/contacts", "/invoices", "/attachments"])
def test_a_lost_answer_doubles_nothing(part: str, emulator: Emulator, tmp_path: Path) -> None:
    """The program says that it does not know, and looks when it is started again."""
    path = csv_file(tmp_path / "contacts.csv", "K-1;Kåre;;;W-1;Te;10", "K-2;Åse;;;W-2;Te;20")
    bill = runpy.run_path(str(IMPORTING))["bill"]
    with emulator.client() as client:
        acme = client.company(emulator.company_slug)
        lost = emulator.failing(DropAfterCarryingOut(), method="POST", path=part)
        with lost, pytest.raises(SystemExit) as stopped:
            bill(acme, path, EXAMPLES / "terms.pdf")
        assert str(stopped.value.code).startswith("order W-1: ")
        with pytest.raises(SystemExit) as stopped:
            bill(acme, path, EXAMPLES / "terms.pdf")
        assert 0 == stopped.value.code
        assert ["W-1", "W-2"] == sorted(each.order_reference or "" for each in acme.invoices.all())
        assert [1, 1] == [len(each.attachments) for each in acme.invoices.all()]
        assert 2 == len(acme.contacts.all())
