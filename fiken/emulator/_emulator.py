"""The class `Emulator`, by which tests start, stop and control the emulator."""

import threading
from collections.abc import Collection, Iterable
from functools import partial
from os import PathLike
from types import TracebackType
from typing import Self

from fiken.emulator import hal
from fiken.emulator._clock import Clock
from fiken.emulator._controls import Controls
from fiken.emulator._options import (
    check_flags,
    check_seed,
    checked_address,
    checked_data,
    checked_hosts,
    checked_lifetime,
    checked_modules,
    checked_vat_type,
)
from fiken.emulator._service import Service
from fiken.emulator.demo.books import BI_MONTHLY, Books
from fiken.emulator.families import FAMILIES
from fiken.emulator.store.oauth import TOKEN_LIFETIME, OAuth
from fiken.emulator.store.state import State
from fiken.emulator.wire.application import Application
from fiken.emulator.wire.exchange import HttpRequest, HttpResponse, Pages
from fiken.emulator.wire.server import Server


class Emulator(Controls):
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
        window: whether a browser finds pages at `window_url` that show this emulator. They are made
            when they are opened first.
        window_hosts: the host names or addresses, without ports, under which other machines may
            open these pages too. None means that only this machine can open them, under
            `127.0.0.1` or `localhost`.
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
        window: bool = True,
        window_hosts: Collection[str] | None = None,
    ) -> None:
        super().__init__(clock)
        check_seed(seed)
        flags = {"empty": empty, "bank_integration": bank_integration, "kid": kid}
        flags["test_company"] = test_company
        check_flags(**flags, strict_overlap=strict_overlap, lenient=lenient)
        check_flags(rotate_refresh_tokens=rotate_refresh_tokens, window=window)
        self._data, self._seed = checked_data(data), seed
        self._books = Books(**flags, vat_type=checked_vat_type(vat_type))
        self._modules = checked_modules(modules, (family.module for family in FAMILIES))
        self._strict_overlap, self._lenient = strict_overlap, lenient
        self._host, self._port = checked_address(host, port)
        self._has_window, self._window_hosts = window, checked_hosts(window_hosts or ())
        self._oauth = partial(
            OAuth,
            token_lifetime=checked_lifetime(token_lifetime),
            rotate_refresh_tokens=rotate_refresh_tokens,
            host=self._host,
        )
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
        self._state = State(self._data, self._seed, self._dial)
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
                pages=self._pages(service, self._state) if self._has_window else None,
            )
            self._server.start()
        except BaseException:
            self.stop()
            raise

    def reset(self) -> None:
        """Replace the books by new ones, and remove all logged requests and pending faults.

        The server keeps its URL and its personal tokens, and clients stay connected. Apps and their
        tokens are forgotten. Call `reset` only while
        no request is in flight, since such a request may reach the old books or the new ones. The
        clock is the first one again.

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
        self._dial.turn(None)
        self._faults.clear()
        self._books.make_in_memory(state)
        self._log.clear()

    def stop(self) -> None:
        """Close every connection, the port and the books. A second call does nothing.

        Faults that were not applied stay in `pending_faults` until the next start.
        """
        self._faults.expire()
        # Until its threads have ended, one may still show a page, which needs the URL and books.
        if self._server is not None:
            self._server.stop()
        self._server = None
        state, self._state = self._state, None
        if state is not None:
            state.close()

    def _pages(self, service: Service, state: State) -> Pages:
        """Return the function that answers requests for pages. It imports them when first called.

        Most tests never look at a page, so they need not pay for the import.
        """
        lock, opened = threading.Lock(), list[Pages]()

        def show(request: HttpRequest, peer: str) -> HttpResponse:
            with lock:
                if not opened:
                    from fiken.emulator.window import open_window  # noqa: PLC0415 - as said above

                    inside = self, service, state, self._log, self._faults
                    opened.append(open_window(*inside, self._window_hosts))
            return opened[0](request, peer)

        return show

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
