"""Imports fiken and requests, each in a fresh interpreter."""

import subprocess
import sys

STATEMENTS: tuple[str, ...] = (
    "import requests",
    "import fiken",
    "import fiken; from fiken import Contact",
)

_TIMED = """
from time import perf_counter
start = perf_counter()
{}
print(perf_counter() - start)
"""


def imports(rounds: int) -> dict[str, float]:
    """Give the least seconds of each statement; the start of the interpreter is not in it."""
    best = dict.fromkeys(STATEMENTS, float("inf"))
    for _ in range(rounds):
        for statement in STATEMENTS:
            best[statement] = min(best[statement], _seconds(statement))
    return best


def _seconds(statement: str) -> float:
    # -I: nothing of the user's own environment; the modules are compiled by the first round.
    command = [sys.executable, "-I", "-c", _TIMED.format(statement)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
