"""The end of the command: one sentence about an error, and the exit code."""

import contextlib
import shlex
import sys
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import TextIO

import click

from fiken.cli._output import note
from fiken.errors import (
    FikenError,
    InvalidAttributeError,
    LoginRequiredError,
    Outcome,
    TransportError,
    UnauthorizedError,
)

#: The exit code after Ctrl-C, as shells use it.
INTERRUPTED = 130

#: How the URLs of an emulator on this machine begin.
_HERE = tuple(f"http://{host}:" for host in ("127.0.0.1", "localhost", "[::1]"))

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
        case click.ClickException():
            sentence = error.format_message()
        case LoginRequiredError():
            sentence = f"{error}: run fiken login --account {shlex.quote(error.account)}"
        case UnauthorizedError():
            sentence = (
                "Fiken does not accept this token: it is wrong, has expired or was revoked. Log in "
                "again with fiken login, or change FIKEN_TOKEN if the token is from there "
                f"({error.status}, request {error.request_id})"
            )
        case InvalidAttributeError():  # its own words name a method of the library
            what = _WORDS.get(error.attribute, error.attribute)
            sentence = str(error).replace(f"{error.model}.{error.attribute}", what, 1)
        case TransportError(outcome=Outcome.REFUSED) if error.url.startswith(_HERE):
            sentence = f"{error}. If this is an emulator, start it again with fiken emulator"
        case FikenError():
            sentence = str(error)
        case KeyboardInterrupt():
            sentence = "the command was interrupted in the terminal"
        case OSError(strerror=str(reason)):
            sentence = f"{error.filename}: {reason}" if error.filename else reason
        case _:  # its message may contain anything, also a token
            kind = type(error).__name__
            sentence = f"unexpected {kind}{_place_of(error)}: please report it"
    return " ".join(sentence.split())


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
