"""Locks of stores between real processes, which are killed and suspended."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fiken import TokenStoreError
from fiken.auth import SqlStore
from tests.auth.conftest import LEASE
from tests.auth.workers import Opens, count, hold, number_in, numbered, save_late

SPAWN = multiprocessing.get_context("spawn")


@contextmanager
def suspended(pid: int | None) -> Iterator[None]:
    """Suspend a process for the block, as when a laptop sleeps or a virtual machine is moved."""
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    yield
    os.kill(pid, signal.SIGCONT)


def test_killed_processes_lose_no_tokens(make_store: Opens, tmp_path: Path) -> None:
    """Four processes add to a number under the lock, and some of them are killed at random points.

    Two are never inside at once, and each that has saved finds its number or a later one.
    """
    record, goal, chance = tmp_path / "record", 40, random.Random(10)
    record.touch()

    def started() -> multiprocessing.process.BaseProcess:
        process = SPAWN.Process(target=count, args=(make_store, record, goal), daemon=True)
        process.start()
        return process

    running, killed = [started() for _ in range(4)], set[int]()
    for _ in range(3):
        at = len(record.read_bytes().splitlines()) + 6
        while len(record.read_bytes().splitlines()) < at:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.02)
        # The last line tells who is inside, or was a moment ago.
        victim = int(record.read_text().splitlines()[-1].split()[1])
        (process,) = [one for one in running if one.pid == victim]
        process.kill()
        process.join()
        killed.add(victim)
        running[running.index(process)] = started()
    for process in running:
        process.join(120)
    assert [0] * 4 == [process.exitcode for process in running]
    assert 3 == len(killed)
    check(record, killed)
    assert goal <= number_in(make_store()) <= goal + 4


def check(record: Path, killed: set[int]) -> None:
    """Check that nobody came in before the one before was out or killed, and found its number."""
    inside, saved = 0, 0
    for line in record.read_text().splitlines():
        what, pid, number = line.split()
        if what == "in":
            assert inside in {0} | killed, "two processes were inside at once"
            # One that was killed between saving and recording it has saved one more.
            assert int(number) in ({saved, saved + 1} if inside else {saved}), "tokens were lost"
        else:
            assert inside == int(pid)
        inside, saved = (int(pid) if what == "in" else 0), int(number)


@pytest.mark.parametrize("other_saves", [True, False])
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_suspended_holder_is_fenced(
    kind: str, other_saves: bool, request: pytest.FixtureRequest
) -> None:
    """It does not overwrite newer tokens. If there are none, its own are the newest."""
    opens: Opens = request.getfixturevalue(f"make_{kind}_store")
    store = opens()
    store.save("acme", numbered(1))
    held, go_on, ends = SPAWN.Event(), SPAWN.Event(), SPAWN.Queue()
    process = SPAWN.Process(target=save_late, args=(opens, held, go_on, ends), daemon=True)
    process.start()
    assert held.wait(60)
    with suspended(process.pid):
        began = time.monotonic()
        with store.lock("acme"):
            assert time.monotonic() - began > LEASE / 2
            if other_saves:
                store.save("acme", numbered(2))
    go_on.set()
    message, transient = ends.get(timeout=60)
    process.join(60)
    assert 0 == process.exitcode
    if other_saves:
        assert ("another process has taken over the account 'acme'", True) == (
            message.split(",")[0],
            transient,
        )
    assert (2 if other_saves else 100) == number_in(store)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_holder_renews_its_lease(kind: str, request: pytest.FixtureRequest) -> None:
    """A slow renewal of tokens loses the lock to nobody."""
    store: SqlStore = request.getfixturevalue(f"make_{kind}_store")()
    other: SqlStore = request.getfixturevalue(f"make_{kind}_store")()
    other._patience = LEASE * 2.5
    with store.lock("acme"):
        with pytest.raises(TokenStoreError, match=r"still locked by another process"):
            other.save("acme", numbered(2))
        store.save("acme", numbered(1))
    assert 1 == number_in(other)


def test_a_suspended_holder_of_a_file_is_named(make_file_store: Opens) -> None:
    """A file has no lease. Whoever waits is told which process to look at."""
    store = make_file_store()
    store._patience = 0.5  # type: ignore[attr-defined]
    held = SPAWN.Event()
    process = SPAWN.Process(target=hold, args=(make_file_store, held), daemon=True)
    process.start()
    assert held.wait(60)
    with (
        suspended(process.pid),
        pytest.raises(TokenStoreError, match=f"locked by process {process.pid}") as raised,
    ):
        store.save("acme", numbered(1))
    assert raised.value.is_transient
    process.kill()
    process.join()
    store.save("acme", numbered(2))
    assert 2 == number_in(store)
