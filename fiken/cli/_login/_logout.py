"""The end of a login: it is revoked at Fiken, and then removed from the store."""

import shlex

import click

from fiken.auth import LoginRecords, TokenStore, account_login, store_from_environment
from fiken.cli._login._logins import is_of_app, no_login
from fiken.errors import ConfigurationError, NotLoggedOutError, Outcome

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
    store, records = store_from_environment(), LoginRecords()
    tokens = store.load(account)
    if tokens is None:
        forget(account, store, records)  # a logout may have been interrupted before
        raise no_login(account)
    of_app = is_of_app(tokens, records.load(account))
    try:
        is_revoked = account_login(account).log_out(revoke=of_app and not only_here)
    except NotLoggedOutError as error:
        remedy = f", or end it in Fiken ({_APPS}) and run {_only_here(account)}"
        is_over = error.outcome is Outcome.DONE or not of_app
        raise click.ClickException(f"{error}{'' if is_over else remedy}") from None
    except ConfigurationError as error:
        remedy = f"or end the login in Fiken ({_APPS}) and run {_only_here(account)}"
        raise click.ClickException(f"{error}; {remedy}") from None
    forget(account, store, records)
    if not of_app:
        end = f"Its personal token still works until you delete it in Fiken: {_TOKENS}"
    elif only_here:
        end = f"Fiken still accepts its login until you end it there: {_APPS}"
    elif is_revoked:
        end = "Fiken has revoked its login"
    else:
        end = "Fiken did not accept its login any more"
    return f"The account {account!r} is logged out. {end}."


def forget(account: str, store: TokenStore, records: LoginRecords) -> None:
    """Remove what is remembered about a login, unless somebody has logged in again meanwhile."""
    with store.lock(account):
        if store.load(account) is None:
            records.remove(account)


def _only_here(account: str) -> str:
    """Return the command that removes a login only from this machine."""
    return f"fiken logout --local --account {shlex.quote(account)}"
