"""Rows as a table for people. The first page decides the columns and their widths."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
from rich.cells import cell_len, set_cell_size

from fiken.cli._families import Column, Family
from fiken.cli._output import clean
from fiken.cli._showing._cells import text_for_people
from fiken.cli._showing._files import Rows
from fiken.cli._words import snake
from fiken.types import Access, Real

_GAP = "  "
#: Characters: a text in a column that nobody asked for is cut after these, and one in a column that
#: somebody asked for is not made narrower than that.
_WIDEST, _NARROWEST = 40, 12
_NOK = "NOK"


def as_table(
    pages: Iterable[Rows],
    columns: Sequence[Column],
    width: int,
    family: Family | None = None,
) -> Iterator[str]:
    """Yield the lines of a table, page by page.

    Args:
        pages: The pages of rows.
        columns: The columns.
        width: The width of the terminal, in characters.
        family: The family, if nobody has chosen columns: then those are shown that have a value on
            the first page and fit into the width, the key first. None: all columns are shown, and
            texts are cut so that they fit.
    """
    walk = iter(pages)
    first = next(walk, ())
    if family is not None:
        columns = _worth_showing(columns, first, family)
    parts = [_Part.of(column, first, is_chosen=family is None) for column in columns]
    parts = _fitting(parts, width) if family is not None else _narrowed(parts, width)
    yield f"{_line([part.heading for part in parts])}\n"
    for rows in itertools.chain([first], walk):
        yield "".join(f"{_line([part.cell(row) for part in parts])}\n" for row in rows)


@attrs.frozen
class _Part:
    """A column of the table, with its width in characters."""

    column: Column
    width: int

    @classmethod
    def of(cls, column: Column, rows: Rows, *, is_chosen: bool) -> "_Part":
        cells = [column.name, *(_text(row, column) for row in rows)]
        widest = max(map(_size, cells))
        cut = not is_chosen and not column.is_number
        return cls(column, max(min(widest, _WIDEST), _size(column.name)) if cut else widest)

    @property
    def heading(self) -> str:
        return self._placed(self.column.name)

    def cell(self, row: Any) -> str:
        return self._placed(_text(row, self.column))

    def _placed(self, text: str) -> str:
        size = _size(text)
        if self.column.is_number:  # a number is never cut: it would be another number
            return f"{' ' * (self.width - size)}{text}"
        if size <= self.width:
            return f"{text}{' ' * (self.width - size)}"
        return f"{set_cell_size(text, self.width - 1)}…"


def _text(row: Any, column: Column) -> str:
    """Return the text of a cell. An amount that is not in NOK has its currency: "235,00 GBP"."""
    text = text_for_people(column.value(row), column)
    if not text or column.unit != "currency":
        return text
    for name in column.path[:-1]:
        row = getattr(row, name)
    currency = getattr(row, "currency", None) or _NOK
    return text if currency == _NOK else f"{text} {clean(currency)}"


def _size(text: str) -> int:
    """Return the number of places that a text takes in a terminal."""
    return len(text) if text.isascii() else cell_len(text)


def _line(cells: Sequence[str]) -> str:
    return _GAP.join(cells).rstrip()


def _worth_showing(columns: Sequence[Column], rows: Rows, family: Family) -> list[Column]:
    """Return the columns that say something about the first rows, the most important ones first.

    Instead of the id of another entity, such as `customer_id`, its name is shown if it is known.
    Sequences, the addresses of files, and what else is inside other models are left out.
    """
    names = {column.path[0]: column for column in columns if column.path[1:] == ("name",)}
    own: list[Column] = []
    for column in columns:
        named = names.get(column.name.removesuffix("_id"))
        if named is not None and column.name.endswith("_id"):
            has_names = all(named.value(row) for row in rows if column.value(row) is not None)
            own.append(named if has_names else column)
        elif len(column.path) <= 1 and not column.hint.many and "url" not in column.name:
            own.append(column)
    filled = [c for c in own if any(c.value(row) not in (None, "") for row in rows)] or own
    return sorted(filled, key=lambda column: _rank(column, family))


def _rank(column: Column, family: Family) -> int:
    """Return the place of a column: first what it is, then the total, days, amounts and the rest.

    Last come UUIDs, and the days on which Fiken created and changed the row.
    """
    last = column.path[-1] if column.path else column.name
    is_day = column.hint.value_type in (Real.date, Real.datetime)
    is_fact = column.access is Access.READ_ONLY and last.startswith(("created", "last_"))
    kinds = (
        column.name == family.key,
        last in {f"{snake(family.singular)}_number", "identifier"},
        last in {"name", "description", "deleted"},
        last == "gross",
        is_day and not is_fact,
        bool(column.unit) and not last.endswith("_in_nok"),
        last == "currency",
        not last.endswith("_id") and "uuid" not in last and not (is_day and is_fact),
        last.endswith("_id"),
    )
    return kinds.index(True) if True in kinds else len(kinds)


def _fitting(parts: Sequence[_Part], width: int) -> list[_Part]:
    """Return the columns up to the first one that does not fit into the width, but at least one."""
    places = itertools.accumulate(part.width + len(_GAP) for part in parts)
    fitting = [
        part for part, place in zip(parts, places, strict=True) if place - len(_GAP) <= width
    ]
    return fitting or list(parts[:1])


def _narrowed(parts: Sequence[_Part], width: int) -> list[_Part]:
    """Return the columns with the widest texts cut, until the line fits or they are narrow."""
    found = list(parts)
    while sum(part.width + len(_GAP) for part in found) - len(_GAP) > width:
        texts = [n for n, part in enumerate(found) if not part.column.is_number]
        widest = max(texts, key=lambda n: found[n].width, default=None)
        if widest is None or found[widest].width <= _NARROWEST:
            return found
        found[widest] = attrs.evolve(found[widest], width=found[widest].width - 1)
    return found
