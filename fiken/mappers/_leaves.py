"""The leaves: for each type of a single value, the code that reads it from JSON and writes it.

The code of a leaf is the source of an expression with the variable ``v``, which the generated
readers and writers contain. Types are checked exactly: a whole number cannot be ``true``, a bool
cannot be ``"false"``, and a date cannot be ``""``. There is one exception: ``12.0`` is read as 12,
because JSON has one kind of number.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from itertools import count
from math import isinf
from types import MappingProxyType
from typing import Any, Literal, NoReturn, TypeVar, get_origin

import attrs

from fiken.types import OpenEnum, Real

K = TypeVar("K")
V = TypeVar("V")

_MOST = 4096


class ConversionCache(dict[K, V]):
    """A cache of converted values: ``cache[key]`` is ``convert(key)``, computed once.

    At most 4,096 values are stored. After that, a new key is converted each time. Equal keys, such
    as 0 and 0.0, share one value.
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
    """Raise ValueError. Generated code calls this function for a value of a wrong type.

    A function is needed because an expression cannot contain ``raise``.
    """
    raise ValueError


_V = re.compile(r"\bv\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(text: str) -> Any:
    # fromisoformat accepts other forms of ISO 8601 too. Fiken uses this one.
    return Real.date.fromisoformat(text) if _DAY.fullmatch(text) else fault()


def whole(value: Any) -> int:
    """Convert a float without decimals to an integer: ``whole(100.0)`` is ``100``.

    Raises:
        ValueError: The value is not a float without decimals, or it is not between -2**53 and
            2**53: larger floats are not exact.
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
    """Convert a decimal for JSON: ``2.50`` to the float 2.5, and ``2.00`` to the int 2.

    A decimal of up to 15 digits keeps all its digits.

    Raises:
        ValueError: The value is too large for a float, and is no whole number.
    """
    rounded = int(value)
    number = rounded if rounded == value else float(value)
    return fault() if number.__class__ is float and isinf(number) else number


@attrs.frozen
class Leaf:
    """The source code that converts values of one type, such as dates, between JSON and Python.

    The generated readers and writers contain this code. Its variable ``v`` is the value.

    Args:
        expected: The phrase for the type in error messages, such as "a date".
        read: The expression that converts ``v`` from JSON. It raises an error for a wrong type.
        write: The expression that converts ``v`` to JSON, such as ``v.isoformat()``.
        names: The functions and tables that the expressions use, by name.
        exact: The name of a class, such as ``str``: its values are used as they are. Empty if every
            value is converted.
        otherwise: The expression for a value that is not of the class `exact`.
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
        """Return the expression with another variable: ``v3.isoformat()`` for ``v.isoformat()``."""
        return _V.sub(name, expression)

    def reads(self) -> Callable[[Any], Any]:
        """Return a function that converts one value from JSON: the compiled expression `read`."""
        return self._compiled(self.read)

    def writes(self) -> Callable[[Any], Any]:
        """Return a function that converts one value to JSON: the compiled expression `write`."""
        return self._compiled(self.write)

    def _compiled(self, expression: str) -> Callable[[Any], Any]:
        function: Callable[[Any], Any] = eval(  # noqa: S307 - our own table
            f"lambda v: {expression}", {"fault": fault, **self.names}
        )
        return function


def _exact(expected: str, name: str, otherwise: str = "fault()") -> Leaf:
    """Return the conversion code of a type whose JSON values are used as they are, such as text.

    Args:
        expected: The phrase for the type in error messages, such as "a whole number".
        name: The name of the class that a value must have exactly, such as "int".
        otherwise: The source of the expression for a value of any other class.
    """
    read = f"(v if v.__class__ is {name} else {otherwise})"
    return Leaf(expected, read, names={"whole": whole}, exact=name, otherwise=otherwise)


_LEAVES: Mapping[Any, Leaf] = {
    str: _exact("text", "str"),
    int: _exact("a whole number", "int", "whole(v)"),
    bool: _exact("true or false", "bool"),
    Real.date: Leaf(
        "a date",
        "day[v]",
        "text_of_day[v]",
        {"day": ConversionCache(_day), "text_of_day": ConversionCache(Real.date.isoformat)},
    ),
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


def name_in_source(cls: type) -> str:
    """Return a new name for a class in generated code: its own with a number, as ``Address_3``.

    A user's class may have the name of another class, and one model may have fields of both.
    """
    return f"{cls.__name__}_{next(_numbers)}"


_numbers = count()


@cache
def leaf_of(core: Any) -> Leaf:
    """Return the conversion code of a type that is not a model, such as ``str`` or ``date``.

    Raises:
        TypeError: There is no conversion code for the type. `_LEAVES` has that of all types that
            are neither models nor enumerations.
    """
    if core in _LEAVES:
        return _LEAVES[core]
    if get_origin(core) is Literal:
        return _LEAVES[str]
    if isinstance(core, type) and issubclass(core, OpenEnum):
        name = f"enum_{name_in_source(core)}"
        members: ConversionCache[str, OpenEnum] = ConversionCache(core.load)
        return Leaf(f"text, one of {core.__name__}", f"{name}[v]", "v._value_", {name: members})
    raise TypeError(
        f"no field can have the type {core!r}. Use int, str, bool, Any, a model, an OpenEnum, or a "
        "type of fiken.types (such as t.Amount, t.Number or t.Date), or a Sequence of one of these"
    )
