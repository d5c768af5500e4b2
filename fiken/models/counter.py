"""The counters of number series (nummerserier)."""

from typing import Annotated

from fiken import types as t
from fiken.models._base import Model, model

_LARGEST = 2**31 - 1


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value <= _LARGEST


@model
class Counter(Model):
    """The counter of a number series, such as that of the invoices (nummerserie)."""

    value: Annotated[int, t.Rule(f"a whole number from 0 to {_LARGEST}", _is_number)] = 10000
    """The last used number. The next document gets the number after it."""
