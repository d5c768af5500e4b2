"""The class `Emulator`, by which tests start, stop and control the emulator."""

import contextlib
from collections.abc import Generator, Iterable
from functools import partial
from os import PathLike
from types import TracebackType
from typing import Self

from fiken.emulator import hal
from fiken.emulator._clients import Clients
from fiken.emulator._clock import Clock
from fiken.emulator._options import (
    check_flags,
    check_seed,
    checked_address,
    checked_clock,
    checked_data,
    checked_lifetime,
    checked_modules,
    checked_vat_type,
)
from fiken.emulator._service import Service
from fiken.emulator.books import violations
from fiken.emulator.demo.books import BI_MONTHLY, Books
from fiken.emulator.families import FAMILIES
from fiken.emulator.store.oauth import TOKEN_LIFETIME, OAuth
from fiken.emulator.store.state import State
from fiken.emulator.wire.application import Application
from fiken.emulator.wire.fault_checks import checked_fault
from fiken.emulator.wire.faults import Fault, Faults, PendingFault
from fiken.emulator.wire.log import Log, Request
from fiken.emulator.wire.server import Server


class Emulator(Clients):
    """An emulator of Fiken: an HTTP server on this machine, with demo companies and their books.

    >>> from fiken.emulator import Emulator
    >>> with Emulator(seed=1) as emulator:
    ...     emulator.url.endswith("/api/v2")
    True

    Args:
        data: the name of an SQLite file that keeps the books. None keeps them in memory. If the
            file already has books, `empty`, `bank_integration`, `vat_type`, `kid` and
            `test_company` are ignored, with a warning.
        seed: a whole number. Two emulators with the same seed create the same ids.
        clock: a function that returns the current time as a datetime or a date. A date and a
            datetime without a time zone are Norwegian. The function is called once per request,
            and also when the emulator is created or starts. None uses the clock of the machine, or
            the frozen time in a test that freezes time.
        modules: the paid modules that the companies have bought, such as `{"projects"}`. None means
            all modules.
        empty: start with a demo company that has only a chart of accounts and two bank accounts.
        bank_integration: add a balance to every bank account, as the bank would report it on the
            day on which the books are created.
        vat_type: how often the new companies report VAT, as `GET /companies` shows it: `no`,
            `yearly`, `monthly` or `bi-monthly`. A company with `no` is not VAT registered.
        kid: whether the new companies have a KID agreement, so that invoices get a KID.
        test_company: whether the demo company is a test company (`Company.test_company`). False
            makes it look like a real company with the API module.
        strict_overlap: answer 429 to a request that arrives while another one of the same login is
            in flight (not answered yet).
        lenient: ignore unknown fields of JSON and unknown parts of forms in every operation. By
            default, they are refused as in Fiken's documentation, except where the service was seen
            to ignore them (docs/observed.md#2-requests).
        rotate_refresh_tokens: whether a refresh returns a new refresh token, and ends the old one.
            By default it returns the same one, as was seen (docs/observed.md#6-tokens-and-oauth).
        token_lifetime: the seconds for which an access token of OAuth is valid.
        host: the host name or address to listen on.
        port: the port to listen on. 0 takes any free port.
    """

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
        kid: bool = True,
        test_company: bool = True,
        strict_overlap: bool = False,
        lenient: bool = False,
        rotate_refresh_tokens: bool = False,
        token_lifetime: int = TOKEN_LIFETIME,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        checked_clock(clock)
        check_seed(seed)
        flags = {"empty": empty, "bank_integration": bank_integration, "kid": kid}
        flags["test_company"] = test_company
        check_flags(**flags, strict_overlap=strict_overlap, lenient=lenient)
        check_flags(rotate_refresh_tokens=rotate_refresh_tokens)
        self._data, self._seed, self._clock = checked_data(data), seed, clock
        self._books = Books(**flags, vat_type=checked_vat_type(vat_type))
        self._modules = checked_modules(modules, (family.module for family in FAMILIES))
        self._strict_overlap, self._lenient = strict_overlap, lenient
        self._host, self._port = checked_address(host, port)
        self._oauth = partial(
            OAuth,
            token_lifetime=checked_lifetime(token_lifetime),
            rotate_refresh_tokens=rotate_refresh_tokens,
            host=self._host,
        )
        self._log, self._faults = Log(), Faults()
        self._state: State | None = None
        self._server: Server | None = None

    def start(self) -> None:
        """Open the books, and serve requests in background threads until `stop` is called.

        Raises:
            RuntimeError: the emulator runs already.
            OSError, ValueError, sqlite3.Error: the host, the port or the data file cannot be used.
        """
        if self._server is not None:
            raise RuntimeError("the emulator runs already")
        self._faults.remove_expired()
        self._state = State(self._data, self._seed, self._clock)
        try:
            if self._data is None:
                self._books.make_in_memory(self._state)
            else:
                self._books.open_file(self._state, self._data)
            oauth = self._oauth(self._state)
            service = Service(self._state, FAMILIES, self._modules, oauth)
            self._server = Server(
                Application(service, lenient=self._lenient, door=self._door()),
                (self._host, self._port),
                log=self._log,
                faults=self._faults,
                strict_overlap=self._strict_overlap,
            )
            self._server.start()
        except BaseException:
            self.stop()
            raise

    def reset(self) -> None:
        """Replace the books by new ones, and remove all logged requests and pending faults.

        The server keeps its URL and its personal tokens, and clients stay connected. Apps and their
        tokens are forgotten. Call `reset` only while
        no request is in flight, since such a request may reach the old books or the new ones.

        >>> from fiken.emulator import Emulator
        >>> with Emulator(seed=1) as emulator, emulator.client() as client:
        ...     user = client.user()
        ...     emulator.reset()
        ...     emulator.requests
        []

        Raises:
            RuntimeError: the emulator does not run, or its books are in a file. `reset` never
                overwrites a file.
        """
        state = self._running()
        if self._data is not None:
            raise RuntimeError(
                f"the books are in the file {self._data}, which reset() does not overwrite: "
                f"use Emulator() without data, or start another one with a new file"
            )
        self._faults.clear()
        self._books.make_in_memory(state)
        self._log.clear()

    def stop(self) -> None:
        """Close every connection, the port and the books. A second call does nothing.

        Faults that were not applied stay in `pending_faults` until the next start.
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
    def requests(self) -> list[Request]:
        """Copies of the logged requests, in the order in which the requests started.

        The log survives `stop`. It keeps the latest 100,000 requests, with at most 256 MiB of
        headers and bodies in total. Uploaded files are not logged.
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
        checked = checked_fault(fault, method, path, times, skip, hal.OPERATIONS)
        queued = self._faults.add(checked)
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

    def _address(self) -> tuple[str, int]:
        if self._server is None:
            raise RuntimeError("the emulator does not run: use `with Emulator() as emulator`")
        return self._host, self._server.address[1]

    def _door(self) -> hal.Door:
        passwords = {user.email: user.password for user in self.users}
        return hal.Door(self._running(), FAMILIES, passwords)

    def _running(self) -> State:
        if self._state is None:
            raise RuntimeError("the emulator does not run: its books are closed")
        return self._state
