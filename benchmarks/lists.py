"""Long lists: how much of one is in memory at once, and how long a page far down takes.

An emulator in this process has 100,000 journal entries, which were posted through its ledger in one
transaction. 10,000 of them are of last year, and the client walks through these. The pages are
requested over HTTP without the models of the client.
"""

import gc
import tracemalloc
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice

from benchmarks.clock import Job, best_of
from benchmarks.pages import SIZE
from fiken import CompanyClient, Fiken, JournalEntry
from fiken.emulator import Emulator
from fiken.emulator.books import ledger as _ledger
from fiken.emulator.books.ledger import Entry, Line

ROWS, WALKED = 100_000, 10_000
_DAYS = {True: "2025-06-15", False: "2026-06-15"}


@contextmanager
def filled() -> Generator[tuple[Emulator, Fiken]]:
    """Yield an emulator with the 100,000 entries, and a client of it."""
    noon = datetime(2026, 6, 15, 12, tzinfo=UTC)
    with (
        Emulator(seed=1, empty=True, clock=lambda: noon) as emulator,
        emulator.client() as client,
    ):
        _fill(emulator)
        yield emulator, client


def _fill(emulator: Emulator) -> None:
    # Over HTTP it would take many minutes.
    state = emulator._state  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    assert state
    with state.operation():
        sql = "SELECT company_id FROM companies WHERE slug = ?"
        company = state.value(sql, emulator.company_slug)
        for number in range(ROWS):
            lines = [Line("1900", 100 + number), Line("3000", -100 - number)]
            entry = Entry(f"Salg {number}", _DAYS[number < WALKED], lines)
            _ledger.post(state, company, entry.description, [entry])


def pages(emulator: Emulator, client: Fiken, rounds: int) -> dict[str, float]:
    """Return the seconds of the first page of all entries and of the last page."""
    jobs: dict[str, Job] = {
        "first page": partial(_page, emulator, client, 0),
        "last page": partial(_page, emulator, client, ROWS // SIZE - 1),
    }
    return best_of(jobs, rounds)


def _page(emulator: Emulator, client: Fiken, number: int) -> None:
    query = {"page": str(number), "pageSize": str(SIZE)}
    url = f"/companies/{emulator.company_slug}/journalEntries"
    rows = client.request("GET", url, params=query).json()
    assert len(rows) == SIZE


def alive(acme: CompanyClient) -> dict[str, float]:
    """Walk 10,000 entries, and return how many are in memory at most, and how many a page has."""
    walked, most = 0, [0]
    for entries in _watched(acme, most):
        walked += len(entries)
    assert walked == WALKED
    return {"entries alive": most[0], "a page": SIZE}


def _watched(acme: CompanyClient, most: list[int]) -> Iterator[tuple[JournalEntry, ...]]:
    """Yield each page after counting the entries in memory, with the page before still alive."""
    for entries in _pages(acme):
        most[0] = max(most[0], sum(type(each) is JournalEntry for each in gc.get_objects()))
        yield entries


def peak(acme: CompanyClient, rows: int) -> float:
    """Return the most bytes in use during a walk through this many rows, with the emulator.

    The ids that the walk stores and the log of the emulator grow with the number of rows.
    """
    tracemalloc.start()
    try:
        for _ in islice(_pages(acme), rows // SIZE):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _pages(acme: CompanyClient) -> Iterator[tuple[JournalEntry, ...]]:
    return acme.journal_entries.all(date_lt=date(2026, 1, 1)).pages()
