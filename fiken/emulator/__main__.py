"""`python -m fiken.emulator`: the emulator for programs in any language."""

import argparse
import contextlib
import signal
import sqlite3
import sys
import threading
from collections.abc import Sequence
from types import FrameType

from fiken.emulator import Emulator


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C, or until the process is told to terminate."""
    told = _parser().parse_args(arguments)
    emulator = Emulator(
        data=told.data, seed=told.seed, empty=told.empty, host=told.host, port=told.port
    )
    # Before it greets: whoever reads the greeting may stop it at once.
    sign = _stop_sign()
    try:
        emulator.start()
    except (OSError, ValueError, sqlite3.Error) as problem:
        print(f"fiken.emulator: {problem}", file=sys.stderr)  # noqa: T201
        return 1
    with contextlib.ExitStack() as stack:
        stack.callback(emulator.stop)
        print(_greeting(emulator), flush=True)  # noqa: T201
        while not sign.wait(3600):
            pass
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m fiken.emulator", description="An embedded Fiken.")
    parser.add_argument("--port", type=int, default=8080, help="0 is any that is free")
    parser.add_argument("--host", default="127.0.0.1", help="loopback unless told otherwise")
    parser.add_argument("--data", help="an SQLite file to keep the state in; else memory")
    parser.add_argument("--seed", type=int, help="makes the ids the same in every run")
    parser.add_argument("--empty", action="store_true", help="no contacts, products, postings")
    return parser


def _greeting(emulator: Emulator) -> str:
    url = f"{emulator.url}/companies/{emulator.company_slug}/contacts"
    return (
        f"Fiken, emulated, at {emulator.url}\n"
        f"Token: {emulator.token}\n"
        f"Try:   curl -H 'Authorization: Bearer {emulator.token}' '{url}?pageSize=2'\n"
        f"Ctrl-C stops it."
    )


def _stop_sign() -> threading.Event:
    """Set by SIGINT or SIGTERM."""
    sign = threading.Event()

    def halt(_number: int, _frame: FrameType | None) -> None:
        sign.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, halt)
    return sign


if __name__ == "__main__":
    sys.exit(main())
