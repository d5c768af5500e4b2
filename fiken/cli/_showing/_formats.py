"""The forms in which rows are written, to the terminal, a pipe or a file."""

import contextlib
import shutil
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from fiken.cli._families import Column, Family, as_columns, column_named
from fiken.cli._files import format_of, path_of, replaced
from fiken.cli._showing._files import Rows, as_csv, as_excel, as_json, as_json_lines
from fiken.cli._showing._table import as_table

FORMATS = ("table", "json", "jsonl", "csv")

#: Characters per line where there is no terminal to ask.
_WIDTH = 120

_FILES: dict[str, Callable[[Iterable[Rows], Sequence[Column]], Iterator[str]]] = {
    "json": as_json,
    "jsonl": as_json_lines,
    "csv": as_csv,
    "excel": as_excel,
}


def format_option(text: str, *more: str) -> click.Option:
    """Return the option that chooses a format.

    Args:
        text: The help, which says what the default is.
        *more: Other formats than those of `FORMATS`.
    """
    formats = click.Choice((*more, *FORMATS))
    return click.Option(["--format", "-f", "form"], type=formats, help=text)


@attrs.frozen
class Output:
    """How and where rows are written, as the options say.

    Args:
        form: One of `FORMATS`, or "excel".
        columns: The names of the columns that were chosen, with commas between them; None for those
            that the form writes by itself.
        file: The file to write to; None for the standard output.
    """

    form: str
    columns: str | None = None
    file: Path | None = None

    @classmethod
    def of(
        cls, form: str | None, columns: str | None, file: str | None, *, excel: bool
    ) -> "Output":
        """Return the output that the options name.

        Raises:
            UsageError: The options contradict each other, or the ending of the file is not that of
                a format.
        """
        path = path_of(file)
        form = format_of(form, path, FORMATS, excel=excel)
        return cls("excel" if excel else form, columns, path)

    def write(self, family: Family, pages: Iterable[Rows]) -> None:
        """Write the rows of a family, page by page.

        Raises:
            UsageError: There is no such column.
            OSError: The file cannot be written.
        """
        every = as_columns(family.model)
        columns = () if self.columns is None else _chosen(self.columns, every)
        if self.form == "table":
            width = shutil.get_terminal_size((_WIDTH, 24)).columns
            parts = as_table(pages, columns or every, width, None if columns else family)
        else:
            default = () if self.form.startswith("json") else _in_files(every)
            parts = _FILES[self.form](pages, columns or default)
        with self._opened() as write:
            for part in parts:
                write(part)

    @contextlib.contextmanager
    def _opened(self) -> Generator[Callable[[str], None]]:
        """Open the output, and yield the function that writes to it.

        A table is written in the encoding of the terminal, and everything else as UTF-8. A file
        appears when it is complete.
        """
        if self.file is not None:
            with replaced(self.file) as stream:
                yield lambda text: _write(stream, text)
        elif self.form == "table":
            yield lambda text: click.echo(text, nl=False)
        else:
            yield lambda text: _write(sys.stdout.buffer, text)


def _write(stream: Any, text: str) -> None:
    stream.write(text.encode(errors="replace"))
    stream.flush()  # who reads a pipe gets each page before the next one is requested


def _chosen(names: str, every: Sequence[Column]) -> list[Column]:
    try:
        chosen = [column_named(name, every) for name in names.split(",")]
    except ValueError as error:
        raise click.UsageError(f"--columns: {error}") from None
    return list(dict.fromkeys(chosen))


def _in_files(columns: Sequence[Column]) -> list[Column]:
    """Return the columns of a CSV file that nobody has chosen columns for.

    An entity inside an entity, such as the customer of a sale, has its fields there. The entities
    inside that one, such as the contact of the project of a sale, are left out: for some families
    they would be 150 more columns.
    """
    return [column for column in columns if column.depth <= 1]
