"""An app that is registered with Fiken, and the four requests of its logins."""

import secrets
from datetime import UTC, datetime
from typing import NoReturn
from urllib.parse import quote, urlencode

from fiken.auth._oauth._app_checks import (
    checked_redirect,
    error_about_tokens,
    form_of_code,
)
from fiken.auth._oauth._pkce import METHOD, challenge_of, new_verifier
from fiken.auth._oauth._redirect import AuthorizeUrl, code_in
from fiken.auth._oauth._token_answer import tokens_of
from fiken.auth._oauth._token_wire import (
    EXCHANGE,
    REFRESH,
    REVOKE,
    ClientLogin,
    Form,
    Step,
    TokenHost,
)
from fiken.auth._personal import PersonalToken
from fiken.auth._secret import error_about, problem_of_state
from fiken.auth._tokens import Tokens
from fiken.errors import ConfigurationError
from fiken.session._settings import checked
from fiken.session._target import OAUTH, checked_target


class OAuthApp:
    """An app that is registered with Fiken, in whose name users log in (OAuth 2).

    A login has two steps. First the user's browser opens `authorize_url`, where the user logs in
    and chooses companies. Then Fiken sends the browser to `redirect_uri` with a code, for which
    `exchange_redirect` gets the tokens.

    Threads can share an app. It cannot be changed, and neither pickled nor copied.

    Args:
        client_id: The id of the app, from the page of the app in Fiken.
        client_secret: The secret of the app; None for an app without one. It is sent by HTTP Basic.
        redirect_uri: Where Fiken sends the browser after the login. It must be registered with
            Fiken in exactly this form. It begins with https, or with http on this machine.
        base_url: The address below which Fiken's `authorize`, `token` and `revoke` are.
        timeout: Seconds to wait for a connection and for each piece of an answer, or a pair of
            them. One request never takes longer than 60 seconds in all.
        pkce: Whether to prove by PKCE that the program that began the login also gets the tokens.
            None: only if the app has no secret. Without a secret, it cannot be False.
        allow_http: Whether the secret may be sent unencrypted to an emulator on another machine. It
            is never sent unencrypted to Fiken.

    Raises:
        ConfigurationError: One of the settings cannot work. The message does not show the secret.

    >>> app = OAuthApp("acme-sync", redirect_uri="http://127.0.0.1:8765/callback")
    >>> app
    OAuthApp('acme-sync', redirect_uri='http://127.0.0.1:8765/callback')
    >>> app.authorize_url("a-state").partition("&")[0]
    'https://fiken.no/oauth/authorize?response_type=code'
    """

    __slots__ = ("_base_url", "_host", "_login", "_pkce", "_redirect_uri")

    def __init__(
        self,
        client_id: str,
        client_secret: str | None = None,
        *,
        redirect_uri: str,
        base_url: str = OAUTH,
        timeout: float | tuple[float, float] = 30.0,
        pkce: bool | None = None,
        allow_http: bool = False,
    ) -> None:
        try:
            self._login = ClientLogin(client_id, client_secret)
        finally:
            del client_secret  # no frame of an error may hold it
        checked("allow_http", allow_http, bool, "True or False")
        if pkce is not None:
            checked("pkce", pkce, bool, "True, False or None")
        if pkce is False and not self._login.has_secret:
            raise ConfigurationError(
                "pkce cannot be False for an app without a client_secret: nothing else would prove "
                "that a code belongs to this app"
            )
        self._pkce = not self._login.has_secret if pkce is None else pkce
        self._redirect_uri = checked_redirect(redirect_uri)
        target = checked_target(base_url, allow_http=allow_http)
        self._base_url = target.base_url
        self._host = TokenHost(target, timeout)

    @property
    def client_id(self) -> str:
        """The id of the app."""
        return self._login.client_id

    @property
    def redirect_uri(self) -> str:
        """Where Fiken sends the browser after the login."""
        return self._redirect_uri

    @property
    def base_url(self) -> str:
        """The address below which Fiken's `authorize`, `token` and `revoke` are."""
        return self._base_url

    @property
    def pkce(self) -> bool:
        """Whether each login is protected by PKCE."""
        return self._pkce

    def authorize_url(self, state: str | None = None) -> AuthorizeUrl:
        """Return the URL at which a user logs in and allows the app. No request is sent.

        Keep its attributes `state` and, with PKCE, `verifier` until the browser comes back: in the
        session of this user, where nobody else can read them.

        Args:
            state: A text that nobody can guess, which comes back with the browser. None: a new
                random one, which is in the attribute `state` of the result.

        Raises:
            InvalidAttributeError: The state is empty, or has a line break or a letter such as å.
        """
        chosen = secrets.token_urlsafe(32) if state is None else state
        if problem := problem_of_state(chosen):
            del state, chosen
            raise error_about("authorize_url", "state", problem)
        fields = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self._redirect_uri,
            "state": chosen,
        }
        verifier = new_verifier() if self._pkce else None
        if verifier is not None:
            fields |= {"code_challenge": challenge_of(verifier), "code_challenge_method": METHOD}
        query = urlencode(fields, quote_via=quote, safe="")
        return AuthorizeUrl(f"{self._base_url}/authorize?{query}", chosen, verifier)

    def exchange_redirect(self, url: str, *, state: str, verifier: str | None = None) -> Tokens:
        """Return the tokens for the code in the URL to which the browser came back.

        The state is checked first, so that nobody can slip the code of his own login to a user.

        Args:
            url: The whole URL.
            state: The state with which the login began: `authorize_url(…).state`.
            verifier: The verifier with which the login began; None without PKCE.

        Raises:
            StateError: The URL belongs to another login; nothing was sent.
            AccessDeniedError: The user did not allow the app; nothing was sent.
            OAuthError: The URL has another error or no code, or Fiken refused the code.
            FikenError: The same errors as in `exchange_code`.
        """
        try:
            code = code_in(url, state)
            return self.exchange_code(code, state=state, verifier=verifier)
        finally:
            del url, state, verifier
            code = ""  # no frame of an error may hold them

    def exchange_code(self, code: str, *, state: str, verifier: str | None = None) -> Tokens:
        """Return the tokens for a code. Check first that its state is that of the login.

        `exchange_redirect` does this check too. A code works once. The request is never sent twice.

        Args:
            code: The code with which the browser came back.
            state: The state with which the login began: `authorize_url(…).state`.
            verifier: The verifier with which the login began; None without PKCE.

        Raises:
            OAuthError: Fiken refused the code. With `invalid_grant`, it was used or has expired.
            InvalidAttributeError: A value is not allowed, or the verifier is missing. Nothing was
                sent.
            TransportError: No connection could be made; nothing was sent.
            AmbiguousWriteError: No usable answer came. The code may be used up: begin a new login.
            MappingError: The answer has no tokens. The code may be used up: begin a new login.
            ServerError: Fiken failed. The code may be used up: begin a new login.
        """
        try:
            form = form_of_code(code, state, verifier, needs_verifier=self._pkce)
        finally:
            del code, state, verifier  # no frame of an error may hold them
        form["redirect_uri"] = self._redirect_uri
        return self._tokens(EXCHANGE, form, None)

    def refresh(self, tokens: Tokens) -> Tokens:
        """Return new tokens for a refresh token. Store them at once: the old ones may be dead.

        If the answer has no new refresh token, the result has the old one. The request is sent
        again only if it was surely not sent.

        `OAuth2` does this by itself, under the lock of its store.

        Args:
            tokens: The tokens with the refresh token.

        Raises:
            OAuthError: Fiken refused it. With `invalid_grant`, the user has to log in again.
            InvalidAttributeError: The tokens have no refresh token; nothing was sent.
            TransportError: No connection could be made; nothing was sent.
            AmbiguousWriteError: No usable answer came. The old refresh token may be dead.
            MappingError: The answer has no tokens. The old refresh token may be dead.
            ServerError: Fiken failed. The old refresh token may be dead.
        """
        if problem := error_about_tokens("refresh", tokens, to_refresh=True):
            del tokens  # it may be a token itself
            raise problem
        form = Form(grant_type="refresh_token", refresh_token=str(tokens.refresh_token))
        return self._tokens(REFRESH, form, tokens)

    def revoke(self, tokens: Tokens) -> None:
        """Revoke a login: afterwards neither its access token nor its refresh token works.

        Observed: docs/observed.md#6-tokens-and-oauth

        Args:
            tokens: The tokens. Their access token must still work: `refresh` them first if it has
                expired.

        Raises:
            OAuthError: Fiken refused it, for instance because the access token has expired.
            TransportError: No connection could be made; nothing was sent.
            AmbiguousWriteError: No usable answer came. The tokens may be revoked.
            ServerError: Fiken failed. The tokens may be revoked.
        """
        if problem := error_about_tokens("revoke", tokens):
            del tokens  # it may be a token itself
            raise problem
        bearer = PersonalToken(tokens.access_token)
        self._host.post(REVOKE, bearer, Form(), [tokens.access_token])

    def __repr__(self) -> str:
        login: ClientLogin | None = getattr(self, "_login", None)  # a debugger may ask too early
        secret = ", client_secret='…'" if login and login.has_secret else ""
        uri = getattr(self, "_redirect_uri", None)
        return f"{type(self).__name__}({login and login.client_id!r}{secret}, redirect_uri={uri!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Raise TypeError. A pickle or a copy would contain the secret."""
        raise TypeError(
            "an OAuthApp holds a secret and cannot be pickled or copied: make a new one where it "
            "is needed, from the environment or from your own store of secrets"
        )

    def _tokens(self, step: Step, form: Form, before: Tokens | None) -> Tokens:
        """Send a form to the token host, and return the tokens in the answer.

        Args:
            step: The kind of request.
            form: The fields of the request, without those of the app.
            before: The tokens whose refresh token is kept if there is no new one.
        """
        if not self._login.has_secret:
            form["client_id"] = self.client_id
        asked = datetime.now(UTC)
        answer = self._host.post(step, self._login, form, self._login.secrets)
        return tokens_of(answer, asked, before)
