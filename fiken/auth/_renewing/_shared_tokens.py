"""The tokens of one account in the memory of this process, which all its threads share."""

import logging
import os
import threading
import warnings
from typing import TYPE_CHECKING

from fiken._clock import now
from fiken.auth._renewing._flight import Flight
from fiken.auth._renewing._held import Held
from fiken.auth._renewing._renewal import PAUSE, Renewal, problem_of
from fiken.errors import (
    LoginRequiredError,
    NotLoggedOutError,
    TokensNotStoredWarning,
    TokenStoreError,
)

if TYPE_CHECKING:
    from fiken.auth._protocols import App, TokenStore

#: The longest wait in seconds until tokens are renewed: for the lock of the store, then for Fiken.
PATIENCE = 300.0

# After these, tokens that still live are not used either: the login is over, or the program wants
# a warning to be an error.
_FINAL = (LoginRequiredError, Warning)

_LOG = logging.getLogger("fiken")


class SharedTokens:
    """The tokens of one account in the memory of this process. Of its threads, one renews them.

    Args:
        app: The app that renews the tokens; None if there is none.
        store: The store of the tokens.
        account: The name of the account in the store.
    """

    def __init__(self, app: "App | None", store: "TokenStore", account: str) -> None:
        self._account = account
        self._renewal = Renewal(app, store, account)
        self._held: Held | None = None
        self._try_again_at = now()
        self._lock, self._process = threading.RLock(), os.getpid()
        self._flight: Flight[Held] | None = None

    @property
    def held(self) -> Held | None:
        """The tokens in the memory of this process; None before the first request."""
        return self._held

    def current(self) -> Held:
        """Return the tokens to use now, after renewing them if necessary."""
        held = self._held
        if held is not None and (not held.is_due or (held.lives and now() < self._try_again_at)):
            return held
        try:
            return self.renewed(held, refused=False)
        except Exception as error:
            held = self._held  # the first tokens may have been read meanwhile
            if held is None or not held.lives or isinstance(error, _FINAL):
                raise
            self._try_again_at = now() + PAUSE
            _LOG.warning(
                "tokens of the account %r are not yet renewed: %s", self._account, problem_of(error)
            )
            return held

    def renewed(self, old: Held | None, *, refused: bool) -> Held:
        """Return tokens in place of the old ones. Of several threads, one renews them for all.

        Nothing is locked while a thread waits, and no turn of the pacer is taken: so no two
        threads wait for each other.
        """
        if self._process != os.getpid():
            # A lock that another thread held at the fork stays locked, and its flight never lands.
            self._lock, self._flight = threading.RLock(), None
            self._process = os.getpid()
        while True:
            with self._lock:
                current = self._held
                if current is not None and _replaces(current, old, refused):
                    return current
                flight = self._flight
                if is_mine := flight is None:
                    flight = Flight(lambda: self._land(old, refused))
                    flight.start()
                    # It is over if no thread could be started, and this one has done the work.
                    self._flight = None if flight.is_over else flight
            renewed = self._result(flight, None if refused else old)
            if is_mine and renewed.problem:
                _warn(self._account, renewed.problem)
            # A flight of another thread may only have read the store, or stored tokens once more.
            if is_mine or not refused or old is None or not renewed.is_same(old):
                return renewed

    def found(self, used: Held) -> Held:
        """Return the tokens that another thread or process has stored, or those that were used.

        Fiken is not asked for new ones.
        """
        with self._lock:
            flight = self._flight
        if flight is not None:
            return self._result(flight, None)
        if self._held is used:
            stored = self._renewal.load()
            if not stored.is_same(used):
                self._held = Held.taken(stored.tokens)
        return self._held or used

    def log_out(self, *, revoke: bool) -> bool:
        """Revoke the login, remove its tokens, and return whether it was revoked.

        A signal such as Ctrl-C does not interrupt the work, but the wait for it.

        Raises:
            NotLoggedOutError: The tokens are still in the store.
            TokenStoreError: The work took too long. It goes on, and may still end well.
        """
        flight = Flight(lambda: self._end(revoke))
        flight.start()
        try:
            ended = flight.result(PATIENCE)
        except TimeoutError:
            ended = None
        if ended is None:
            raise TokenStoreError(
                f"the account {self._account!r} is not logged out after {PATIENCE:g} s: look "
                "whether another process holds its lock in the store",
                passing=True,
            )
        if isinstance(ended, NotLoggedOutError):
            raise ended
        return ended

    def _end(self, revoke: bool) -> bool | NotLoggedOutError:
        """Log out, and forget the tokens. This is the work of a flight.

        Returns:
            Whether the login was revoked. An error whose outcome counts is returned too: a flight
            would raise it as one that is about nothing that was sent.
        """
        try:
            is_revoked = self._renewal.log_out(revoke=revoke)
        except NotLoggedOutError as error:
            return error
        self._held = None
        return is_revoked

    def _result(self, flight: Flight[Held], old: Held | None) -> Held:
        """Wait for a flight. If the old tokens can still be used, do not wait long.

        Raises:
            TokenStoreError: The flight took too long. It goes on, and may still end well.
        """
        patience = PATIENCE if old is None or not old.lives else PAUSE
        try:
            return flight.result(patience)
        except TimeoutError:
            pass
        raise TokenStoreError(
            f"the tokens of the account {self._account!r} are still being renewed after "
            f"{patience:g} s: look whether another process holds its lock in the store",
            passing=True,
        )

    def _land(self, old: Held | None, refused: bool) -> Held:
        """Renew the tokens, and show them to all threads. This is the work of a flight."""
        try:
            if old is None:
                old = self._renewal.load()
                if old.lives:
                    self._held = old
                if not (refused or old.is_due):
                    return old
            self._held = renewed = self._renewal.renew(old, refused=refused)
            return renewed
        finally:
            with self._lock:
                self._flight = None


def _replaces(current: Held, old: Held | None, refused: bool) -> bool:
    """Return whether the tokens in memory are already those that a thread asks for."""
    if old is None:
        return not (refused or current.is_due)
    if refused:
        return not current.is_same(old)
    return current is not old and not current.is_due


def _warn(account: str, problem: str) -> None:
    warnings.warn(
        f"the new tokens of the account {account!r} could not be stored ({problem}), and are only "
        "in the memory of this process: if it ends before the store works again, the user may have "
        "to log in again",
        TokensNotStoredWarning,
        stacklevel=2,
    )
