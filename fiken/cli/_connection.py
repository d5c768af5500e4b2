"""The options that say which login and which company a command uses, and the client for them."""

import contextlib
import functools
import logging
from collections.abc import Callable, Generator
from typing import Any

import click

from fiken import Company, CompanyClient, Fiken
from fiken.cli._login._logins import client_of
from fiken.cli._output import note
from fiken.idempotency import IdempotencyStore

account_option = click.option(
    "--account", metavar="NAME", help="The account. Default: FIKEN_ACCOUNT, or else 'default'."
)
base_url_option = click.option(
    "--base-url", metavar="URL", help="The URL of the API of an emulator, instead of Fiken's own."
)
company_option = click.option(
    "--company",
    metavar="SLUG",
    envvar="FIKEN_COMPANY",
    help="The company. Default: FIKEN_COMPANY, or else the only one with the API module.",
)
verbose_option = click.option(
    "--verbose", "-v", is_flag=True, help="Show each request on the standard error."
)


class Connection:
    """What a command needs to reach Fiken, as its options say.

    Args:
        account: The name of the account; None for that of the environment.
        base_url: The URL of the API; None for that of the login.
        company: The slug of the company; None for the only one with the API module.
        verbose: Whether each request is shown.
    """

    def __init__(
        self,
        account: str | None = None,
        base_url: str | None = None,
        company: str | None = None,
        *,
        verbose: bool = False,
    ) -> None:
        self.account, self.base_url, self.slug = account, base_url, company
        if verbose:
            _show_requests()

    def client(self, idempotency: IdempotencyStore | None = None) -> Fiken:
        """Return the client of the login.

        Args:
            idempotency: The store of idempotency keys; None for a client that takes no keys.

        Raises:
            ClickException: The account has no login.
            FikenError: The environment names two logins, or the store does not work.
        """
        return client_of(self.account, self.base_url, idempotency)

    @contextlib.contextmanager
    def company(self, idempotency: IdempotencyStore | None = None) -> Generator[CompanyClient]:
        """Open the client of the company, and close it at the end.

        Args:
            idempotency: The store of idempotency keys; None for a client that takes no keys.

        Raises:
            ClickException: The account has no login, or no company is named and the login has not
                exactly one.
            FikenError: Fiken cannot be asked for the companies.
        """
        with self.client(idempotency) as client:
            yield client.company(self.slug or _only_company(client))


def connected(command: Callable[..., None]) -> Callable[..., None]:
    """Decorate a command with the options of the login and the company, and pass a `Connection`.

    The command gets it as the argument `connection`.
    """

    @functools.wraps(command)
    def wrapped(
        *arguments: Any,
        account: str | None,
        base_url: str | None,
        company: str | None,
        verbose: bool,
        **more: Any,
    ) -> None:
        connection = Connection(account, base_url, company, verbose=verbose)
        command(*arguments, connection=connection, **more)

    for option in (verbose_option, base_url_option, account_option, company_option):
        wrapped = option(wrapped)
    return wrapped


def _only_company(client: Fiken) -> str:
    slugs = [company.slug for company in client.companies.all() if has_module(company)]
    if len(slugs) == 1:
        return slugs[0]
    if not slugs:
        remedy = "allow it one in Fiken, or buy the API module there; fiken companies shows both"
        raise click.ClickException(f"this login has no company with the API module: {remedy}")
    remedy = f"name one with --company: {', '.join(slugs)}"
    raise click.ClickException(f"this login has {len(slugs)} companies, so {remedy}")


def has_module(company: Company) -> bool:
    """Return whether the API can be used for a company: it has the module, or is a test company.

    A test company always has the module, whatever `has_api_access` says.

    Observed: docs/observed.md#6-tokens-and-oauth
    """
    return company.has_api_access or company.test_company


class _Lines(logging.Handler):
    """Prints each record of the log as a note."""

    def emit(self, record: logging.LogRecord) -> None:
        note(record.getMessage())


def _show_requests() -> None:
    logger = logging.getLogger("fiken")
    logger.setLevel(logging.DEBUG)
    if not any(isinstance(handler, _Lines) for handler in logger.handlers):
        logger.addHandler(_Lines())
