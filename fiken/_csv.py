"""The form of all CSV that this library writes."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_text(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    r"""Return rows of cells as CSV.

    Lines end as those who read them expect: in LF for the tools of a shell, and in CR LF for Excel.

    >>> csv_text([["name", "city"], ["Nelly, Ned", "Oslo"]])
    'name,city\n"Nelly, Ned",Oslo\n'
    >>> csv_text([["name", "city"], ["Nelly, Ned", "Oslo"]], ";")
    'name;city\r\nNelly, Ned;Oslo\r\n'

    Args:
        rows: The rows, with that of the headings.
        separator: The character between two cells. A Norwegian Excel expects a semicolon.
    """
    text = io.StringIO()
    end = "\r\n" if separator == ";" else "\n"
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()
