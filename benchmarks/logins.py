"""One login, used by many threads of several processes while its tokens expire and processes die.

``python -m benchmarks.logins`` runs an emulator of Fiken, whose access tokens live for two seconds
by its clock, and 4 processes with 50 threads each, which send requests with one login from a store.
Every few seconds, the process that renews the tokens can be killed (-9), a random while after a
random moment of the renewal.

The judge is the log of the emulator. It exits with an error if a request was lost, if a write was
carried out twice, if tokens were renewed more than once per expiry, or if a login was lost.
"""

import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from fiken.auth import FileStore, SqlStore, TokenStore
from fiken.emulator import Emulator
from tests.auth.crowd import MOMENTS, Crowd, Verdict
from tests.servers.postgres import start_postgres

#: Seconds after which a database frees the lock of a process that was killed.
LEASE = 1.5


@contextmanager
def store(kind: str, folder: Path) -> Iterator[Callable[[], TokenStore]]:
    """Yield a function that opens a store, also in another process."""
    if kind == "postgres":
        server = start_postgres()
        try:
            yield partial(SqlStore, server.url, lease=LEASE)
        finally:
            server.stop()
    elif kind == "sqlite":
        yield partial(SqlStore, folder / "tokens.db", lease=LEASE)
    else:
        yield partial(FileStore, folder / "tokens.json")


def run(options: Namespace, folder: Path, opens: Callable[[], TokenStore]) -> Verdict:
    """Run the processes for a while, and return what became of it."""
    chance = random.Random(options.seed)
    rotates = not options.no_rotation
    lifetime = {} if options.silent else {"token_lifetime": options.lifetime}
    with Emulator(empty=True, rotate_refresh_tokens=rotates, **lifetime) as emulator:
        crowd = Crowd(emulator, opens, folder, options.processes, options.threads)
        try:
            crowd.go_on(1)
            ends = time.monotonic() + options.seconds
            while time.monotonic() < ends:
                began = time.monotonic()
                if options.kill:
                    moment = chance.choice(list(MOMENTS))
                    crowd.kill(moment, chance.random() * MOMENTS[moment])
                elif options.silent:
                    crowd.expire()
                time.sleep(max(0.0, options.lifetime - (time.monotonic() - began)))
            return crowd.end()
        finally:
            crowd.close()


def findings(options: Namespace, verdict: Verdict) -> list[str]:
    """Return what must not have happened."""
    most = verdict.expiries if not options.no_rotation else verdict.expiries + verdict.kills
    wrong = {
        "requests were lost": verdict.lost,
        "writes were carried out twice": verdict.written_twice,
        "writes were not carried out": verdict.written_never,
        "the login was lost": not verdict.login_lives,
        "a kill cost more than one login": verdict.logins > verdict.kills,
        "a login was asked for without rotation": options.no_rotation and verdict.logins,
        "a refresh was refused": not verdict.logins and verdict.refused,
        "more than one renewal per expiry": options.silent and verdict.renewed > most,
        "tokens were renewed too early": not (options.silent or options.kill)
        and verdict.left > options.lifetime / 5,
    }
    return [text for text, is_so in wrong.items() if is_so]


def main() -> int:
    parser = ArgumentParser(prog="python -m benchmarks.logins", description=__doc__)
    parser.add_argument("--store", choices=["file", "sqlite", "postgres"], default="file")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=50)
    parser.add_argument("--lifetime", type=int, default=2, help="of access tokens, in seconds")
    parser.add_argument("--silent", action="store_true", help="do not say when tokens expire")
    parser.add_argument("--kill", action="store_true", help="kill processes that renew the tokens")
    parser.add_argument("--no-rotation", action="store_true", help="of refresh tokens")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "run").mkdir()
        with store(options.store, Path(place) / "store") as opens:
            verdict = run(options, Path(place) / "run", opens)
    for name in Verdict.__dataclass_fields__:
        value = getattr(verdict, name)
        print(f"{name:14} {round(value, 2) if isinstance(value, float) else value}")
    print(f"{'load':14} {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    found = findings(options, verdict)
    print(*found, sep="\n", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
