"""The command `fiken`: all its commands by name. Each is imported when it is called."""

import contextlib
import importlib
from typing import Any

import click
from click.shell_completion import CompletionItem

from fiken import __version__
from fiken.cli._sentences import sentences

#: Where each command is, and what the help says about it, in the order of the help. So neither the
#: help nor a shell that completes commands has to import them all.
COMMANDS = {
    "login": ("_login._commands:login", "Log in with the browser, or with a personal token."),
    "logout": ("_login._commands:logout", "Revoke a login, and remove it from the store."),
    "accounts": ("_login._commands:accounts", "Show the accounts that are logged in."),
    "whoami": ("_login._commands:whoami", "Show the user of a login: name and e-mail address."),
    "companies": ("_login._commands:companies", "Show the companies that a login can use."),
    "list": ("_showing._list:list_", "List the rows of any family, such as contacts."),
    "show": ("_showing._show:show", "Show one row of any family, such as an invoice."),
    "download": ("_showing._download:download", "Download PDFs, attachments and other files."),
    "create": ("_writing._create:create", "Create contacts, invoices or any other family."),
    "update": ("_writing._update:update", "Change contacts, drafts or any other family."),
    "delete": ("_writing._acting:delete", "Delete contacts, drafts or any other family."),
    "send": ("_writing._acting:send", "Send an invoice, an offer or a credit note."),
    "report": (
        "_reporting._commands:report",
        "Show a trial balance, VAT, unpaid invoices or more.",
    ),
    "export": ("_export:export_books", "Copy the books of a company into a database or a folder."),
    "request": ("_showing._request:request", "Send any request: fiken request GET /user."),
    "once": ("_once:once", "List and resolve writes whose outcome is not known."),
    "emulator": ("_emulator:emulator", "Start an emulator of Fiken on this machine."),
    "completion": (
        "_showing._completion:completion",
        "Print the script by which a shell completes.",
    ),
}

#: Characters per line of the help, and of its column of names.
_WIDTH, _COLUMN = 80, 12


class _Program(click.Group):
    """The command. Its errors are sentences, and its exit codes are 0, 1, 2 and 130."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, or None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(f"fiken.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names.

        Raises:
            UsageError: There is no such command. If it is a family, the message says what to write.
        """
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            raise click.UsageError(_no_command(args[0], self.list_commands(ctx)), ctx) from None

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write all commands, one per line, so that they fit a terminal of 24 lines."""
        lines = [
            "Usage: fiken COMMAND [OPTIONS] [ARGUMENTS]",
            "",
            self.get_short_help_str(_WIDTH),
            "",
            *(f"  {name:<{_COLUMN}}{text}" for name, (_, text) in COMMANDS.items()),
            "",
            "fiken COMMAND --help explains a command, and fiken --version shows the version.",
        ]
        formatter.write("".join(f"{line}\n" for line in lines))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin with what is typed."""
        commands = [
            CompletionItem(name, help=text)
            for name, (_, text) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and print an error as one sentence."""
        with sentences(ctx):
            return super().invoke(ctx)


def _no_command(text: str, commands: list[str]) -> str:
    """Return what to write instead of a command that does not exist."""
    from fiken.cli._families import family_named  # noqa: PLC0415 - no other command needs all
    from fiken.cli._words import remedy_for  # noqa: PLC0415

    with contextlib.suppress(ValueError):
        name = family_named(text).name
        return f"there is no command {text!r}: write fiken list {name}, or fiken show {name} ID"
    remedy = remedy_for(text, commands, "fiken --help lists the commands")
    return f"there is no command {text!r}: {remedy}"


@click.group("fiken", cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fiken")
def program() -> None:
    """Work with Fiken, the Norwegian accounting service, from the command line."""
