"""Groups of commands with one command per family, such as `fiken list contacts`."""

from collections.abc import Callable
from typing import Any

import click

from fiken.cli._families._family import Family
from fiken.cli._families._finding import families, family_named
from fiken.cli._output import show

#: Characters of a description that fit into a line of the help, beside the longest name.
_SHORT = 47


class FamilyGroup(click.Group):
    """A command with one command per family. Singular and plural are both understood.

    Args:
        build: The function that returns the command of a family.
        accepts: Which families have the command.
        name: The name of the group.
        help: The help of the group.
    """

    def __init__(
        self,
        build: Callable[[Family], click.Command],
        accepts: Callable[[Family], bool] = lambda _: True,
        **options: Any,
    ) -> None:
        super().__init__(
            invoke_without_command=True,
            subcommand_metavar="FAMILY …",
            callback=self._list,
            **options,
        )
        self._build, self._accepts = build, accepts

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the families, for the shell."""
        return [name for name, family in families().items() if self._accepts(family)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of a family; None if there is none of this name."""
        try:
            family = family_named(cmd_name)
        except ValueError:
            return None
        return self._build(family) if self._accepts(family) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. The options of a family stand after its name.

        Raises:
            UsageError: An option stands before the family.
        """
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise click.UsageError(
                f"{error.option_name} stands before the family, or there is none: write "
                f"fiken {self.name} FAMILY {error.option_name}",
                ctx,
            ) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names.

        Raises:
            UsageError: There is no such family. The message has a similar one.
        """
        if args[0].isdigit():
            raise click.UsageError(f"{args[0]} is an id: name its family before it", ctx)
        try:
            family = family_named(args[0])
        except ValueError as error:
            raise click.UsageError(str(error), ctx) from None
        if not self._accepts(family):
            raise click.UsageError(
                f"there is no fiken {self.name} for {family.words}: fiken {self.name} lists the "
                "families that have it",
                ctx,
            )
        command = self._build(family)
        return command.name, command, args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the families and what they are, without building their commands."""
        with formatter.section("Families"):
            formatter.write_dl(
                [(f.name, _short(f)) for f in families().values() if self._accepts(f)]
            )

    def _list(self) -> None:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            rows = [(f.name, f.description) for f in families().values() if self._accepts(f)]
            show(["Family", "What they are"], rows)


def _short(family: Family) -> str:
    """Return the description of a family in at most one line of a terminal."""
    sentence = family.description
    if len(sentence) <= _SHORT:
        return sentence
    return f"{sentence[: _SHORT - 2].rpartition(' ')[0]} …"
