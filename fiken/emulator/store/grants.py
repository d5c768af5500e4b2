"""The apps of OAuth, and what users grant them: codes, access tokens and refresh tokens.

Observed: docs/observed.md#6-tokens-and-oauth

Times are those of the emulator's clock. With a seed, every run creates the same secrets.
"""

import base64
import hashlib
import secrets
from collections.abc import Collection, Iterable

from fiken.emulator.store.logins import digest, visible_companies
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.exchange import Login

#: The seconds for which a code is valid: "a short while" (docs/observed.md#6-tokens-and-oauth).
#: Emulator choice: the number.
CODE_LIFETIME = 300
#: The seconds that a person may take to answer the page. Emulator choice.
PAGE_LIFETIME = 3600


def register(
    state: State, redirect_uris: Iterable[str], secret: str | None, *, read_only: bool
) -> str:
    """Register an app, and return its client id. An app with the same facts is registered once.

    Args:
        state: the database, inside an operation.
        redirect_uris: the URLs to which browsers may be sent back.
        secret: the client secret. None makes a public app, which must use PKCE.
        read_only: whether the app may only read. This can never be changed.
    """
    hashed = None if secret is None else digest(secret)
    uris = "\n".join(sorted(set(redirect_uris)))
    sql = "SELECT client_id FROM apps WHERE redirect_uris = ? AND secret IS ? AND read_only = ?"
    known: str | None = state.value(sql, uris, hashed, read_only)
    if known is not None:
        return known
    client_id = f"embedded-app-{state.count_up('apps')}"
    facts = {"redirect_uris": uris, "read_only": read_only}
    state.insert("apps", client_id=client_id, secret=hashed, **facts)
    return client_id


def app_of(state: State, client_id: str | None) -> Row | None:
    """Return the app with a client id, or None if there is none."""
    return state.row("SELECT * FROM apps WHERE client_id = ?", client_id)


def has_redirect_uri(app: Row, uri: str | None) -> bool:
    """Return whether a URL is registered for an app, to the letter."""
    return uri in app["redirect_uris"].split("\n")


def open_page(state: State, app: Row, redirect_uri: str, given: str, challenge: str | None) -> str:
    """Note that a person has opened the page to authorize an app, and return the page's nonce.

    Args:
        state: the database, inside an operation.
        app: the app.
        redirect_uri: the one of its URLs to which the browser will be sent back.
        given: the state that the app has given.
        challenge: the challenge of PKCE, or None without PKCE.
    """
    state.execute("DELETE FROM authorizations WHERE expires <= ?", state.instant())
    nonce = _new_secret(state)
    expires = state.instant() + PAGE_LIFETIME
    facts = {"redirect_uri": redirect_uri, "state": given, "challenge": challenge}
    hashed = digest(nonce)
    state.insert("authorizations", nonce=hashed, app_id=app["app_id"], **facts, expires=expires)
    return nonce


def page_of(state: State, nonce: str) -> Row | None:
    """Return the open page with a nonce, with the columns of its app. None: there is no such page.

    A page that was answered, or that is older than an hour, is no longer open.
    """
    sql = (
        "SELECT authorizations.*, client_id, read_only FROM authorizations "
        "JOIN apps USING (app_id) WHERE nonce = ? AND expires > ?"
    )
    return state.row(sql, digest(nonce), state.instant())


def log_in(state: State, page: Row, email: str) -> int | None:
    """Note who has logged in on an open page, and return the id of the user.

    Return None if no user has this e-mail address.
    """
    user: int | None = state.value("SELECT user_id FROM users WHERE email = ?", email)
    sql = "UPDATE authorizations SET user_id = ? WHERE nonce = ?"
    state.execute(sql, user, page["nonce"])
    return user


def close_page(state: State, page: Row) -> None:
    """Note that a page was answered. The same form cannot be sent again."""
    state.execute("DELETE FROM authorizations WHERE nonce = ?", page["nonce"])


def grant(state: State, page: Row, companies: Iterable[int]) -> str:
    """Grant an app the companies that the user chose on the page, and return the code.

    Emulator choice: a new grant does not replace an older one of the same user for the same app.

    Args:
        state: the database, inside an operation.
        page: the page, on which a user has logged in.
        companies: the ids of the companies that the user has chosen.
    """
    # A grant whose code was never exchanged has no tokens. Nobody can use it any more.
    sql = "DELETE FROM grants WHERE grant_id IN (SELECT grant_id FROM codes WHERE expires <= ?)"
    state.execute(sql, state.instant())
    number = state.count_up("grants")
    state.insert("grants", grant_id=number, app_id=page["app_id"], user_id=page["user_id"])
    for company in companies:
        state.insert("granted_companies", grant_id=number, company_id=company)
    code = _new_secret(state)
    facts = {"state": digest(page["state"]), "challenge": page["challenge"]}
    facts["redirect_uri"] = page["redirect_uri"]
    expires = state.instant() + CODE_LIFETIME
    state.insert("codes", code=digest(code), grant_id=number, **facts, expires=expires)
    return code


