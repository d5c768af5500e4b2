"""A Norwegian chart of accounts (kontoplan) by the numbers of NS 4102.

`chart.txt` has one account per line: its code and its name.

Emulator choice: the names are the emulator's own, in the ordinary words of Norwegian accounting,
and so are the accounts beside those that were observed. Their number makes `GET /accounts` of the
filled demo company, with the sub-accounts of its contacts and banks, the 514 rows that were seen in
one (docs/observed.md#5-lists).
"""

from functools import cache
from importlib.resources import files


@cache
def chart() -> dict[str, str]:
    """Return the name of each account by its code, in the order of the codes."""
    lines = files("fiken.emulator.books").joinpath("chart.txt").read_text("utf-8").splitlines()
    return {code: name for code, _, name in (line.partition(" ") for line in lines)}
