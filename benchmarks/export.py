"""Exports: what the first one and the next one cost, and how the next one grows with the changes.

Run it with ``python -m benchmarks.export``. An emulator in this process has 1,000 contacts, then
4,000. Requests are counted. The seconds are without the pauses that Fiken demands: with them, each
request takes at least a quarter of a second.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from fiken import CompanyClient, Contact
from fiken.emulator import Emulator
from fiken.export import export

SIZES, CHANGES = (1_000, 4_000), (0, 3, 300)


class _Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 6, 15, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def measure(size: int) -> Iterator[tuple[str, int, int, float]]:
    """Yield what was done, the requests, the rows that were read, and the seconds."""
    clock = _Clock()
    with (
        tempfile.TemporaryDirectory() as folder,
        Emulator(seed=1, empty=True, clock=clock) as emulator,
        emulator.client() as client,
    ):
        company = client.company(emulator.company_slug)
        company.contacts.save_all([Contact(name=f"Kunde {n}", customer=True) for n in range(size)])
        to = Path(folder) / "books.db"
        yield "first", *_timed(emulator, company, to, clock.now.date())
        for changes in CHANGES:
            clock.now += timedelta(days=9)
            _timed(emulator, company, to, clock.now.date())  # so that the day before is quiet
            clock.now += timedelta(days=9)
            for contact in islice(company.contacts.all(), changes):
                company.contacts.save(contact.evolve(name=f"{contact.name} {changes}"))
            yield f"{changes} changed", *_timed(emulator, company, to, clock.now.date())


def _timed(
    emulator: Emulator, company: CompanyClient, to: Path, today: date
) -> tuple[int, int, float]:
    before, started = len(emulator.requests), time.perf_counter()
    result = export(company, to, only=["contacts"], since_last=True, today=today)
    seconds = time.perf_counter() - started
    return len(emulator.requests) - before, result.read, seconds


def main() -> None:
    print(f"{'contacts':>8}  {'export':12} {'requests':>8} {'rows read':>9} {'seconds':>8}")
    for size in SIZES:
        for what, requests, read, seconds in measure(size):
            print(f"{size:8}  {what:12} {requests:8} {read:9} {seconds:8.2f}")


if __name__ == "__main__":
    main()
