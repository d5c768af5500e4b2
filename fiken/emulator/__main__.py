"""The command `python -m fiken.emulator`, which serves programs in any language."""

import argparse
import contextlib
import datetime
import signal
import sqlite3
import sys
import threading
import warnings
from collections.abc import Collection, Mapping, Sequence
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from fiken.emulator import Emulator
from fiken.emulator._clients import APP_SECRET
from fiken.emulator._options import VAT_TYPES, checked_redirect_uri
from fiken.emulator.demo.books import BI_MONTHLY
from fiken.emulator.store.oauth import TOKEN_LIFETIME
from fiken.emulator.window.guard import is_own

_VAT = f"{', '.join(VAT_TYPES)}; default: %(default)s"
_CLOCK = (
    "a time that stands still: 2026-06-15, or 2026-06-15T12:00:00+02:00; without a time zone it is "
    "Norwegian; default: the clock of the machine"
)
_KID = "whether invoices of the companies get a KID; default: they do"
_MODULES = (
    "the paid modules that the companies have bought, with commas between them; '' means none; "
    "default: all"
)
_OAUTH_APP = (
    "a URL to which browsers are sent back: registers an app for OAuth and prints it; repeat the "
    "option to register more URLs for the app"
)
_ROTATE = "answer every refresh with a new refresh token, and end the old one"
_LIFETIME = "the seconds for which an access token is valid; default: %(default)s"
_WINDOW = "pages for a browser that show the emulator; default: there are"
_WINDOW_HOST = (
    "a name or address under which other machines may open these pages too; repeat the option for "
    "more names; default: only this machine may"
)
_TEST_COMPANY = "whether the demo company is a test company; default: it is"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the emulator until Ctrl-C or SIGTERM, and return the exit code of the process.

    The exit code is 0 after Ctrl-C or SIGTERM, and 1 if the emulator cannot start.

    `arguments` are those of the command line, such as `["--port", "0"]`. None reads `sys.argv`.

    Raises:
        SystemExit: an argument is wrong, or `--help` has printed the help.
    """
    parser = _parser()
    options = vars(parser.parse_args(arguments))
    clock: datetime.date | None = options.pop("clock")
    redirect_uris: list[str] = options.pop("oauth_app") or []
    try:
        emulator = Emulator(**options, clock=None if clock is None else lambda: clock)
        for uri in redirect_uris:
            checked_redirect_uri(uri)
    except (TypeError, ValueError) as problem:
        parser.error(str(problem))
    # Before the greeting: a program that reads it may send the signal at once.
    stopped = _stop_event()
    try:
        _start(emulator)
    except (OSError, RuntimeError, ValueError, sqlite3.Error) as problem:
        _print_problem(problem)
        return 1
    with contextlib.ExitStack() as stack:
        stack.callback(emulator.stop)
        print(_greeting(emulator, redirect_uris, options), flush=True)  # noqa: T201
        while not stopped.wait(3600):
            pass
    return 0


def _start(emulator: Emulator) -> None:
    """Start the emulator, and print its warnings on stderr, one per line."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        emulator.start()
    for warning in caught:
        _print_problem(warning.message)


def _print_problem(problem: object) -> None:
    print(f"fiken.emulator: {problem}", file=sys.stderr)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m fiken.emulator", description="A Fiken emulator.")
    add = parser.add_argument
    add("--port", type=int, default=8080, help="0 takes any free port; default: %(default)s")
    add("--host", default="127.0.0.1", help="the address to listen on; default: %(default)s")
    add("--data", help="an SQLite file that keeps the books; default: memory")
    add("--seed", type=int, help="a number that makes the ids the same in every run")
    add("--clock", type=_present, help=_CLOCK)
    add("--modules", type=_names, help=_MODULES)
    add("--empty", action="store_true", help="no contacts, products and postings in the books")
    add("--vat-type", default=BI_MONTHLY, help=f"how often the companies report VAT: {_VAT}")
    add("--kid", action=argparse.BooleanOptionalAction, default=True, help=_KID)
    add("--test-company", action=argparse.BooleanOptionalAction, default=True, help=_TEST_COMPANY)
    add("--bank-integration", action="store_true", help="add balances reported by the bank")
    add("--strict-overlap", action="store_true", help="answer 429 to two requests at once")
    add("--lenient", action="store_true", help="ignore unknown fields of requests everywhere")
    add("--oauth-app", action="append", metavar="REDIRECT_URI", help=_OAUTH_APP)
    add("--rotate-refresh-tokens", action="store_true", help=_ROTATE)
    add("--window", action=argparse.BooleanOptionalAction, default=True, help=_WINDOW)
    add("--window-host", action="append", dest="window_hosts", metavar="NAME", help=_WINDOW_HOST)
    add("--token-lifetime", type=int, default=TOKEN_LIFETIME, help=_LIFETIME)
    return parser


def _present(text: str) -> datetime.date:
    with contextlib.suppress(ValueError):
        return datetime.date.fromisoformat(text)
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError as error:
        message = f"not a date or a date and time, such as 2026-06-15T12:00:00+02:00: {text!r}"
        raise argparse.ArgumentTypeError(message) from error


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _greeting(emulator: Emulator, redirect_uris: Sequence[str], options: Mapping[str, Any]) -> str:
    url = f"{emulator.url}/companies/{emulator.company_slug}/contacts"
    app = ""
    if redirect_uris:
        first, *others = redirect_uris
        client_id = emulator.register_app(first, APP_SECRET, other_redirect_uris=others)
        app = f"\nOAuth: {emulator.oauth_url}, client id {client_id}, secret {APP_SECRET}"
    look = _look(emulator.window_url, options["window_hosts"] or ()) if options["window"] else ""
    return (
        f"Fiken, emulated, at {emulator.url}\n"
        f"Token: {emulator.token}\n"
        f"Try:   curl -H 'Authorization: Bearer {emulator.token}' '{url}?pageSize=2'\n"
        f"{look}Ctrl-C stops it.{app}"
    )


def _look(url: str, hosts: Collection[str]) -> str:
    """Return the line that says how to open the window, whose URL is `url`."""
    host = urlsplit(url).hostname or ""
    if is_own(host) or host in {each.lower() for each in hosts}:
        return f"Look:  {url} in a browser\n"
    return f"Look:  with --window-host {host}, a browser can open {url}\n"


def _stop_event() -> threading.Event:
    """Return an event that is set when the process receives SIGINT or SIGTERM."""
    event = threading.Event()

    def halt(_number: int, _frame: FrameType | None) -> None:
        event.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, halt)
    return event


if __name__ == "__main__":
    sys.exit(main())
