"""Nothing is carried out twice or never, though processes are killed while everything fails.

``python -m benchmarks.once`` does the same with more writes, also while PostgreSQL crashes.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fiken import repositories
from fiken.emulator import Emulator
from fiken.idempotency import IdempotencyStore, MemoryIdempotency, SqlIdempotency
from fiken.repositories import Repository
from tests.idempotency.torture.kinds import KINDS
from tests.idempotency.torture.run import Plan, Torture, Verdict
from tests.idempotency.torture.worker import Records, id_of
from tests.servers.postgres import Postgres

#: Seconds: longer than two exchanges of a worker, and longer than a write is late.
LEASE, SETTLE, WAIT = 3.3, 4.0, 0.3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for the records of the workers."""
    place = tmp_path / "records"
    place.mkdir()
    return place


def opens(where: Path | str, settle: float = SETTLE) -> Callable[[], IdempotencyStore]:
    """Return a function that opens the store in any process."""
    return partial(SqlIdempotency, where, lease=LEASE, settle=settle, wait=WAIT)


def tortured(plan: Plan, store: Callable[[], IdempotencyStore], folder: Path) -> Verdict:
    """Run a plan. Nothing but what it leaves out may be wrong."""
    folder.mkdir(exist_ok=True)
    verdict = Torture(plan, store, folder).run()
    assert not verdict.crashes
    return verdict


def controls(plan: Plan, folder: Path, settle: float = SETTLE) -> Iterator[Verdict]:
    """Run a plan that leaves something out, each time with other chances.

    Whether a fault meets the right moment depends on the machine, so one run may find nothing.
    """
    for seed in range(1, 7):
        place = folder / f"control {seed}"
        store = opens(folder / f"keys {seed}.db", settle=settle)
        yield tortured(replace(plan, seed=seed), store, place)


def test_everything_fails_and_nothing_doubles(tmp_path: Path, folder: Path) -> None:
    """Writes of all kinds, with random kills at random moments, and all faults of Fiken."""
    verdict = tortured(Plan(300), opens(tmp_path / "keys.db"), folder)
    assert [] == verdict.findings
    assert verdict.killed.total() > 20
    assert verdict.faults.total() > 60


def test_the_database_crashes_too(postgres: Postgres, folder: Path) -> None:
    """PostgreSQL is stopped at once in the middle of the writes, twice, and started again."""
    kinds = ("sales", "contacts with a number", "payments of sales", "transactions")
    plan = Plan(80, kinds=kinds)
    records = [Records(folder, number) for number in range(plan.workers)]
    left = [40, 10]  # how many writes have ended before it, the last one first

    def meanwhile() -> None:
        if left and sum(len(each.ended()) for each in records) >= left[-1]:
            left.pop()
            postgres.crash()
            postgres.start()

    verdict = Torture(plan, opens(postgres.url), folder, meanwhile).run()
    assert [] == verdict.findings
    assert not left


def test_without_keys_writes_double(tmp_path: Path) -> None:
    """This is what the torture does to a program that calls again until it gets an answer."""
    plan = Plan(40, kinds=("sales", "contacts"), faults=0.5, only=("lost answer",), control="keys")
    assert any(verdict.doubles for verdict in controls(plan, tmp_path))


def test_settling_too_early_doubles(tmp_path: Path) -> None:
    """Writes are carried out up to 2 s after they were lost, and are not waited for."""
    plan = Plan(
        30,
        kinds=("sales",),
        faults=0.5,
        only=("late",),
        late=2.5,
        kills=0,
        suicides=0,
        patience=6.0,
    )
    assert any(verdict.doubles for verdict in controls(plan, tmp_path, settle=0.05))


def test_twins_at_once_fail(tmp_path: Path) -> None:
    """If writes that look alike are sent at the same time, one is taken for the other.

    Then one is lost, or it stays unclear which is which.
    """
    kinds, faults = ("sales", "contacts"), ("502", "slow")
    plan = Plan(*(60, 4, kinds, 0.7, faults), suicides=0, kills=0, control="twins", patience=4.0)
    assert any(verdict.findings for verdict in controls(plan, tmp_path, settle=0.5))


#: A company has four number series, and each can be started once only.
UNTORTURED = {"CounterRepository.start"}


def verbs() -> set[str]:
    """Return the methods with an idempotency key of each repository that a company has."""
    every = [getattr(repositories, name) for name in repositories.__all__]
    classes = [each for each in every if inspect.isclass(each) and issubclass(each, Repository)]
    bases = {base for each in classes for base in each.__mro__[1:]}
    return {
        f"{each.__name__}.{name}"
        for each in classes
        if each not in bases - {repositories.UploadedAttachmentRepository}
        for name, method in inspect.getmembers(each, inspect.isfunction)
        if name[0] != "_"
        and name != "save_all"  # calls `save`
        and "idempotency_key" in inspect.signature(method).parameters
    }


def test_every_verb_is_tortured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kind is carried out once without a fault, and a repeated call returns the same."""
    called: set[str] = set()
    once = Repository[Any]._once

    def recorded(repository: Repository[Any], key: str | None, *more: Any) -> Any:
        frame = inspect.currentframe() if key else None
        while frame := frame and frame.f_back:
            if frame.f_locals.get("self") is repository:
                called.add(f"{type(repository).__name__}.{frame.f_code.co_name}")
        return once(repository, key, *more)

    monkeypatch.setattr(Repository, "_once", recorded)
    wrong: list[str] = []
    with (
        Emulator(seed=1) as emulator,
        emulator.client(idempotency=MemoryIdempotency()) as client,
    ):
        acme = client.company(emulator.company_slug)
        for number, (name, kind) in enumerate(KINDS.items()):
            what = kind.prepare(acme, f"T{number}")
            first, again = (id_of(kind.call(acme, what, name)) for _ in range(2))
            times = kind.books(acme, [(f"T{number}", what)])[f"T{number}"]
            wrong += [name] if (first, 1) != (again, times) else []
        emulator.check_books()
    assert [] == wrong
    missing = verbs() - UNTORTURED - called
    assert not missing, f"add kinds that call {sorted(missing)}"
