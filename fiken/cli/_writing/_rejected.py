"""The rows that Fiken refuses, kept in a file with the reasons."""

import json
from collections.abc import Sequence
from pathlib import Path

import attrs
import click

from fiken._csv import csv_text
from fiken.cli._writing._files import Row, Table

_REASON = "# reason"


@attrs.frozen
class Refused:
    """A row that Fiken refused.

    Args:
        row: The row.
        reason: Why, in one sentence.
    """

    row: Row
    reason: str


def open_rejected(path: str | None, table: Table) -> None:
    """Make the file for the rows that are refused, before any request is sent.

    Args:
        path: Its path; None if the rows are not kept.
        table: The rows that were given.

    Raises:
        UsageError: It is the file of the rows, which would be lost.
        OSError: The file cannot be made.
    """
    if path is None:
        return
    file = Path(path)
    if table.stamp is not None and file.exists() and file.samefile(table.name):
        raise click.UsageError(f"--rejected {path} is the file of --from: name another one")
    file.touch()


def write_rejected(path: str, table: Table, refused: Sequence[Refused]) -> None:
    """Write the rows that were refused to a file of the kind of the table, each with its reason.

    The file can be read again, as names that begin with # are passed over. If Excel could open the
    given file without a loss, it can open this one, too: it has the same byte order mark, and the
    same apostrophes before what is no formula.

    Args:
        path: The path of the file.
        table: The rows that were given.
        refused: The rows that were refused.

    Raises:
        OSError: The file cannot be written.
    """
    has_mark = table.has_mark and table.headings is not None  # JSON begins without one
    encoding = "utf-8-sig" if has_mark else "utf-8"
    with Path(path).open("w", encoding=encoding, newline="") as file:
        if table.headings is None:
            for each in refused:
                row = {**each.row.values, _REASON: each.reason}
                file.write(json.dumps(row, ensure_ascii=False, default=_exact) + "\n")
            return
        names = [name for name in table.headings if name and name != _REASON]
        rows = (
            [*(each.row.guarded.get(name, each.row.values[name]) for name in names), each.reason]
            for each in refused
        )
        file.write(csv_text([[*names, _REASON], *rows], table.separator))


def _exact(value: object) -> float:
    """Return a Decimal of a JSON file as a number of JSON."""
    return float(str(value))
