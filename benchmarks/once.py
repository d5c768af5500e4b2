"""Writes with idempotency keys while everything fails: ``python -m benchmarks.once``.

Processes carry out writes of all kinds in an emulator of Fiken. They are killed (-9) at random
moments and at the named steps of a write. Answers are lost, cut or late, requests are answered with
429, 500, 502, 503 or 504 whether they were carried out or not, and some are carried out after their
client gave up. Half of the keys are in the hands of two processes, and many writes have a twin: one
with the same content and another key. With ``--store postgres`` the database can crash, too.

The judge is the books of the emulator. The command exits with an error if a write was carried out
twice or not at all, if a key has two ids, or if two keys have the same id.

``--control`` leaves out what the library does, so that the run must fail: ``keys`` sends writes
without keys until they are answered, ``settle`` does not wait until a lost write is surely not
there, and ``twins`` sends writes that look alike at the same time.
"""

import random
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from fiken.idempotency import SqlIdempotency
from tests.idempotency.torture.run import Plan, Torture, Verdict
from tests.idempotency.torture.worker import TOTAL
from tests.servers.postgres import Postgres, start_postgres

#: Seconds: a lease is at least twice as long as an exchange, and a late write comes sooner.
LEASE, SETTLE, WAIT = 2 * TOTAL + 0.5, 4.0, 0.3


@contextmanager
def store(
    options: Namespace, folder: Path
) -> Iterator[tuple[partial[SqlIdempotency], Postgres | None]]:
    """Yield a function that opens the store in any process, and the server of the database."""
    settle = 0.05 if options.control == "settle" else SETTLE
    opens = partial(SqlIdempotency, lease=LEASE, settle=settle, wait=WAIT)
    if options.store == "sqlite":
        yield partial(opens, folder / "keys.db"), None
        return
    server = start_postgres()
    try:
        yield partial(opens, server.url), server
    finally:
        server.stop()


def crashes(server: Postgres | None, every: float, seed: int) -> Callable[[], None]:
    """Return a function that crashes the database, and starts it again, when it is time."""
    chance = random.Random(seed)
    at = [time.monotonic() + every]

    def meanwhile() -> None:
        if server is not None and every and time.monotonic() > at[0]:
            server.crash()
            server.start()
            at[0] = time.monotonic() + every * (0.5 + chance.random())

    return meanwhile


def run(options: Namespace, folder: Path) -> Verdict:
    """Run the torture, and return what became of it."""
    plan = Plan(
        options.writes,
        workers=options.workers,
        kinds=tuple(options.kind or ()),
        late=2.5 if options.control == "settle" else 1.2,
        suicides=options.suicides,
        kills=options.kills,
        control=options.control,
        patience=options.patience,
        seed=options.seed,
    )
    (folder / "run").mkdir()
    with store(options, folder) as (opens, server):
        opens().create_table()
        return Torture(
            plan, opens, folder / "run", crashes(server, options.crashes, options.seed)
        ).run()


def main() -> int:
    parser = ArgumentParser(prog="python -m benchmarks.once", description=__doc__)
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--writes", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kind", action="append", help="only this kind of write")
    parser.add_argument("--suicides", type=float, default=0.01, help="the share of steps")
    parser.add_argument("--kills", type=int, default=6, help="writes between two kills")
    parser.add_argument("--crashes", type=float, default=0.0, help="seconds between two crashes")
    parser.add_argument("--control", choices=["", "keys", "settle", "twins"], default="")
    parser.add_argument("--patience", type=float, default=90.0, help="seconds without progress")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        verdict = run(options, Path(place))
    for name in ("writes", "seconds", "processes", "killed", "faults", "errors", "requests"):
        value = getattr(verdict, name)
        print(f"{name:10} {dict(value) if isinstance(value, dict) else round(value, 1)}")
    print(f"{'unclear':10} {len(verdict.unclear)} sent credit notes, which Fiken does not show")
    print(*(finding[:2000] for finding in verdict.findings), sep="\n", file=sys.stderr)
    return 1 if verdict.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
