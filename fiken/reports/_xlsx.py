"""A table as an Excel workbook."""

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any, cast

from fiken import in_kroner
from fiken.errors import ConfigurationError
from fiken.reports._drawing import cell_text
from fiken.reports._table import Cell, Column, ColumnKind, LineKind, Table

_MONEY, _DAY = "#,##0.00", "dd.mm.yyyy"
_MONEY_RED = f"{_MONEY};[Red]-{_MONEY}"
#: What a cell of Excel cannot have.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: The most and the least characters of a column.
_WIDEST, _NARROWEST = 60, 9


def xlsx_of(table: Table) -> bytes:
    """Return a table as a workbook with one sheet.

    Amounts are numbers in kroner, and sums are values, not formulas. The first row has the
    headings, and stays in sight. The notes are below the table.

    Raises:
        ConfigurationError: The package openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - it is optional
    except ModuleNotFoundError as error:
        if error.name != "openpyxl":
            raise
        raise ConfigurationError(
            "XLSX needs the package openpyxl: run pip install 'fiken[xlsx]'"
        ) from None
    book = Workbook()
    sheet: Any = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", table.title)[:31]
    _fill(sheet, table)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "portrait" if len(table.columns) <= 6 else "landscape"  # noqa: PLR2004
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.oddHeader.left.text = f"{table.title}, {table.subtitle}".replace("&", "&&")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

    bold, grey, line = Font(bold=True), PatternFill("solid", fgColor="FFE8ECF0"), Side("thin")
    for number, column in enumerate(table.columns, 1):
        head = sheet.cell(1, number, column.heading)
        head.font, head.fill = bold, grey
        side = "right" if column.kind.is_number else "left"
        head.alignment = Alignment(horizontal=side, wrap_text=True, vertical="top")
        letter = head.column_letter
        sheet.column_dimensions[letter].width = _width(table, number - 1, column)
    for row, each in enumerate(table.lines, 2):
        for number, (value, column) in enumerate(zip(each.cells, table.columns, strict=True), 1):
            cell = sheet.cell(row, number)
            _put(cell, value, column)
            if each.kind is not LineKind.ROW:
                cell.font = bold
            if each.kind in {LineKind.SUM, LineKind.RESULT}:
                under = Side("double") if each.kind is LineKind.RESULT else None
                cell.border = Border(top=line, bottom=under)
    for index, note in enumerate((table.subtitle, *table.notes), len(table.lines) + 3):
        cell = sheet.cell(index, 1)
        cell.value, cell.data_type = _CONTROL.sub("", note), "s"
        cell.font = Font(italic=True)


def _put(cell: Any, value: Cell, column: Column) -> None:
    """Put a value into a cell. A text is never a formula."""
    if value is None or value == "":
        return
    if column.kind.is_money:
        cell.value = in_kroner(cast("int", value))
        cell.number_format = _MONEY if column.kind is ColumnKind.BALANCE else _MONEY_RED
    elif isinstance(value, str):
        cell.value = _CONTROL.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DAY
        elif isinstance(value, Decimal):
            cell.number_format = "0%" if value * 100 % 1 == 0 else "0.00%"


def _width(table: Table, index: int, column: Column) -> int:
    """Return the width of a column in characters. A heading can have two lines."""
    words = column.heading.split()
    longest = max((len(word) for word in words), default=0)
    lengths = [len(cell_text(line.cells[index], column, table.lang)) for line in table.lines]
    return max(_NARROWEST, min(_WIDEST, max([longest, *lengths]) + 3))
