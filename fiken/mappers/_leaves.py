"""The leaf table: how one value is read from JSON and written to it.

Reading and writing are expressions over ``v``. The generated readers and writers contain them, and
the second pass, which explains a fault, evaluates the same ones. Types are exact: ``true`` is not a
whole number, ``"false"`` is not a flag, and ``""`` is not a date. Only ``12.0`` is read as 12,
since JSON has one kind of number.
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


class ConversionCache(dict[K, V]):
    """Converted values by what they were converted from, at most 4,096 of them.

    The same days and numbers occur again and again. Keys that are equal share one value, so
    `convert` must return equal values for them: 0, 0.0 and -0.0 are one key.
    """

    def __init__(self, convert: Callable[[K], V]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, key: K) -> V:
        value = self._convert(key)
        if len(self) < _MOST:
            self[key] = value
        return value


def fault() -> NoReturn:
    """Raise an error that ends the fast path. The second pass finds out what is wrong."""
    raise ValueError


_V = re.compile(r"\bv\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(text: str) -> Any:
    # fromisoformat accepts other forms of ISO 8601 too. Fiken uses this one.
    return Real.date.fromisoformat(text) if _DAY.fullmatch(text) else fault()


def whole(value: Any) -> int:
    """Return the integer that a float such as 100.0 stands for.

    From 2**53 on, several integers become the same float, so such a float is a fault.
    """
    if value.__class__ is float and value.is_integer() and abs(value) < _EXACT_FLOATS:
        return int(value)
    return fault()


_EXACT_FLOATS = 2**53
_64_BITS = 2**64


def _number(value: float) -> Decimal:
    if value == value // 1 and abs(value) < _64_BITS:
        # Through int: equal numbers, such as 0 and -0.0, must become the same Decimal.
        return Decimal(int(value))
    number = Decimal(repr(value))
    return number if number.is_finite() else fault()


def _plain(value: Decimal | int) -> int | float:
    """Return a decimal as a JSON number. It is exact, since a `Number` has at most 15 digits."""
    rounded = int(value)
    return rounded if rounded == value else float(value)


@attrs.frozen
class Leaf:
    """The mapping of one kind of value between JSON and Python.

    Args:
        expected: What the value should be, as error messages say it.
        read: The expression that reads a value from JSON. It raises for a value of another type.
        write: The expression that writes a value to JSON.
        names: The functions and tables that the expressions use, by name.
        exact: The name of the class whose values are read unchanged; empty where every value is
            converted.
        otherwise: The expression for a value of another class than the exact one.
        collect: The name of the function that turns a list of such values into a tuple.
    """

    expected: str
    read: str
    write: str = "v"
    names: Mapping[str, Any] = MappingProxyType({})
    exact: str = ""
    otherwise: str = "fault()"
    collect: str = "tuple"

    def over(self, expression: str, name: str) -> str:
        """Return the expression with another variable in the place of ``v``."""
        return _V.sub(name, expression)

    def reads(self) -> Callable[[Any], Any]:
        """Return a function that reads one value."""
        return self._compiled(self.read)

    def writes(self) -> Callable[[Any], Any]:
        """Return a function that writes one value."""
        return self._compiled(self.write)

    def _compiled(self, expression: str) -> Callable[[Any], Any]:
        function: Callable[[Any], Any] = eval(  # noqa: S307 - our own table
            f"lambda v: {expression}", {"fault": fault, **self.names}
        )
        return function


def _exact(expected: str, name: str, otherwise: str = "fault()") -> Leaf:
    """Return the leaf of values that are read unchanged if they are of exactly this class."""
    read = f"(v if v.__class__ is {name} else {otherwise})"
    return Leaf(expected, read, names={"whole": whole}, exact=name, otherwise=otherwise)


_LEAVES: Mapping[Any, Leaf] = {
    str: _exact("text", "str"),
    int: _exact("a whole number", "int", "whole(v)"),
    bool: _exact("true or false", "bool"),
    Real.date: Leaf("a date", "day[v]", "v.isoformat()", {"day": ConversionCache(_day)}),
    Real.datetime: Leaf(
        "a date and time", "moment(v)", "v.isoformat()", {"moment": Real.datetime.fromisoformat}
    ),
    Decimal: Leaf(
        "a number",
        "(number[v] if v.__class__ is float or v.__class__ is int else fault())",
        "plain[v]",
        {"number": ConversionCache(_number), "plain": ConversionCache(_plain)},
    ),
    Any: Leaf("anything", "v"),
}


@cache
def leaf_of(core: Any) -> Leaf:
    """Return the leaf of a class that is not a model.

    Raises:
        TypeError: The table has no leaf for the class.
    """
    if core in _LEAVES:
        return _LEAVES[core]
    if get_origin(core) is Literal:
        return _LEAVES[str]
    if issubclass(core, OpenEnum):
        name = f"enum_{core.__name__}"
        members: ConversionCache[str, OpenEnum] = ConversionCache(core.load)
        return Leaf(f"text, one of {core.__name__}", f"{name}[v]", "v._value_", {name: members})
    raise TypeError(f"there is no way to map a {core!r}: add it to the leaf table")
