"""Reports as tables and files: each amount is there once, and nothing becomes a formula."""

import csv
import io
import json
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from matplotlib.figure import Figure
from openpyxl import load_workbook

from fiken import CompanyClient, ConfigurationError, InvalidAttributeError
from fiken.emulator import Emulator
from fiken.reports import (
    Age,
    Column,
    ColumnKind,
    IncomeMonth,
    IncomeRow,
    IncomeStatement,
    Line,
    LineKind,
    Period,
    Report,
    Section,
    balance_sheet,
    bytes_of,
    csv_of,
    income_statement,
    json_of,
    ledger,
    overdue_invoices,
    table_of,
    trial_balance,
    vat_report,
    write_report,
)
from fiken.reports._charts import _draw_ages, _draw_months
from fiken.reports._income import months_of
from fiken.reports._xlsx import xlsx_of
from fiken.types.dates import today
from tests.reports.inputs import noon
from tests.reports.test_demo_shop import BANK, INCOME, RENT, UNPAID

DAY = date(2026, 6, 15)


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """All reports of the demo company."""
    with Emulator(seed=1, clock=lambda: noon(DAY)) as emulator, emulator.client() as client:
        acme = client.company(emulator.company_slug)
        return {
            "Saldobalanse": trial_balance(acme, "2025"),
            "Resultatregnskap": income_statement(acme, "2025"),
            "Balanse": balance_sheet(acme, date(2025, 12, 31)),
            "Mva-oppgave": vat_report(acme, "2025"),
            "Forfalte fakturaer": overdue_invoices(acme, DAY),
            "Forfalte leverandørfakturaer": overdue_invoices(acme, DAY, purchases=True),
            "Hovedbok": ledger(acme, "2025"),
        }


def test_headings_are_norwegian(reports: dict[str, Report]) -> None:
    tables = [table_of(report, "no") for report in reports.values()]
    assert list(reports) == [table.title for table in tables]
    assert ["Konto", "Navn", "Inngående balanse", "Bevegelse", "Utgående balanse"] == [
        column.heading for column in tables[0].columns
    ]
    assert "fiken-demo-fjellbris-kaffe-as, 01.01.2025 \N{EN DASH} 31.12.2025" == tables[0].subtitle
    sums = [line.cells[1] for line in tables[1].lines if line.kind is LineKind.RESULT]
    assert ["Sum driftskostnader", "Driftsresultat", "Resultat før skatt", "Resultat"] == sums


def test_both_languages_have_the_same_amounts(reports: dict[str, Report]) -> None:
    for report in reports.values():
        one, other = table_of(report, "en"), table_of(report, "no")
        assert one.title != other.title
        assert len(one.lines) == len(other.lines)
        for index, column in enumerate(one.columns):
            if column.kind.is_number:
                here, there = ([line.cells[index] for line in t.lines] for t in (one, other))
                assert here == there


def test_every_line_has_every_cell(reports: dict[str, Report]) -> None:
    for report in reports.values():
        table = table_of(report)
        assert {len(table.columns)} == {len(line.cells) for line in table.lines}


def test_another_language_is_refused(reports: dict[str, Report]) -> None:
    lang: Any = "sv"
    with pytest.raises(InvalidAttributeError, match='must be "en" or "no"'):
        table_of(reports["Balanse"], lang)


def test_only_a_report_becomes_a_table() -> None:
    report: Any = [1]
    with pytest.raises(InvalidAttributeError, match=r"must be a report of fiken\.reports"):
        table_of(report)


