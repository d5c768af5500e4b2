"""Reading a file of rows: JSON, JSON Lines or CSV. Its values are not looked at yet."""

import codecs
import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import click

from fiken._csv import unguarded
from fiken._messages import short_repr
from fiken.cli._strict_json import loaded

#: The name of the table whose row is given as values, and not in a file.
COMMAND_LINE = "the command line"

_CHARACTERS = 500_000_000  # of one cell; the csv module stops at 131,072 by itself
_SEPARATORS = ",;\t"
_REMEDY = "Save it as UTF-8 (in Excel: 'CSV UTF-8')"


@attrs.frozen
class Row:
    """One row of a file.

    Args:
        number: The number by which a person finds it: that of the row of a spreadsheet, whose first
            one has the headings, that of the line of JSON Lines, or the place in a list. 0 for the
            values on the command line.
        values: The values by heading: the texts of cells, or the values of JSON.
        is_text: Whether the values are texts, as in CSV, and an empty one means that there is none.
        guarded: The cells that have an apostrophe for Excel in the file, with it, by heading. The
            values are without it.
    """

    number: int
    values: dict[str, Any]
    is_text: bool
    guarded: Mapping[str, str] = MappingProxyType({})

    @property
    def label(self) -> str:
        """What a message about the row begins with: "row 3: "; empty for the command line."""
        return f"row {self.number}: " if self.number else ""


@attrs.frozen
class Table:
    """The rows of one file, and what is needed to write some of them again.

    Args:
        name: The name of the file, for messages.
        rows: The rows.
        headings: The headings of a CSV file, in its order; None for JSON.
        separator: What is between two cells of a CSV file.
        has_mark: Whether the file begins with a byte order mark, by which Excel knows UTF-8.
        stamp: The size of the file and its last change, as they were before it was read; None for
            what is no file.
    """

    name: str
    rows: Sequence[Row]
    headings: Sequence[str] | None = None
    separator: str = ","
    has_mark: bool = False
    stamp: tuple[int, int] | None = None


def table_of(values: tuple[str, ...], file: str | None) -> Table:
    """Return the rows that a person gives: a file, or one row of values.

    Raises:
        UsageError: There are neither values nor a file, or both.
        ClickException: The file cannot be read.
    """
    if file is not None:
        if values:
            raise click.UsageError(f"give --from, or values such as {values[0]!r}, and not both")
        return read(file)
    if not values:
        raise click.UsageError("give values, such as name=Nelly, or --from FILE")
    row: dict[str, Any] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"{value!r} has no name: write NAME=VALUE, such as name=Nelly")
        if name.strip() in row:
            raise click.UsageError(f"{name.strip()!r} is given twice")
        row[name.strip()] = text or None
    return Table(COMMAND_LINE, [Row(0, row, is_text=True)])


def read(path: str) -> Table:
    """Read all rows of a file.

    JSON holds one object, or a list of objects. JSON Lines holds one object per line. Anything else
    is CSV, with headings in its first row.

    Args:
        path: The path of the file; ``-`` for the standard input.

    Raises:
        ClickException: The file cannot be read, or is none of these.
    """
    name = "the standard input" if path == "-" else path
    stamp = _stamp(path)
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    text = _decoded(name, data)
    if not text.strip():
        raise click.ClickException(f"{name} is empty: it needs JSON, or CSV with headings")
    is_json = text.lstrip()[0] in "[{" or path.endswith((".json", ".jsonl", ".ndjson"))
    table = _json(name, text) if is_json else _csv(name, text)
    if not table.rows:
        raise click.ClickException(f"{name} has no rows")
    return attrs.evolve(table, stamp=stamp, has_mark=data.startswith(codecs.BOM_UTF8))


def require_unchanged(table: Table) -> None:
    """Check that a file is as it was when it was read.

    Of a file that another program was still writing, the last row may have been cut.

    Raises:
        ClickException: It has changed.
    """
    if table.stamp is not None and _stamp(table.name) != table.stamp:
        raise click.ClickException(
            f"{table.name} has changed since it was read, so nothing was sent: give the command "
            "again when nothing writes to the file"
        )


def _stamp(path: str) -> tuple[int, int] | None:
    file = Path(path)
    if path == "-" or not file.is_file():
        return None
    state = file.stat()
    return state.st_size, state.st_mtime_ns


