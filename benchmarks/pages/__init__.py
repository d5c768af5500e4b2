"""Pages of 100 made-up entities, as Fiken would send them, and as requests would create them.

The pages of a family have the names *full*, *lean* and *empty*. They are the same each time.
"""

from collections.abc import Callable, Mapping
from random import Random

from orjson import dumps

from benchmarks.pages import contact, invoice
from benchmarks.pages.values import Json

Pages = Mapping[str, bytes]

SIZE = 100


def _pages(rows: Mapping[str, Callable[[Random], Json]], seed: int = 20180403) -> Pages:
    """Return a page per function. All pages start from the same seed."""
    return {name: _page(row, Random(seed)) for name, row in rows.items()}


def _page(row: Callable[[Random], Json], random: Random) -> bytes:
    return dumps([row(random) for _ in range(SIZE)])


ANSWERS: Mapping[str, Pages] = {
    "contacts": _pages(contact.ANSWERS),
    "invoices": _pages(invoice.ANSWERS),
}
"""The pages that a GET of each family answers, by family and by name."""

REQUESTS: Mapping[str, Pages] = {
    "contacts": ANSWERS["contacts"],
    "invoices": _pages(invoice.REQUESTS),
}
"""Pages with the JSON that creates the entities, by family and by name.

A contact is created from fields that it also has in answers. An invoice has other fields there.
"""
