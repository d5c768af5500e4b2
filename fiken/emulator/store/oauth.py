"""The class `OAuth`: the endpoints by which users let apps in, and apps get their tokens.

Observed: docs/observed.md#6-tokens-and-oauth
"""

import re
from collections.abc import Mapping

from fiken.emulator.store import grants, logins
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire import oauth, oauth_pages
from fiken.emulator.wire.exchange import OAUTH, HttpRequest, Login, Reply
from fiken.emulator.wire.oauth_pages import Choice
from fiken.emulator.wire.refusals import method_not_allowed, no_such_path, unauthorized

#: The seconds for which an access token is valid: the example in Fiken's documentation
#: (docs/observed.md#6-tokens-and-oauth).
TOKEN_LIFETIME = 86157

#: A challenge of PKCE with S256: a SHA-256 hash in base64url.
_CHALLENGE = re.compile("[A-Za-z0-9_-]{43}")


class OAuth:
    """The endpoints `/oauth/authorize`, `/oauth/token` and `/oauth/revoke`.

    Args:
        state: the database. Each request is one operation.
        token_lifetime: the seconds for which an access token is valid.
        rotate_refresh_tokens: whether a refresh returns a new refresh token, and ends the old one.
            Otherwise, it returns the same one again.
        host: the host name or address on which the emulator listens.
    """

    def __init__(
        self,
        state: State,
        *,
        token_lifetime: int = TOKEN_LIFETIME,
        rotate_refresh_tokens: bool = False,
        host: str = "127.0.0.1",
    ) -> None:
        self._state, self._host = state, host
        self._lifetime = token_lifetime
        self._rotates = rotate_refresh_tokens

    def serve(self, request: HttpRequest) -> Reply:
        """Return the answer to a request whose path begins with `/oauth/`.

        Raises:
            Refusal: the request is refused. It then changes nothing.
        """
        methods = oauth.ENDPOINTS.get(request.path)
        if methods is None:
            raise no_such_path(request.path)
        if request.method not in methods:
            raise method_not_allowed(request.method, request.path, methods)
        if request.path == f"{OAUTH}authorize":
            self._check_site(request)
            is_opened = request.method == "GET"
            return self._open_page(request.query) if is_opened else self._answer_page(request)
        return self._token(request) if request.path == f"{OAUTH}token" else self._revoke(request)

    # --- the page --------------------------------------------------------------------------------

    def _check_site(self, request: HttpRequest) -> None:
        """Refuse a page, or its form, that a page of another site tries to use.

        Emulator choice: all of it. The nonce in the form protects it from sites that cannot read
        the page. Two more checks protect the nonce: a browser says from where a form comes, and the
        host must not be a name that its owner can lead to this machine (DNS rebinding).
        """
        if oauth.is_foreign_host(request.headers.get("Host"), self._host):
            raise oauth_pages.error_page("Åpne siden på adressen til emulatoren: 127.0.0.1.")
        if request.method == "POST" and oauth.is_sent_by_another_site(request):
            raise oauth_pages.error_page("Skjemaet kommer fra en annen side.")

    def _open_page(self, query: Mapping[str, str]) -> Reply:
        """Return the page on which a person logs in.

        If the app or its redirect URI is unknown, the answer is a plain page with an error. Any
        other error is sent to the app (docs/observed.md#6-tokens-and-oauth).
        """
        app = grants.app_of(self._state, query.get("client_id"))
        if app is None:
            raise oauth_pages.error_page("Appen finnes ikke. Har den riktig client_id?")
        redirect_uri = query.get("redirect_uri", "")
        if not grants.has_redirect_uri(app, redirect_uri):
            raise oauth_pages.error_page(
                "Adressen i redirect_uri er ikke registrert for appen, tegn for tegn."
            )
        state, challenge = query.get("state"), query.get("code_challenge") or None
        problem = _problem_of(query, is_public=app["secret"] is None)
        if problem is not None:
            error, description = problem
            fields = {"error": error, "error_description": description}
            fields |= {"state": state} if state else {}
            return oauth.sent_back(redirect_uri, fields)
        nonce = grants.open_page(self._state, app, redirect_uri, state or "", challenge)
        rows = self._state.rows("SELECT email, name FROM users ORDER BY user_id")
        users = [Choice(row["email"], row["name"], row["email"]) for row in rows]
        return oauth_pages.login_page(app["client_id"], nonce, users)

    def _answer_page(self, request: HttpRequest) -> Reply:
        """Carry out what a person did on one of the two pages: log in, allow or deny."""
        fields = oauth.read_fields(request)
        nonce = fields.get("nonce", [""])[0]
        page = grants.page_of(self._state, nonce)
        if page is None:
            raise oauth_pages.error_page("Siden er brukt eller for gammel. Begynn på nytt i appen.")
        decision = fields.get("decision")
        if decision == ["deny"]:
            grants.close_page(self._state, page)
            denial = {"error": "access_denied", "error_description": "The user denied the request."}
            return oauth.sent_back(page["redirect_uri"], {**denial, "state": page["state"]})
        if decision == ["allow"] and page["user_id"] is not None:
            return self._allow(page, nonce, fields.get("company", []))
        user = grants.log_in(self._state, page, fields.get("user", [""])[0])
        if user is None:
            raise oauth_pages.error_page("Denne brukeren finnes ikke.")
        return self._consent_page(page, nonce, user)

    def _allow(self, page: Row, nonce: str, slugs: list[str]) -> Reply:
        """Send the browser back with a code, or show the page again if no company was chosen."""
        if not slugs:
            return self._consent_page(page, nonce, page["user_id"], is_repeated=True)
        known = {row["slug"]: row["company_id"] for row in self._companies(page["user_id"])}
        if not known.keys() >= set(slugs):
            raise oauth_pages.error_page("Brukeren har ikke tilgang til dette foretaket.")
        code = grants.grant(self._state, page, {known[slug] for slug in slugs})
        grants.close_page(self._state, page)
        return oauth.sent_back(page["redirect_uri"], {"code": code, "state": page["state"]})

    def _consent_page(
        self, page: Row, nonce: str, user: int, *, is_repeated: bool = False
    ) -> Reply:
        return oauth_pages.consent_page(
            page["client_id"],
            nonce,
            self._state.value("SELECT name FROM users WHERE user_id = ?", user),
            [Choice(row["slug"], row["name"]) for row in self._companies(user)],
            read_only=bool(page["read_only"]),
            is_repeated=is_repeated,
        )

    def _companies(self, user: int) -> list[Row]:
        visible, values = logins.visible_companies(Login(user))
        sql = f"SELECT * FROM companies WHERE {visible} ORDER BY name"  # noqa: S608 - our own
        return self._state.rows(sql, *values)

    # --- the tokens ------------------------------------------------------------------------------

    def _token(self, request: HttpRequest) -> Reply:
        """Exchange a code or a refresh token for an access token."""
        fields = oauth.read_single_fields(request)
        app = self._client(request, fields)
        kind = oauth.required(fields, "grant_type")
        if kind == "authorization_code":
            number = self._exchange_code(app, fields)
            refresh_token = grants.new_refresh_token(self._state, number)
        elif kind == "refresh_token":
            refresh_token = oauth.required(fields, "refresh_token")
            granted = grants.grant_of(self._state, app, refresh_token)
            if granted is None:
                raise oauth.invalid_grant("The refresh token is invalid or revoked.")
            number = granted
            if self._rotates:
                refresh_token = grants.new_refresh_token(self._state, number)
        else:
            raise oauth.unsupported_grant_type()
        answer = {
            "access_token": grants.new_access_token(self._state, number, self._lifetime),
            "refresh_token": refresh_token,
            "token_type": "bearer",
            "expires_in": self._lifetime,
        }
        return Reply(200, answer, oauth.UNCACHED)

    def _client(self, request: HttpRequest, fields: Mapping[str, str]) -> Row:
        """Return the app that asks for a token.

        An app with a secret must use HTTP Basic: a secret in the body is refused. A public app,
        which has no secret, sends its client id in the body.

        Observed: docs/observed.md#6-tokens-and-oauth

        Raises:
            Refusal: 401 if the app does not identify itself, or with a wrong secret.
        """
        if "client_secret" in fields:
            raise oauth.invalid_client("Send the client id and the secret by HTTP Basic only.")
        authorization = request.headers.get("Authorization")
        if authorization is None:
            app = grants.app_of(self._state, fields.get("client_id"))
            if app is None or app["secret"] is not None:
                raise oauth.invalid_client()
            return app
        for client_id, secret in oauth.basic_credentials(authorization):
            app = grants.app_of(self._state, client_id)
            if app is not None and app["secret"] == logins.digest(secret):
                if fields.get("client_id", client_id) != client_id:
                    raise oauth.invalid_request("The client_id is not that of HTTP Basic.")
                return app
        raise oauth.invalid_client()

    def _exchange_code(self, app: Row, fields: Mapping[str, str]) -> int:
        """Check the code of a request, and return the id of its grant. A code is valid once.

        `state` is required here as well. Emulator choice: it must be the one of the authorization,
        and a refused request leaves the code valid.

        Observed: docs/observed.md#6-tokens-and-oauth
        """
        given, redirect_uri = (oauth.required(fields, name) for name in ("code", "redirect_uri"))
        state = oauth.required(fields, "state")
        code = grants.code_of(self._state, app, given)
        if code is None:
            raise oauth.invalid_grant("The authorization code is invalid or expired.")
        if redirect_uri != code["redirect_uri"]:
            raise oauth.invalid_grant("The redirect_uri is not that of the authorization.")
        if code["state"] != logins.digest(state):
            raise oauth.invalid_grant("The state is not that of the authorization.")
        # Emulator choice: without a challenge, a verifier has no effect.
        if code["challenge"] is not None:
            verifier = oauth.required(fields, "code_verifier")
            if not grants.has_challenge(code, verifier):
                raise oauth.invalid_grant("The code_verifier does not fit the code_challenge.")
        grants.use_code(self._state, code)
        return int(code["grant_id"])

    def _revoke(self, request: HttpRequest) -> Reply:
        """End the grant of an access token, with all its tokens.

        Observed: docs/observed.md#6-tokens-and-oauth

        Emulator choice: an access token that has expired gets 401, and so does a personal token,
        which does not belong to a grant.
        """
        scheme, _, token = (request.headers.get("Authorization") or "").partition(" ")
        login = logins.login_of(self._state, token) if scheme == "Bearer" else None
        if login is None or login.grant is None:
            raise unauthorized()
        grants.revoke(self._state, login.grant)
        return Reply(200, headers=oauth.UNCACHED)


def _problem_of(query: Mapping[str, str], *, is_public: bool) -> tuple[str, str] | None:
    """Return the error of a request to authorize as a code and a description, or None.

    Emulator choice: the codes, which are those of RFC 6749, and that PKCE needs S256.

    Args:
        query: the query of the request.
        is_public: whether the app has no secret, so that it must use PKCE.
    """
    if query.get("response_type") != "code":
        return "unsupported_response_type", "The response_type is code."
    if not query.get("state"):
        return "invalid_request", "The parameter state is missing."
    challenge = query.get("code_challenge")
    if is_public and not challenge:
        return "invalid_request", "An app without a secret needs a code_challenge (PKCE)."
    if challenge and query.get("code_challenge_method") != "S256":
        return "invalid_request", "The code_challenge_method must be S256."
    if challenge and not _CHALLENGE.fullmatch(challenge):
        return "invalid_request", "The code_challenge is not a SHA-256 hash in base64url."
    return None