def code_of(state: State, app: Row, code: str) -> Row | None:
    """Return a code that is valid for an app, or None. A code that was used is not valid."""
    sql = (
        "SELECT codes.* FROM codes JOIN grants USING (grant_id) "
        "WHERE code = ? AND app_id = ? AND expires > ?"
    )
    return state.row(sql, digest(code), app["app_id"], state.instant())


def use_code(state: State, code: Row) -> None:
    """Note that a code was exchanged. It is valid only once.

    Emulator choice: a second use is refused, and leaves the tokens of the first one alone.
    """
    state.execute("DELETE FROM codes WHERE code = ?", code["code"])


def has_challenge(code: Row, verifier: str) -> bool:
    """Return whether the challenge of PKCE that came with a code is that of the verifier."""
    hashed = hashlib.sha256(verifier.encode(errors="surrogatepass")).digest()
    challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
    return bool(code["challenge"] == challenge)


def grant_of(state: State, app: Row, refresh_token: str) -> int | None:
    """Return the id of the grant of an app to which a refresh token belongs, or None."""
    number: int | None = state.value(
        "SELECT grant_id FROM refresh_tokens JOIN grants USING (grant_id) "
        "WHERE token = ? AND app_id = ?",
        *(digest(refresh_token), app["app_id"]),
    )
    return number


def new_access_token(state: State, number: int, lifetime: int) -> str:
    """Return a new access token of a grant. Older ones stay valid until they expire.

    Emulator choice: the token begins with the number of its grant, as a personal token begins with
    an id. So the emulator knows which requests belong together, whatever token they have.

    Args:
        state: the database, inside an operation.
        number: the id of the grant.
        lifetime: the seconds for which the token is valid.
    """
    now = state.instant()
    state.execute("DELETE FROM access_tokens WHERE grant_id = ? AND expires <= ?", number, now)
    token = f"g{number}.{_new_secret(state)}"
    state.insert("access_tokens", token=digest(token), grant_id=number, expires=now + lifetime)
    return token


def new_refresh_token(state: State, number: int) -> str:
    """Return a new refresh token of a grant. The refresh token before it is no longer valid.

    Emulator choice: the old one ends at once. Whether Fiken ever does so is disputed
    (docs/observed.md#6-tokens-and-oauth).
    """
    state.execute("DELETE FROM refresh_tokens WHERE grant_id = ?", number)
    token = _new_secret(state)
    state.insert("refresh_tokens", token=digest(token), grant_id=number)
    return token


def revoke(state: State, number: int) -> None:
    """End a grant, with all its access tokens and its refresh token."""
    state.execute("DELETE FROM grants WHERE grant_id = ?", number)


def change_access(state: State, email: str, slugs: Collection[str]) -> None:
    """Set the companies of a user that the apps with access can see. They see no others.

    Emulator choice: without any company, the grants end.

    Args:
        state: the database, inside an operation.
        email: the e-mail address of the user.
        slugs: the slugs of the companies.

    Raises:
        ValueError: there is no such user, or the user has no such company.
    """
    user = state.value("SELECT user_id FROM users WHERE email = ?", email)
    if user is None:
        raise ValueError(f"there is no user {email!r}")
    visible, values = visible_companies(Login(user))
    sql = f"SELECT slug, company_id FROM companies WHERE {visible}"  # noqa: S608 - our own
    own = {row["slug"]: row["company_id"] for row in state.rows(sql, *values)}
    if unknown := sorted(set(slugs) - own.keys()):
        raise ValueError(f"the user {email} has no company {unknown[0]!r}: it has {', '.join(own)}")
    for (number,) in state.rows("SELECT grant_id FROM grants WHERE user_id = ?", user):
        state.execute("DELETE FROM granted_companies WHERE grant_id = ?", number)
        for slug in set(slugs):
            state.insert("granted_companies", grant_id=number, company_id=own[slug])
        if not slugs:
            revoke(state, number)


def expire_tokens(state: State) -> None:
    """Expire every access token now. Refresh tokens stay valid."""
    state.execute("DELETE FROM access_tokens")


def _new_secret(state: State) -> str:
    """Return a text that nobody can guess, or the next text of the seed.

    It looks as in Fiken's documentation: 32 bytes in base64 for URLs, with `=` at the end
    (docs/observed.md#6-tokens-and-oauth).

    Numbers that were used are counted in the database, so that a file that is opened again with the
    same seed has no secret twice.
    """
    number = state.count_up("secrets")
    if state.seed is None:
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    hashed = hashlib.sha256(f"{state.seed} {number}".encode()).digest()
    return base64.urlsafe_b64encode(hashed).decode()
