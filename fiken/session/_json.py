"""JSON in and out: orjson where it is installed (`fiken[speed]`), else the standard library."""

import json
from collections.abc import Callable
from typing import Any, NoReturn


def standard_loads(text: bytes) -> Any:
    """Read JSON as orjson does: UTF-8 only, and no NaN or Infinity; ValueError for the rest."""
    try:
        return json.loads(text.decode(), parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _fastest() -> Callable[[bytes], Any]:
    try:
        from orjson import loads  # noqa: PLC0415  (it may not be there)
    except ImportError:
        return standard_loads
    return loads


loads: Callable[[bytes], Any] = _fastest()


def dumps(value: Any) -> bytes:
    """Write JSON; ValueError for NaN and Infinity, TypeError for what has no JSON."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
