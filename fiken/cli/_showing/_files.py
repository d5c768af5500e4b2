"""Rows as JSON, as JSON Lines and as CSV. Each page is written before the next one is requested."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fiken._csv import csv_text
from fiken.cli._families import Column, heading_of
from fiken.cli._showing._cells import json_of, text_for_csv, text_for_excel

#: One page of rows.
Rows = Sequence[Any]

#: By these bytes, Excel knows that a CSV file is UTF-8.
_BOM = "\ufeff"


def as_json(pages: Iterable[Rows], columns: Sequence[Column]) -> Iterator[str]:
    """Yield one JSON list, page by page, with one row per line.

    Args:
        pages: The pages of rows.
        columns: The columns to write; empty for whole rows.
    """
    before = "["
    for rows in pages:
        parts: list[str] = []
        for row in rows:
            parts.append(f"{before}\n{_object(row, columns)}")
            before = ","
        yield "".join(parts)
    yield "[]\n" if before == "[" else "\n]\n"


def as_json_lines(pages: Iterable[Rows], columns: Sequence[Column]) -> Iterator[str]:
    """Yield JSON Lines: one row per line, as JSON."""
    for rows in pages:
        yield "".join(f"{_object(row, columns)}\n" for row in rows)


def as_csv(pages: Iterable[Rows], columns: Sequence[Column]) -> Iterator[str]:
    """Yield CSV with commas and a line of headings. Amounts are whole øre."""
    yield from _csv(
        [heading_of(column) for column in columns],
        (
            [[text_for_csv(column.value(row)) for column in columns] for row in rows]
            for rows in pages
        ),
        separator=",",
    )


def as_excel(pages: Iterable[Rows], columns: Sequence[Column]) -> Iterator[str]:
    """Yield CSV for a Norwegian Excel: with semicolons, decimal commas, and amounts in main units.

    The headings name the unit, such as ``unit_price (kr)``. A text that Excel would compute, such
    as ``=1+1``, has an apostrophe before it.
    """
    yield _BOM
    yield from _csv(
        [heading_of(column, in_main_units=True) for column in columns],
        (
            [[text_for_excel(column.value(row), column) for column in columns] for row in rows]
            for rows in pages
        ),
        separator=";",
    )


def _object(row: Any, columns: Sequence[Column]) -> str:
    if not columns:
        return json_of(row)
    pairs = (f"{json.dumps(column.name)}: {json_of(column.value(row))}" for column in columns)
    return f"{{{', '.join(pairs)}}}"


def _csv(headings: list[str], pages: Iterable[list[list[str]]], *, separator: str) -> Iterator[str]:
    yield csv_text([headings], separator)
    for rows in pages:
        yield csv_text(rows, separator)
