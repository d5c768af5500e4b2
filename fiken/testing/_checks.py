"""The checks at the end of each test: the books, and the faults that were not applied."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from textwrap import indent, shorten
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fiken.emulator import Emulator

#: The most requests that a message lists.
LISTED = 20
#: The most characters of a fault in a message. A canned answer may have a long body.
LONGEST = 200

_WATCHED = pytest.StashKey["Emulator"]()


@contextmanager
def watched(item: pytest.Item, emulator: "Emulator") -> Generator[None]:
    """Mark an emulator, so that it is checked if the test ends within the block."""
    item.stash[_WATCHED] = emulator
    try:
        yield
    finally:
        del item.stash[_WATCHED]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that leaves broken books, or a fault that was not applied.

    If the test itself fails, its own failure is reported, and the problems are added in a section.
    """
    try:
        result = yield
    except (Exception, pytest.fail.Exception):
        with suppress(Exception):  # the failure of the test must not be hidden
            for problem in _problems(item):
                item.add_report_section("call", "fiken", problem)
        raise
    problems = "\n\n".join(_problems(item))
    if problems:
        pytest.fail(problems, pytrace=False)
    return result


def _problems(item: pytest.Item) -> Iterator[str]:
    emulator = item.stash.get(_WATCHED, None)
    if emulator is not None:
        yield from unmet_faults(emulator)
        yield from broken_books(emulator)


def unmet_faults(emulator: "Emulator") -> Iterator[str]:
    """Yield a message if a fault is still waiting for a request."""
    pending = emulator.pending_faults
    if pending:
        faults = "\n".join(shorten(str(fault), LONGEST) for fault in pending)
        yield (
            f"The test ordered faults that were not applied:\n{indent(faults, '  ')}\n"
            f"Requests of the test: {_requests(emulator)}\n"
            "Correct the method or the path of the fault, or send the request that it waits for. "
            "If it may stay unused, end the test with fiken_emulator.clear_faults()."
        )


def broken_books(emulator: "Emulator") -> Iterator[str]:
    """Yield a message if the books break a rule. A stopped emulator has no books to check."""
    try:
        emulator.check_books()
    except AssertionError as error:
        yield (
            f"The books of the emulator are broken after the test:\n{indent(str(error), '  ')}\n"
            f"Requests of the test: {_requests(emulator)}\n"
            "Call fiken_emulator.check_books() after each step to find the request that broke them."
        )
    except RuntimeError:  # the test has stopped the emulator
        return


def _requests(emulator: "Emulator") -> str:
    """Return the last requests of the log, such as `GET /user`."""
    requests = [f"{request.method} {request.path}" for request in emulator.requests]
    if len(requests) > LISTED:
        requests[:-LISTED] = [f"… ({len(requests) - LISTED} more)"]
    return ", ".join(requests) or "none"
