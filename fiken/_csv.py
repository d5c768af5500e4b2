"""The form of all CSV that this library writes."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_text(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    r"""Return rows of cells as CSV. Each line ends in CR LF, as in RFC 4180 and as Excel writes it.

    >>> csv_text([["name", "city"], ["Nelly, Ned", "Oslo"]])
    'name,city\r\n"Nelly, Ned",Oslo\r\n'

    Args:
        rows: The rows, with that of the headings.
        separator: The character between two cells. A Norwegian Excel expects a semicolon.
    """
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
