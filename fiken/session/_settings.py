"""Checks of a session's settings, and of the methods of its requests."""

import math
import platform
from typing import TYPE_CHECKING, Any, TypeVar

from fiken._messages import short_repr
from fiken._version import __version__
from fiken.errors import ConfigurationError
from fiken.pacing import Pacer
from fiken.pacing._base import LanePacer

if TYPE_CHECKING:
    from fiken.idempotency import IdempotencyStore

#: Seconds that one request and its answer may take: an upload over a slow line needs many.
TOTAL = 300.0
_LONGEST_TOTAL = 86_400
#: Bytes of the largest answer: 100 rows of Fiken's largest lists have about one megabyte, and files
#: a few more.
MAX_ANSWER_BYTES = 128 * 2**20

T = TypeVar("T")


def checked(name: str, value: T, kind: type, remedy: str) -> T:
    """Return the value of a setting, or raise `ConfigurationError` if its class is wrong.

    Args:
        name: The name of the setting, for the message.
        value: The value that the user gave.
        kind: The class that the value must have.
        remedy: A hint for the message, such as "from requests" in "session must be a Session (from
            requests), not str".
    """
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise ConfigurationError(
            f"{name} must be {article} {kind.__name__} ({remedy}), not {_kind_of(value)}"
        )
    return value


def _kind_of(value: object) -> str:
    """Return the name of the value's class, for messages. The value itself may be a secret."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def checked_pacer(pacer: Pacer, total: float) -> Pacer:
    """Return the pacer, or raise `ConfigurationError` if it has no method `slot`.

    One of this library without a `patience` of its own is returned as a copy with a `patience` of
    `total`.
    """
    if isinstance(pacer, type) or not callable(getattr(pacer, "slot", None)):
        raise ConfigurationError(
            "pacer must be an object with a method slot(credential), such as "
            f"fiken.pacing.Paced(), not {_kind_of(pacer)}"
        )
    return pacer.within(total) if isinstance(pacer, LanePacer) else pacer


def checked_store(store: "IdempotencyStore | None") -> "IdempotencyStore | None":
    """Return the store of idempotency keys, or raise `ConfigurationError` if it cannot be one."""
    if store is None or (not isinstance(store, type) and callable(getattr(store, "claim", None))):
        return store
    raise ConfigurationError(
        'idempotency must be a store, such as SqlIdempotency("sqlite:///fiken.db") of '
        f"fiken.idempotency, not {_kind_of(store)}"
    )


def checked_total(total: float) -> float:
    """Return the setting `total`, or raise `ConfigurationError`.

    It must be a number of seconds above 0, and at most a day.
    """
    if type(total) not in (int, float) or not 0 < total <= _LONGEST_TOTAL:
        raise ConfigurationError(
            "total must be seconds above 0, at most a day "
            f"({_LONGEST_TOTAL}), not {short_repr(total)}"
        )
    return float(total)


def checked_most(most: int) -> int:
    """Return the setting `max_answer_bytes`, or raise `ConfigurationError`.

    It must be a positive integer.
    """
    if type(most) is not int or most < 1:
        raise ConfigurationError(
            f"max_answer_bytes must be a positive integer, not {short_repr(most)}"
        )
    return most


def checked_method(method: object) -> str:
    """Return an HTTP method in capitals, or raise `ConfigurationError` if it cannot be one."""
    if isinstance(method, str) and method.isascii() and method.isalpha():
        return method.upper()
    raise ConfigurationError(
        f"method must be GET, POST, PUT, PATCH or DELETE, not {short_repr(method)}"
    )


def checked_timeout(timeout: float | tuple[float, float]) -> float | tuple[float, float]:
    """Return the setting `timeout`, or raise `ConfigurationError`.

    It must be a positive number of seconds, or a pair of such numbers.
    """
    pair: Any = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    seconds = all(type(part) in (int, float) and 0 < part < math.inf for part in pair)
    if not seconds or len(pair) != 2:  # noqa: PLR2004
        raise ConfigurationError(
            f"timeout must be seconds above 0, or a pair of them, not {short_repr(timeout)}"
        )
    return timeout


def _is_one_line(text: object) -> bool:
    return isinstance(text, str) and text.isascii() and text.isprintable()


def user_agent(own: str | None) -> str:
    """Return the header User-Agent, such as ``"acme-sync/1.2 fiken/1.0 Python/3.12.0"``.

    Args:
        own: The name of the user's program, such as ``"acme-sync/1.2"``; None for no name.

    Raises:
        ConfigurationError: The name is not one line of printable ASCII characters.
    """
    if own is not None and not _is_one_line(own):
        raise ConfigurationError(
            "user_agent must be one line of printable ASCII characters (no æ, ø or å), not "
            f"{short_repr(own)}"
        )
    ours = f"fiken/{__version__} Python/{platform.python_version()}"
    return f"{own} {ours}" if own else ours
