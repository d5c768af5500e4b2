"""`fiken report`: each report in each format, and what is wrong in one sentence."""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click import UsageError
from openpyxl import load_workbook
from rich.console import Console

from fiken import CompanyClient
from fiken.cli._program import program
from fiken.cli._reporting._results import _show, form_of
from fiken.emulator import Emulator
from fiken.pacing import Paced
from fiken.reports import (
    Report,
    cell_text,
    income_statement,
    ledger,
    overdue_invoices,
    table_of,
    trial_balance,
    vat_report,
)
from fiken.types.dates import today
from tests.cli.command import PATIENCE, Command, Done
from tests.house.source import ROOT

#: The arguments of each report, about the year in which the demo company was busy.
REPORTS = {
    "trial-balance": ["--period", "2025"],
    "income": ["--period", "2025"],
    "balance": ["--date", "2025-12-31"],
    "vat": ["--period", "2025"],
    "overdue": [],
    "ledger": ["--period", "2025"],
}
CHARTED = ("income", "overdue")
#: The title of each report in Norwegian.
TITLES = {
    "trial-balance": "Saldobalanse",
    "income": "Resultatregnskap",
    "balance": "Balanse",
    "vat": "Mva-oppgave",
    "overdue": "Forfalte fakturaer",
    "ledger": "Hovedbok",
}


class Reporting:
    """The command `fiken report`, with the demo company of an emulator."""

    def __init__(self, fiken: Command, emulator: Emulator) -> None:
        self._fiken, self.emulator = fiken, emulator

    def __call__(self, *arguments: str) -> Done:
        """Run it with arguments."""
        return self._fiken("report", *arguments, "--base-url", self.emulator.url)

    def rows(self, *arguments: str) -> list[dict[str, str]]:
        """Run it, and return the rows of its CSV."""
        done = self(*arguments)
        assert (0, "") == (done.code, done.err)
        return list(csv.DictReader(io.StringIO(done.out)))


