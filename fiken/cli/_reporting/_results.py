"""Showing a report in the terminal, or writing it to a file or a pipe."""

import io
import sys
from collections.abc import Sequence
from itertools import compress
from pathlib import Path
from typing import Final, Literal

import attrs
import click
from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from fiken.cli._files import format_of, path_of, replaced
from fiken.cli._output import clean, note
from fiken.reports import (
    Cell,
    Column,
    ColumnKind,
    Line,
    LineKind,
    Report,
    ReportLanguage,
    Table,
    bytes_of,
    cell_text,
    sentence_of,
    table_of,
)

#: The formats of reports, and of those that have a chart. The first one is for people.
PLAIN: Final = ("table", "csv", "json", "xlsx")
CHARTED: Final = (*PLAIN, "svg", "png")
_BINARY = ("xlsx", "png")
#: Characters of a line where there is no terminal: wide enough for every report.
_WIDE = 400
#: The least characters of the column with the texts of headings and sums.
_LABEL = 14
#: The keys of columns that a narrow terminal does without.
_LESS_IMPORTANT = ("issued", "deviation")


@attrs.frozen
class Form:
    """How a report is shown or written.

    Args:
        kind: The format, such as "csv".
        lang: The language of the headings.
        file: The file to write to; None for the standard output.
        excel: Whether CSV is for a Norwegian Excel.
    """

    kind: str
    lang: ReportLanguage
    file: Path | None
    excel: bool


def form_of(
    form: str | None,
    lang: ReportLanguage,
    file: str | None,
    formats: Sequence[str],
    *,
    excel: bool,
) -> Form:
    """Return the form that the options of a report say, before anything is asked of Fiken.

    Args:
        form: The format; None for the default.
        lang: The language of the headings.
        file: The path of the file; None or ``-`` for the standard output.
        formats: The formats that the report has.
        excel: Whether CSV is for a Norwegian Excel.

    Raises:
        UsageError: The options contradict each other, the ending of the file is not a format of the
            report, or a terminal cannot show the format.
    """
    path = path_of(file)
    kind = format_of(form, path, formats, excel=excel)
    if path is None and kind in _BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{kind} is not for a terminal: name a file with --output")
    return Form(kind, lang, path, excel)


def deliver(report: Report, form: Form, *, by_month: bool = False) -> None:
    """Show a report, or write it to a file.

    What a person must know, such as a check that did not pass, is a note on the standard error, if
    the form is not a table, which has it below.
    """
    table = table_of(report, form.lang, by_month=by_month)
    passed = {sentence_of(check, form.lang) for check in report.checks if check.passed}
    warnings = [sentence for sentence in table.notes if sentence not in passed]
    if form.kind == "table":
        text = io.StringIO()
        if form.file is None:
            _show(table, Console(width=None if sys.stdout.isatty() else _WIDE), warnings)
            return
        _show(table, Console(file=text, width=_WIDE), warnings)
        content = text.getvalue().encode()
    else:
        content = bytes_of(report, form.kind, lang=form.lang, excel=form.excel, by_month=by_month)
        for sentence in warnings:
            note(f"fiken: note: {sentence}")
    if form.file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    with replaced(form.file) as stream:
        stream.write(content)
    note(f"wrote {form.file}")


def _show(table: Table, console: Console, warnings: Sequence[str] = ()) -> None:
    """Print a table, with its title above and its notes below.

    In a narrow terminal, the headings of numbers have two lines, and less important columns are
    left out. A table that needs still more room runs over the edge, since no digit may be cut off.

    Args:
        table: The table.
        console: The terminal or the file.
        warnings: The notes that a person must not miss.
    """
    console.print(Text(table.title, style="bold"))
    console.print(Text(table.subtitle, style="dim"), end="\n\n")
    grid = _grid(table, between=" ")
    if console.measure(grid).maximum > console.width:
        grid = _grid(table, between="\n")
    if _least(grid) > console.width:
        grid = _grid(table, between="\n", without=_LESS_IMPORTANT)
    width, console.width = console.width, max(console.width, _least(grid))
    console.print(grid)
    console.width = width
    console.print()
    for each in table.notes:
        console.print(Text(clean(each), style="bold yellow" if each in warnings else "dim"))


def _least(grid: Grid) -> int:
    """Return the number of characters that a table needs at least."""
    return sum((column.min_width or 0) + 2 for column in grid.columns)


def _grid(table: Table, between: str, without: tuple[str, ...] = ()) -> Grid:
    """Return the lines of a table. Empty columns are left out.

    Args:
        table: The table.
        between: What stands between the words of the headings of numbers.
        without: The keys of other columns that are left out.
    """
    grid = Grid(box=box.SIMPLE_HEAD, header_style="bold", collapse_padding=True, show_edge=False)
    used = [
        column.key not in without
        and any(line.cells[index] not in {None, ""} for line in table.lines)
        for index, column in enumerate(table.columns)
    ]
    for index, column in compress(enumerate(table.columns), used):
        is_number = column.kind.is_number
        side: Literal["left", "right"] = "right" if is_number else "left"
        heading = column.heading.replace(" ", between) if is_number else column.heading
        least = _width_of(table, index)
        grid.add_column(heading, justify=side, overflow="fold", min_width=least)
    before: LineKind | None = None
    for line in table.lines:
        begins = line.kind in {LineKind.HEADING, LineKind.RESULT} and before is not line.kind
        if begins and grid.row_count:
            grid.add_row()
        before = line.kind
        cells = zip(line.cells, table.columns, strict=True)
        texts = [_text(line, cell, column, table.lang) for cell, column in cells]
        grid.add_row(*compress(texts, used))
    return grid


def _width_of(table: Table, index: int) -> int:
    """Return the least width of a column: all of a number or a date, and the words of a text."""
    column = table.columns[index]
    words = [len(word) for word in column.heading.split()]
    if column.kind is not ColumnKind.TEXT:
        texts = (cell_text(line.cells[index], column, table.lang) for line in table.lines)
        return max([*words, *map(len, texts)])
    return max([*words, _LABEL if index == table.label else 0])


def _text(line: Line, cell: Cell, column: Column, lang: ReportLanguage) -> Text:
    """Return the text of a cell: sums are bold, and negative amounts red."""
    style = "" if line.kind is LineKind.ROW else "bold"
    if column.kind.is_money and isinstance(cell, int):
        is_red = cell < 0 and column.kind is not ColumnKind.BALANCE
        style = f"{style} red" if is_red else style
        return Text(cell_text(cell, column, lang), style)  # its no-break spaces are kept
    return Text(clean(cell_text(cell, column, lang)), style)
