"""The emulator as its users hold it."""

from collections.abc import Iterable
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from fiken.emulator import _demo, _template
from fiken.emulator._application import BASE, Application
from fiken.emulator._checks import (
    checked_clock,
    checked_fault,
    checked_modules,
    checked_vat_type,
)
from fiken.emulator._clock import Clock
from fiken.emulator._faults import Fault, Faults
from fiken.emulator._log import Log, Request
from fiken.emulator._server import Server
from fiken.emulator._state import State
from fiken.emulator.families import FAMILIES

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
        data: an SQLite file in which the state lives on; without one, it lives in memory.
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
        vat_type: str = "bi-monthly",
        strict_overlap: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        checked_clock(clock)
        self._data, self._seed, self._clock = data, seed, clock
        self._modules = checked_modules(modules, (family.module for family in FAMILIES))
        self._empty, self._strict_overlap = empty, strict_overlap
        self._bank_integration = bank_integration
        self._vat_type = checked_vat_type(vat_type)
        self._host, self._port = host, port
        self._log, self._faults = Log(), Faults()
        self._state: State | None = None
        self._server: Server | None = None

    def start(self) -> None:
        """Open the books and serve them, in threads of its own."""
        if self._server is not None:
            raise RuntimeError("the emulator runs already")
        self._state = State(self._data, self._seed, self._clock)
        try:
            self._open(self._state)
            self._server = self._listening(self._state)
        except BaseException:
            self.stop()
            raise
        self._server.start()

    def stop(self) -> None:
        """Close every connection, the port and the books; twice is once."""
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
        return f"http://{self._host}:{self._server.port}{BASE}"

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
        """What was asked, in the order in which it started; a copy, there after `stop` too."""
        return self._log.snapshot()

    @property
    def overlaps(self) -> int:
        """How many requests started while another of the same credential was in flight."""
        return self._log.overlaps

    def fail_next(
        self, fault: Fault, *, method: str | None = None, path: str | None = None, times: int = 1
    ) -> None:
        """Misbehave once, or so many times, as soon as a request comes that matches.

        Args:
            fault: what happens, see `Fault`.
            method: only to this method.
            path: only to a path that ends so, or whose template in the contract does.
            times: how many requests meet it. Faults are met in the order in which they are told.

        Raises:
            TypeError, ValueError: no request can ever meet it, and a test would pass in vain.
        """
        checked_fault(fault, method, path)
        self._faults.order(fault, method, path, times)

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

    def _listening(self, state: State) -> Server:
        application = Application(state, self.token, FAMILIES, self._modules)
        return Server(
            application,
            (self._host, self._port),
            log=self._log,
            faults=self._faults,
            strict_overlap=self._strict_overlap,
        )
