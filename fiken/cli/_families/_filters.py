"""The filters of a list, as its method `all` declares them."""

import typing
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NotRequired, Required, get_args, get_origin, get_type_hints

import attrs

from fiken.cli._families._docstrings import docstrings_of
from fiken.cli._words import kebab
from fiken.types import Real, hint_of

#: What the ending of a filter means for a day, and for a moment.
_ENDINGS = {"le": "on or before", "lt": "before", "ge": "on or after", "gt": "after"}

#: The filter by which one asks for what has changed.
SINCE = "last_modified_ge"


@attrs.frozen
class Filter:
    """A filter of a list.

    Args:
        name: The name of the argument of `all`, such as ``last_modified_ge``.
        annotation: The type of its values.
        required: Whether the list cannot be asked for without it.
        help: What it does, as a sentence.
    """

    name: str
    annotation: Any
    required: bool = False
    help: str = ""

    @property
    def option(self) -> str:
        """The option of the command, such as ``--last-modified-ge``."""
        return f"--{kebab(self.name)}"

    @property
    def is_bool(self) -> bool:
        """Whether the values are yes and no."""
        return hint_of(self.annotation).value_type is bool


def filters_of(repository: type) -> Mapping[str, Filter]:
    """Return the filters of a repository's method `all`, by name. A list may have none."""
    declared = _declaration_of(repository)
    if declared is None:
        return MappingProxyType({})
    required: frozenset[str] = getattr(declared, "__required_keys__", frozenset())
    texts = docstrings_of(declared)
    return MappingProxyType(
        {
            name: Filter(name, hint, name in required, texts.get(name) or _help(name, hint))
            for name, hint in _annotations(declared).items()
        }
    )


def _declaration_of(repository: type) -> type | None:
    """Return the `TypedDict` class of the filters, from ``**filters: Unpack[…]``."""
    method: Any = getattr(repository, "all")  # noqa: B009 - not every class has it
    annotation = get_type_hints(method, include_extras=True).get("filters")
    declared = get_args(annotation)
    return declared[0] if get_origin(annotation) is typing.Unpack and declared else None


def _annotations(declared: type) -> dict[str, Any]:
    hints = get_type_hints(declared, include_extras=True)
    wrapped = (Required, NotRequired)  # they are about the name, and not about the value
    return {n: get_args(h)[0] if get_origin(h) in wrapped else h for n, h in hints.items()}


def _help(name: str, annotation: Any) -> str:
    """Return what a filter does, for one without a docstring of its own."""
    words = name.replace("_", " ")
    kind = hint_of(annotation).value_type
    if kind is Real.date or kind is Real.datetime:
        stem, _, ending = name.rpartition("_")
        when = _ENDINGS.get(ending)
        what = stem.replace("_", " ") if when else words
        return f"{what.capitalize()} {when or 'on'} this {'day' if kind is Real.date else 'moment'}"
    if kind is bool:
        return f"Only those with {words}: yes, or no"
    return "The order" if name == "sort_by" else f"Only those with this {words}"
