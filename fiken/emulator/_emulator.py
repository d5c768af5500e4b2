"""The emulator as its users hold it."""

import warnings
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from fiken.emulator._clock import Clock
from fiken.emulator._options import (
    BI_MONTHLY,
    check_flags,
    check_seed,
    checked_address,
    checked_clock,
    checked_data,
    checked_fault,
    checked_modules,
    checked_vat_type,
)
from fiken.emulator.demo import company as _demo
from fiken.emulator.families import FAMILIES
from fiken.emulator.store import template as _template
from fiken.emulator.store.state import State
from fiken.emulator.wire.application import BASE, Application
from fiken.emulator.wire.faults import Fault, Faults, PendingFault
from fiken.emulator.wire.log import Log, Request
from fiken.emulator.wire.server import Server

if TYPE_CHECKING:
    from fiken import Fiken

#: So many sentences `check_books` says at most.
SHOWN = 50


class Emulator:
    """Fiken on your own machine: a real HTTP server with real books behind it.

    >>> from fiken.emulator import Emulator
    >>> with Emulator(seed=1) as emulator:
    ...     emulator.url.endswith("/api/v2")
    True

    Args:
        data: an SQLite file in which the state lives on; without one, it lives in memory. Where
            the file has books already, `empty`, `bank_integration` and `vat_type` are ignored,
            with a warning.
        seed: makes the ids the same in every run.
        clock: returns the present: an aware datetime; or a naive one or a date, which are taken
            as Norwegian. It is asked once per request, and may move. Without one the machine's
            clock is taken, which is the frozen one in a test that freezes it.
        modules: those that the companies have bought, e.g. `{"projects"}`; None is all of them.
        empty: the demo company has its chart, two bank accounts and nothing else.
        bank_integration: the bank tells its balances, as of the day on which the books are made.
        vat_type: how often the new companies report VAT, as `GET /companies` shows it: `no`,
            `yearly`, `monthly` or `bi-monthly`. A company with `no` is not registered for VAT.
        strict_overlap: answer 429 to a request while another of the same token is in flight.
        lenient: ignore unknown fields and parts of forms everywhere. Fiken's documentation says
            that they are refused, and the service was seen to ignore some
            (docs/observed.md#2-requests).
        host: where to listen.
        port: 0 is any that is free.
    """

    #: The token that is let in, shaped like a personal one: no secret.
    token = "1001.embedded-fiken"  # noqa: S105
    #: The slug of the demo company.
    company_slug = _demo.SLUG

    def __init__(
        self,
        *,
        data: str | PathLike[str] | None = None,
        seed: int | None = None,
        clock: Clock | None = None,
        modules: Iterable[str] | None = None,
        empty: bool = False,
        bank_integration: bool = False,
        vat_type: str = BI_MONTHLY,
        strict_overlap: bool = False,
        lenient: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        checked_clock(clock)
        check_seed(seed)
        flags = {"strict_overlap": strict_overlap, "lenient": lenient}
        check_flags(empty=empty, bank_integration=bank_integration, **flags)
        self._data, self._seed, self._clock = checked_data(data), seed, clock
        self._modules = checked_modules(modules, (family.module for family in FAMILIES))
        self._empty, self._strict_overlap = empty, strict_overlap
        self._bank_integration = bank_integration
        self._lenient = lenient
        self._vat_type = checked_vat_type(vat_type)
        self._host, self._port = checked_address(host, port)
        self._log, self._faults = Log(), Faults()
        self._state: State | None = None
        self._server: Server | None = None

    def start(self) -> None:
        """Open the books and serve them, in threads of its own."""
        if self._server is not None:
            raise RuntimeError("the emulator runs already")
        self._faults.forget_expired()
        self._state = State(self._data, self._seed, self._clock)
        try:
            self._warn_of_old_books(self._state)
            self._open(self._state)
            self._server = self._listening(self._state)
        except BaseException:
            self.stop()
            raise
        self._server.start()

    def stop(self) -> None:
        """Close every connection, the port and the books; twice is once.

        A fault that is still pending stays in `pending_faults`, and the next start forgets it.
        """
        self._faults.expire()
        server, self._server = self._server, None
        state, self._state = self._state, None
        if server is not None:
            server.stop()
        if state is not None:
            state.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The base URL; it ends in `/api/v2`."""
        if self._server is None:
            raise RuntimeError("the emulator does not run: use `with Emulator() as emulator`")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._server.port}{BASE}"

    def client(self, **options: Any) -> "Fiken":
        """A `fiken.Fiken` for this emulator, without the pause between requests.

        Whatever is given here wins: `client(pacer=Paced())` has the pause again.
        """
        from fiken import Fiken  # noqa: PLC0415 - the emulator stands alone
        from fiken.session import Unpaced  # noqa: PLC0415

        ours: dict[str, Any] = {"token": self.token, "base_url": self.url, "pacer": Unpaced()}
        return Fiken(**{**ours, **options})

    @property
    def requests(self) -> list[Request]:
        """What was asked, in the order in which it started; a copy, there after `stop` too.

        The latest 100,000 are kept, or those that came in 256 MiB: files that were uploaded do not
        count.
        """
        return self._log.snapshot()

    @property
    def overlaps(self) -> int:
        """How many requests started while another of the same credential was in flight."""
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
        """Misbehave once, or so many times, as soon as a request comes that matches.

        A fault that no request meets waits for the next test: `failing` tells, and forgets it.

        Args:
            fault: what happens, see `Fault`.
            method: only to this method.
            path: only to a path that ends in these segments, such as `/payments`, `/contacts/17`
                or `/contacts/{contactId}`, where the braces stand for any id. It has no query.
            times: how many requests meet it.
            skip: how many requests that match are let through before. A request that meets one
                fault is not counted by those that were told later.

        Raises:
            TypeError, ValueError: no request can ever meet it, and a test would pass in vain.
        """
        self._faults.order(checked_fault(fault, method, path, times, skip))

    @contextmanager
    def failing(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int = 1,
        skip: int = 0,
    ) -> Generator[None]:
        """Misbehave inside the block, and make sure that it happened: `fail_next` that is checked.

        >>> from fiken.emulator import Emulator, Status
        >>> with Emulator() as emulator, emulator.client() as client:
        ...     with emulator.failing(Status(503), method="GET", path="/user"):
        ...         user = client.user()  # tried again
        >>> [request.status for request in emulator.requests]
        [503, 200]

        Raises:
            AssertionError: the block is over, and fewer requests than `times` have met the fault.
                An exception that the block raises is passed on instead.
            TypeError, ValueError: see `fail_next`.
        """
        begun = self._log.number
        order = self._faults.order(checked_fault(fault, method, path, times, skip))
        try:
            yield
        except BaseException:
            self._faults.cancel(order)
            raise
        unmet = self._faults.cancel(order)
        if unmet is not None:
            came = [f"{r.method} {r.path}" for r in self.requests if r.number >= begun]
            raise AssertionError(f"not met: {unmet}; what came: {', '.join(came) or 'nothing'}")

    @property
    def pending_faults(self) -> tuple[PendingFault, ...]:
        """The faults that are not used up, in the order in which they were told."""
        return self._faults.pending()

    def clear_faults(self) -> None:
        """Forget every fault that is not used up."""
        self._faults.clear()

    def check_books(self) -> None:
        """Raise AssertionError with every invariant of the books that is broken."""
        if self._state is None:
            raise RuntimeError("the emulator does not run: its books are closed")
        with self._state.operation():
            checks = [check for family in FAMILIES for check in family.invariants]
            broken = [sentence for check in checks for sentence in check(self._state)]
        if broken:
            more = [f"and {len(broken) - SHOWN} more"] if len(broken) > SHOWN else []
            raise AssertionError("\n".join([*broken[:SHOWN], *more]))

    def _open(self, state: State) -> None:
        """Make the books where there are none; open each year that begins, now or later."""
        in_memory = self._data is None
        copied = in_memory and _template.copy(self._kind(state), state)
        with state.operation():
            kind = self._kind(state)
            if not state.is_new:
                _demo.open_current_years(state)
            else:
                self._found(state)
            state.watch_years(_demo.open_current_years)
        if in_memory and not copied:
            _template.keep(kind, state)

    def _kind(self, state: State) -> _template.Kind:
        options = self._empty, self._bank_integration, self._vat_type
        return _template.Kind(self._seed, state.today(), *options)

    def _found(self, state: State) -> None:
        state.create(family.tables for family in FAMILIES)
        _demo.found(state, FAMILIES, filled=not self._empty, vat_type=self._vat_type)
        if self._bank_integration:
            _demo.integrate_bank(state)

    def _warn_of_old_books(self, state: State) -> None:
        """Warn of the options that concern new books, where the file has some already."""
        of_new_books = {
            "empty": self._empty,
            "bank_integration": self._bank_integration,
            "vat_type": self._vat_type != BI_MONTHLY,
        }
        ignored = [name for name, flag in of_new_books.items() if flag]
        with state.operation():
            if ignored and not state.is_new:
                verb = "is" if len(ignored) == 1 else "are"
                message = f"{self._data} has books already: {' and '.join(ignored)} {verb} ignored"
                warnings.warn(message, stacklevel=4)

    def _listening(self, state: State) -> Server:
        application = Application(state, self.token, FAMILIES, self._modules, lenient=self._lenient)
        return Server(
            application,
            (self._host, self._port),
            log=self._log,
            faults=self._faults,
            strict_overlap=self._strict_overlap,
        )
