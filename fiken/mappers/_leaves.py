"""The leaf table: how one value is read from JSON and written to it.

Both sides are expressions over ``v``: the generated readers and writers hold them inline, and the
second, explaining pass evaluates the same ones. Types are exact: JSON's ``12.0`` is no whole
number, ``true`` is none either, and ``"false"`` is not a flag.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NoReturn, TypeVar, get_origin

import attrs

from fiken.types import OpenEnum

K = TypeVar("K")
V = TypeVar("V")

_MOST = 4096


class Kept(dict[K, V]):
    """A bounded dict of what was made before: the same days and numbers come again and again."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        made = self._make(key)
        if len(self) < _MOST:
            self[key] = made
        return made


def fault() -> NoReturn:
    """Leave the fast path; the explaining pass finds out why."""
    raise ValueError


_V = re.compile(r"\bv\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(text: str) -> date:
    # fromisoformat takes other forms of ISO 8601 as well; Fiken has this one.
    return date.fromisoformat(text) if _DAY.fullmatch(text) else fault()


def _number(value: float) -> Decimal:
    text = repr(value).removesuffix(".0")
    made = Decimal(text)
    return made if made.is_finite() else fault()


def _plain(value: Decimal | int) -> int | float:
    """Give a decimal as JSON has it: exact, since a `Number` has at most 15 digits."""
    whole = int(value)
    return whole if whole == value else float(value)


@attrs.frozen
class Leaf:
    """One kind of value.

    Args:
        says: What it is called in an error.
        read: The expression from JSON; it raises where the value is of another type.
        write: The expression to JSON.
        names: What the expressions use.
        exact: The name of the class whose values are read as they are; empty where reading is
            more than that.
    """

    says: str
    read: str
    write: str = "v"
    names: Mapping[str, Any] = MappingProxyType({})
    exact: str = ""

    def reading(self, name: str) -> str:
        """Give the reading expression over another variable."""
        return _V.sub(name, self.read)

    def reads(self) -> Callable[[Any], Any]:
        """Give the reading expression as a function."""
        return self._compiled(self.read)

    def writes(self) -> Callable[[Any], Any]:
        """Give the writing expression as a function."""
        return self._compiled(self.write)

    def _compiled(self, expression: str) -> Callable[[Any], Any]:
        function: Callable[[Any], Any] = eval(  # noqa: S307 - our own table
            f"lambda v: {expression}", {"fault": fault, **self.names}
        )
        return function


def _exact(says: str, name: str) -> Leaf:
    return Leaf(says, f"(v if v.__class__ is {name} else fault())", exact=name)


_LEAVES: Mapping[Any, Leaf] = {
    str: _exact("text", "str"),
    int: _exact("a whole number", "int"),
    bool: _exact("true or false", "bool"),
    date: Leaf("a date", "day[v]", "v.isoformat()", {"day": Kept(_day)}),
    datetime: Leaf(
        "a date and time", "moment(v)", "v.isoformat()", {"moment": datetime.fromisoformat}
    ),
    Decimal: Leaf(
        "a number",
        "(number[v] if v.__class__ is float or v.__class__ is int else fault())",
        "plain[v]",
        {"number": Kept(_number), "plain": Kept(_plain)},
    ),
    Any: Leaf("anything", "v"),
}


@cache
def leaf_of(core: Any) -> Leaf:
    """Give the leaf of a class: one of the table, or an open enumeration."""
    if core in _LEAVES:
        return _LEAVES[core]
    if get_origin(core) is Literal:
        return _LEAVES[str]
    if issubclass(core, OpenEnum):
        name = f"enum_{core.__name__}"
        members: Kept[str, OpenEnum] = Kept(core.load)
        return Leaf(f"text, one of {core.__name__}", f"{name}[v]", "v._value_", {name: members})
    raise TypeError(f"there is no way to map a {core!r}: add it to the leaf table")
