"""The leaf table: how one value is read from JSON and written to it.

Both sides are expressions over ``v``: the generated readers and writers hold them inline, and the
second, explaining pass evaluates the same ones. Types are exact: ``true`` is not a whole number,
``"false"`` is not a flag, and ``""`` is not a date. Only ``12.0`` is read as 12: JSON has one kind
of number, and nothing is lost.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NoReturn, TypeVar, get_origin

import attrs

from fiken.types import OpenEnum, Real

K = TypeVar("K")
V = TypeVar("V")

_MOST = 4096


class Kept(dict[K, V]):
    """A bounded dict of converted values: the same days and numbers come again and again.

    Keys that are equal share one value, whichever came first. So `make` must return the same for
    all of them: 0, 0.0 and -0.0 are one key.
    """

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


def _day(text: str) -> Any:
    # fromisoformat takes other forms of ISO 8601 as well; Fiken has this one.
    return Real.date.fromisoformat(text) if _DAY.fullmatch(text) else fault()


def whole(value: Any) -> int:
    """Return the whole number that a float such as 100.0 stands for, where that is certain.

    From 2**53 on, several whole numbers become the same float: which one was sent is lost.
    """
    if value.__class__ is float and value.is_integer() and abs(value) < _EXACT_FLOATS:
        return int(value)
    return fault()


_EXACT_FLOATS = 2**53
_64_BITS = 2**64


def _number(value: float) -> Decimal:
    if value == value // 1 and abs(value) < _64_BITS:
        # As int: equal numbers must not differ, such as 0 and -0.0, or 10**16 and 1e16.
        return Decimal(int(value))
    made = Decimal(repr(value))
    return made if made.is_finite() else fault()


def _plain(value: Decimal | int) -> int | float:
    """Return a decimal as JSON has it: exact, since a `Number` has at most 15 digits."""
    rounded = int(value)
    return rounded if rounded == value else float(value)


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
        otherwise: The expression for a value of another class than the exact one.
        collect: The name of the function that makes a tuple of a list of these.
    """

    says: str
    read: str
    write: str = "v"
    names: Mapping[str, Any] = MappingProxyType({})
    exact: str = ""
    otherwise: str = "fault()"
    collect: str = "tuple"

    def over(self, expression: str, name: str) -> str:
        """Return an expression over another variable than ``v``."""
        return _V.sub(name, expression)

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


def _exact(says: str, name: str, otherwise: str = "fault()") -> Leaf:
    read = f"(v if v.__class__ is {name} else {otherwise})"
    return Leaf(says, read, names={"whole": whole}, exact=name, otherwise=otherwise)


_LEAVES: Mapping[Any, Leaf] = {
    str: _exact("text", "str"),
    int: _exact("a whole number", "int", "whole(v)"),
    bool: _exact("true or false", "bool"),
    Real.date: Leaf("a date", "day[v]", "v.isoformat()", {"day": Kept(_day)}),
    Real.datetime: Leaf(
        "a date and time", "moment(v)", "v.isoformat()", {"moment": Real.datetime.fromisoformat}
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
