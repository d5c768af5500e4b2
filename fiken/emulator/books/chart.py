"""A Norwegian chart of accounts (kontoplan) by the numbers of NS 4102.

`chart.txt` has one account per line: its code and its name.

Emulator choice: the names of the accounts, in the ordinary words of Norwegian accounting, and all
accounts that were not observed. There are so many that `GET /accounts` of the demo company returns
514 rows, sub-accounts included, as it did for a real demo company (docs/observed.md#5-lists).
"""

from functools import cache
from importlib.resources import files


@cache
def chart() -> dict[str, str]:
    """Return the names of all accounts by account code, such as `1700`, sorted by code."""
    lines = files("fiken.emulator.books").joinpath("chart.txt").read_text("utf-8").splitlines()
    return {code: name for code, _, name in (line.partition(" ") for line in lines)}
