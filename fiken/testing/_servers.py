"""The emulator of a test session, which its tests use one after the other."""

import inspect
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest

if TYPE_CHECKING:
    from fiken.emulator import Emulator

#: The seed of the emulator unless the options name another, so that ids are equal in every run.
SEED = 1
#: The name of the threads of an emulator, which are not threads of a test.
SERVES = "fiken.emulator"


class Servers:
    """The emulator that the tests of a session use one after the other.

    It is reset between two tests, which is several times faster than a new start. It is replaced
    by another one if the options of the next test differ, if a test has stopped it or has set one
    of its attributes, such as `token`, or if the previous test has left a thread or a request that
    would reach the next books.
    """

    def __init__(self) -> None:
        self._emulator: Emulator | None = None
        self._options: Mapping[str, Any] = {}
        self._threads: set[threading.Thread] = set()  # those that ran before the test

    def lend(self, options: object) -> "Emulator":
        """Return a running emulator with fresh books, an empty log and no faults.

        Args:
            options: the arguments of `Emulator`. The test fails if they are not a dict, or if one
                of them does not exist or cannot be used here.
        """
        emulator_class = _emulator_class()
        checked: dict[str, Any] = {"seed": SEED}
        checked |= _checked(options, inspect.signature(emulator_class).parameters)
        if self._options != checked or not self._is_reset():
            self.stop()
            emulator = emulator_class(**checked)
            emulator.start()
            self._emulator, self._options = emulator, checked
        self._threads = set(threading.enumerate())
        return cast("Emulator", self._emulator)

    def _is_reset(self) -> bool:
        """Reset the emulator, and return whether it is now like a new one."""
        if self._emulator is None or any(not name.startswith("_") for name in vars(self._emulator)):
            return False  # `token` and `company_slug` are attributes of the class
        try:
            self._emulator.reset()
        except RuntimeError:  # a test has stopped it
            return False
        return True

    def take_back(self) -> None:
        """Stop the emulator if the test has left something that can reach the next books.

        That is a request in flight, or a thread that may still send one. Clients know the URL, and
        the next emulator has another.
        """
        if self._emulator is None:
            return
        threads = set(threading.enumerate()) - self._threads
        in_flight = any(request.finished is None for request in self._emulator.requests)
        if in_flight or any(thread.name != SERVES for thread in threads):
            self.stop()

    def stop(self) -> None:
        """Stop the emulator. If there is none, do nothing."""
        emulator, self._emulator = self._emulator, None
        if emulator is not None:
            emulator.stop()


_SERVERS = pytest.StashKey[Servers]()


def servers_of(session: pytest.Session) -> Servers:
    """Return the object that keeps the emulator of a test session, and stops it at the end."""
    if _SERVERS not in session.stash:
        session.stash[_SERVERS] = servers = Servers()
        session.addfinalizer(servers.stop)
    return session.stash[_SERVERS]


def _emulator_class() -> "type[Emulator]":
    """Import the emulator, or fail the test if Werkzeug is not installed."""
    try:
        from fiken.emulator import Emulator  # noqa: PLC0415 - only when a test asks for it
    except ModuleNotFoundError as error:
        if error.name != "werkzeug":
            raise
        message = 'the fixture fiken_emulator needs Werkzeug: pip install "fiken[emulator]"'
        pytest.fail(message, pytrace=False)
    return Emulator


def _checked(options: object, known: Mapping[str, object]) -> Mapping[str, Any]:
    """Return the options, or fail the test if they cannot be arguments of an emulator."""
    if not isinstance(options, Mapping):
        _refuse(f"it must return a dict, such as {{'kid': False}}, not {options!r}")
    arguments = cast("Mapping[str, Any]", options)
    unknown = [repr(name) for name in arguments if name not in known]
    if unknown:
        _refuse(f"there is no option {', '.join(unknown)}: the options are {', '.join(known)}")
    if arguments.get("data") is not None:
        _refuse(
            f"data={arguments['data']!r} keeps the books in a file, and those are never reset: "
            f"leave it out, or start an Emulator of your own in a fixture"
        )
    return arguments


def _refuse(problem: str) -> NoReturn:
    pytest.fail(f"fiken_emulator_options: {problem}", pytrace=False)
