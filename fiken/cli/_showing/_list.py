"""`fiken list`: the rows of any family, with its filters."""

import contextlib
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import Any

import click
from rich.console import Console

from fiken.cli._connection import Connection, connected
from fiken.cli._families import (
    Family,
    FamilyGroup,
    as_columns,
    columns_option,
    filter_options,
    filters_in,
    opened,
    parent_options,
    parents_in,
)
from fiken.cli._output import note
from fiken.cli._showing._files import Rows
from fiken.cli._showing._formats import Output, format_option


def _list(
    family: Family,
    connection: Connection,
    columns: str | None,
    form: str | None,
    file: str | None,
    limit: int | None,
    *,
    excel: bool,
    **values: Any,
) -> None:
    if extra := click.get_current_context().args:
        raise click.UsageError(
            f"{extra[0]!r} belongs to no option: filters are options, such as --name Acme, and one "
            "of yes and no has no value, such as --customer and --no-customer"
        )
    output = Output.of(form, columns, file, excel=excel)
    parents, filters = parents_in(values, family), filters_in(values)
    with opened(connection, family, parents) as (repository, _):
        pages = _Counted(repository.all(**filters).pages(), limit)
        with _progress(family, pages) if output.file else contextlib.nullcontext():
            output.write(family, pages)
    if output.file:
        note(f"{output.file}: {pages.summary(family)}")
    elif output.form == "table" or not pages.count:
        note(pages.summary(family))


def _command(family: Family) -> click.Command:
    text = f"List {family.words}. {family.description}."
    more = {"allow_extra_args": True}  # for an error with a remedy
    build = click.command(family.name, cls=_List, help=text, context_settings=more)
    command = build(connected(partial(_list, family)))
    command.family = family
    command.params[:0] = [
        *parent_options(family),
        *filter_options(family),
        columns_option(family),
        format_option("Default: table in a terminal, csv in a pipe."),
        *_OPTIONS,
    ]
    return command


_OPTIONS = (
    click.Option(
        ["--excel"], is_flag=True, help="CSV for a Norwegian Excel, with amounts in kroner."
    ),
    click.Option(
        ["--output", "-o", "file"], metavar="FILE", help="The file to write, instead of stdout."
    ),
    click.Option(
        ["--limit", "-n"], type=click.IntRange(1), metavar="NUMBER", help="The most rows to show."
    ),
)


class _List(click.Command):
    """The command of one family. Its help ends with the columns."""

    family: Family

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the names of the columns. Those of models inside the model are shortened."""
        names = dict.fromkeys(
            column.name if len(column.path) <= 1 else f"{column.path[0]}.*"
            for column in as_columns(self.family.model)
        )
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(f"Columns: {', '.join(names)}")


@contextlib.contextmanager
def _progress(family: Family, pages: "_Counted") -> Generator[None]:
    """Show on stderr how many rows have been read, if it is a terminal: it may take minutes."""
    with Console(stderr=True).status(family.counted(0)) as status:
        pages.tell = lambda count: status.update(family.counted(count))
        yield


class _Counted:
    """The pages of a list, up to a number of rows, which are counted."""

    def __init__(self, pages: Iterator[Rows], limit: int | None) -> None:
        self._pages, self._limit, self.count = pages, limit, 0
        self.tell: Callable[[int], object] = lambda _: None

    def __iter__(self) -> Iterator[Rows]:
        for page in self._pages:
            rows = page if self._limit is None else page[: self._limit - self.count]
            self.count += len(rows)
            self.tell(self.count)
            yield rows
            if self.count == self._limit:
                return

    def summary(self, family: Family) -> str:
        if not self.count:
            return f"there are no {family.words}, or none match"
        if self.count == self._limit:
            return f"the first {self.count} {family.words}, because of --limit"
        return family.counted(self.count)


list_ = FamilyGroup(
    _command,
    name="list",
    help="List the rows of any family, such as contacts. Without a family, list the families.",
)
