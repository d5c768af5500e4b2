"""From one text of a cell, or one value of JSON, to a typed value."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from fiken._messages import short_repr
from fiken.types import Amount, Hint, hint_of, kroner

AMOUNT = hint_of(Amount).rule

_NORWEGIAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?(e[+-]?\d{1,3})?\Z", re.ASCII | re.IGNORECASE)
_FLAGS = {
    **dict.fromkeys(("true", "yes", "ja", "sann", "1"), True),
    **dict.fromkeys(("false", "no", "nei", "usann", "0"), False),
}


def leaf(hint: Hint, raw: Any, *, is_text: bool, in_kroner: bool) -> Any:
    """Return a typed value. One that cannot be read stays as it is, for the rule to refuse it.

    Raises:
        ValueError: The value cannot be read, and the message says how to write it.
    """
    if hint.rule is AMOUNT:
        return _amount(raw, in_kroner=in_kroner)
    if not isinstance(raw, str):
        return raw
    kind, text = hint.value_type, raw.strip()
    reads = {date: _day, datetime: _moment, Decimal: _number}
    if kind in reads:
        return reads[kind](text)
    if is_text and kind is bool:
        return _FLAGS.get(text.casefold(), raw)
    return int(text) if is_text and kind is int and _WHOLE.match(text) else raw


def _amount(raw: Any, *, in_kroner: bool) -> Any:
    if in_kroner:
        if isinstance(raw, bool):
            raise ValueError(f"must be an amount of kroner, not {raw}")
        try:
            return kroner(raw)
        except TypeError as error:
            raise ValueError(str(error)) from None
    if isinstance(raw, str) and _WHOLE.match(raw.strip()):
        return int(raw)
    if type(raw) is int:
        return raw
    raise ValueError(
        f"must be whole øre, not {short_repr(raw if isinstance(raw, str) else str(raw))}: "
        "for kroner, write (kr) behind the name, as in 'unit_price (kr)'"
    )


def _day(text: str) -> date:
    try:
        if norwegian := _NORWEGIAN_DAY.match(text):
            day, month, year = map(int, norwegian.groups())
            return date(year, month, day)
        if len(text) == len("2026-12-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"must be a day, such as 2026-12-31 or 31.12.2026, not {short_repr(text)}")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        example = "2026-12-31T12:00:00+01:00"
        raise ValueError(f"must be a moment, such as {example}, not {short_repr(text)}")
    return moment


def _number(text: str) -> Decimal:
    try:
        if _NUMBER.match(text) or "e" in text.lower():
            return Decimal(text.replace(",", "."))
    except InvalidOperation:
        pass
    raise ValueError(f"must be a number, such as 7.5 or 7,5, not {short_repr(text)}")
