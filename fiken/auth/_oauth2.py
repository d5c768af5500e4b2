"""The login with tokens from a store, which are renewed before they expire."""

import hashlib
import logging
import os
import threading
import warnings
from typing import TYPE_CHECKING

from requests import PreparedRequest

from fiken._clock import now
from fiken._messages import short_repr
from fiken.auth._auth import Auth
from fiken.auth._flight import Flight
from fiken.auth._renewal import PAUSE, App, Held, Renewal
from fiken.errors import (
    ConfigurationError,
    LoginRequiredError,
    OAuthError,
    TokensNotStoredWarning,
)

if TYPE_CHECKING:
    from fiken.auth._stores import TokenStore
    from fiken.session._answer import Answer

_LOG = logging.getLogger("fiken")


class OAuth2(Auth):
    """A login with the tokens of one account in a store. Threads and clients can share it.

    The tokens are renewed a minute before they expire, and once after Fiken has refused them with
    401; the session then repeats the request. All threads, processes and machines that share the
    store renew them once: one of them asks Fiken under the lock of the store, and the others take
    what it has stored. New tokens are stored before they are used.

    The store is read when the first request is sent, and whenever tokens have to be renewed. If
    tokens cannot be renewed because Fiken or the store is out of reach, the old ones are used until
    they expire. If they cannot be stored, this process keeps them in memory, issues a
    `TokensNotStoredWarning`, and stores them as soon as the store works again.

    Sending a request can raise, before anything is sent:

    - `LoginRequiredError`: the store has no tokens of the account, or Fiken has refused its refresh
      token. The user has to log in again.
    - `OAuthError`, `TransportError` or `ServerError`: the token host has not renewed the tokens.
    - what the store raises, such as `TokenStoreError`.

    Observed: docs/observed.md#6-tokens-and-oauth

    Args:
        app: The app to which the tokens belong, an `OAuthApp`. None for tokens that never expire,
            such as a personal token. Others are then used until they expire.
        store: The store of the tokens, such as a `FileStore`.
        account: The name of the account in the store.

    Raises:
        ConfigurationError: One of the arguments cannot be one.

    >>> from fiken.auth import MemoryStore, Tokens
    >>> store = MemoryStore()
    >>> store.save("acme", Tokens(access_token="made.up"))
    >>> OAuth2(None, store, account="acme")
    OAuth2(account='acme')
    """

    def __init__(self, app: "App | None", store: "TokenStore", account: str = "default") -> None:
        _check(app, store, account)
        self._account = account
        client_id = "" if app is None else app.client_id
        self._credential = hashlib.sha256(f"{client_id}\n{account}".encode()).hexdigest()
        self._renewal = Renewal(app, store, account)
        self._held: Held | None = None
        self._try_again_at = now()
        self._used = threading.local()
        self._lock, self._process = threading.RLock(), os.getpid()
        self._flight: Flight[Held] | None = None

    @property
    def credential(self) -> str:
        """A digest (hash) of the app and the account. It stays the same when tokens are renewed."""
        return self._credential

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the access token to the headers of the request `r`, and return `r`.

        It is renewed first if it is about to expire. What this can raise is above.
        """
        held = self._used.held = self._current()
        r.headers["Authorization"] = f"Bearer {held.tokens.access_token}"
        return r

    def renewed_after(self, answer: "Answer") -> bool:  # noqa: ARG002
        """Return whether there is another access token than the one that Fiken has refused.

        It is renewed, unless another thread or process has already done so.

        Args:
            answer: The answer with status 401.

        Raises:
            FikenError: The token could not be renewed, for instance because the user has to log in
                again.
        """
        used: Held | None = getattr(self._used, "held", self._held)
        renewed = self._renewed(used, refused=True)
        return used is None or renewed.tokens.access_token != used.tokens.access_token

    def __repr__(self) -> str:
        # A debugger may ask for the repr before it is there.
        return f"{type(self).__name__}(account={getattr(self, '_account', None)!r})"

    def _current(self) -> Held:
        """Return the tokens to use now, after renewing them if necessary."""
        held = self._held
        if held is not None and (not held.is_due or (held.lives and now() < self._try_again_at)):
            return held
        try:
            return self._renewed(held, refused=False)
        except Exception as error:
            held = self._held  # the first tokens may have been read meanwhile
            if held is None or not held.lives or _is_final(error):
                raise
            self._try_again_at = now() + PAUSE
            kind = type(error).__name__  # its message may contain anything
            _LOG.warning("tokens of the account %r are not yet renewed: %s", self._account, kind)
            return held

    def _renewed(self, old: Held | None, *, refused: bool) -> Held:
        """Return tokens in place of the old ones. Of several threads, one renews them for all.

        Nothing is locked while a thread waits, and no turn of the pacer is taken: so nobody waits
        for a thread that waits for him.
        """
        if self._process != os.getpid():
            # A lock that another thread held at the fork stays locked, and its flight never lands.
            self._lock, self._flight = threading.RLock(), None
            self._process = os.getpid()
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
        renewed = flight.result()
        if is_mine and renewed.problem:
            _warn(self._account, renewed.problem)
        return renewed

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
        return current.tokens.access_token != old.tokens.access_token
    return current is not old and not current.is_due


def _is_final(error: Exception) -> bool:
    """Return whether trying again later is of no use, so that the user has to be told now."""
    if isinstance(error, OAuthError):
        return not error.is_transient
    return isinstance(error, (LoginRequiredError, ConfigurationError, Warning))


def _warn(account: str, problem: str) -> None:
    message = (
        f"the new tokens of the account {account!r} could not be stored ({problem}), and are only "
        "in the memory of this process: if it ends before the store works again, the user may have "
        "to log in again"
    )
    _LOG.warning("%s", message)
    warnings.warn(message, TokensNotStoredWarning, stacklevel=2)


def _kind_of(value: object) -> str:
    """Return the name of the value's class, for messages. The value itself may be a secret."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _check(app: object, store: object, account: object) -> None:
    """Check the arguments of `OAuth2`."""
    if app is not None and (isinstance(app, type) or not callable(getattr(app, "refresh", None))):
        raise ConfigurationError(f"app must be an OAuthApp, or None, not {_kind_of(app)}")
    methods = [getattr(store, name, None) for name in ("load", "save", "lock")]
    if isinstance(store, type) or not all(map(callable, methods)):
        raise ConfigurationError(
            "store must be an object with the methods load, save and lock, such as "
            f'FileStore("tokens.json"), not {_kind_of(store)}'
        )
    if not isinstance(account, str) or not account:
        raise ConfigurationError(
            f"account must be the name of an account in the store, not {short_repr(account)}"
        )
