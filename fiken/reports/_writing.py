"""Writing a report to a file: CSV, JSON, XLSX, SVG or PNG."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Final, cast

import attrs

from fiken import format_kroner
from fiken._csv import csv_text, guarded
from fiken.errors import InvalidAttributeError
from fiken.reports._balance_sheet import BalanceSums
from fiken.reports._charts import chart_of
from fiken.reports._table import Cell, Column, ColumnKind, Table
from fiken.reports._tables import Report, table_of
from fiken.reports._texts import ReportLanguage, date_of, text_of
from fiken.reports._xlsx import xlsx_of

#: The forms in which a report can be written to a file.
FORMATS: Final = ("csv", "json", "xlsx", "svg", "png")


def csv_of(table: Table, *, excel: bool = False) -> str:
    """Return the rows of a table as CSV, with a column for their section.

    Headings and sums are left out, so that each amount is there once. The heading of a column of
    amounts names their unit.

    Args:
        table: The table.
        excel: Whether the text is for a Norwegian Excel: semicolons, amounts in kroner with a
            decimal comma, and dates such as 15.06.2026. Otherwise amounts are whole øre, and dates
            such as 2026-06-15.
    """
    section = text_of("column.section", table.lang)
    rows = [[section, *(_heading(column, excel=excel) for column in table.columns)]]
    for line in table.rows:
        cells = zip(line.cells, table.columns, strict=True)
        texts = [_text(cell, column, excel=excel) for cell, column in cells]
        rows.append([guarded(line.section) if excel else line.section, *texts])
    return csv_text(rows, ";" if excel else ",")


def json_of(report: Report) -> str:
    """Return a report as JSON, with the names of its fields. Amounts are whole øre."""
    values = attrs.asdict(report, value_serializer=lambda _, __, value: _plain(value))
    sums = {
        name: _plain_value(getattr(report, name))
        for name, thing in vars(type(report)).items()
        if isinstance(thing, property)
    }
    checks = [{"passed": check.passed} for check in report.checks]
    for each, passed in zip(values["checks"], checks, strict=True):
        each.update(passed)
    return json.dumps(values | {"sums": sums}, ensure_ascii=False, indent=2) + "\n"


def write_report(
    report: Report,
    to: str | Path,
    *,
    lang: ReportLanguage = "en",
    format: str | None = None,
    excel: bool = False,
    by_month: bool = False,
) -> None:
    """Write a report to a file. An existing file is replaced.

    Args:
        report: The report.
        to: The path of the file.
        lang: The language of the headings: "en" or "no".
        format: One of "csv", "json", "xlsx", "svg" and "png". None: the ending of the path. SVG and
            PNG are charts, of an income statement and of the unpaid documents only.
        excel: Whether CSV is for a Norwegian Excel. See `csv_of`.
        by_month: Whether an income statement gets a column for each month.

    Raises:
        InvalidAttributeError: There is no such format, or the report has no chart.
        ConfigurationError: A package is not installed: XLSX needs ``fiken[xlsx]``, and charts need
            ``fiken[charts]``.
        OSError: The file cannot be written.
    """
    path = Path(to)
    kind = path.suffix.removeprefix(".").lower() if format is None else format
    Path(path).write_bytes(bytes_of(report, kind, lang=lang, excel=excel, by_month=by_month))


def bytes_of(
    report: Report,
    format: str,
    *,
    lang: ReportLanguage = "en",
    excel: bool = False,
    by_month: bool = False,
) -> bytes:
    """Return a report as the content of a file. See `write_report`."""
    table = table_of(report, lang, by_month=by_month)
    writers: Mapping[str, Callable[[], bytes]] = {
        "csv": lambda: csv_of(table, excel=excel).encode("utf-8-sig" if excel else "utf-8"),
        "json": lambda: json_of(report).encode(),
        "xlsx": lambda: xlsx_of(table),
        "svg": lambda: chart_of(report, "svg", lang),
        "png": lambda: chart_of(report, "png", lang),
    }
    if format not in writers:
        rule = f"one of {', '.join(FORMATS)}"
        raise InvalidAttributeError("write_report", "format", format, rule)
    return writers[format]()


def _heading(column: Column, *, excel: bool) -> str:
    if not column.kind.is_money:
        return column.heading
    if column.kind is ColumnKind.FOREIGN:
        return column.heading if excel else f"{column.heading} (1/100)"
    return f"{column.heading} {'(kr)' if excel else '(øre)'}"


def _text(cell: Cell, column: Column, *, excel: bool) -> str:
    if cell is None:
        return ""
    if column.kind.is_money:
        amount = cast("int", cell)
        return format_kroner(amount).replace(" ", "") if excel else str(amount)
    if isinstance(cell, Decimal):
        percent = f"{(cell * 100).normalize():f}"
        return f"{percent.replace('.', ',')} %" if excel else str(cell)
    if isinstance(cell, date):
        return date_of(cell, "no" if excel else "en")
    return guarded(cell) if excel and isinstance(cell, str) else str(cell)


def _plain(value: Any) -> Any:
    """Return a value of a report as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


def _plain_value(value: Any) -> Any:
    return attrs.asdict(value) if isinstance(value, BalanceSums) else _plain(value)
