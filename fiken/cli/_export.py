"""The command that exports the books of a company."""

import contextlib
from collections.abc import Callable, Generator

import click
from rich.progress import TaskID

from fiken.cli._connection import Connection, connected
from fiken.cli._output import note, show
from fiken.cli._passwords import refuse_password
from fiken.cli._progress import bars
from fiken.cli._words import remedy_for
from fiken.export import ENTITIES, Exported, ExportProgress, export


def _names(context: click.Context, option: click.Parameter, text: str | None) -> list[str] | None:
    """Return the names of entities in a text with commas. Unknown ones are wrong usage."""
    if text is None:
        return None
    names = [name.strip().replace("-", "_") for name in text.split(",")]
    for name in names:
        if name not in ENTITIES:
            remedy = remedy_for(name, ENTITIES, f"there are {', '.join(ENTITIES)}")
            raise click.BadParameter(f"there is no entity {name!r}: {remedy}", context, option)
    return names


@click.command("export")
@click.option(
    "--to",
    required=True,
    metavar="PLACE",
    help="books.db for SQLite, a folder for Parquet files, or postgresql://user@host/name for a "
    "database, whose password comes from PGPASSWORD or ~/.pgpass.",
)
@click.option(
    "--only",
    callback=_names,
    metavar="NAMES",
    help="The entities, with commas: contacts,invoices. Default: all of them.",
)
@click.option("--since-last", is_flag=True, help="Ask only for what has changed since last time.")
@connected
def export_books(
    connection: Connection, to: str, only: list[str] | None, *, since_last: bool
) -> None:
    """Copy the books of a company into a database or a folder.

    If it is interrupted, the same command goes on where it stopped.
    """
    refuse_password(to, "leave it out, and put it into PGPASSWORD or ~/.pgpass")
    with connection.company() as company:
        try:
            with _progress() as tell:
                result = export(company, to, only=only, since_last=since_last, progress=tell)
        except KeyboardInterrupt:
            note("")
            note("What was exported so far is kept: the same command goes on with the rest.")
            raise
    _show(result)


def _show(result: Exported) -> None:
    """Print one line per entity."""
    headings = ["Entity", "Rows", "Read", "Missing", "Note"]
    rows = [
        [one.name, str(one.rows), str(one.read), str(one.missing), one.skipped]
        for one in result.entities
    ]
    show(headings, rows)


@contextlib.contextmanager
def _progress() -> Generator[Callable[[ExportProgress], None]]:
    """Yield a function that shows the progress, on stderr if that is a terminal."""
    with bars() as progress:
        tasks: dict[str, TaskID] = {}

        def tell(page: ExportProgress) -> None:
            if page.name not in tasks:
                tasks[page.name] = progress.add_task(page.name)
            progress.update(tasks[page.name], completed=page.read, total=page.total)

        yield tell
