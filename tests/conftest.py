"""An embedded Fiken for every test that wants one, and the count of what the run covered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from fiken import CompanyClient, Fiken
from fiken.emulator import Emulator
from tests.recorder import Recorder

RECORDER = Recorder()
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def recorder() -> Recorder:
    """What this run has covered so far."""
    return RECORDER


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An embedded Fiken at noon of 15 June 2026, whose books balance when the test is over."""
    with Emulator(seed=1, clock=lambda: NOW, bank_integration=True) as running:
        yield running
        running.check_books()
        RECORDER.served(running.requests)


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Fiken]:
    """A client of the embedded Fiken."""
    with emulator.client() as fiken:
        yield fiken


@pytest.fixture
def acme(client: Fiken, emulator: Emulator) -> CompanyClient:
    """The demo company."""
    return client.company(emulator.company_slug)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What counts the whole run comes last."""
    items.sort(key=lambda item: "test_coverage.py" in item.nodeid)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how much of the contract the client was seen to do."""
    parts = (
        ("operations", len(RECORDER.operations), len(RECORDER.all_operations())),
        ("fields", len(RECORDER.covered_fields()), len(RECORDER.all_fields())),
        ("query parameters", *_parameters()),
    )
    line = ", ".join(f"{done} of {total} {what}" for what, done, total in parts)
    terminalreporter.write_line(f"contract covered by the client: {line}")


def _parameters() -> tuple[int, int]:
    every = RECORDER.all_parameters()
    return len(RECORDER.parameters & every), len(every)
