"""What the tests of exports read and write: rows of databases, and contacts in Fiken."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fiken import CompanyClient, Contact
from fiken.emulator import Emulator
from fiken.export import Exported, export
from fiken.export._entities import ALL
from fiken.export._shape import Shape, shape_of

TODAY = date(2026, 6, 15)


class Days:
    """A clock of an emulator, which shows noon of a day that a test sets."""

    def __init__(self) -> None:
        self.today = TODAY

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)

    def pass_by(self, days: int = 1) -> None:
        """Move the clock on."""
        self.today += timedelta(days=days)


@contextmanager
def shop(clock: Days, *, empty: bool = True) -> Iterator[tuple[Emulator, CompanyClient]]:
    """Open an emulator with a clock, and the client of its company."""
    with Emulator(seed=1, clock=clock, empty=empty) as emulator, emulator.client() as client:
        yield emulator, client.company(emulator.company_slug)


def query(path: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows that SQLite itself reads from a file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def contacts(company: CompanyClient, names: Sequence[str]) -> list[Contact]:
    """Save contacts with these names."""
    return list(company.contacts.save_all([Contact(name=name, customer=True) for name in names]))


def asked(emulator: Emulator, before: int) -> list[str]:
    """Return the requests since there were so many, such as "GET contacts page=0&pageSize=100"."""
    return [
        f"{one.method} {one.path.rpartition('/')[2]} "
        + "&".join(f"{name}={value}" for name, value in sorted(one.query.items()))
        for one in emulator.requests[before:]
    ]


def again(company: CompanyClient, to: Path | str, day: date = TODAY, *only: str) -> Exported:
    """Export what has changed."""
    return export(company, to, only=only or ["contacts"], since_last=True, today=day)


#: The entities that are exported by processes that are killed.
ONLY = ("contacts", "invoices", "journal_entries", "offers")

#: The tables of these.
SHAPES = [shape for entity in ALL if entity.name in ONLY for shape in shape_of(entity).all()]


def whole(rows: Callable[[str], list[tuple[Any, ...]]]) -> dict[str, list[str]]:
    """Return the rows of all these tables, in one order, without the moments of their writing.

    Args:
        rows: A function that carries out a query.
    """
    return {
        shape.name: sorted(
            map(repr, rows(f"SELECT {', '.join(_columns(shape))} FROM {shape.name}"))
        )
        for shape in SHAPES
    }


def _columns(shape: Shape) -> list[str]:
    return [*shape.keys, *(column.name for column in shape.columns if column.kind is not dict)]
