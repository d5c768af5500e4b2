"""The command `fiken emulator`, which serves an emulator that the other commands can use."""

import argparse
import contextlib
import shlex
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from fiken.auth import LoginRecord, LoginRecords, Tokens, store_from_environment
from fiken.cli._here import is_here
from fiken.cli._login._logins import chosen, store_login
from fiken.cli._output import note

if TYPE_CHECKING:
    from fiken.emulator import Emulator

#: The name of the account, unless the person chooses another one.
ACCOUNT = "emulator"
#: Where programs on this machine reach a server that listens on all of its addresses.
_ALL = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


class _Command(click.Command):
    """A command that also has the options of `python -m fiken.emulator`.

    They are added when they are first needed: the help of `fiken` needs no emulator.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options and `--help`."""
        if len(self.params) == 1:
            _add_options(self._add)
        return super().get_params(ctx)

    def _add(self, name: str, **declared: Any) -> None:
        self.params.append(_option(name, **declared))


@click.command(cls=_Command)
@click.option(
    "--account",
    default=ACCOUNT,
    metavar="NAME",
    help=f"The account by which other commands and programs find the emulator. Default: {ACCOUNT}.",
)
def emulator(account: str, **options: Any) -> None:
    """Start an emulator of Fiken on this machine. Ctrl-C stops it.

    As long as it runs, other commands and programs use it by --account emulator. Its token is the
    same in every emulator, and is no secret.
    """
    from fiken.emulator import __main__ as module  # noqa: PLC0415 - it takes time to import

    name = chosen(account)
    try:
        prepared = module.prepared_emulator(**options)
    except (TypeError, ValueError) as problem:
        raise click.UsageError(str(problem)) from None
    server = prepared.emulator
    replaces = _is_of_emulator(name, server.token)
    try:
        stopped = module.start(server, note)
    except module.CANNOT_START as problem:
        raise click.ClickException(module.reason_of(problem)) from None
    with contextlib.ExitStack() as stack:
        stack.callback(server.stop)
        tries: Sequence[str] = [module.curl_of(server)]
        if url := url_here(server.url):
            stack.enter_context(_logged_in(LoginRecord(name, url), server, replaces=replaces))
            tries = _tries(name)
        click.echo(module.greeting(prepared, tries))
        module.wait_for(stopped)


def _add_options(add: Callable[..., object]) -> None:
    """Declare the options of `python -m fiken.emulator`.

    Raises:
        ClickException: A package of the emulator is not installed.
    """
    try:
        from fiken.emulator.__main__ import add_options  # noqa: PLC0415 - Werkzeug may be missing
    except ModuleNotFoundError as error:
        if error.name != "werkzeug":
            raise
        raise click.ClickException(
            "the emulator needs the package werkzeug: run pip install 'fiken[emulator]'"
        ) from None
    add_options(add)


def _option(
    name: str,
    *,
    help: str,
    action: object = "store",
    default: object = None,
    dest: str | None = None,
    metavar: str | None = None,
    type: Callable[[str], Any] = str,
) -> click.Option:
    """Return an option of click for the arguments of `argparse.ArgumentParser.add_argument`."""
    text = help % {"default": default}
    sentence = f"{text[0].upper()}{text[1:]}."
    if action == "store_true":
        return click.Option([name], is_flag=True, help=sentence)
    if action is argparse.BooleanOptionalAction:
        return click.Option([f"{name}/--no-{name[2:]}"], default=default, help=sentence)

    def converted(value: Any) -> Any:
        try:
            return type(value)
        except argparse.ArgumentTypeError as error:
            raise click.BadParameter(str(error)) from None

    return click.Option(
        [name] if dest is None else [name, dest],
        default=default,
        metavar=metavar or name[2:].replace("-", "_").upper(),
        type=int if type is int else converted,
        multiple=action == "append",
        help=sentence,
    )


def url_here(url: str) -> str:
    """Return the URL by which this machine reaches the emulator; empty if tokens cannot go there.

    Without encryption, the library sends a token to this machine only.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in _ALL:
        return f"http://{_ALL[host]}:{parts.port}{parts.path}"
    return url if is_here(url) else ""


def _is_of_emulator(account: str, token: str) -> bool:
    """Return whether an account is logged in to an emulator, by an earlier run of this command.

    Raises:
        ClickException: Another login has this name. It is never replaced.
        FikenError: The store does not work.
    """
    tokens = store_from_environment().load(account)
    if tokens is not None and tokens.access_token != token:
        raise click.ClickException(
            f"the account {account!r} has another login, which is kept: name another account with "
            "--account"
        )
    return tokens is not None


@contextlib.contextmanager
def _logged_in(record: LoginRecord, server: "Emulator", *, replaces: bool) -> Generator[None]:
    """Log an account in to an emulator for the block."""
    account, store, records = record.account, store_from_environment(), LoginRecords()
    before = records.load(account)
    store_login(record, Tokens(access_token=server.token), replaces=replaces)
    if before is not None and before.base_url != record.base_url:
        note(f"The account {account!r} was that of {before.base_url} until now.")
    try:
        yield
    finally:
        with store.lock(account):
            tokens, now = store.load(account), records.load(account)
            is_ours = now is not None and now.base_url == record.base_url
            if is_ours and tokens is not None and tokens.access_token == server.token:
                store.save(account, None)
                records.remove(account)


def _tries(account: str) -> Sequence[str]:
    """Return how a person can try the emulator, in lines."""
    return (
        f"fiken list contacts --account {shlex.quote(account)}",
        f'(in another terminal; in Python, Fiken(account="{account}"))',
    )
