"""Fixtures for all tests: an embedded Fiken, its client, and what the run has covered."""

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
    """The record of what this run has covered so far."""
    return RECORDER


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An embedded Fiken at noon of 15 June 2026; its books are checked after the test."""
    with Emulator(seed=1, clock=lambda: NOW, bank_integration=True) as running:
        yield running
        running.check_books()
        RECORDER.add_requests(running.requests)


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
    """Sort the test that checks the coverage of the whole run to the end."""
    items.sort(key=lambda item: "test_coverage.py" in item.nodeid)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how much of the contract the client has covered."""
    parts = (
        ("operations", len(RECORDER.operations), len(RECORDER.all_operations())),
        ("fields", len(RECORDER.covered_fields()), len(RECORDER.all_fields())),
        ("query parameters", *_parameter_counts()),
    )
    line = ", ".join(f"{covered} of {total} {what}" for what, covered, total in parts)
    terminalreporter.write_line(f"contract covered by the client: {line}")


def _parameter_counts() -> tuple[int, int]:
    """Return how many query parameters are covered, and how many there are."""
    all_parameters = RECORDER.all_parameters()
    return len(RECORDER.parameters & all_parameters), len(all_parameters)
