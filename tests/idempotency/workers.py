"""A program whose processes are killed, suspended or in each other's way while they write.

`python -m tests.idempotency.workers MODE STORE FOLDER` forks a process per case, and prints what
became of them as JSON. It has one thread, so it may fork.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import attrs

from fiken.errors import FikenError, WrittenTwiceError
from fiken.idempotency import SqlIdempotency, _steps
from fiken.idempotency._course import carry_out
from fiken.idempotency._write import Write
from tests.idempotency.books import Books, payment, sale

#: The steps of a write that goes well. At "posted", it was carried out, and has no answer yet.
STEPS = {
    "sale": ["claimed", "guard", "guarded", "posted", "answered", "done"],
    "payment": ["claimed", "listed", "sending", "guard", "guarded", "posted", "answered", "done"],
}
#: Those after an answer was lost: the write was carried out, or it was not, and is sent again.
AFTER = {"lost": ["looked", "done"], "never": ["looked", "kept", "sending"]}
LEASE, SETTLE = 0.4, 0.2


def store_of(url: str, name: str) -> SqlIdempotency:
    """Return the store of a case. Its calls wait until they can be sure."""
    return SqlIdempotency(url, lease=LEASE, settle=SETTLE, wait=30.0, table=name)


def write_of(books: Books, kind: str, key: str = "order-17", number: str = "S1") -> Write[Any]:
    """Return a write that takes one step more: "posted"."""
    write = sale(books, key, number=number) if kind == "sale" else payment(books, key)

    def send(guard: Callable[[], None]) -> str | None:
        made = write.send(guard)
        _steps.step("posted")
        return made

    return attrs.evolve(write, send=send)


def forked(work: Callable[[], object]) -> int:
    """Run a function in a process of its own, and return the id of the process."""
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(status)
    return child


def hit_by(number: int, at: str) -> Callable[[str], None]:
    """Return a function that sends this process a signal, the first time at a step."""
    left = [at]

    def step(name: str) -> None:
        if name in left:
            left.clear()
            os.kill(os.getpid(), number)

    return step


def cases(folder: Path) -> list[tuple[str, str, str, Books]]:
    """Return all cases: a name, a kind, the step at which it is hit, and books of its own."""
    made = list[tuple[str, str, str, Books]]()
    for kind, steps in STEPS.items():
        for fault, names in {"": steps, **AFTER}.items():
            for step in names:
                name = f"{kind}_{step}_{fault}".rstrip("_")
                books = Books(folder / f"{name}.db")
                books.add(100)  # a payment that looks alike
                if fault:
                    books.fail(fault)
                made.append((name, kind, step, books))
    return made


def hit_all(number: int, url: str, folder: Path) -> list[tuple[str, str, str, Books, int]]:
    """Start a process per case, which is hit by a signal at its step."""
    started = list[tuple[str, str, str, Books, int]]()
    for name, kind, step, books in cases(folder):

        def work(
            name: str = name, kind: str = kind, step: str = step, books: Books = books
        ) -> None:
            vars(_steps)["step"] = hit_by(number, step)
            try:
                key = carry_out(write_of(books, kind), store_of(url, name)).id
            except WrittenTwiceError:
                key = "twice"
            (folder / f"{name}.id").write_text(key)

        started.append((name, kind, step, books, forked(work)))
    return started


def outcome(books: Books, kind: str, url: str, name: str) -> dict[str, Any]:
    """Carry out the write in this process, and return its id and those of all new rows."""
    key = carry_out(write_of(books, kind), store_of(url, name)).id
    return {"id": key, "rows": [row.id for row in books.sales][1:]}


def killed(url: str, folder: Path) -> dict[str, Any]:
    """Kill a process at each step. The next call with the same key finishes its work."""
    results = dict[str, Any]()
    for name, kind, _, books, child in hit_all(signal.SIGKILL, url, folder):
        _, status = os.waitpid(child, 0)
        hit = os.waitstatus_to_exitcode(status)
        results[name] = {"exit": hit, **outcome(books, kind, url, name)}
    return results


def suspended(url: str, folder: Path) -> dict[str, Any]:
    """Suspend a process at each step for longer than its lease. Another one does its work."""
    results, started = dict[str, Any](), hit_all(signal.SIGSTOP, url, folder)
    stopped = [os.waitpid(child, os.WUNTRACED)[1] for *_, child in started]
    if not all(map(os.WIFSTOPPED, stopped)):
        for *_, child in started:
            os.kill(child, signal.SIGKILL)  # those that are left would keep the test waiting
        return {
            "stopped": [
                name for (name, *_), one in zip(started, stopped, strict=True) if os.WIFSTOPPED(one)
            ]
        }
    time.sleep(LEASE)
    for name, kind, _, books, _ in started:
        results[name] = outcome(books, kind, url, name)
    for name, _, _, books, child in started:
        os.kill(child, signal.SIGCONT)
        _, status = os.waitpid(child, 0)
        theirs = (folder / f"{name}.id").read_text()
        rows = [row.id for row in books.sales][1:]
        results[name] |= {"exit": os.waitstatus_to_exitcode(status), "theirs": theirs, "rows": rows}
    return results


def racing(url: str, folder: Path) -> dict[str, Any]:
    """Let several processes write the same keys, some of which look alike, and lose answers."""
    books, table = Books(folder / "books.db"), "racing"
    store_of(url, table).create_table()
    books.fail(*["", "lost", "", "never", "no id", "500"] * 4)
    keys = [f"order-{number}" for number in range(6)]

    def work(number: int) -> None:
        store, made = store_of(url, table), dict[str, str]()
        for key in keys if number % 2 else reversed(keys):
            kind = "payment" if int(key[-1]) % 2 else "sale"
            write = write_of(books, kind, key, number=key)
            while key not in made:
                try:
                    made[key] = carry_out(write, store).id
                except FikenError:  # the next call goes on
                    time.sleep(0.05)
        (folder / f"{number}.json").write_text(json.dumps(made))

    children = [forked(partial(work, number)) for number in range(5)]
    exits = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    made = [json.loads((folder / f"{number}.json").read_text()) for number in range(5)]
    return {"exits": exits, "made": made, "rows": [row.id for row in books.sales]}


if __name__ == "__main__":
    mode, place, path = sys.argv[1:]
    results = {"killed": killed, "suspended": suspended, "racing": racing}[mode](place, Path(path))
    sys.stdout.write(json.dumps(results))
