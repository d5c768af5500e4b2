"""The users of the emulator, their tokens, and the companies that a token reaches.

Observed: docs/observed.md#6-tokens-and-oauth
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from fiken.emulator.store.state import State
from fiken.emulator.wire.exchange import Login
from fiken.emulator.wire.refusals import no_api_access, no_company_access, not_found

#: Emulator choice: codes, tokens, nonces and the secrets of apps are stored as digests, so that a
#: data file opens nothing. Personal tokens are no secrets here: every emulator has the same.
TABLES = """
CREATE TABLE users (
    user_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE
);
CREATE TABLE personal_tokens (
    token TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE user_companies (
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    company_id INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    PRIMARY KEY (user_id, company_id)
) WITHOUT ROWID;
CREATE TABLE apps (
    app_id INTEGER PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    secret TEXT,  -- a digest; null for a public app, which uses PKCE instead
    redirect_uris TEXT NOT NULL,  -- with line breaks between them
    read_only INTEGER NOT NULL
);
CREATE TABLE authorizations (  -- pages that a person has opened and not answered yet
    nonce TEXT PRIMARY KEY,  -- a digest
    app_id INTEGER NOT NULL REFERENCES apps ON DELETE CASCADE,
    user_id INTEGER REFERENCES users ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    state TEXT NOT NULL,
    challenge TEXT,
    expires REAL NOT NULL  -- in seconds since 1970
) WITHOUT ROWID;
CREATE TABLE grants (
    grant_id INTEGER PRIMARY KEY,
    app_id INTEGER NOT NULL REFERENCES apps ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE
);
CREATE TABLE granted_companies (
    grant_id INTEGER NOT NULL REFERENCES grants ON DELETE CASCADE,
    company_id INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    PRIMARY KEY (grant_id, company_id)
) WITHOUT ROWID;
CREATE TABLE codes (
    code TEXT PRIMARY KEY,  -- a digest
    grant_id INTEGER NOT NULL REFERENCES grants ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,  -- that of the page
    state TEXT NOT NULL,  -- a digest
    challenge TEXT,
    expires REAL NOT NULL  -- in seconds since 1970
) WITHOUT ROWID;
CREATE TABLE access_tokens (
    token TEXT PRIMARY KEY,  -- a digest
    grant_id INTEGER NOT NULL REFERENCES grants ON DELETE CASCADE,
    expires REAL NOT NULL  -- in seconds since 1970
) WITHOUT ROWID;
CREATE TABLE refresh_tokens (
    token TEXT PRIMARY KEY,  -- a digest
    grant_id INTEGER NOT NULL REFERENCES grants ON DELETE CASCADE
) WITHOUT ROWID;
"""

_OWN = "companies.company_id IN (SELECT company_id FROM user_companies WHERE user_id = ?)"
_GRANTED = "companies.company_id IN (SELECT company_id FROM granted_companies WHERE grant_id = ?)"


def digest(secret: str) -> str:
    """Return the digest (hash) under which a secret is stored."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def add_user(
    state: State, name: str, email: str, companies: Iterable[int], tokens: Iterable[str]
) -> None:
    """Create a user.

    Args:
        state: the database, inside an operation.
        name: the name of the user.
        email: the e-mail address, with which the user logs in.
        companies: the ids of the companies that the user may see.
        tokens: the personal tokens of the user.
    """
    state.insert("users", name=name, email=email)
    user: int = state.value("SELECT user_id FROM users WHERE email = ?", email)
    for company in companies:
        state.insert("user_companies", user_id=user, company_id=company)
    for token in tokens:
        state.insert("personal_tokens", token=token, user_id=user)


def login_of(state: State, token: str) -> Login | None:
    """Return the login of a personal token or an access token, or None if it is not valid.

    A personal token never expires, and reaches all companies of its user.

    Observed: docs/observed.md#6-tokens-and-oauth
    """
    user = state.value("SELECT user_id FROM personal_tokens WHERE token = ?", token)
    if user is not None:
        return Login(user)
    row = state.row(
        "SELECT user_id, grant_id, read_only, expires FROM access_tokens "
        "JOIN grants USING (grant_id) JOIN apps USING (app_id) WHERE token = ?",
        digest(token),
    )
    if row is None or row["expires"] <= state.instant():
        return None
    return Login(row["user_id"], row["grant_id"], bool(row["read_only"]))


def is_revoked(state: State, login: Login) -> bool:
    """Return whether the grant of a login has ended. A personal token has no grant."""
    if login.grant is None:
        return False
    return state.value("SELECT 1 FROM grants WHERE grant_id = ?", login.grant) is None


def visible_companies(login: Login | None) -> tuple[str, tuple[Any, ...]]:
    """Return an SQL condition for the companies that a login may see, and the values for its `?`.

    A personal token covers all companies of its user. An app sees those that the user has chosen
    for it (docs/observed.md#6-tokens-and-oauth). None stands for a request of the emulator itself,
    which sees every company.
    """
    if login is None:
        return "1", ()
    if login.grant is None:
        return _OWN, (login.user,)
    return f"{_OWN} AND {_GRANTED}", (login.user, login.grant)


def company_of(state: State, slug: str, login: Login | None, *, needs_api: bool) -> int:
    """Return the id of the company with a slug.

    A company without API access can be read, but every path below it is answered with 403
    (docs/observed.md#4-error-bodies). A test company always has access, whatever `hasApiAccess`
    says (docs/observed.md#6-tokens-and-oauth).

    Args:
        state: the database.
        slug: the slug in the path of the request.
        login: the login of the request.
        needs_api: whether the company must have API access.

    Raises:
        Refusal: no company has the slug, the login may not see the company, or the company has no
            API access.
    """
    visible, values = visible_companies(login)
    row = state.row(
        f"SELECT company_id, has_api_access OR test_company, {visible} "  # noqa: S608
        "FROM companies WHERE slug = ?",
        *(*values, slug),
    )
    if row is None:
        raise not_found(f"No company found with slug {slug}.")
    company, has_access, is_visible = row
    if not is_visible:
        raise no_company_access(slug)
    if needs_api and not has_access:
        raise no_api_access(slug)
    return int(company)