@pytest.fixture
def report(fiken: Command, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Reporting:
    """The command, with a personal token and the demo company, and without pauses."""
    monkeypatch.setattr(Paced.__init__, "__defaults__", (0.0,))
    monkeypatch.setenv("FIKEN_TOKEN", emulator.token)
    monkeypatch.setenv("FIKEN_COMPANY", emulator.company_slug)
    return Reporting(fiken, emulator)


def test_every_report_is_tried() -> None:
    group = program.get_command(None, "report")  # type: ignore[arg-type]
    assert list(REPORTS) == list(group.commands)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_a_table(report: Reporting, name: str) -> None:
    done = report(name, *REPORTS[name], "--format", "table", "--lang", "no")
    assert (0, "") == (done.code, done.err)
    title, subtitle, *lines = done.out.splitlines()
    assert TITLES[name] == title
    assert subtitle.startswith("fiken-demo-fjellbris-kaffe-as, ")
    assert lines[-1].endswith(": stemmer")


@pytest.mark.parametrize("width", [20, 60, 80, 100, 400])
def test_no_digit_is_cut_off(acme: CompanyClient, width: int) -> None:
    """A table that is too wide for the terminal runs over its edge."""
    day = date(2025, 10, 1)
    reports: list[Report] = [trial_balance(acme, "2025"), vat_report(acme, "2025")]
    reports += [overdue_invoices(acme, day), income_statement(acme, "2025")]
    for report in [*reports, ledger(acme, "2025-08")]:
        table, file = table_of(report, "no", by_month=True), io.StringIO()
        _show(table, Console(file=file, width=width))
        for line in table.lines:
            for cell, column in zip(line.cells, table.columns, strict=True):
                if column.kind.is_money and cell is not None:
                    assert cell_text(cell, column, "no") in file.getvalue()


def test_a_wide_terminal_is_not_filled(acme: CompanyClient) -> None:
    """A table is as wide as its content."""
    file = io.StringIO()
    _show(table_of(trial_balance(acme, "2025")), Console(file=file, width=400))
    assert max(map(len, file.getvalue().splitlines())) < 120


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_in_a_pipe_is_csv(report: Reporting, name: str) -> None:
    assert report.rows(name, *REPORTS[name])


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_written_in_every_format(report: Reporting, name: str, tmp_path: Path) -> None:
    begins = {"csv": b"Section,", "json": b"{", "xlsx": b"PK", "svg": b"<?xml", "png": b"\x89PNG"}
    for ending, first in begins.items():
        path = tmp_path / f"report.{ending}"
        done = report(name, *REPORTS[name], "-o", str(path))
        if ending in {"svg", "png"} and name not in CHARTED:
            assert 2 == done.code
            assert not path.exists()
        else:
            assert (0, "", f"wrote {path}\n") == done
            assert path.read_bytes().startswith(first)


def test_the_sums_are_those_of_the_shop(report: Reporting) -> None:
    """15 140.13 kroner of profit: computed by hand in tests/reports/test_demo_shop.py."""
    income = report.rows("income", "--period", "2025")
    assert 1_514_013 == sum(int(row["Amount (øre)"]) for row in income)
    balance = report.rows("trial-balance", "--period", "2025")
    assert 0 == sum(int(row["Closing balance (øre)"]) for row in balance)
    vat = json.loads(report("vat", "--period", "2025", "--format", "json").out)
    assert 249_941 == vat["sums"]["payable"]


def test_amounts_are_written_in_norwegian(report: Reporting) -> None:
    """With a no-break space, so that no line is broken inside an amount."""
    done = report("income", "--period", "2025", "--format", "table")
    result = [line.split() for line in done.out.splitlines() if "Operating result" in line]
    assert [["Operating", "result", "15", "140,13"]] == result
    assert "15\N{NO-BREAK SPACE}140,13" in done.out


def test_excel_gets_semicolons_and_kroner(report: Reporting) -> None:
    done = report("overdue", "--date", "15.06.2026", "--excel", "--lang", "no")
    first, second, *_ = done.out.splitlines()
    assert "\ufeffGruppe;Kunde;Faktura;Dato;Forfall" == first[:34]
    assert second.endswith(";;;3014,54;")


def test_the_company_option_is_heeded(report: Reporting) -> None:
    """The option replaces the variable, as for other commands."""
    done = report("balance", "--company", "nobody", "--date", "2025-12-31")
    assert 1 == done.code
    assert "no company with the slug 'nobody'" in done.err


def test_a_date_means_the_year_so_far(report: Reporting) -> None:
    """The income until the end of August is that from January to August."""
    by_date = report.rows("income", "--date", "2025-08-31")
    assert by_date == report.rows("income", "--period", "2025-01-01..2025-08-31")
    assert by_date != report.rows("income", "--period", "2025")


def test_this_year_is_the_default(report: Reporting) -> None:
    assert [] == report.rows("income", "--period", "2024")
    done = report("balance", "--format", "json")
    assert 0 == done.code
    period = json.loads(report("trial-balance", "--format", "json").out)["period"]
    assert ("01-01", "12-31") == (period["start"][5:], period["end"][5:])


def test_sub_accounts_have_rows_on_request(report: Reporting) -> None:
    codes = [row["Account"] for row in report.rows("trial-balance", "--period", "2025")]
    assert not [code for code in codes if ":" in code]
    every = report.rows("trial-balance", "--period", "2025", "--sub-accounts")
    assert {"1500:10001", "1920:10001"} <= {row["Account"] for row in every}


def test_months_have_columns_on_request(report: Reporting) -> None:
    (row, *_) = report.rows("income", "--period", "2025-Q3", "--by-month")
    months = [f"{name} 2025 (øre)" for name in ("Jul", "Aug", "Sep")]
    assert ["Section", "Account", "Name", *months, "Amount (øre)"] == list(row)


def test_a_ledger_of_some_accounts(report: Reporting) -> None:
    rows = report.rows("ledger", "--period", "2025-08", "--accounts", "1920,3000-3099")
    assert {"1920", "3000", "3040"} == {row["Section"].partition(" ")[0][:4] for row in rows}


def test_purchases_are_reported_on_request(report: Reporting) -> None:
    done = report("overdue", "--purchases", "--format", "table", "--lang", "no")
    assert "Forfalte leverandørfakturaer" == done.out.splitlines()[0]


def test_a_failed_check_is_a_note(report: Reporting) -> None:
    """On the standard error, so that the results can still be read by a program."""
    done = report("overdue", "--date", "2025-07-31")
    assert 0 == done.code
    assert done.err.splitlines()[-1].startswith("fiken: note: Unpaid documents equal the balance")
    assert done.out.startswith("Section,Customer,")


@pytest.mark.parametrize("form", ["csv", "json", "svg", "table"])
def test_amounts_of_another_day_are_named(report: Reporting, form: str) -> None:
    """Below a table, and otherwise on the standard error."""
    sentence = f"The amounts are those of {today()}, as Fiken does not say those of 2025-07-31"
    done = report("overdue", "--date", "2025-07-31", "--format", form)
    assert 0 == done.code
    said = done.out if form == "table" else done.err
    assert sentence in [line.removeprefix("fiken: note: ") for line in said.splitlines()]
    now = report("overdue", "--date", str(today()), "--format", form)
    assert "The amounts are those of" not in now.out + now.err


def test_a_table_tells_of_a_failed_check(report: Reporting) -> None:
    """Below the table, with both sums."""
    done = report("overdue", "--date", "2025-07-31", "--format", "table", "--lang", "no")
    assert (0, "") == (done.code, done.err)
    last = done.out.splitlines()[-1]
    assert last.endswith("stemmer ikke, 15 363,50 mot 12 500,00, avvik -2 863,50")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["income", "--period", "2026-Q5"], 1, "not '2026-Q5': write 2026, 2026-06, 2026-Q2"),
        (
            ["balance", "--date", "31.02.2026"],
            2,
            "'31.02.2026' is not a day: write it like 2026-06-15",
        ),
        (["income", "--period", "2026", "--date", "15.6.2026"], 2, "exclude each other"),
        (["vat"], 2, "Missing option '--period'"),
        (["ledger", "--accounts", "bank"], 1, 'not \'bank\': write "1920", "1920:10001"'),
        (["overdue", "-o", "report.pdf"], 2, "report.pdf does not say which format: name one"),
        (["overdue", "--excel", "--format", "json"], 2, "--excel writes CSV, and not json"),
        (["overdue", "--excel", "-o", "a.xlsx"], 2, "--excel writes CSV: call the file a.csv"),
        (["overdue", "--excel", "-o", "a.svg"], 2, "--excel writes CSV: call the file a.csv"),
        (["overdue", "-o", "."], 2, "is a folder: give the name of a file in it"),
        (["ledger", "--accounts", "1599-1500"], 1, "with the lower number first"),
        (["balance", "--date", "2026-W05"], 2, "'2026-W05' is not a day: write it like 2026-06-15"),
        (["ledger", "-o", "report.png"], 2, "(table, csv, json, xlsx)"),
        (["vat", "--period", "2026", "--format", "svg"], 2, "is not one of"),
        (["income", "-o", "no/such/folder.csv"], 1, "folder.csv cannot be written: No such file"),
    ],
)
def test_wrong_usage_is_one_sentence(
    report: Reporting, arguments: list[str], code: int, sentence: str
) -> None:
    done = report(*arguments)
    assert (code, "") == (done.code, done.out)
    assert sentence in " ".join(done.err.split())


