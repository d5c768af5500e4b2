"""The login with tokens from a store, which are renewed before they expire."""

import hashlib
import threading
from typing import TYPE_CHECKING

from requests import PreparedRequest

from fiken._messages import short_repr
from fiken.auth._auth import Auth
from fiken.auth._renewing._held import Held
from fiken.auth._renewing._shared_tokens import SharedTokens
from fiken.errors import ConfigurationError

if TYPE_CHECKING:
    from fiken.auth._protocols import App, TokenStore
    from fiken.session._answer import Answer


class OAuth2(Auth):
    """A login with the tokens of one account in a store. Threads and clients can share it.

    The tokens are renewed a minute before they expire, and once after Fiken has refused them with
    401; the session then repeats the request. All threads, processes and machines that share the
    store renew them once: one of them asks Fiken under the lock of the store, and the others take
    what it has stored. New tokens are stored before they are used. `log_out` ends the login.

    The store is read when the first request is sent, and whenever tokens have to be renewed. If
    tokens cannot be renewed, for instance because Fiken or the store is out of reach, the old ones
    are used until they expire. If new ones cannot be stored, this process keeps them in memory,
    issues a `TokensNotStoredWarning`, and stores them as soon as the store works again.

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
        ConfigurationError: An argument is not allowed, or of the wrong class.

    >>> from fiken.auth import MemoryStore, Tokens
    >>> store = MemoryStore()
    >>> store.save("acme", Tokens(access_token="made.up"))
    >>> OAuth2(None, store, account="acme")
    OAuth2(account='acme')
    """

    def __init__(self, app: "App | None", store: "TokenStore", account: str = "default") -> None:
        if problem := _problem_with(app, store, account):
            del app, store, account  # one of them may be a token
            raise ConfigurationError(problem)
        self._account = account
        self._tokens = SharedTokens(app, store, account)
        self._direct = threading.local()
        client_id = "" if app is None else app.client_id
        self._credential = hashlib.sha256(f"{client_id}\n{account}".encode()).hexdigest()

    @property
    def credential(self) -> str:
        """A digest (hash) of the app and the account. It stays the same when tokens are renewed."""
        return self._credential

    def for_request(self) -> Auth:
        """Return the login of one request, which knows the token that the request was sent with."""
        return _LoginOfRequest(self.credential, self._tokens)

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the access token to the headers of the request `r`, and return `r`.

        It is renewed first if it is about to expire. What this can raise is above.
        """
        login = self._direct.login = self.for_request()
        return login(r)

    def renewed_after(self, answer: "Answer") -> bool:
        """Renew the access token that this thread has used, and return whether there is a new one.

        The session asks the login of the request instead, which `for_request` returns.

        Args:
            answer: The answer with status 401.

        Raises:
            FikenError: The token could not be renewed, for instance because the user has to log in
                again.
        """
        login: Auth = getattr(self._direct, "login", None) or self.for_request()
        return login.renewed_after(answer)

    def log_out(self, *, revoke: bool = True) -> bool:
        """End the login: revoke it at Fiken, and then remove its tokens from the store.

        Return whether Fiken has revoked it, now or before. It has not if the store has no tokens of
        the account, or if Fiken accepts no token of the login any more. It has not for a personal
        token either: only its user can delete it, in Fiken under Rediger konto → API.

        All this happens under the lock of the account, which the caller must not hold. An access
        token that has expired is renewed first, because only one that still works can revoke the
        login. Afterwards, requests with this login raise `LoginRequiredError`.

        Observed: docs/observed.md#6-tokens-and-oauth

        Args:
            revoke: Whether to ask Fiken. If False, the tokens are only removed from the store. They
                then work until they expire, or until the user ends the login in Fiken.

        Raises:
            NotLoggedOutError: Fiken was out of reach, or refused, or the store failed. The tokens
                are still in the store. The attribute `outcome` says whether the login still works.
            ConfigurationError: There is no app to revoke the login; nothing was sent.
            TokenStoreError: The tokens could not be read or locked; nothing was sent.
        """
        return self._tokens.log_out(revoke=revoke)

    def __repr__(self) -> str:
        # A debugger may ask for the repr before it is there.
        return f"{type(self).__name__}(account={getattr(self, '_account', None)!r})"


class _LoginOfRequest(Auth):
    """The login of one request: it remembers with which tokens the request was sent.

    Args:
        credential: The digest of the login that all requests share.
        tokens: The tokens that all requests share.
    """

    # Between two attempts, another process may have renewed the tokens once more.
    renewals = 3

    def __init__(self, credential: str, tokens: SharedTokens) -> None:
        self._credential, self._tokens = credential, tokens
        self._used: Held | None = None
        self._has_renewed = False

    @property
    def credential(self) -> str:
        return self._credential

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        self._used = self._tokens.current()
        return _with_token(r, self._used)

    def just_before_sending(self, r: PreparedRequest) -> PreparedRequest:
        self._used = self._tokens.held or self._used
        return r if self._used is None else _with_token(r, self._used)

    def renewed_after(self, answer: "Answer") -> bool:  # noqa: ARG002
        """Return whether there is another access token than the one that Fiken has refused.

        For each request, Fiken is asked at most once for a new one. After that, only what others
        have got counts, unless the new one has expired on the way.
        """
        used, held = self._used, self._tokens.held
        if self._has_renewed and used is not None and used.lives:
            return not self._tokens.found(used).is_same(used)
        is_last = used is None or (held is not None and held.is_same(used))
        renewed = self._tokens.renewed(used, refused=True)
        self._has_renewed = is_last and renewed.is_own
        return used is None or not renewed.is_same(used)


def _with_token(r: PreparedRequest, held: Held) -> PreparedRequest:
    r.headers["Authorization"] = f"Bearer {held.access_token}"
    return r


def _kind_of(value: object) -> str:
    """Return the name of the value's class, for messages. The value itself may be a secret."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _problem_with(app: object, store: object, account: object) -> str:
    """Return what is wrong with the arguments of `OAuth2`; ``""`` if they are right."""
    verbs = [getattr(app, name, None) for name in ("refresh", "revoke")]
    if app is not None and (isinstance(app, type) or not all(map(callable, verbs))):
        return f"app must be an OAuthApp, or None, not {_kind_of(app)}"
    methods = [getattr(store, name, None) for name in ("load", "save", "lock")]
    if isinstance(store, type) or not all(map(callable, methods)):
        return (
            "store must be an object with the methods load, save and lock, such as "
            f'FileStore("tokens.json"), not {_kind_of(store)}'
        )
    if not isinstance(account, str) or not account:
        return (
            'account must be a string that names an account in the store, such as "acme", not '
            f"{short_repr(account)}"
        )
    return ""
