"""A user's program that logs in and out, with a store of its own: strict checkers accept all of it.

The program also runs, on an embedded Fiken.
"""
# pyright: strict

import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import assert_type

from fiken import Fiken, LoginRequiredError, NotLoggedOutError, OAuth2, OAuthApp, Tokens
from fiken.auth import (
    Auth,
    AuthorizeUrl,
    FileStore,
    KeyringStore,
    LoginRecord,
    LoginRecords,
    MemoryStore,
    PersonalToken,
    RotatingTokens,
    SqlStore,
    TokenStore,
    account_login,
    app_from_environment,
    store_from_environment,
)
from fiken.emulator import Emulator


class Shelf:
    """A store of a user, with the three methods that a store needs."""

    def __init__(self) -> None:
        self._rows: dict[str, Tokens] = {}
        self._lock = threading.Lock()

    def load(self, account: str) -> Tokens | None:
        return self._rows.get(account)

    def save(self, account: str, tokens: Tokens | None) -> None:
        if tokens is None:
            self._rows.pop(account, None)
        else:
            self._rows[account] = tokens

    @contextmanager
    def lock(self, account: str) -> Generator[None]:  # noqa: ARG002
        with self._lock:
            yield


def log_in(app: OAuthApp, store: TokenStore, emulator: Emulator) -> Tokens:
    url = app.authorize_url()
    assert_type(url, AuthorizeUrl)
    assert_type((url.state, url.verifier), tuple[str, str | None])
    back = emulator.authorize(url)
    tokens = app.exchange_redirect(back, state=url.state, verifier=url.verifier)
    assert_type(tokens, Tokens)
    assert_type((tokens.access_token, tokens.refresh_token), tuple[str, str | None])
    assert_type(tokens.expires_at, datetime | None)
    store.save("acme", tokens)
    return app.refresh(tokens)


def stores() -> list[TokenStore]:
    return [Shelf(), MemoryStore(), FileStore("tokens.json"), SqlStore("tokens.db")]


def ways_in() -> list[Auth]:
    return [
        PersonalToken("made.up"),
        RotatingTokens("made.up", "another.one"),
        OAuth2(None, Shelf()),
        OAuth2(app_from_environment(), store_from_environment(), account="acme"),
    ]


def remembered(account: str) -> tuple[str, OAuthApp | None]:
    assert_type(account_login(account), OAuth2)
    assert_type(store_from_environment(), FileStore | KeyringStore | SqlStore)
    record = LoginRecords().load(account)
    assert_type(record, LoginRecord | None)
    return ("", None) if record is None else (record.base_url, record.app)


def log_out(login: OAuth2) -> str:
    try:
        assert_type(login.log_out(revoke=True), bool)
    except NotLoggedOutError as error:
        return f"{error.account}: {error.reason}, {error.outcome}"
    return ""


def main(emulator: Emulator) -> None:
    app, store = emulator.oauth_app(), Shelf()
    tokens = log_in(app, store, emulator)
    assert_type(tokens.expires_within(60.0), bool)
    store.save("acme", tokens)
    login = OAuth2(app, store, "acme")
    with Fiken(auth=login, base_url=emulator.url) as client:
        assert client.user().name == "Emma Demo"
        assert log_out(login) == ""
        try:
            client.user()
        except LoginRequiredError as error:
            assert_type((error.account, error.reason), tuple[str, str])
    assert store.load("acme") is None


if __name__ == "__main__":
    with Emulator() as emulator:
        main(emulator)
