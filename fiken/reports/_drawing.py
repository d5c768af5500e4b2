"""The lines of a table, drawn one after another."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fiken import format_kroner
from fiken.reports._check import Check
from fiken.reports._period import Period
from fiken.reports._table import Cell, Column, ColumnKind, Line, LineKind, Table
from fiken.reports._texts import ReportLanguage, date_of, text_of

_TO = " \N{EN DASH} "


class Drawing:
    """A table that is being drawn.

    Args:
        lang: The language.
        label: The index of the column that has the texts of headings and sums.
        columns: The key and the kind of each column.
    """

    def __init__(self, lang: ReportLanguage, label: int, /, **columns: ColumnKind) -> None:
        self.lang: ReportLanguage = lang
        self.label = label
        self.columns = [
            Column(key, text_of(f"column.{key}", lang), kind) for key, kind in columns.items()
        ]
        self._lines: list[Line] = []
        self._section = ""

    def text(self, key: str) -> str:
        """Return a text in the language of the table."""
        return text_of(key, self.lang)

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._section = text
        self._total(LineKind.HEADING, text, ())

    def row(self, *cells: Cell) -> None:
        """Add a row of the report."""
        self._add(LineKind.ROW, cells)

    def sum(self, text: str, *amounts: Cell) -> None:
        """Add a sum of rows. The amounts are those of the last columns."""
        self._total(LineKind.SUM, text, amounts)

    def sum_of(self, title: str, *amounts: Cell) -> None:
        """Add the sum of a section, such as "Sum fordringer" for the section "Fordringer"."""
        self.sum(f"{self.text('sum.sum')} {title[:1].lower()}{title[1:]}", *amounts)

    def result(self, text: str, *amounts: Cell) -> None:
        """Add a sum of sums, and end the section. The amounts are those of the last columns."""
        self._section = ""
        self._total(LineKind.RESULT, text, amounts)

    def _total(self, kind: LineKind, text: str, amounts: tuple[Cell, ...]) -> None:
        before: list[Cell] = [None] * (len(self.columns) - len(amounts))
        before[self.label] = text
        self._add(kind, (*before, *amounts))

    def _add(self, kind: LineKind, cells: tuple[Cell, ...]) -> None:
        self._lines.append(Line(kind, cells, self._section))

    def table(
        self,
        title: str,
        company: str,
        when: Period | date,
        checks: Iterable[Check],
        *remarks: str,
    ) -> Table:
        """Return the table.

        Args:
            title: The key of its title.
            company: The slug of the company.
            when: Its period or its day.
            checks: The checks of the report.
            *remarks: Notes that stand before those of the checks.
        """
        days = [when.start, when.end] if isinstance(when, Period) else [when]
        subtitle = f"{company}, {_TO.join(date_of(day, self.lang) for day in days)}"
        notes = (*remarks, *(sentence_of(check, self.lang) for check in checks))
        columns, lines = tuple(self.columns), tuple(self._lines)
        name = self.text(f"title.{title}")
        return Table(name, subtitle, columns, lines, notes, self.lang, self.label)


def sentence_of(check: Check, lang: ReportLanguage) -> str:
    """Return what a check has found, with its sums in kroner."""
    what = text_of(f"note.{check.kind}", lang)
    if check.account is not None:
        what = f"{what} ({check.account})"
    if check.passed:
        return f"{what}: {text_of('note.passed', lang)}"
    amounts = (check.expected, check.actual, check.difference)
    expected, actual, difference = map(format_kroner, amounts)
    against, off = (text_of(f"note.{key}", lang) for key in ("against", "off_by"))
    failed = text_of("note.failed", lang)
    return f"{what}: {failed}, {expected} {against} {actual}, {off} {difference}"


def cell_text(cell: Cell, column: Column, lang: ReportLanguage) -> str:
    """Return a value of a table as a person reads it.

    Args:
        cell: The value.
        column: Its column: amounts are shown in kroner, such as ``1 249,50``.
        lang: The language, for dates.
    """
    if cell is None:
        return ""
    if column.kind.is_money and isinstance(cell, int):
        return format_kroner(cell, no_break=True)
    if isinstance(cell, Decimal):
        return f"{(cell * 100).normalize():f} %".replace(".", "," if lang == "no" else ".")
    return date_of(cell, lang) if isinstance(cell, date) else str(cell)
