"""Lists long lists: how much of one is in memory at once, and what a page far down costs.

An emulator in this process holds 100,000 journal entries, posted through its ledger in one
transaction. 10,000 of them are of last year: those the client walks through. Pages are asked for
over HTTP, without the client's models.
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
    """Serve the 100,000 entries, and give a client of them."""
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
    """Give the seconds of the emulator's first page of all entries, and of its last."""
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
    """Walk 10,000 entries, and give how many are in memory: at most, and in one page."""
    walked, most = 0, [0]
    for entries in _watched(acme, most):
        walked += len(entries)
    assert walked == WALKED
    return {"entries alive": most[0], "a page": SIZE}


def _watched(acme: CompanyClient, most: list[int]) -> Iterator[tuple[JournalEntry, ...]]:
    """Count each time a page has come, while the caller still holds the one before."""
    for entries in _pages(acme):
        most[0] = max(most[0], sum(type(each) is JournalEntry for each in gc.get_objects()))
        yield entries


def peak(acme: CompanyClient, rows: int) -> float:
    """Give the most bytes that so many rows have taken up at once, the emulator's own included.

    What grows with the rows is the ids that the walk remembers, and the emulator's log.
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
