"""The options of the commands that write, and those that a method of a repository has."""

import inspect
import re
import textwrap
import types
import typing
from collections.abc import Callable, Collection, Sequence
from typing import Any, get_args, get_origin, get_type_hints

import attrs
import click

from fiken.cli._connection import connected
from fiken.cli._families import Family, parent_options, value_type
from fiken.cli._families._docstrings import docstrings_of
from fiken.cli._permission import yes_option
from fiken.cli._words import kebab
from fiken.cli._writing._parts import fields_of, is_model
from fiken.models import Model
from fiken.types import Access, Hint, hint_of

_KEY = "idempotency_key"
_WIDTH = 76

from_option = click.Option(
    ["--from", "file"],
    metavar="FILE",
    help="A file of rows: CSV, JSON or JSON Lines; - for the standard input.",
)
ignore_option = click.Option(
    ["--ignore"],
    metavar="NAMES",
    default="",
    help="Columns of the file to leave out, such as contact_id,created_date.",
)
dry_run_option = click.Option(
    ["--dry-run"], is_flag=True, help="Print the requests as JSON Lines, and send nothing."
)
continue_option = click.Option(
    ["--continue", "goes_on"],
    is_flag=True,
    help="Go on after a row that Fiken refuses, and list those at the end.",
)
rejected_option = click.Option(
    ["--rejected"],
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True),
    help="Keep the rows that are refused in this file, with the reasons.",
)


def command_of(
    family: Family,
    run: Callable[..., None],
    params: Sequence[click.Parameter],
    help: str,
    epilog: str = "",
) -> click.Command:
    """Return the command of a family, with the options of the login, of the parents and `--yes`.

    Args:
        family: The family.
        run: What the command does.
        params: Its own arguments and options.
        help: What it does, for the help.
        epilog: The end of the help.
    """
    command = click.command(family.name, help=help, epilog=epilog)(yes_option(connected(run)))
    command.params[:0] = [*params[:1], *parent_options(family), *params[1:]]
    return command


def classes_of(family: Family) -> list[type[Any]]:
    """Return the classes of the repositories of a family: one, or one per parent."""
    return [p.repository_class for p in family.parents.values()] or [family.repository_class]


def has(method: str) -> Callable[[Family], bool]:
    """Return the function that says whether the repositories of a family have a method."""
    return lambda family: any(hasattr(each, method) for each in classes_of(family))


@attrs.frozen
class _Argument:
    """An argument of a method: its name, its type, and what the docstring says about it."""

    name: str
    annotation: Any
    default: Any
    help: str


def method_options(family: Family, method: str) -> list[click.Parameter]:
    """Return an option for each keyword argument of a method, such as `send` of invoices.

    The idempotency key has none. What an option does is taken from the docstring.
    """
    function = next(getattr(cls, method) for cls in classes_of(family) if hasattr(cls, method))
    return [_option(each) for each in _arguments(function) if each.name != _KEY]


def _arguments(function: Any) -> list[_Argument]:
    hints = get_type_hints(function, include_extras=True)
    texts = _texts(inspect.getdoc(function) or "")
    return [
        _Argument(each.name, hints[each.name], each.default, texts.get(each.name, ""))
        for each in inspect.signature(function).parameters.values()
        if each.kind is inspect.Parameter.KEYWORD_ONLY
    ]


def _texts(docstring: str) -> dict[str, str]:
    """Return what a docstring says about the arguments: the first sentence about each."""
    section = re.search(r"^Args:\n(.*?)(?=^\S|\Z)", docstring, re.DOTALL | re.MULTILINE)
    argument = re.compile(r"^    (\w+): (.*?)(?=^    \w+: |\Z)", re.DOTALL | re.MULTILINE)
    pairs = argument.findall(section[1] if section else "")
    texts = ((name, " ".join(text.split()).replace("`", "")) for name, text in pairs)
    return {
        name: text.partition(" (docs/")[0].replace("None:", "Without it:") for name, text in texts
    }


def _option(argument: _Argument) -> click.Option:
    annotation, is_many = _single(argument.annotation)
    option, default = f"--{kebab(argument.name)}", argument.default
    text = argument.help
    if hint_of(annotation).value_type is bool:
        switch = f"{option}/--no-{option.removeprefix('--')}"
        return click.Option([switch, f"method_{argument.name}"], default=None, help=text)
    return click.Option(
        [option, f"method_{argument.name}"],
        type=value_type(annotation),
        required=default is inspect.Parameter.empty,
        multiple=is_many,
        help=text,
    )


def _single(annotation: Any) -> tuple[Any, bool]:
    """Return the type of a single value, and whether several can be given.

    It is ``(SendMethod, True)`` for ``SendMethod | Sequence[SendMethod]``.
    """
    if get_origin(annotation) in (typing.Union, types.UnionType):
        for member in get_args(annotation):
            if get_origin(member) is not None and hint_of(member).many:
                return get_args(member)[0], True
    return annotation, False


def method_arguments(values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of the method among the values of the options."""
    return {
        name.removeprefix("method_"): value
        for name, value in values.items()
        if name.startswith("method_") and value not in (None, ())
    }


def fields_help(
    model: type[Model],
    excluded: Sequence[Access],
    required: Sequence[str] = (),
    only: Collection[str] | None = None,
) -> str:
    """Return the fields that a request can have, one per line, for the end of the help.

    Args:
        model: The class of the entity.
        excluded: The restrictions of fields that the request cannot have.
        required: The fields that Fiken requires, besides those that the class requires.
        only: The fields that the request can have; None for all. None of them is required then.
    """
    texts = docstrings_of(model)
    fields = fields_of(model)
    fixed = {field.name for field in attrs.fields(model) if not field.init}
    names = [n for n, hint in fields.items() if hint.access not in excluded and n not in fixed]
    needed = {f.name for f in attrs.fields(model) if f.default is attrs.NOTHING} | {*required}
    if only is not None:
        names, needed = [name for name in names if name in only], set[str]()
    width = max(map(len, names), default=0)
    lines = ["\b", "Fields (* is needed):" if needed else "Fields:"]
    for name in sorted(names, key=lambda name: name not in needed):
        begin = f"{'*' if name in needed else ' '} {name:{width}}  "
        parts = _parts_of(name, fields[name], excluded) if only is None else ""
        sentences = [text for text in (texts.get(name, ""), parts) if text]
        lines += textwrap.wrap(
            ". ".join(sentences) or name,
            _WIDTH,
            initial_indent=begin if sentences else begin[:2],
            subsequent_indent=" " * len(begin),
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _parts_of(name: str, hint: Hint, excluded: Sequence[Access]) -> str:
    """Return the names by which the parts of a field are given; empty if it has none."""
    if not is_model(hint.value_type):
        return ""
    cls = hint.value_type
    fixed = {field.name for field in attrs.fields(cls) if not field.init}
    names = [n for n, part in fields_of(cls).items() if part.access not in excluded]
    return f"Its parts: {', '.join(f'{name}.{n}' for n in names if n not in fixed)}"
