"""Prints the ratios of one run, and whether the bar is met."""

import platform
from collections.abc import Callable, Mapping

import attrs

from benchmarks import imports, lists, mapping
from benchmarks.clock import pin
from benchmarks.pages import SIZE, pages

Seconds = Mapping[str, float]


@attrs.frozen
class Bar:
    """The most that fiken's time, or whatever was measured, may be: as a multiple of another's."""

    what: str
    rival: str
    most: float
    ours: str = "fiken"


BARS = (
    Bar("load", "pydantic", 0.9),
    Bar("load", "orjson", 2.8),
    Bar("dump", "pydantic", 0.7),
    Bar("import", "import requests", 1.5, ours="import fiken"),
    Bar("last page", "first page", 5, ours="last page"),
    Bar("entries alive", "a page", 2, ours="entries alive"),
)
#: The page on which the bar is read.
PAGE = "full"
#: How often each page of a list is asked for.
LIST_ROUNDS = 20


def run(rounds: int, import_rounds: int) -> bool:
    """Measure, print, and give whether each bar is met."""
    pin()
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    loads, dumps = _mapped("load", mapping.loads, rounds), _mapped("dump", mapping.dumps, rounds)
    imported = _imported(import_rounds)
    paged, alive = _listed()
    taken = {"load": loads, "dump": dumps, "import": imported}
    taken |= {"last page": paged, "entries alive": alive}
    print(f"the bar, for CPython 3.12 on the {PAGE} page")
    met = [_is_met(bar, taken[bar.what]) for bar in BARS]  # each is printed
    return all(met)


def _mapped(what: str, measure: Callable[[bytes, int], Seconds], rounds: int) -> Seconds:
    """Print a column a page, and give the seconds of the page of the bar."""
    taken = {name: measure(page, rounds) for name, page in pages().items()}
    print(_row(what, *taken))
    print(_row("  fiken, µs each", *(f"{s['fiken'] / SIZE * 1e6:.2f}" for s in taken.values())))
    for rival in taken[PAGE]:
        if rival != "fiken":
            print(_row(f"  x {rival}", *(_times(s["fiken"], s[rival]) for s in taken.values())))
    print()
    return taken[PAGE]


def _imported(rounds: int) -> Seconds:
    """Print a row a statement, and give the seconds of all."""
    taken = imports.imports(rounds)
    base = taken["import requests"]
    print(_row("import", "ms", "x requests"))
    for statement, seconds in taken.items():
        print(_row(f"  {statement}", f"{seconds * 1e3:.1f}", _times(seconds, base)))
    print()
    return taken


def _listed() -> tuple[Seconds, Mapping[str, float]]:
    """Print the pages' times and the walk's memory, and give both."""
    with lists.filled() as (emulator, client):
        acme = client.company(emulator.company_slug)
        paged, alive = lists.pages(emulator, client, LIST_ROUNDS), lists.alive(acme)
        peaks = [lists.peak(acme, rows) for rows in (lists.WALKED // 10, lists.WALKED)]
    print(_row(f"{lists.ROWS:,} journal entries in the emulator", *paged))
    print(_row("  ms", *(f"{seconds * 1e3:.1f}" for seconds in paged.values())))
    print(_row(f"a walk through {lists.WALKED:,} of them", *alive))
    print(_row("  entries", *(f"{entries:.0f}" for entries in alive.values())))
    print(_row("  most KB at once, for a tenth and for all", *(f"{p / 1e3:.0f}" for p in peaks)))
    print()
    return paged, alive


def _is_met(bar: Bar, taken: Seconds) -> bool:
    ratio = taken[bar.ours] / taken[bar.rival]
    verdict = "met" if ratio <= bar.most else "MISSED"
    print(
        _row(
            f"  {bar.what} x {bar.rival.removeprefix('import ')}",
            f"{ratio:.2f}",
            f"<= {bar.most}",
            verdict,
        )
    )
    return ratio <= bar.most


def _times(seconds: float, other: float) -> str:
    return f"{seconds / other:.2f}"


def _row(head: str, *cells: str) -> str:
    return f"{head:42}" + "".join(f"{cell:>12}" for cell in cells)
