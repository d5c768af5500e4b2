"""A made-up service, a store in memory, and steps at which a test can act."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fiken.idempotency import MemoryIdempotency, _steps
from tests.idempotency.books import Books


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """The made-up service."""
    return Books(tmp_path / "books.db")


@pytest.fixture
def store() -> MemoryIdempotency:
    """A store in memory whose calls do not wait."""
    return MemoryIdempotency(wait=0)


class Steps:
    """The steps that the workers of this process take, and what a test does at them."""

    def __init__(self) -> None:
        self.taken = Counter[str]()
        self.acts: dict[str, list[Callable[[], object]]] = {}

    def at(self, name: str, act: Callable[[], object]) -> None:
        """Act once, the next time that a worker takes a step."""
        self.acts.setdefault(name, []).append(act)

    def take(self, name: str) -> None:
        """Do what was ordered for a step."""
        self.taken[name] += 1
        if acts := self.acts.get(name):
            acts.pop(0)()


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The steps of all workers of this process."""
    steps = Steps()
    monkeypatch.setattr(_steps, "step", steps.take)
    return steps
