"""The end of a login: it is revoked at Fiken, and then removed from the store."""

import contextlib
import shlex

import click

from fiken.auth import OAuthApp, Tokens, TokenStore
from fiken.auth._accounts import store_from_environment
from fiken.cli._logins import app_of, is_of_app, no_login
from fiken.cli._records import Record, forget, recall
from fiken.errors import FikenError, OAuthError, Outcome

#: Seconds for which an access token must still be valid to revoke a login with it.
_MARGIN = 60.0
_UNAUTHORIZED = 401

_APPS = "Rediger konto → Sikkerhet → Apper du har gitt tilgang til"
_TOKENS = "Rediger konto → API"


def log_out(account: str, *, only_here: bool) -> str:
    """Revoke the login of an account, remove it, and return what became of it, as a sentence.

    Args:
        account: The name of the account.
        only_here: Whether to remove the login without telling Fiken.

    Raises:
        ClickException: There is no login, or it could not be revoked. It is then still stored.
        FikenError: The store does not work.
    """
    store = store_from_environment()
    with store.lock(account):
        tokens = store.load(account)
        if tokens is None:
            raise no_login(account)
        record = recall(account)
        if not is_of_app(tokens, record):
            end = f"its personal token still works until you delete it in Fiken: {_TOKENS}"
        elif only_here:
            end = f"Fiken still accepts it until you end it there: {_APPS}"
        else:
            end = "it is revoked"
            try:
                _revoke(_app_for(account, record), store, account, tokens)
            except FikenError as error:
                raise _not_revoked(account, error) from None
        try:
            store.save(account, None)
        except FikenError as error:
            raise click.ClickException(
                f"the login of the account {account!r} is still stored: {error}. At Fiken, {end}"
            ) from None
    forget(account)
    return f"The account {account!r} is logged out: {end}."


def _app_for(account: str, record: Record | None) -> OAuthApp:
    app = app_of(record)
    if app is not None:
        return app
    raise click.ClickException(
        f"the login of the account {account!r} cannot be revoked without its app, and is kept: set "
        "FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET, or take --local and end the login in Fiken "
        f"({_APPS})"
    )


def _revoke(app: OAuthApp, store: TokenStore, account: str, tokens: Tokens) -> None:
    """Revoke a login. An access token that has expired is renewed first, as Fiken asks for one."""
    try:
        if tokens.refresh_token is not None and tokens.expires_within(_MARGIN):
            tokens = _renewed(app, store, account, tokens)
        try:
            app.revoke(tokens)
        except OAuthError as error:
            if error.status != _UNAUTHORIZED or tokens.refresh_token is None:
                raise
            # It may have expired by Fiken's clock, or somebody has already revoked the login.
            app.revoke(_renewed(app, store, account, tokens))
    except OAuthError as error:
        if error.error != "invalid_grant":
            raise


def _renewed(app: OAuthApp, store: TokenStore, account: str, tokens: Tokens) -> Tokens:
    """Return new tokens, and store them: with the old ones, nobody could try again."""
    renewed = app.refresh(tokens)
    with contextlib.suppress(FikenError):  # without a store, it matters more that they are revoked
        store.save(account, renewed)
    return renewed


def _not_revoked(account: str, error: FikenError) -> click.ClickException:
    """Return the error for a login that was not revoked. It says what remains."""
    works = "may still work" if error.outcome is Outcome.UNKNOWN else "still works"
    command = f"fiken logout --local --account {shlex.quote(account)}"
    return click.ClickException(
        f"the login of the account {account!r} was not revoked: {error}. It {works}, and is still "
        f"stored here. Try again later, or end it in Fiken ({_APPS}) and run {command}"
    )
