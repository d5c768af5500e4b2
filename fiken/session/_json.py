"""Reading and writing JSON, with orjson where it is installed (`fiken[speed]`).

Without orjson, the standard library reads JSON. It is restricted here so that the same text gives
the same result with and without orjson. A text that orjson refuses is read again by the standard
library. The two differ only at about 1,000 levels of nesting, which the mappers do not accept.
"""

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn


def standard_loads(text: bytes) -> Any:
    r"""Read JSON in UTF-8 with the standard library, with nearly the same results as orjson.

    An integer that does not fit into 64 bits becomes a float, as in orjson. Unlike orjson, it
    accepts half of a surrogate pair (``"\ud800"``), which is not a character.

    Raises:
        ValueError: The text is not JSON, or a number in it is too large for a float.
    """
    try:
        return _STANDARD.decode(text.decode())
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


_SHORT, _LONG = 18, 20  # characters of an integer that always fits into 64 bits, and that may
_LEAST, _MOST = -(2**63), 2**64 - 1


def _whole(text: str) -> int | float:
    if len(text) <= _SHORT:
        return int(text)
    number = int(text) if len(text) <= _LONG else math.inf
    return number if _LEAST <= number <= _MOST else _finite(text)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"a number of {len(text)} characters is too large")
    return number


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_STANDARD = json.JSONDecoder(parse_int=_whole, parse_float=_finite, parse_constant=_refuse)


def _fastest() -> Callable[[bytes], Any]:
    try:
        from orjson import loads as fast  # noqa: PLC0415  (orjson is optional)
    except ImportError:
        return standard_loads

    def loads(text: bytes) -> Any:
        """Read JSON in UTF-8 with orjson, or with the standard library if orjson refuses it."""
        try:
            return fast(text)
        except ValueError:  # such as half of a surrogate pair, in one text of a long list
            return standard_loads(text)

    return loads


loads: Callable[[bytes], Any] = _fastest()


def dumps(value: Any) -> bytes:
    """Return the value as JSON in UTF-8, without spaces: ``{"a":1}``.

    Raises:
        ValueError: The value contains NaN, Infinity, or a string that UTF-8 cannot encode (with
            half of a surrogate pair).
        TypeError: The value contains an object of a type that JSON does not have.
    """
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise ValueError(
            f"the text contains {half}, which is half of a surrogate pair and not a character: it "
            "cannot be sent"
        ) from error