def _decoded(name: str, data: bytes) -> str:
    """Return the text of a file, which has to be in UTF-8, with a byte order mark or without."""
    if data.startswith(b"PK\x03\x04"):
        raise click.ClickException(f"{name} is an Excel workbook, and not a text. {_REMEDY}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02X} in line {line}"
        raise click.ClickException(f"{name} is not in UTF-8 ({byte}). {_REMEDY}") from None
    if "\0" in text:
        raise click.ClickException(f"{name} is not in UTF-8: it has zero bytes. {_REMEDY}")
    return text


# JSON


def _json(name: str, text: str) -> Table:
    try:
        whole = loaded(text)
    except json.JSONDecodeError as error:
        lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if text.lstrip().startswith("[") or len(lines) == 1 or not _is_json(lines[0][1]):
            raise _not_json(name, error) from None
        return Table(name, [_row(name, n, _json_line(name, n, line)) for n, line in lines])
    except ValueError as error:
        raise click.ClickException(f"{name}: {error}") from None
    rows: Any = whole if is_list(whole) else [whole]
    return Table(name, [_row(name, n, each) for n, each in enumerate(rows, 1)])


def _is_json(line: str) -> bool:
    try:
        loaded(line)
    except ValueError:
        return False
    return True


def _json_line(name: str, number: int, line: str) -> Any:
    try:
        return loaded(line)
    except json.JSONDecodeError as error:
        reason = f"{name} is not JSON in line {number}, column {error.colno}: {error.msg}"
    except ValueError as error:
        reason = f"{name}, line {number}: {error}"
    raise click.ClickException(reason)


def _not_json(name: str, error: json.JSONDecodeError) -> click.ClickException:
    where = f"line {error.lineno}, column {error.colno}"
    return click.ClickException(f"{name} is not JSON in {where}: {error.msg}")


def _row(name: str, number: int, values: Any) -> Row:
    if not is_object(values):
        shown = short_repr(values)
        raise click.ClickException(
            f"{name}, row {number} is not an object with names and values: {shown}"
        )
    return Row(number, values, is_text=False)


def is_object(value: object) -> bool:
    """Return whether a value of JSON is an object, with names and values."""
    return isinstance(value, dict)


def is_list(value: object) -> bool:
    """Return whether a value has several values: a list of JSON, or the tuple of a field."""
    return isinstance(value, list | tuple)


# CSV


def _csv(name: str, text: str) -> Table:
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == len("sep=;"):
        separator, text = first.strip()[-1], rest  # as Excel understands it
    else:
        separator = _separator(name, text)
    csv.field_size_limit(_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    filled = ((n, row) for n, row in enumerate(reader, 1) if any(cell.strip() for cell in row))
    try:
        headings = [heading.strip() for heading in next(filled)[1]]
        twice = next((each for each in headings if each and headings.count(each) > 1), None)
        if twice is not None:
            raise click.ClickException(f"{name} has two columns {twice!r}: rename or remove one")
        return Table(name, [_cells(name, headings, *row) for row in filled], headings, separator)
    except csv.Error as error:
        reason = f"{name} is not CSV in line {reader.line_num}: {error}"
        raise click.ClickException(f"{reason} (is a quotation mark missing?)") from None


def _separator(name: str, text: str) -> str:
    """Return what separates the headings, of which none has a comma, a semicolon or a tab."""
    first = text.lstrip("\r\n").splitlines()[0]
    there = [sign for sign in _SEPARATORS if sign in first]
    if len(there) > 1:
        signs = " and ".join({",": "commas", ";": "semicolons", "\t": "tabs"}[s] for s in there)
        raise click.ClickException(
            f"{name} has {signs} between its headings: separate them by one of these"
        )
    return there[0] if there else ","


def _cells(name: str, headings: Sequence[str], number: int, cells: list[str]) -> Row:
    if len(cells) != len(headings):
        raise click.ClickException(
            f"{name}, row {number} has {len(cells)} cells, and there are {len(headings)} headings: "
            "put a cell that contains a separator into quotation marks"
        )
    pairs = list(zip(headings, cells, strict=True))
    nameless = next((cell for heading, cell in pairs if not heading and cell.strip()), None)
    if nameless is not None:
        shown = short_repr(nameless)
        raise click.ClickException(f"{name}, row {number} has {shown} in a column without a name")
    values = {name: unguarded(cell) for name, cell in pairs if name}
    with_apostrophe = {name: cell for name, cell in pairs if name and cell != values[name]}
    return Row(number, values, is_text=True, guarded=with_apostrophe)