def read(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of CSV."""
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_csv_has_each_amount_once(reports: dict[str, Report]) -> None:
    """Whole øre, and no sums: who adds a column up gets its total."""
    rows = read(csv_of(table_of(reports["Resultatregnskap"])))
    assert INCOME - RENT == sum(int(row["Amount (øre)"]) for row in rows)
    rows = read(csv_of(table_of(reports["Saldobalanse"])))
    assert 0 == sum(int(row["Closing balance (øre)"]) for row in rows)
    rows = read(csv_of(table_of(reports["Forfalte fakturaer"])))
    assert sum(UNPAID.values()) == sum(int(row["Outstanding (øre)"]) for row in rows)
    assert {"2025-02-25"} == {row["Due"] for row in rows if row["Invoice"] == "1001"}
    assert {"23500", ""} == {row["In currency (1/100)"] for row in rows}


def test_csv_for_excel_has_kroner(reports: dict[str, Report]) -> None:
    content = bytes_of(reports["Forfalte fakturaer"], "csv", lang="no", excel=True)
    assert content.startswith(b"\xef\xbb\xbfGruppe;Kunde;")
    rows = read(content.decode("utf-8-sig"), ";")
    assert {"12500,00"} == {r["Utestående (kr)"] for r in rows if r["Faktura"] == "1001"}
    assert {"25.02.2025"} == {r["Forfall"] for r in rows if r["Faktura"] == "1001"}
    assert {("GBP", "235,00"), ("", "")} == {(r["Valuta"], r["I valuta"]) for r in rows}


@pytest.mark.parametrize("excel", [False, True])
def test_lines_end_as_the_reader_expects(reports: dict[str, Report], *, excel: bool) -> None:
    """In CR LF for Excel, and else in LF."""
    lines = csv_of(table_of(reports["Saldobalanse"]), excel=excel).split("\n")
    assert {excel} == {line.endswith("\r") for line in lines[:-1]}
    assert "" == lines[-1]


def test_by_month_adds_a_column_per_month(reports: dict[str, Report]) -> None:
    """They sum to the amount of the year."""
    table = table_of(reports["Resultatregnskap"], "no", by_month=True)
    assert ["jan 2025", "des 2025", "Beløp"] == [table.columns[i].heading for i in (2, 13, 14)]
    for line in table.lines:
        months: Any = line.cells[2:14]
        if line.kind is not LineKind.HEADING:
            assert sum(months) == line.cells[14]


def test_json_has_the_fields_and_sums(reports: dict[str, Report]) -> None:
    values = json.loads(json_of(reports["Resultatregnskap"]))
    assert INCOME - RENT == values["sums"]["result"]
    assert {"start": "2025-01-01", "end": "2025-12-31"} == values["period"]
    assert ("3000", "income") == (values["rows"][0]["code"], values["rows"][0]["section"])
    assert [True] == [check["passed"] for check in values["checks"]]
    for report in reports.values():
        assert json.loads(json_of(report))["company"] == "fiken-demo-fjellbris-kaffe-as"


def sheet_of(report: Report) -> Any:
    """Return the sheet of a report, as Excel reads it."""
    return load_workbook(io.BytesIO(bytes_of(report, "xlsx", lang="no"))).active


def test_xlsx_has_real_numbers(reports: dict[str, Report]) -> None:
    """Kroner with a format, sums as values, and dates."""
    sheet = sheet_of(reports["Saldobalanse"])
    closing = {row[0].value: row[4] for row in sheet.iter_rows(2) if row[0].value}
    assert BANK == round(closing["1920"].value * 100)
    assert "#,##0.00" == closing["1920"].number_format
    sums = {row[1].value: row[4] for row in sheet.iter_rows(2) if row[1].value}
    assert 0 == sums["Sum alle kontoer"].value
    assert sums["Sum alle kontoer"].font.bold
    assert "A2" == sheet.freeze_panes
    assert "Saldobalanse" == sheet.title
    assert {"n", "s"} == {cell.data_type for row in sheet.iter_rows(1) for cell in row}
    (due,) = [
        row[3]
        for row in sheet_of(reports["Forfalte fakturaer"]).iter_rows(2)
        if row[1].value == "1001"
    ]
    assert (datetime(2025, 2, 25), "dd.mm.yyyy") == (due.value, due.number_format)  # noqa: DTZ001


def test_xlsx_has_rates_in_percent(reports: dict[str, Report]) -> None:
    """Excel shows 25 % as "25.%" in the format 0.##%."""
    rows = {row[0].value: row[2] for row in sheet_of(reports["Mva-oppgave"]).iter_rows(2)}
    assert (0.25, "0%") == (rows["3"].value, rows["3"].number_format)
    fish = Column("rate", "Sats", ColumnKind.RATE)
    table = attrs.evolve(
        table_of(reports["Mva-oppgave"], "no"),
        columns=(fish,),
        lines=(Line(LineKind.ROW, (Decimal("0.1111"),)),),
    )
    cell = load_workbook(io.BytesIO(xlsx_of(table))).worksheets[0]["A2"]
    assert (0.1111, "0.00%") == (cell.value, cell.number_format)


def renamed(acme: CompanyClient, name: str) -> Report:
    """Return the unpaid documents, after a customer got another name."""
    contact = acme.contacts.find_by(name="Kari Nordmann")
    assert contact is not None
    acme.contacts.save(contact.evolve(name=name))
    return overdue_invoices(acme, DAY)


def texts_in(report: Report) -> dict[str, str]:
    """Return the texts of a workbook, with the type of their cells."""
    every = [cell for row in sheet_of(report).iter_rows() for cell in row]
    return {cell.value: cell.data_type for cell in every if isinstance(cell.value, str)}


def test_a_name_is_no_formula(acme: CompanyClient) -> None:
    """Neither in a workbook, nor in CSV for Excel. Other CSV has the name as it is."""
    report = renamed(acme, "=1+1")
    assert "s" == texts_in(report)["=1+1"]
    table = table_of(report)
    assert "'=1+1" in {row["Customer"] for row in read(csv_of(table, excel=True), ";")}
    assert "=1+1" in {row["Customer"] for row in read(csv_of(table))}


def test_control_characters_do_not_stop_a_workbook(acme: CompanyClient) -> None:
    assert "Kari" in texts_in(renamed(acme, "Ka\x07ri"))


@pytest.mark.parametrize("report", ["Resultatregnskap", "Forfalte fakturaer"])
def test_a_chart_is_the_same_each_time(reports: dict[str, Report], report: str) -> None:
    first, second = (bytes_of(reports[report], "svg", lang="no") for _ in range(2))
    assert first == second
    assert b"<svg" in first
    assert b"\x89PNG" == bytes_of(reports[report], "png")[:4]


def test_a_report_without_a_chart_says_so(reports: dict[str, Report]) -> None:
    with pytest.raises(InvalidAttributeError, match="other reports have no chart"):
        bytes_of(reports["Balanse"], "svg")


def test_bars_have_the_heights_of_the_months(acme: CompanyClient) -> None:
    """The income of each month, then its costs. Costs are drawn upwards."""
    statement = income_statement(acme, "2025")
    axes: Any = Figure().subplots()
    _draw_months(axes, statement, "no")
    heights = [round(bar.get_height() * 100) for bar in axes.patches]
    expected = [month.income for month in statement.months]
    assert expected + [-month.costs for month in statement.months] == heights
    assert [round(y * 100) for y in axes.lines[0].get_ydata()] == [
        month.result for month in statement.months
    ]


def test_bars_have_the_heights_of_the_ages(acme: CompanyClient) -> None:
    report = overdue_invoices(acme, date(2025, 10, 1))
    axes: Any = Figure().subplots()
    _draw_ages(axes, report, "no")
    assert [report.total(age) for age in Age] == [
        round(bar.get_height() * 100) for bar in axes.patches
    ]
    assert ["Ikke forfalt", "1\N{EN DASH}30 dager"] == [
        x.get_text() for x in axes.get_xticklabels()[:2]
    ]


def test_a_chart_names_the_day_of_the_amounts(acme: CompanyClient) -> None:
    axes: Any = Figure().subplots()
    _draw_ages(axes, overdue_invoices(acme, date(2025, 10, 1)), "no")
    about = axes.texts[-1].get_text()
    assert f"{acme.slug}, 01.10.2025 (beløp per {today():%d.%m.%Y})." in about
    axes.clear()
    _draw_ages(axes, overdue_invoices(acme), "no")
    assert f"{acme.slug}, {today():%d.%m.%Y}." in axes.texts[-1].get_text()


def statement_of(months: int, amount: int) -> IncomeStatement:
    """Return an income statement with the same income in each month."""
    span = Period(date(2022, 3, 1), date(2022 + (months + 1) // 12, (months + 1) % 12 + 1, 28))
    row = IncomeRow("3000", "Salg", Section.INCOME, months * amount, (amount,) * months)
    every = tuple(IncomeMonth(day, amount, 0, amount) for day in months_of(span))
    assert months == len(every)
    return IncomeStatement("acme", span, (row,), every, ())


@pytest.mark.parametrize("amount", [0, 50, 250, 900, 123_456_789_01, -250])
def test_the_scale_has_whole_kroner(amount: int) -> None:
    """No tick at 2.50 is called 2 kr, and none is called twice."""
    axes: Any = Figure().subplots()
    _draw_months(axes, statement_of(12, amount), "no")
    ticks = list(axes.get_yticks())
    texts = axes.yaxis.get_major_formatter().format_ticks(ticks)
    assert [f"{round(tick):,} kr".replace(",", "\u00a0") for tick in ticks] == texts
    assert [round(tick) for tick in ticks] == ticks
    assert "-0 kr" not in texts


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (3, ["mar 2022", "apr", "mai"]),
        (16, ["mar 2022", "", "", "jun", "", "", "sep", "", "", "des", "", "", "mar 2023"]),
        (61, ["mar 2022", *[""] * 11, "mar 2023"]),
    ],
)
def test_names_of_months_do_not_overlap(months: int, expected: list[str]) -> None:
    axes: Any = Figure().subplots()
    _draw_months(axes, statement_of(months, 100), "no")
    names = [x.get_text().replace("\n", " ").strip() for x in axes.get_xticklabels()]
    assert expected == names[: len(expected)]
    assert months == len(names)


def test_the_ending_names_the_format(reports: dict[str, Report], tmp_path: Path) -> None:
    for ending in ("csv", "json", "xlsx", "svg", "png"):
        path = tmp_path / f"report.{ending}"
        write_report(reports["Resultatregnskap"], path)
        assert path.read_bytes()[:4] in {b"Sect", b"{\n  ", b"PK\x03\x04", b"<?xm", b"\x89PNG"}
    with pytest.raises(InvalidAttributeError, match="must be one of csv, json, xlsx, svg, png"):
        write_report(reports["Resultatregnskap"], tmp_path / "report.pdf")


@pytest.mark.parametrize(
    ("package", "format", "extra"),
    [("openpyxl", "xlsx", "xlsx"), ("matplotlib", "svg", "charts")],
)
def test_a_missing_package_is_named(
    reports: dict[str, Report],
    monkeypatch: pytest.MonkeyPatch,
    package: str,
    format: str,
    extra: str,
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigurationError, match=rf"pip install 'fiken\[{extra}\]'"):
        bytes_of(reports["Resultatregnskap"], format)
