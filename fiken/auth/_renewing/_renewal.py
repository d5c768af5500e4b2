"""Renewing and revoking the tokens of one account, under the lock of its store."""

import hashlib
import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from math import inf
from typing import TYPE_CHECKING, TypeVar

import attrs

from fiken._clock import now
from fiken.auth._renewing._held import Held
from fiken.auth._tokens import Tokens
from fiken.errors import (
    ConfigurationError,
    FikenError,
    LoginRequiredError,
    NotLoggedOutError,
    OAuthError,
    Outcome,
)

if TYPE_CHECKING:
    from fiken.auth._protocols import App, TokenStore

T = TypeVar("T")

#: Seconds until tokens that could not be stored are stored again, or a renewal is tried again.
PAUSE = 5.0

# Seconds to wait before each attempt to store new tokens.
_SAVING = (0.0, 0.1, 0.4)
# Seconds to wait before the store is read, each time, after Fiken has refused a refresh token: the
# lock of the store may not reach the process that has used it a moment ago.
_READING_AGAIN = (0.0, 0.5)
# Seconds for which Fiken is not asked again about a refresh token that it has refused.
_REFUSED_FOR = 300.0

_NO_APP = (
    "pass the OAuthApp, or set the environment variables FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET"
)
_LOG = logging.getLogger("fiken")


