"""The end of the command: one sentence about an error, and the exit code."""

import contextlib
import re
import shlex
import sys
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import TextIO

import click

from fiken.cli._here import is_here
from fiken.cli._output import note
from fiken.errors import (
    CounterNotInitializedError,
    FikenError,
    InvalidAttributeError,
    LoginRequiredError,
    Outcome,
    TransportError,
    UnauthorizedError,
)

#: The exit code after Ctrl-C, as shells use it.
INTERRUPTED = 130

#: The part of a URL that has a number series.
_SERIES = re.compile("/companies/[^/]+/(invoices|creditNotes|offers|orderConfirmations)(?=/|$)")

_FIRST = '{"value": 10000}'

#: What a person calls an argument of the library.
_WORDS = {
    "account": "the name of the account",
    "code": "the code in the address",
    "url": "what is pasted",
}


@contextlib.contextmanager
def sentences(context: click.Context) -> Generator[None]:
    """Print an error in the block as one sentence on stderr, and exit with 1; after Ctrl-C, 130.

    Wrong usage, and a pipe that nobody reads any more, are left to click.
    """
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            yield
        except (click.UsageError, click.exceptions.Exit, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            note("")  # after the ^C of the terminal
            note("fiken: interrupted")
            context.exit(INTERRUPTED)
        except Exception as error:  # noqa: BLE001 - a traceback helps nobody at a terminal
            note(f"fiken: {sentence_of(error)}")
            context.exit(1)


def sentence_of(error: BaseException) -> str:
    """Return what an error means, and what to do, in one sentence."""
    match error:
        case FikenError():
            sentence = _sentence_of_fiken(error)
        case click.ClickException():
            sentence = error.format_message()
        case KeyboardInterrupt():
            sentence = "the command was interrupted in the terminal"
        case OSError(strerror=str(reason)):
            sentence = f"{error.filename}: {reason}" if error.filename else reason
        case _:  # its message may contain anything, also a token
            kind = type(error).__name__
            sentence = f"unexpected {kind}{_place_of(error)}: please report it"
    return " ".join(sentence.split())


def _sentence_of_fiken(error: FikenError) -> str:
    """Return the sentence of an error of the library, with the commands that help."""
    match error:
        case LoginRequiredError():
            return f"{error}: run fiken login --account {shlex.quote(error.account)}"
        case UnauthorizedError():
            return (
                "Fiken does not accept this token: it is wrong, has expired or was revoked. Log in "
                "again with fiken login, or change FIKEN_TOKEN if the token is from there "
                f"({error.status}, request {error.request_id})"
            )
        case InvalidAttributeError():  # its own words name a method of the library
            what = _WORDS.get(error.attribute, error.attribute)
            return str(error).replace(f"{error.model}.{error.attribute}", what, 1)
        case TransportError(outcome=Outcome.REFUSED) if is_here(error.url):
            return f"{error}. If this is an emulator, start it again with fiken emulator"
        case CounterNotInitializedError() if series := _SERIES.search(error.url):
            return _series_not_started(error, series[0])
        case _:
            return str(error)


def _series_not_started(error: CounterNotInitializedError, path: str) -> str:
    """Return how a number series is started by a command.

    Args:
        error: The error, whose own words name a method of the library.
        path: The path of the documents, below the URL of the API.
    """
    start = f"fiken request POST {path}/counter --data '{_FIRST}'"
    return (
        f"this company has no number series for such documents yet. Start it once: {start} lets "
        f"the first one have the number 10001 ({error.status}, request {error.request_id})"
    )


def _place_of(error: BaseException) -> str:
    """Return where an error was raised, such as " in _login.py, line 40"."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"


def _show_warning(
    message: Warning | str,
    category: type[Warning],  # noqa: ARG001
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    """Print a warning without the line of the code that it points at."""
    print(f"fiken: {message}", file=sys.stderr)  # noqa: T201
