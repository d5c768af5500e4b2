"""Work that several threads need at the same moment, and that is done once for all of them."""

import copy
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from fiken._clock import now
from fiken.errors import AmbiguousWriteError, FikenError, Outcome, TransportError

T = TypeVar("T")


class Flight(Generic[T]):
    """A piece of work in a thread of its own. Other threads wait for its result.

    A signal such as Ctrl-C interrupts only a thread that waits, never the work: tokens that Fiken
    has just issued would be lost if they were not stored. Python waits for the work before it ends.

    Args:
        work: The function to call once.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._over = threading.Event()
        self._results = list[T]()
        self._error: BaseException | None = None

    def start(self) -> None:
        """Start the work."""
        # A thread that a daemon thread starts would otherwise be one, and be killed at the end.
        thread = threading.Thread(target=self._run, name="fiken-renewal", daemon=False)
        try:
            thread.start()
        except RuntimeError:  # the interpreter is ending, or the machine has no more threads
            self._run()

    @property
    def is_over(self) -> bool:
        """Whether the work has ended."""
        return self._over.is_set()

    def result(self, patience: float) -> T:
        """Wait for the end of the work, and return its result.

        Args:
            patience: The longest wait in seconds.

        Raises:
            TimeoutError: The work is still going on.
            BaseException: What the work has raised. Each thread gets an exception of its own, if
                that is a `FikenError`. Its outcome is "refused", since the work is done before the
                request that needs it is sent.
        """
        ends = now() + patience
        # A long wait could not be interrupted on Windows.
        while not self._over.wait(min(1.0, max(ends - now(), 0.0))):
            if now() >= ends:
                raise TimeoutError(f"no result within {patience:g} s")
        if self._error is not None:
            raise _own(self._error)
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # noqa: BLE001 - the threads that wait raise it
            self._error = error
        finally:
            self._over.set()


def _own(error: BaseException) -> BaseException:
    """Return the exception of the work, for one of the threads that wait to raise.

    A `FikenError` is copied. What was lost was an answer to the work, not one to the request of
    the thread, which was never sent: so the outcome is "refused".
    """
    if not isinstance(error, FikenError):
        return error
    if isinstance(error, AmbiguousWriteError):
        own: FikenError = TransportError(*error.args)
    else:
        own = copy.copy(error)
    own.outcome = Outcome.REFUSED
    own.__cause__ = error.__cause__
    return own.with_traceback(error.__traceback__)
