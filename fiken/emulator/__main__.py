"""The command `python -m fiken.emulator`, which serves programs in any language.

The command ``fiken emulator`` has the same options.
"""

import argparse
import contextlib
import datetime
import errno
import signal
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable, Collection, Sequence
from types import FrameType
from typing import Any, NamedTuple
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
    try:
        prepared = prepared_emulator(**options)
    except (TypeError, ValueError) as problem:
        parser.error(str(problem))
    try:
        stopped = start(prepared.emulator, _print_problem)
    except CANNOT_START as problem:
        _print_problem(reason_of(problem))
        return 1
    with contextlib.ExitStack() as stack:
        stack.callback(prepared.emulator.stop)
        print(greeting(prepared, [curl_of(prepared.emulator)]), flush=True)  # noqa: T201
        wait_for(stopped)
    return 0


#: The errors of an emulator that cannot start, such as on a port that is in use.
CANNOT_START = (OSError, RuntimeError, ValueError, sqlite3.Error)


class Prepared(NamedTuple):
    """An emulator that is not started yet, and what its greeting needs.

    Attributes:
        emulator: the emulator.
        redirect_uris: the URLs to which browsers are sent back. The first one registers an app.
        window_hosts: the names under which other machines may open the window; None without one.
    """

    emulator: Emulator
    redirect_uris: list[str]
    window_hosts: list[str] | None


def prepared_emulator(
    *,
    clock: datetime.date | None,
    oauth_app: Sequence[str] | None,
    window_hosts: Sequence[str] | None,
    window: bool,
    **options: Any,
) -> Prepared:
    """Return an emulator for the options of the command.

    Args:
        clock: the time at which the clock stands still; None for the clock of the machine.
        oauth_app: the redirect URIs of the app; none for no app.
        window_hosts: the names under which other machines may open the window.
        window: whether there is a window.
        options: the other options, as arguments of `Emulator`.

    Raises:
        TypeError, ValueError: an option is wrong.
    """
    hosts = list(window_hosts or ())
    emulator = Emulator(
        **options,
        window=window,
        window_hosts=hosts,
        clock=None if clock is None else lambda: clock,
    )
    uris = [checked_redirect_uri(uri) for uri in oauth_app or ()]
    return Prepared(emulator, uris, hosts if window else None)


def start(emulator: Emulator, complain: Callable[[str], object]) -> threading.Event:
    """Start the emulator, and return an event that is set when SIGINT or SIGTERM arrives.

    Args:
        emulator: the emulator.
        complain: a function that prints a warning for a person, in one line.

    Raises:
        OSError, RuntimeError, ValueError, sqlite3.Error: the emulator cannot start.
    """
    # Before the start and the greeting: a program that reads it may send the signal at once.
    stopped = _stop_event()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        emulator.start()
    for warning in caught:
        complain(str(warning.message))
    return stopped


def reason_of(problem: Exception) -> str:
    """Return why an emulator cannot start, and what to do if its port is in use."""
    if isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE:
        return f"{problem.strerror}: name another port with --port, such as 0 for any free one"
    return str(problem)


def wait_for(event: threading.Event) -> None:
    """Wait until the event is set. Signals are handled meanwhile."""
    while not event.wait(3600):
        pass


def _print_problem(problem: object) -> None:
    print(f"fiken.emulator: {problem}", file=sys.stderr)  # noqa: T201


def add_options(add: Callable[..., object]) -> None:
    """Declare the options of the command, for any parser.

    Args:
        add: a function that is called once per option, with the arguments of
            `argparse.ArgumentParser.add_argument`.
    """
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m fiken.emulator", description="A Fiken emulator.")
    add_options(parser.add_argument)
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


def _look(url: str, hosts: Collection[str]) -> str:
    """Return the line that says how to open the window, whose URL is `url`."""
    host = urlsplit(url).hostname or ""
    if is_own(host) or host in {each.lower() for each in hosts}:
        return f"Look:  {url} in a browser\n"
    return f"Look:  with --window-host {host}, a browser can open {url}\n"


def greeting(prepared: Prepared, tries: Sequence[str]) -> str:
    """Return what a person has to know about an emulator that was started, in lines.

    Args:
        prepared: the emulator, and more.
        tries: the lines about how to try it. The first one is printed after "Try:".
    """
    emulator, redirect_uris, hosts = prepared
    app, shown = "", "\n       ".join(tries)
    if redirect_uris:
        first, *others = redirect_uris
        client_id = emulator.register_app(first, APP_SECRET, other_redirect_uris=others)
        app = f"\nOAuth: {emulator.oauth_url}, client id {client_id}, secret {APP_SECRET}"
    look = "" if hosts is None else _look(emulator.window_url, hosts)
    return (
        f"Fiken, emulated, at {emulator.url}\n"
        f"Token: {emulator.token}\n"
        f"Try:   {shown}\n"
        f"{look}Ctrl-C stops it.{app}\n"
        f"API v1: {emulator.url_v1}, user {emulator.email}, password {emulator.password}"
    )


def curl_of(emulator: Emulator) -> str:
    """Return a command that lists two contacts of an emulator with curl."""
    url = f"{emulator.url}/companies/{emulator.company_slug}/contacts"
    return f"curl -H 'Authorization: Bearer {emulator.token}' '{url}?pageSize=2'"


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
