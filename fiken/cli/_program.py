"""The command `fiken`: all its commands by name. Each is imported when it is called."""

import importlib
from typing import Any

import click

from fiken import __version__
from fiken.cli._sentences import sentences

#: Where each command is: its module, and its name in there. The help lists them in this order.
COMMANDS = {
    "login": "_login._commands:login",
    "logout": "_login._commands:logout",
    "accounts": "_login._commands:accounts",
    "whoami": "_login._commands:whoami",
    "companies": "_login._commands:companies",
    "list": "_showing._list:list_",
    "show": "_showing._show:show",
    "download": "_showing._download:download",
    "request": "_showing._request:request",
    "once": "_once:once",
    "emulator": "_emulator:emulator",
    "completion": "_showing._completion:completion",
}

#: Characters per line of the help, and of its column of names.
_WIDTH, _COLUMN = 80, 12


class _Program(click.Group):
    """The command. Its errors are sentences, and its exit codes are 0, 1, 2 and 130."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(f"fiken.cli.{module}"), name)
        return command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write all commands, one per line, so that they fit a terminal of 24 lines."""
        lines = [
            "Usage: fiken COMMAND [OPTIONS] [ARGUMENTS]",
            "",
            self.get_short_help_str(_WIDTH),
            "",
            *(
                f"  {name:<{_COLUMN}}{command.get_short_help_str(_WIDTH - _COLUMN - 2)}"
                for name in self.list_commands(ctx)
                if (command := self.get_command(ctx, name)) is not None and not command.hidden
            ),
            "",
            "fiken COMMAND --help explains a command, and fiken --version shows the version.",
        ]
        formatter.write("".join(f"{line}\n" for line in lines))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and print an error as one sentence."""
        with sentences(ctx):
            return super().invoke(ctx)


@click.group("fiken", cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fiken")
def program() -> None:
    """Work with Fiken, the Norwegian accounting service, from the command line."""
