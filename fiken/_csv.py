"""The form of all CSV that this library writes, and texts that Excel does not compute."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

#: What Excel computes, at the beginning of a text; apostrophes of our own may stand before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


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


def guarded(text: str) -> str:
    """Return a text that Excel does not compute: an apostrophe stands before ``=1+1``."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return a text without the apostrophe that `guarded` has put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