class Renewal:
    """The renewal of the tokens of one account, and their end.

    Args:
        app: The app that renews the tokens; None if there is none.
        store: The store of the tokens.
        account: The name of the account in the store.
    """

    def __init__(self, app: "App | None", store: "TokenStore", account: str) -> None:
        self._app, self._store, self._account = app, store, account
        # Tokens that the store has not taken, and those that are in it instead.
        self._unstored: tuple[Held, Tokens] | None = None
        self._refused = ("", -inf)  # the digest of a refresh token, and until when it counts

    def load(self) -> Held:
        """Return the tokens in the store.

        Raises:
            LoginRequiredError: The store has no tokens of this account.
        """
        return Held.stored(self._load())

    def renew(self, known: Held, *, refused: bool) -> Held:
        """Return tokens in place of those that this process knows, and store them first.

        If another process has stored new ones, those are returned, and Fiken is not asked. The same
        tokens are returned if they can only be used until they expire, or if they only had to be
        stored.

        Args:
            known: The tokens that this process has used so far.
            refused: Whether Fiken has refused the access token.

        Raises:
            LoginRequiredError: The user has to log in again.
            ConfigurationError: The tokens have expired, and there is no app to renew them.
            FikenError: The tokens could not be renewed now.
        """
        return self._locked(lambda: self._renewed(known, refused))

    def log_out(self, *, revoke: bool) -> bool:
        """Revoke the login, remove its tokens from the store, and return whether it was revoked.

        Args:
            revoke: Whether to revoke it. If not, its tokens are only removed.

        Raises:
            ConfigurationError: There is no app, and only the app can revoke the login.
            NotLoggedOutError: The tokens are still in the store.
            FikenError: The store could not be locked or read. Nothing was done.
        """
        return self._locked(lambda: self._ended(revoke))

    def _locked(self, work: Callable[[], T]) -> T:
        """Return the result of a function, which is called under the lock of the account."""
        results = list[T]()
        try:
            with self._store.lock(self._account):
                results.append(work())
        except Exception as error:
            if not results:
                raise
            name = type(error).__name__  # its message may contain anything
            _LOG.warning("the lock of the account %r was not released: %s", self._account, name)
        return results[0]

    def _renewed(self, known: Held, refused: bool) -> Held:
        tokens = self._load()
        if (unstored := self._unstored_instead_of(tokens)) is not None:
            known = self._save(unstored, tokens)
            if not refused and now() < unstored.renew_at:
                return known
            tokens = known.tokens
        if tokens.access_token != known.access_token:
            _LOG.debug("the tokens of the account %r were renewed elsewhere", self._account)
            return Held.taken(tokens)
        if tokens.refresh_token is None or self._app is None:
            return self._until_it_expires(tokens)
        return self._refreshed(self._app, tokens)

    def _ended(self, revoke: bool) -> bool:
        tokens = self._store.load(self._account)
        if tokens is None:
            self._unstored = None
            return False
        is_revoked = False
        try:
            if revoke:
                is_revoked = self._revoked(tokens)
            self._store.save(self._account, None)
        except ConfigurationError:
            raise
        except Exception as error:  # a store can be anybody's
            outcome = Outcome.DONE if is_revoked else getattr(error, "outcome", Outcome.REFUSED)
            reason = str(error) if isinstance(error, FikenError) else problem_of(error)
            raise NotLoggedOutError(self._account, reason, outcome) from error
        self._unstored = None
        return is_revoked

    def _revoked(self, tokens: Tokens) -> bool:
        """Revoke the login, and return whether that is done, now or by somebody else before.

        It is not done for a personal token, and for a login whose only token does not work. Fiken
        asks for an access token that works, so one that has expired is renewed first.
        """
        held = self._unstored_instead_of(tokens) or Held.stored(tokens)
        tokens, can_renew = held.tokens, held.tokens.refresh_token is not None
        if self._app is None:
            if can_renew or tokens.expires_at is not None:
                raise ConfigurationError(
                    f"the login of the account {self._account!r} cannot be revoked without its "
                    f"app, and is kept: {_NO_APP}"
                )
            return False
        try:
            if can_renew and held.is_due:
                tokens = self._refreshed(self._app, tokens).tokens
            try:
                self._app.revoke(tokens)
            except OAuthError as error:
                if error.status != HTTPStatus.UNAUTHORIZED:
                    raise
                if not can_renew:
                    return False
                # It has expired by Fiken's clock, or somebody has already revoked the login.
                self._app.revoke(self._refreshed(self._app, tokens).tokens)
        except LoginRequiredError:
            pass  # it is over already
        return True

    def _unstored_instead_of(self, in_store: Tokens) -> Held | None:
        """Return the newer tokens that the store has not taken; None if there are none.

        They do not count any more if a new login has replaced those that were in the store.
        """
        if self._unstored is None:
            return None
        unstored, instead = self._unstored
        if in_store.access_token == instead.access_token:
            return unstored
        self._unstored = None
        return None

    def _load(self) -> Tokens:
        tokens = self._store.load(self._account)
        if tokens is None:
            self._unstored = None  # the user has logged out
            raise LoginRequiredError(self._account, "the store has no tokens for it")
        return tokens

    def _until_it_expires(self, tokens: Tokens) -> Held:
        """Return tokens that nothing can renew.

        Raises:
            LoginRequiredError: They have expired.
            ConfigurationError: They have expired, and only the app is missing to renew them.
        """
        held = Held.stored(tokens)
        if held.lives:
            return attrs.evolve(held, renew_at=held.dies_at)
        if tokens.refresh_token is None:
            raise LoginRequiredError(
                self._account, "its access token has expired, and there is no refresh token"
            )
        raise ConfigurationError(
            f"the access token of the account {self._account!r} has expired, and only the app that "
            f"it belongs to can renew it: {_NO_APP}"
        )

    def _refreshed(self, app: "App", tokens: Tokens) -> Held:
        """Return new tokens from Fiken, which are stored.

        Args:
            app: The app.
            tokens: The newest tokens of the login: those in the store, or those that it has not
                taken. They have a refresh token.
        """
        in_store = tokens if self._unstored is None else self._unstored[1]
        digest = hashlib.sha256(str(tokens.refresh_token).encode()).hexdigest()
        refused, until = self._refused
        if digest == refused and now() < until:
            raise LoginRequiredError(self._account, "Fiken has refused its refresh token")
        try:
            issued = app.refresh(tokens)
        except OAuthError as error:
            if error.error != "invalid_grant":
                raise
            for pause in _READING_AGAIN:
                time.sleep(pause)
                again = self._load()
                if again.access_token != in_store.access_token:
                    return Held.taken(again)
            self._refused = (digest, now() + _REFUSED_FOR)
            reason = error.description or "Fiken has refused its refresh token"
            raise LoginRequiredError(self._account, reason) from error
        _LOG.debug("the tokens of the account %r are renewed", self._account)
        return self._save(Held.issued(issued), in_store)

    def _save(self, held: Held, before: Tokens) -> Held:
        """Store tokens that Fiken has issued, and return them.

        If the store fails, they must not be lost: the old refresh token may be worth nothing any
        more. They are kept, and are stored when the tokens are asked for a few seconds later.
        """
        self._unstored, problem = (held, before), ""  # now, as anything may interrupt what follows
        for pause in _SAVING:
            time.sleep(pause)
            try:
                self._store.save(self._account, held.tokens)
            except Exception as error:  # noqa: BLE001 - a store can be anybody's
                problem = problem_of(error)
                if (found := self._stored_instead(held, before)) is not None:
                    return found
            else:
                self._unstored = None
                return held
        _LOG.warning("new tokens of the account %r were not stored: %s", self._account, problem)
        return attrs.evolve(held, renew_at=min(held.renew_at, now() + PAUSE), problem=problem)

    def _stored_instead(self, held: Held, before: Tokens) -> Held | None:
        """Return what is in the store after an error, unless it is still what was there before.

        The tokens may be there nevertheless. Or another process has taken over the lock, because
        this one was suspended for too long, and has stored newer ones.
        """
        try:
            stored = self._store.load(self._account)
        except Exception:  # noqa: BLE001 - a store can be anybody's
            return None
        if stored is None or stored.access_token == before.access_token:
            return None
        self._unstored = None
        return held if stored == held.tokens else Held.taken(stored)


def problem_of(error: Exception) -> str:
    """Return what went wrong, for a message. A text that is not ours may contain the tokens."""
    ours = isinstance(error, (FikenError, OSError))
    return f"{type(error).__name__}: {error}" if ours else type(error).__name__
