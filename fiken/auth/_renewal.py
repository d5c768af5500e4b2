"""Renewing the tokens of one account, under the lock of its store."""

import hashlib
import logging
import time
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Protocol

import attrs

from fiken._clock import now
from fiken.auth._tokens import Tokens
from fiken.errors import ConfigurationError, FikenError, LoginRequiredError, OAuthError

if TYPE_CHECKING:
    from fiken.auth._stores import TokenStore

#: Tokens are renewed so many seconds before they expire.
MARGIN = 60.0
# A token that lives for less than ten minutes is renewed in the last tenth of its life.
_SHARE = 0.1

#: Seconds until tokens that could not be stored are stored again, or a renewal is tried again.
PAUSE = 5.0

# Seconds to wait before each attempt to store new tokens.
_SAVING = (0.0, 0.1, 0.4)
# Seconds to wait before the store is read, each time, after Fiken has refused a refresh token: the
# lock of the store may not reach the process that has used it a moment ago.
_READING_AGAIN = (0.0, 0.5)
# Seconds for which Fiken is not asked again about a refresh token that it has refused.
_REFUSED_FOR = 300.0

_LOG = logging.getLogger("fiken")


class App(Protocol):
    """The app that renews tokens, such as `OAuthApp`."""

    @property
    def client_id(self) -> str:
        """The id of the app."""
        ...

    def refresh(self, tokens: Tokens) -> Tokens:
        """Return new tokens in place of these."""
        ...


@attrs.frozen
class Held:
    """The tokens that this process uses, and for how long, by the clock `fiken._clock.now`.

    The clock of the machine may be wrong, so it is read only once, when the tokens arrive.

    Attributes:
        tokens: The tokens.
        renew_at: When to renew them, or to store them if that has failed.
        dies_at: When the access token expires.
        problem: Why the tokens could not be stored; empty if they are in the store.
        is_own: Whether this process got them from Fiken, and not from the store.
    """

    tokens: Tokens
    renew_at: float
    dies_at: float
    problem: str = ""
    is_own: bool = False

    @property
    def access_token(self) -> str:
        """The access token."""
        return self.tokens.access_token

    def is_same(self, other: "Held") -> bool:
        """Return whether the access token is the same."""
        return self.access_token == other.access_token

    @property
    def is_due(self) -> bool:
        """Whether it is time to renew the tokens, or to store them."""
        return now() >= self.renew_at

    @property
    def lives(self) -> bool:
        """Whether the access token has not expired yet."""
        return now() < self.dies_at

    @classmethod
    def stored(cls, tokens: Tokens, share: float = 1.0) -> "Held":
        """Return what is known about tokens from the store, by the clock of the machine.

        Args:
            tokens: The tokens.
            share: The largest part of their remaining life that may be left when they are renewed.
        """
        if tokens.expires_at is None:
            return cls(tokens, inf, inf)
        left = (tokens.expires_at - datetime.now(UTC)).total_seconds()
        margin = min(MARGIN, max(left, 0.0) * share) if tokens.refresh_token else 0.0
        return cls(tokens, now() + left - margin, now() + left)

    @classmethod
    def renewed_elsewhere(cls, tokens: Tokens) -> "Held":
        """Return what is known about tokens that another process has stored meanwhile.

        If they seem to have expired, the clock of one of the two machines may be wrong. So they are
        used until Fiken refuses them: machines whose clocks differ would otherwise renew the tokens
        of each other again and again.
        """
        held = cls.stored(tokens, _SHARE)
        return held if held.lives else cls(tokens, inf, -inf)

    @classmethod
    def issued(cls, tokens: Tokens) -> "Held":
        """Return what is known about tokens that Fiken has issued a moment ago.

        Tokens that seem to have expired already are used until Fiken refuses them.
        """
        held = cls.stored(tokens, _SHARE)
        return attrs.evolve(held if held.lives else cls(tokens, inf, inf), is_own=True)


class Renewal:
    """The renewal of the tokens of one account. One thread of a process uses it at a time.

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
        renewed: Held | None = None
        try:
            with self._store.lock(self._account):
                renewed = self._under_lock(known, refused)
        except Exception as error:
            if renewed is None:
                raise
            name = type(error).__name__  # its message may contain anything
            _LOG.warning("the lock of the account %r was not released: %s", self._account, name)
        return renewed

    def _under_lock(self, known: Held, refused: bool) -> Held:
        stored = self._load()
        if self._unstored is not None:
            unstored, instead = self._unstored
            if stored.access_token == instead.access_token:
                known = self._save(unstored, stored)
                if not refused and now() < unstored.renew_at:
                    return known
                stored = known.tokens
            else:
                self._unstored = None  # those of a new login are there
        if stored.access_token != known.access_token:
            _LOG.debug("the tokens of the account %r were renewed elsewhere", self._account)
            return Held.renewed_elsewhere(stored)
        if stored.refresh_token is None or self._app is None:
            return self._until_it_expires(stored)
        return self._refreshed(self._app, stored, stored.refresh_token)

    def _load(self) -> Tokens:
        tokens = self._store.load(self._account)
        if tokens is None:
            self._unstored = None  # the user has logged out
            raise LoginRequiredError(self._account, "the store has no tokens of it")
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
            raise LoginRequiredError(self._account, "its token has expired, and has no successor")
        raise ConfigurationError(
            f"the access token of the account {self._account!r} has expired, and only the app that "
            "it belongs to can renew it: pass the OAuthApp, or set the environment variables "
            "FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET"
        )

    def _refreshed(self, app: App, stored: Tokens, refresh_token: str) -> Held:
        digest = hashlib.sha256(refresh_token.encode()).hexdigest()
        del refresh_token
        refused, until = self._refused
        if digest == refused and now() < until:
            raise LoginRequiredError(self._account, "Fiken has refused its refresh token")
        try:
            tokens = app.refresh(stored)
        except OAuthError as error:
            if error.error != "invalid_grant":
                raise
            for pause in _READING_AGAIN:
                time.sleep(pause)
                again = self._load()
                if again.access_token != stored.access_token:
                    return Held.renewed_elsewhere(again)
            self._refused = (digest, now() + _REFUSED_FOR)
            reason = error.description or "Fiken has refused its refresh token"
            raise LoginRequiredError(self._account, reason) from error
        _LOG.debug("the tokens of the account %r are renewed", self._account)
        return self._save(Held.issued(tokens), stored)

    def _save(self, held: Held, before: Tokens) -> Held:
        """Store tokens that Fiken has issued, and return them.

        If the store fails, they must not be lost: the old refresh token may be worth nothing any
        more. They are kept, and are stored when the tokens are asked for a few seconds later.
        """
        problem = ""
        for pause in _SAVING:
            time.sleep(pause)
            try:
                self._store.save(self._account, held.tokens)
            except Exception as error:  # noqa: BLE001 - a store can be anybody's
                problem = _problem(error)
                if (found := self._stored_instead(held, before)) is not None:
                    return found
            else:
                self._unstored = None
                return held
        self._unstored = (held, before)
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
        return held if stored == held.tokens else Held.renewed_elsewhere(stored)


def _problem(error: Exception) -> str:
    """Return what went wrong with a store. A message that is not ours may contain the tokens."""
    ours = isinstance(error, (FikenError, OSError))
    return f"{type(error).__name__}: {error}" if ours else type(error).__name__
