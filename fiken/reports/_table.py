"""A table: what every form of a report is made of."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import attrs

from fiken.reports._texts import ReportLanguage

#: A value of a table. Amounts are int, in øre or in the smallest unit of another currency.
Cell: TypeAlias = str | int | date | Decimal | None


class ColumnKind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    """Texts."""
    AMOUNT = "amount"
    """Amounts in øre."""
    BALANCE = "balance"
    """Amounts in øre, in which a credit is negative: a minus is nothing unusual."""
    FOREIGN = "foreign"
    """Amounts in the smallest unit of another currency."""
    DATE = "date"
    """Days."""
    COUNT = "count"
    """Whole numbers, such as a number of days."""
    RATE = "rate"
    """Shares, such as 0.25 for 25 %."""

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers, which are aligned to the right."""
        return self not in {ColumnKind.TEXT, ColumnKind.DATE}

    @property
    def is_money(self) -> bool:
        """Whether the values are amounts."""
        return self in {ColumnKind.AMOUNT, ColumnKind.BALANCE, ColumnKind.FOREIGN}


class LineKind(StrEnum):
    """What a line of a table is."""

    HEADING = "heading"
    """The heading of the lines below it. Its only value is the first one."""
    ROW = "row"
    """A row of the report. Each amount of the report is in one row only."""
    SUM = "sum"
    """A sum of rows."""
    RESULT = "result"
    """A sum of sums."""


@attrs.frozen
class Column:
    """A column of a table.

    Args:
        key: Its name, which is the same in every language.
        heading: Its heading.
        kind: What its values are.
    """

    key: str
    heading: str
    kind: ColumnKind


@attrs.frozen
class Line:
    """A line of a table.

    Args:
        kind: What it is.
        cells: A value for each column.
        section: The headings above it, joined by " / ".
    """

    kind: LineKind
    cells: tuple[Cell, ...]
    section: str = ""


@attrs.frozen
class Table:
    """A report as a table, in one language.

    Args:
        title: Its title, such as "Saldobalanse".
        subtitle: The company and the period.
        columns: The columns.
        lines: The lines.
        notes: The checks of the report, as sentences.
        lang: The language.
        label: The index of the column with the texts of headings and sums.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    lang: ReportLanguage
    label: int

    @property
    def rows(self) -> Iterator[Line]:
        """The rows of the report, without headings and sums."""
        return (line for line in self.lines if line.kind is LineKind.ROW)
