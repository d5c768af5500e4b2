"""The part of `Emulator` by which tests watch and control it: its log, faults, clock and books."""

import contextlib
import datetime
from abc import abstractmethod
from collections.abc import Generator

from fiken.emulator import hal
from fiken.emulator._clients import Clients
from fiken.emulator._clock import Clock, Dial
from fiken.emulator._options import checked_clock, checked_shift
from fiken.emulator.books import violations
from fiken.emulator.families import FAMILIES
from fiken.emulator.wire.fault_checks import checked_fault
from fiken.emulator.wire.faults import Fault, Faults, PendingFault
from fiken.emulator.wire.log import Log, Request


class Controls(Clients):
    """The part of `Emulator` that shows its requests, and controls its faults, clock and books."""

    def __init__(self, clock: Clock | None) -> None:
        checked_clock(clock)
        self._dial = Dial(clock)
        self._log, self._faults = Log(), Faults()

    @abstractmethod
    def reset(self) -> None:
        """Replace the books by new ones, and remove all logged requests and pending faults."""

    @property
    def requests(self) -> list[Request]:
        """Copies of the logged requests, in the order in which the requests started.

        The log survives `stop`. It keeps the latest 100,000 requests, with at most 256 MiB of
        headers and bodies in total, and the latest 10,000 answers, with at most 32 MiB. Uploaded
        files are not logged.
        """
        return self._log.snapshot()

    @property
    def overlaps(self) -> int:
        """The number of requests that started while another of the same login was unanswered."""
        return self._log.overlaps

    def fail_next(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int = 1,
        skip: int = 0,
    ) -> None:
        """Apply a fault, such as `Status(503)`, to the next requests that match.

        If too few requests match, the fault keeps waiting, even into the next test. Prefer
        `failing`, which removes such a fault and raises an error.

        Args:
            fault: the misbehaviour, such as `Status(503)`, `Slow(2)` or `DropAfterCarryingOut()`.
            method: the HTTP method that a request must have. None means any method.
            path: the end of the path that a request must have, in whole segments and without a
                query: `/payments`, `/contacts/17`, or `/contacts/{contactId}` for any id. For the
                endpoints of OAuth, `/oauth/token`. None means any path.
            times: the number of requests to which the fault is applied.
            skip: the number of matching requests that are served normally first. A request to which
                an earlier fault is applied does not count.

        Raises:
            TypeError, ValueError: an argument is wrong, or no request could ever match.
        """
        self._faults.add(checked_fault(fault, method, path, times, skip, hal.OPERATIONS))

    @contextlib.contextmanager
    def failing(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int = 1,
        skip: int = 0,
    ) -> Generator[None]:
        """Apply a fault to requests inside the block, and check that it was applied.

        A request counts if its method is `method` and its path ends in `path`, as in `fail_next`.
        The first `skip` of these are served normally. The fault is applied to the next `times`.

        >>> from fiken.emulator import Emulator, Status
        >>> with Emulator() as emulator, emulator.client() as client:
        ...     with emulator.failing(Status(503), method="GET", path="/user"):
        ...         user = client.user()  # tried again
        >>> [request.status for request in emulator.requests]
        [503, 200]

        Raises:
            AssertionError: the fault was applied to fewer requests than `times`. If the block
                itself raises, its exception is passed on instead.
            TypeError, ValueError: an argument is wrong, or no request could ever match.
        """
        first = self._log.number
        queued = self._faults.add(checked_fault(fault, method, path, times, skip, hal.OPERATIONS))
        try:
            yield
        except BaseException:
            self._faults.cancel(queued)
            raise
        unmet = self._faults.cancel(queued)
        if unmet is not None:
            requests = [f"{r.method} {r.path}" for r in self.requests if r.number >= first]
            names = ", ".join(requests) or "none"
            raise AssertionError(f"fault not applied: {unmet}; requests in the block: {names}")

    @property
    def pending_faults(self) -> tuple[PendingFault, ...]:
        """The faults, such as `Status(503)`, that still wait for requests, oldest first."""
        return self._faults.pending()

    def clear_faults(self) -> None:
        """Remove every fault, such as `Status(503)`, that still waits for requests."""
        self._faults.clear()

    @property
    def now(self) -> datetime.datetime:
        """The current time of the emulator, in Norway."""
        return self._dial.now()

    def set_clock(self, clock: Clock | None) -> None:
        """Use another clock from now on.

        >>> from datetime import date
        >>> from fiken.emulator import Emulator
        >>> with Emulator(clock=lambda: date(2026, 6, 15)) as emulator:
        ...     emulator.set_clock(lambda: date(2027, 1, 2))
        ...     emulator.now.year
        2027

        Recurring invoices whose dates have passed are issued before the next request. Books do not
        change if the clock goes back. `reset` goes back to the first clock as well.

        Args:
            clock: a function that returns the current time as a datetime or a date, as for
                `Emulator(clock=…)`. None goes back to the clock with which the emulator was made.

        Raises:
            TypeError, ValueError: the clock is not such a function, or shows a year outside of 1900
                to 9990.
        """
        checked_clock(clock)
        self._dial.turn(clock)

    def move_clock(self, shift: datetime.timedelta) -> None:
        """Move the clock on, or back with a negative `shift`. It then runs, or stands, as before.

        >>> from datetime import date, timedelta
        >>> from fiken.emulator import Emulator
        >>> with Emulator(clock=lambda: date(2026, 6, 15)) as emulator:
        ...     emulator.move_clock(timedelta(days=30))
        ...     emulator.now.date()
        datetime.date(2026, 7, 15)

        A day is a day of the calendar, also if it has 23 or 25 hours.

        Raises:
            TypeError: `shift` is not a timedelta.
            ValueError: the new year is outside of 1900 to 9990.
        """
        checked_shift(shift)
        try:
            moved = self._dial.now() + shift
        except OverflowError as error:
            raise ValueError(f"the clock cannot be moved by {shift}") from error
        checked_clock(lambda: moved)
        self._dial.move(shift)

    def check_books(self) -> None:
        """Check the rules that the books must always obey, such as that debit equals credit.

        Raises:
            AssertionError: a rule is violated. The message lists up to 50 violations, each with one
                sentence.
            RuntimeError: the emulator does not run.
        """
        state = self._running()
        with state.operation():
            checks = [check for family in FAMILIES for check in family.invariants]
            sentences = [sentence for check in checks for sentence in check(state)]
        if sentences:
            raise AssertionError(violations.listed(sentences))
