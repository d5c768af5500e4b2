"""The times of importing fiken and requests, each in a new interpreter."""

import subprocess
import sys

STATEMENTS: tuple[str, ...] = (
    "import requests",
    "import fiken",
    "from fiken import Invoice",
    "from fiken import Fiken",
    "from fiken import Fiken, Contact",
)

_TIMED = """
from time import perf_counter
start = perf_counter()
{}
print(perf_counter() - start)
"""


def imports(rounds: int) -> dict[str, float]:
    """Return the least seconds of each statement, without the start of the interpreter."""
    best = dict.fromkeys(STATEMENTS, float("inf"))
    for _ in range(rounds):
        for statement in STATEMENTS:
            best[statement] = min(best[statement], _seconds(statement))
    return best


def _seconds(statement: str) -> float:
    # -I ignores the environment of the user. The first round compiles the modules.
    command = [sys.executable, "-I", "-c", _TIMED.format(statement)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
