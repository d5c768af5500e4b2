"""The report: the ratios of one run, and whether each bar is met."""

import platform
from collections.abc import Callable, Mapping
from functools import partial

import attrs

from benchmarks import emulator, imports, lists, mapping, news
from benchmarks.clock import pin
from benchmarks.pages import SIZE

Seconds = Mapping[str, float]


@attrs.frozen
class Bar:
    """The most that fiken's measure may be, as a multiple of its rival's."""

    what: str
    rival: str
    most: float
    ours: str = "fiken"
    page: str = "full"


BARS = (
    *(Bar(f"load {family}", "pydantic", 0.55) for family in mapping.FAMILIES),
    *(Bar(f"load {family}", "orjson", 1.6) for family in mapping.FAMILIES),
    *(Bar(f"load {family}", "msgspec", 2.4) for family in mapping.FAMILIES),
    *(Bar(f"load {family}", "pydantic", 0.75, page="lean") for family in mapping.FAMILIES),
    *(Bar(f"create {family}", "pydantic", 0.6) for family in mapping.FAMILIES),
    *(Bar(f"new {family}", news.WITHOUT, 1.1, ours=news.TEXT) for family in mapping.FAMILIES),
    *(Bar(f"new {family}", news.READERS, 1.1, ours=news.EVER_NEW) for family in mapping.FAMILIES),
    Bar("memory of an invoice", "19 kB", 1),
    Bar("import", "import requests", 1.3, ours="import fiken"),
    Bar("import", "import requests", 1.6, ours="from fiken import Invoice"),
    Bar("last page", "first page", 5, ours="last page"),
    Bar("entries alive", "a page", 2, ours="entries alive"),
    Bar("start and stop", "moto", 1 / 50),
    Bar("create", "moto", 1 / 3),
    Bar("read", "moto", 1 / 3),
)
PAGES = ("full", "lean", "empty")
#: What is measured per family.
_MAPPING = {"load": mapping.loads, "dump": mapping.dumps, "create": mapping.creations}
#: How often each page of a list is asked for.
LIST_ROUNDS = 20


def run(rounds: int, import_rounds: int) -> bool:
    """Measure, print, and return whether every bar is met."""
    pin()
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    measures: dict[tuple[str, str], Seconds] = {}
    for family in mapping.FAMILIES:
        for verb, measure in _MAPPING.items():
            measures |= _mapped(f"{verb} {family}", partial(measure, family), rounds)
    for family in mapping.FAMILIES:  # last, as what it teaches stays: a contact is in an invoice
        measures |= _new(family, rounds)
    paged, alive = _listed()
    others = {"import": _imported(import_rounds), "last page": paged, "entries alive": alive}
    others |= {"memory of an invoice": _memory()} | _emulated(rounds)
    measures |= {(what, "full"): seconds for what, seconds in others.items()}
    print("the bar, for CPython 3.12")
    met = [_is_met(bar, measures[bar.what, bar.page]) for bar in BARS]  # each is printed
    return all(met)


def _mapped(
    what: str, measure: Callable[[str, int], Seconds], rounds: int
) -> dict[tuple[str, str], Seconds]:
    """Print one column per page, and return the seconds of each page."""
    seconds = {page: measure(page, rounds) for page in PAGES}
    print(_row(what, *seconds))
    print(_row("  fiken, µs each", *(f"{s['fiken'] / SIZE * 1e6:.2f}" for s in seconds.values())))
    for rival in seconds["full"]:
        if rival != "fiken":
            print(_row(f"  x {rival}", *(_times(s["fiken"], s[rival]) for s in seconds.values())))
    print()
    return {(what, page): measured for page, measured in seconds.items()}


def _new(family: str, rounds: int) -> dict[tuple[str, str], Seconds]:
    """Print the time of a page with something new in each row, and return the seconds."""
    seconds = {page: news.news(family, page, rounds) for page in ("full", "lean")}
    print(_row(f"new {family}, µs each", *seconds))
    for name in seconds["full"]:
        print(_row(f"  {name}", *(f"{s[name] / SIZE * 1e6:.2f}" for s in seconds.values())))
    print()
    return {(f"new {family}", page): measured for page, measured in seconds.items()}


def _memory() -> Seconds:
    """Print and return the bytes that each loaded entity keeps."""
    kept = {family: mapping.retained(family, "full") for family in mapping.FAMILIES}
    print(_row("memory of a loaded entity, kB", *kept))
    print(_row("  full", *(f"{size / 1e3:.1f}" for size in kept.values())))
    print()
    return {"fiken": kept["invoices"], "19 kB": 19_000}


def _imported(rounds: int) -> Seconds:
    """Print one row per statement, and return the seconds of each."""
    measured = imports.imports(rounds)
    base = measured["import requests"]
    print(_row("import", "ms", "x requests"))
    for statement, seconds in measured.items():
        print(_row(f"  {statement}", f"{seconds * 1e3:.1f}", _times(seconds, base)))
    print()
    return measured


def _emulated(rounds: int) -> dict[str, dict[str, float]]:
    """Print one row per job of the emulators, and return the seconds of each."""
    measured = emulator.emulators(rounds)
    print(_row("emulator, ms", "fiken", "moto", "x moto"))
    for job, seconds in measured.items():
        milliseconds = (f"{seconds[name] * 1e3:.2f}" for name in ("fiken", "moto"))
        print(_row(f"  {job}", *milliseconds, _times(seconds["fiken"], seconds["moto"])))
    print()
    return measured


def _listed() -> tuple[Seconds, Mapping[str, float]]:
    """Print the time per page and the memory of a walk, and return both."""
    with lists.filled() as (filled, client):
        acme = client.company(filled.company_slug)
        paged, alive = lists.pages(filled, client, LIST_ROUNDS), lists.alive(acme)
        peaks = [lists.peak(acme, rows) for rows in (lists.WALKED // 10, lists.WALKED)]
    print(_row(f"{lists.ROWS:,} journal entries in the emulator", *paged))
    print(_row("  ms", *(f"{seconds * 1e3:.1f}" for seconds in paged.values())))
    print(_row(f"a walk through {lists.WALKED:,} of them", *alive))
    print(_row("  entries", *(f"{entries:.0f}" for entries in alive.values())))
    print(_row("  most KB at once, for a tenth and for all", *(f"{p / 1e3:.0f}" for p in peaks)))
    print()
    return paged, alive


def _is_met(bar: Bar, measure: Seconds) -> bool:
    ratio = measure[bar.ours] / measure[bar.rival]
    verdict = "met" if ratio <= bar.most else "MISSED"
    print(
        _row(
            f"  {_of(bar)} x {bar.rival.removeprefix('import ')}",
            f"{ratio:.2f}",
            f"<= {bar.most:.2g}",
            verdict,
        )
    )
    return ratio <= bar.most


def _of(bar: Bar) -> str:
    """Return what a bar is about: ``load contacts, lean`` or ``import: import fiken``."""
    page = "" if bar.page == "full" else f", {bar.page}"
    return f"{bar.what}{page}" + ("" if bar.ours in {"fiken", bar.what} else f": {bar.ours}")


def _times(seconds: float, other: float) -> str:
    return f"{seconds / other:.2f}"


def _row(head: str, *cells: str) -> str:
    return f"{head:46}" + "".join(f"{cell:>12}" for cell in cells)
