"""A world in which workers take their steps one at a time, in an order that a test chooses.

Its clock is that of the store, of the service, and of the workers: it stands still unless a test
sets it.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

from fiken import AmbiguousWriteError, BadRequestError, FikenError, FikenWarning
from fiken.idempotency import MemoryIdempotency
from fiken.idempotency._course import carry_out
from fiken.idempotency._write import Found, Write
from tests.idempotency.books import COMPANY, LOST, SALES, VERB

LEASE, SETTLE = 60.0, 120.0


@attrs.define
class Row:
    """A row of the service, which can be seen from some moment on."""

    id: str
    number: str
    arrives: float


class Died(BaseException):
    """The end of a worker's thread when its world ends."""


class Worker:
    """One call with a key, in a thread that waits at each step until it may go on."""

    def __init__(self, world: "World", key: str) -> None:
        self.world, self.key, self.step = world, key, "start"
        self.result: str | None = None
        self.error: FikenError | FikenWarning | None = None
        self.is_over = self.is_dead = False
        self._may_go, self._has_stopped = threading.Semaphore(0), threading.Semaphore(0)
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def go(self) -> None:
        """Go on to the next step, and wait until it is taken."""
        self._may_go.release()
        assert self._has_stopped.acquire(timeout=60)

    def go_to(self, step: str) -> None:
        """Go on until a step is taken, or to the end; one step if the name is empty."""
        while not self.is_over:
            self.go()
            if step in {"", self.step}:
                return

    def end(self) -> None:
        """End the thread, wherever it is."""
        self.is_dead = True
        self._may_go.release(1000)
        self.thread.join(60)
        assert not self.thread.is_alive()

    def stop_at(self, step: str) -> None:
        """Wait at a step. This is called in the thread of the worker."""
        self.step = step
        self._has_stopped.release()
        self._may_go.acquire()
        if self.is_dead:
            raise Died

    def _work(self) -> None:
        try:
            self._may_go.acquire()
            if not self.is_dead:
                self.result = carry_out(self.world.write_of(self.key), self.world.store)
        except (FikenError, FikenWarning) as error:
            self.error = error
        except Died:
            pass
        except Exception as error:  # noqa: BLE001 - a test looks at it
            self.world.bugs.append(error)
        finally:
            self.is_over = True
            self._has_stopped.release()


class World:
    """A service, a store and workers.

    Attributes:
        now: The time.
        rows: What the service has carried out, also what cannot be seen yet.
        fates: What becomes of the next requests: "ok", "lost", "never", "no id", "400" or a
            number of seconds after which the request is carried out although its answer is lost.
        faults: What becomes of the next statements of the store: "" or "down", or "lost" if they
            are carried out, but the store does not answer.
        bugs: The errors of workers that no caller expects.
    """

    def __init__(self, wait: float) -> None:
        self.now = 1_000_000.0
        self.rows: list[Row] = []
        self.fates: list[str | float] = []
        self.workers: list[Worker] = []
        self.store = MemoryIdempotency(lease=LEASE, settle=SETTLE, wait=wait)
        database: Any = self.store._table.database
        database._only.create_function("julianday", 1, self._julian)
        self.faults: list[str] = []
        self.bugs: list[Exception] = []
        self._connection = database.connection
        database.connection = self._failing

    def _julian(self, _: str) -> float:
        return self.now / 86400 + 2440587.5

    @contextmanager
    def _failing(self) -> Iterator[Any]:
        """Return the connection of the store, or do what was ordered."""
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "down":
            raise sqlite3.OperationalError(fault)
        with self._connection() as connection:
            yield connection
        if fault == "lost":
            raise sqlite3.OperationalError(fault)

    def step(self, name: str) -> None:
        """Make the worker of this thread wait at a step. Other threads go on."""
        thread = threading.current_thread()
        for worker in self.workers:
            if worker.thread is thread:
                worker.stop_at(name)

    def sleep(self, seconds: float) -> None:
        """Advance the clock by the time that a worker sleeps, then make it wait for its turn."""
        self.pass_time(seconds + 0.01)
        self.step("slept")

    def start(self, key: str) -> Worker:
        """Start a worker."""
        worker = Worker(self, key)
        self.workers.append(worker)
        return worker

    @property
    def alive(self) -> list[Worker]:
        """The workers that can go on."""
        return [worker for worker in self.workers if not worker.is_over and not worker.is_dead]

    def pass_time(self, seconds: float) -> None:
        """Set the clock. Nobody may stand between the check of the lease and the first byte."""
        for worker in self.alive:
            while worker.step == "guarded" and not worker.is_over:
                worker.go()
        self.now += seconds

    def end(self) -> None:
        """End all threads."""
        for worker in self.workers:
            worker.end()

    def post(self, number: str) -> str | None:
        """Carry out a request, or do what was ordered."""
        fate = self.fates.pop(0) if self.fates else "ok"
        if fate == "400":
            raise BadRequestError(400, "wrong", method="POST", url=SALES)
        key = f"{len(self.rows) + 1}"
        if fate != "never":
            late = fate if isinstance(fate, float) else 0.0
            self.rows.append(Row(key, number, self.now + late))
        self.step("posted")
        if fate == "no id":
            return None
        if fate != "ok":
            raise AmbiguousWriteError(*LOST)
        return key

    def write_of(self, key: str) -> Write[str]:
        """Return a write.

        A key with a digit at its end has a number of its own, and all others look alike. With the
        key "draft", that is known only when a draft was read.
        """
        number = key if key[-1].isdigit() else ""

        def look(clue: Mapping[str, Any]) -> Found:
            ids = [
                row.id
                for row in self.rows
                if row.arrives <= self.now and row.number == number and row.id not in clue["known"]
            ]
            if len(ids) > 1:
                return Found(unsure="several look alike", candidates=tuple(ids))
            return Found(id=ids[0]) if ids else Found()

        def list_before() -> dict[str, Any]:
            seen = [row for row in self.rows if row.arrives <= self.now and row.number == number]
            return {"known": [row.id for row in seen]}

        def send(guard: Callable[[], None]) -> str | None:
            guard()
            return self.post(number)

        whole = Write[str](
            company=COMPANY,
            key=key,
            verb=VERB,
            digest={},
            send=send,
            look=look,
            load=str,
            result=str,
            clue={"known": []} if number else None,
            alike=None if number else "alike",
            list_before=None if number else list_before,
            made_in=SALES,
        )
        if key != "draft":
            return whole
        return attrs.evolve(whole, alike=None, list_before=None, identify=lambda: whole)
