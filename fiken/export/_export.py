"""The function that exports the books of a company."""

from collections.abc import Iterable
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fiken import CompanyClient
from fiken._messages import short_repr, suggestion
from fiken.errors import ConfigurationError
from fiken.export._entities import ALL, ENTITIES, Entity
from fiken.export._results import Exported, ExportedEntity, ExportProgress, Progress
from fiken.types.dates import today as today_in_norway

if TYPE_CHECKING:
    from pathlib import Path

    from fiken.export._books import Books
    from fiken.export._parquet import ParquetFolder


def _tells_nobody(_: ExportProgress) -> None:
    pass


def export(
    company: CompanyClient,
    to: "str | Path | Any",
    *,
    only: Iterable[str] | None = None,
    since_last: bool = False,
    today: date | None = None,
    progress: Progress = _tells_nobody,
) -> Exported:
    """Copy the books of a company into a database, or into a folder of Parquet files.

    Each entity gets a table, and each sequence in it, such as the lines of an invoice, gets one
    more. Amounts are whole øre, or the smallest unit of the document's currency. The page "Export"
    of the documentation describes the tables.

    If the export is interrupted, at whatever moment, begin it again with the same arguments: it
    goes on where it stopped. The database never has a part of a page.

    Args:
        company: The client of the company.
        to: The path of a file of SQLite, such as ``books.db``; the path of a folder for Parquet
            files; the URL of a database, such as ``postgresql://localhost/books``; or an Engine of
            SQLAlchemy for SQLite or PostgreSQL. It may hold several companies.
        only: The names of the entities, of those in `ENTITIES`, such as ``["contacts"]``. None: all
            of them.
        since_last: Whether to ask only for what was changed since the last export. What was never
            exported, and what Fiken cannot filter by its last change, is read whole.
        today: The day in Norway. None: today, by the clock of this machine. A program whose tests
            have a clock of their own gives it.
        progress: A function that is called after each page that was written, with an
            `ExportProgress`.

    Returns:
        What was read, per entity.

    Raises:
        ConfigurationError: `to` is no such place, or belongs to another program; `only` has a name
            that does not exist; or a package is missing. Nothing was written.
        ExportError: The database or a file cannot be written, or another export writes to it.
        FikenError: Fiken cannot be asked. What was written before is still there.
    """
    entities = _chosen(only)
    _require("sqlalchemy", "SQLAlchemy", "export")
    # They import SQLAlchemy, which takes time and may be missing.
    from fiken.export._books import Books  # noqa: PLC0415
    from fiken.export._run import run  # noqa: PLC0415
    from fiken.export._schema import prepare  # noqa: PLC0415
    from fiken.export._target import target_of  # noqa: PLC0415

    target = target_of(to)
    try:
        books = Books(target, entities, company.slug)
        files = _files(target.folder, books)
        prepare(books)
        results: list[ExportedEntity] = []
        day = today or today_in_norway()
        every = run(company, books, day, progress, since_last=since_last)
        for entity, result in zip(entities, every, strict=True):
            if files is not None:
                files.write(entity)
            results.append(result)
        return Exported(company.slug, tuple(results))
    finally:
        if target.is_own:
            target.engine.dispose()


def _files(folder: "Path | None", books: "Books") -> "ParquetFolder | None":
    """Return the Parquet files of a folder; None for a database."""
    if folder is None:
        return None
    _require("pyarrow", "pyarrow", "export,parquet")
    from fiken.export._parquet import ParquetFolder  # noqa: PLC0415 - it imports pyarrow

    files = ParquetFolder(folder, books)
    files.require_own()
    return files


def _chosen(only: Iterable[str] | None) -> list[Entity]:
    """Return the entities with these names, each once, in the order of the export."""
    if only is None:
        return list(ALL)
    if isinstance(only, str):
        raise ConfigurationError(f"only= takes a list of names, such as only=[{only!r}]")
    names = list(only)
    for name in names:
        if name not in ENTITIES:
            remedy = suggestion(str(name), ENTITIES, f"there are {', '.join(ENTITIES)}")
            raise ConfigurationError(f"no entity is called {short_repr(name)}: {remedy}")
    if not names:
        raise ConfigurationError("only= names no entity: leave it out to export all of them")
    return [entity for entity in ALL if entity.name in names]


def _require(module: str, package: str, extra: str) -> None:
    if find_spec(module) is None:
        raise ConfigurationError(
            f"the export needs the package {package}: run pip install 'fiken[{extra}]'"
        )
