"""The options that a family has: its filters, and the entities to which its rows belong."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import click
from click.shell_completion import CompletionItem

from fiken.cli._families._columns import as_columns
from fiken.cli._families._family import Family
from fiken.cli._families._filters import SINCE, Filter
from fiken.cli._families._values import start_of, value_of
from fiken.cli._words import kebab, snake
from fiken.types import OpenEnum, Real, hint_of

if TYPE_CHECKING:
    AnyType = click.ParamType[Any]
    TextType = click.ParamType[str]
else:  # click before 8.4 has no type arguments
    AnyType = TextType = click.ParamType

_FILTER, _PARENT = "filter_", "parent_"

_METAVARS: dict[Any, str] = {
    int: "NUMBER",
    bool: "yes|no",
    Real.date: "DATE",
    Real.datetime: "MOMENT",
}


class Value(AnyType):
    """A value that `read` makes of a text. Its errors are sentences.

    Args:
        read: The function that returns the value of a text, or raises `ValueError`.
        metavar: What the help shows.
        choices: What the shell offers.
    """

    name = "value"

    def __init__(
        self, read: Callable[[str], Any], metavar: str, choices: tuple[str, ...] = ()
    ) -> None:
        self.read, self.metavar, self.choices = read, metavar, choices

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """Return what the help shows in the place of a value."""
        return self.metavar

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value that a text stands for, or fail with a sentence."""
        if not isinstance(value, str):
            return value
        if not value.strip():
            self.fail("it is empty: give it a value, or leave it out", param, ctx)
        try:
            return self.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the choices that begin with what is typed."""
        return [CompletionItem(each) for each in self.choices if each.startswith(incomplete)]


class Columns(TextType):
    """The names of columns of a family, with commas between them."""

    name = "NAMES"

    def __init__(self, family: Family) -> None:
        self.family = family

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the columns that begin with what is typed after the last comma."""
        before, comma, begun = incomplete.rpartition(",")
        names = (column.name for column in as_columns(self.family.model))
        return [CompletionItem(f"{before}{comma}{n}") for n in names if n.startswith(begun)]


def value_type(annotation: Any) -> Value:
    """Return the type of an option for values of an annotation."""
    kind: Any = hint_of(annotation).value_type
    choices: tuple[str, ...] = ()
    if get_origin(kind) is Literal:
        choices = get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, OpenEnum):
        choices = tuple(map(str, kind))
    names = tuple(kebab(choice).replace(" ", "-") for choice in choices)
    return Value(
        lambda text: value_of(annotation, text),
        f"[{'|'.join(names)}]" if names else _METAVARS.get(kind, "TEXT"),
        names,
    )


def columns_option(family: Family) -> click.Option:
    """Return the option that chooses columns of a family."""
    text = "The columns to show, such as name,address.city."
    return click.Option(["--columns", "-c"], type=Columns(family), help=text)


def parent_options(family: Family) -> list[click.Parameter]:
    """Return the options that name the entity to which the rows belong: ``--sale 123``."""
    return [
        click.Option(
            [f"--{name}", f"{_PARENT}{snake(name)}"],
            type=Value(parent.family.id_of, "ID"),
            help=f"Those of this {name.replace('-', ' ')}.",
        )
        for name, parent in family.parents.items()
    ]


def filter_options(family: Family) -> list[click.Parameter]:
    """Return an option per filter of the list, and ``--since`` where the list has it."""
    options: list[click.Parameter] = [_option(each) for each in family.filters.values()]
    since = family.filters.get(SINCE)
    if since is not None:
        options.append(
            click.Option(
                ["--since", "since"],
                type=Value(lambda text: start_of(since.annotation, text), "DATE"),
                help=f"What was changed on this day or later: {since.option}.",
            )
        )
    return options


def _option(each: Filter) -> click.Option:
    name = f"{_FILTER}{each.name}"
    text = f"{each.help}."
    if each.is_bool:
        switch = f"{each.option}/--no-{each.option.removeprefix('--')}"
        return click.Option([switch, name], default=None, help=text)
    names = [each.option, "--sort"] if each.name == "sort_by" else [each.option]
    return click.Option(
        [*names, name], type=value_type(each.annotation), required=each.required, help=text
    )


def filters_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters among the values of the options, by the names that `all` has for them.

    Raises:
        UsageError: ``--since`` is given twice, under two names.
    """
    found = _named(values, _FILTER)
    if (since := values.get("since")) is not None:
        if SINCE in found:
            raise click.UsageError(f"give --since or --{kebab(SINCE)}, and not both")
        found[SINCE] = since
    return found


def parents_in(values: Mapping[str, Any], family: Family) -> dict[str, Any]:
    """Return the entity to which the rows belong, among the values of the options.

    Raises:
        UsageError: None or more than one is given, and the family needs one.
    """
    found = {kebab(name): value for name, value in _named(values, _PARENT).items()}
    if family.parents and len(found) != 1:
        options = ", ".join(f"--{name}" for name in family.parents)
        needed = f"only one of {options}" if found else f"one of {options}"
        if len(family.parents) == 1:
            needed = options
        raise click.UsageError(f"say whose {family.words}: give {needed}")
    return found


def _named(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix) and value is not None
    }