def test_wrong_usage_sends_nothing(report: Reporting) -> None:
    wrong = (
        ["income", "--period", "x"],
        ["ledger", "--accounts", "x"],
        ["vat"],
        ["vat", "-o", "x"],
    )
    for arguments in wrong:
        assert 0 != report(*arguments).code
    assert [] == report.emulator.requests


def test_a_workbook_goes_through_a_pipe(report: Reporting, tmp_path: Path) -> None:
    """Its bytes arrive as they are."""
    path = tmp_path / "report.xlsx"
    command = [sys.executable, "-m", "fiken.cli", "report", "balance", "--format", "xlsx"]
    with path.open("wb") as file:
        subprocess.run(
            [*command, "--base-url", report.emulator.url],
            stdout=file,
            check=True,
            timeout=PATIENCE,
            cwd=ROOT,
        )
    assert "Balance sheet" == load_workbook(path).active.title  # type: ignore[union-attr]


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV only on request, and no bytes that would command it."""
    formats = ("table", "csv", "xlsx")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "table" == form_of(None, "en", None, formats, excel=False).kind
    assert "csv" == form_of(None, "en", None, formats, excel=True).kind
    assert "xlsx" == form_of(None, "en", "report.xlsx", formats, excel=False).kind
    with pytest.raises(UsageError, match="xlsx is not for a terminal"):
        form_of("xlsx", "en", None, formats, excel=False)


def test_a_table_can_be_a_file(report: Reporting, tmp_path: Path) -> None:
    path = tmp_path / "balance.txt"
    done = report("balance", "--format", "table", "-o", str(path), "--date", "2025-12-31")
    assert (0, "", f"wrote {path}\n") == done
    assert "Balance sheet" == path.read_text("utf-8").splitlines()[0]


def test_a_hyphen_is_the_standard_output(
    report: Reporting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for fiken list, and no file with that name is written."""
    monkeypatch.chdir(tmp_path)
    done = report("balance", "-f", "csv", "-o", "-", "--date", "31.12.2025")
    assert (0, "") == (done.code, done.err)
    assert done.out == report("balance", "-f", "csv", "--date", "2025-12-31").out
    assert [] == list(tmp_path.iterdir())
