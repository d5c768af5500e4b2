"""Reading JSON with msgspec where it is installed (`fiken[speed]`), and writing it without.

Without msgspec, the standard library reads JSON. It is restricted here so that the same text gives
the same result with and without msgspec. A text that msgspec refuses, or might read in another way,
is read by the standard library. The two differ only at about 1,000 levels of nesting, which the
mappers do not accept.
"""

import json
import logging
import math
import re
from functools import cache
from typing import Any, NoReturn


def standard_loads(text: bytes) -> Any:
    r"""Read JSON in UTF-8 with the standard library, with nearly the same results as `loads`.

    An integer that does not fit into 64 bits becomes a float. Half of a surrogate pair
    (``"\ud800"``), which is not a character, is accepted.

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


@cache
def msgspec() -> Any:
    """Return the module msgspec, or None where it is not installed or cannot be used.

    It is imported when the first answer is read, because that takes time. That answer may be the
    one to a write. So an installation that is broken or too old is logged, and stops nothing.
    """
    try:
        import msgspec as installed  # noqa: PLC0415 - see above

        reason = _unusable(installed)
        if not reason:
            return installed
    except ModuleNotFoundError as error:
        if error.name == "msgspec":
            return None
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - a broken installation may raise anything
        reason = f"{type(error).__name__}: {error}"
    _LOG.warning(_NOT_USED, reason)
    return None


def _unusable(installed: Any) -> str:
    """Return why what was imported as msgspec cannot be used; nothing if it can."""
    if not hasattr(installed, "json"):  # a file of the user, or the rest of an installation
        place = getattr(installed, "__file__", None) or next(iter(installed.__path__))
        return f"{place} is not that package: rename or delete it"
    version = str(installed.__version__)
    numbers = [int(number) for number in re.findall(r"\d+", version)[:2]]
    return f"its version is {version}" if numbers < _OLDEST else ""


_OLDEST = [0, 19]
_LOG = logging.getLogger("fiken")
_NOT_USED = (
    "msgspec cannot be used (%s), so JSON is read and written more slowly. To install it again: "
    "pip install --upgrade --force-reinstall msgspec"
)


def loads(text: bytes) -> Any:
    """Read JSON in UTF-8 with msgspec, or with the standard library if msgspec refuses it.

    Raises:
        ValueError: The text is not JSON, or a number in it is too large.
    """
    fast = msgspec()
    if fast is not None and not has_long_number(text):
        try:
            return fast.json.decode(text)
        # Such as half of a surrogate pair in a long list. The errors of msgspec 0.19 and 0.20 are
        # not ValueErrors.
        except Exception:  # noqa: BLE001, S110 - the standard library says what is wrong
            pass
    return standard_loads(text)


def has_long_number(text: bytes) -> bool:
    """Return whether JSON may have an integer of more than 64 bits.

    msgspec would read it as an integer, and not as a float, where it reads a value of any type.
    """
    return _LONG_NUMBER in text.translate(_DIGITS)


_DIGITS = bytes(ord("0") if byte in b"0123456789" else 0 for byte in range(256))
_LONG_NUMBER = b"0" * (_SHORT + 1)
_ENCODER = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def dumps(value: Any) -> bytes:
    """Return the value as JSON in UTF-8, without spaces: ``{"a":1}``.

    Raises:
        ValueError: The value contains NaN, Infinity, or a string that UTF-8 cannot encode (with
            half of a surrogate pair).
        TypeError: The value contains an object of a type that JSON does not have.
    """
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise ValueError(
            f"the text contains {half}, which is half of a surrogate pair and not a character: it "
            "cannot be sent"
        ) from error
