"""JSON that a person gives and that is sent: nothing in it is dropped or rounded silently."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn


def loaded(text: str, *, number: Callable[[str], Any] = Decimal) -> Any:
    """Return the value of a JSON text. No name is there twice in one object.

    Args:
        text: The text.
        number: The function that reads a number with a fraction or an exponent.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        return json.loads(
            text,
            parse_float=_number_by(number),
            parse_constant=_no_number,
            object_pairs_hook=_once_each,
        )
    except RecursionError:
        raise ValueError("it has too many brackets in brackets") from None


def exact_float(text: str) -> float:
    """Return a number as a float, which is how it is sent.

    Raises:
        ValueError: A float cannot have its digits.
    """
    number = float(text)
    if Decimal(repr(number)) != Decimal(text):
        raise ValueError(f"{text} has more digits than a number of JSON holds exactly")
    return number


def dumped(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON with printable characters only, so that a terminal can show it.

    Args:
        value: The value.
        indent: The number of spaces before a value inside another; None for one line.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isprintable():
        return text
    return re.sub(r"[^\n]", lambda found: _printable(found[0]), text)


def _printable(letter: str) -> str:
    return letter if letter.isprintable() else json.dumps(letter)[1:-1]


def _number_by(number: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return number(text)
        except ArithmeticError:  # an exponent without limits
            raise ValueError(f"{text} is too large a number") from None

    return read


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number of JSON")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is there twice in one object: keep one of them")
    return values
