"""An empty company whose clock a test can move."""

from collections.abc import Iterator
from datetime import date, datetime

import attrs
import pytest

from fiken import CompanyClient
from fiken.emulator import Emulator
from tests.reports.inputs import noon


@attrs.define
class Shop:
    """An empty company, its emulator and the emulator's clock."""

    emulator: Emulator
    acme: CompanyClient
    clock: list[datetime]

    def on(self, day: date) -> None:
        """Move the clock to a day."""
        self.clock[0] = noon(day)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """An empty company on 15 June 2026."""
    clock = [noon(date(2026, 6, 15))]
    with (
        Emulator(seed=1, empty=True, clock=lambda: clock[0]) as emulator,
        emulator.client() as client,
    ):
        yield Shop(emulator, client.company(emulator.company_slug), clock)
        emulator.check_books()
