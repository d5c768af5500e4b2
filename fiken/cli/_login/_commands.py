"""The commands that log in and out, with their arguments."""

import contextlib

import click

from fiken import Fiken
from fiken.auth import LoginRecord, PersonalToken, Tokens
from fiken.cli._connection import (
    Connection,
    account_option,
    base_url_option,
    has_module,
    verbose_option,
)
from fiken.cli._login._apps import new_record
from fiken.cli._login._browser import log_in_elsewhere, log_in_here
from fiken.cli._login._logins import chosen, client_of, has_login, rows, store_login
from fiken.cli._login._logout import log_out
from fiken.cli._output import note, show
from fiken.cli._reading import ask_secret, confirm
from fiken.errors import FikenError


@click.command(context_settings={"allow_extra_args": True})
@account_option
@click.option(
    "--token", "by_token", is_flag=True, help="Log in with a personal token. You are asked for it."
)
@click.option("--no-browser", is_flag=True, help="Print the address to open on another machine.")
@click.option("--replace", is_flag=True, help="Replace a login of the same name without asking.")
@click.option(
    "--redirect-uri",
    metavar="URL",
    envvar="FIKEN_REDIRECT_URI",
    help="The redirect URI that is registered for the app. Default: http://127.0.0.1:8765/callback",
)
@click.option(
    "--timeout",
    type=click.FloatRange(1, 86_400),
    default=300.0,
    metavar="SECONDS",
    help="How long to wait for the browser. Default: 300.",
)
@base_url_option
@click.pass_context
def login(
    context: click.Context,
    account: str | None,
    base_url: str | None,
    redirect_uri: str | None,
    timeout: float,
    *,
    by_token: bool,
    no_browser: bool,
    replace: bool,
) -> None:
    """Log in with the browser, or with a personal token, and store the login.

    The app is that of FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET. Without them, you are asked for it.
    """
    if context.args:
        raise click.UsageError(
            "fiken login takes no arguments, only options. Write the name of an account after "
            "--account. A token, a code and a secret are never arguments, because other users can "
            "see those, and the shell remembers them: you are asked for them",
        )
    name = chosen(account)
    replaces = _may_replace(name, replace=replace)
    if by_token:
        url = (base_url or LoginRecord(name).base_url).rstrip("/")
        _log_in_by_token(LoginRecord(name, url), replaces=replaces)
    else:
        record = new_record(name, base_url, redirect_uri)
        _log_in_by_app(record, timeout, no_browser=no_browser, replaces=replaces)


@click.command()
@account_option
@click.option(
    "--local", "only_here", is_flag=True, help="Remove the login here, and do not revoke it."
)
def logout(account: str | None, *, only_here: bool) -> None:
    """Revoke a login, and remove it from the store."""
    note(log_out(chosen(account), only_here=only_here))


@click.command()
@account_option
@base_url_option
@verbose_option
def whoami(account: str | None, base_url: str | None, *, verbose: bool) -> None:
    """Show the user of a login: name and e-mail address."""
    with Connection(account, base_url, verbose=verbose).client() as client:
        user = client.user()
    show(["Name", "E-mail"], [(user.name or "", user.email or "")])


@click.command()
def accounts() -> None:
    """Show the accounts that are logged in.

    The columns are the account, how it logs in, when its access token expires, and the API.
    """
    found = list(rows())
    if not found:
        note("no account is logged in: run fiken login")
        return
    show(["Account", "Login", "Access token expires", "API"], found)


@click.command()
@account_option
@base_url_option
@verbose_option
def companies(account: str | None, base_url: str | None, *, verbose: bool) -> None:
    """Show the companies that a login can use.

    The columns are the slug, the name, the organization number, and "test" for a test company. The
    last one says whether the company has the API module.
    """
    with Connection(account, base_url, verbose=verbose).client() as client:
        found = [
            (
                one.slug,
                one.name,
                one.organization_number or "",
                "test" if one.test_company else "",
                "API" if has_module(one) else "no API",
            )
            for one in client.companies.all()
        ]
    show(["Slug", "Name", "Organization number", "Kind", "Module"], found)


def _may_replace(account: str, *, replace: bool) -> bool:
    """Return whether a login is to be replaced. Ask first, unless `replace` says so.

    Raises:
        ClickException: It must not be replaced.
    """
    if not has_login(account):
        return False
    question = f"The account {account!r} is logged in already. Replace its login?"
    remedy = "name another account with --account, or replace the login with --replace"
    if not replace and not confirm(question, remedy):
        raise click.ClickException(f"nothing was changed: {remedy}")
    return True


def _log_in_by_token(record: LoginRecord, *, replaces: bool) -> None:
    """Ask for a personal token, check it with GET /user, and store it."""
    token = ask_secret("Personal token", "give the token as a line on the standard input")
    auth = PersonalToken(token)
    tokens = Tokens(access_token=token)
    del token
    with Fiken(auth=auth, base_url=record.base_url) as client:
        user = client.user()
    store_login(record, tokens, replaces=replaces)
    note(f"The account {record.account!r} is logged in as {user.name or user.email}.")


def _log_in_by_app(
    record: LoginRecord, timeout: float, *, no_browser: bool, replaces: bool
) -> None:
    """Log in by OAuth, store the tokens, and say who logged in."""
    app = record.app
    assert app is not None

    def keep(tokens: Tokens) -> None:
        try:
            store_login(record, tokens, replaces=replaces)
        except Exception:
            with contextlib.suppress(FikenError):  # else it would go on at Fiken, unseen
                app.revoke(tokens)
            raise

    if no_browser or not record.redirect_uri.startswith("http://"):
        log_in_elsewhere(app, keep)
    else:
        log_in_here(app, timeout, keep)
    who = ""
    with contextlib.suppress(FikenError), client_of(record.account, None) as client:
        user = client.user()
        who = f" as {user.name or user.email}"
    note(f"The account {record.account!r} is logged in{who}.")
