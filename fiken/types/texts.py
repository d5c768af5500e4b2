"""Texts with a length limit, and texts with a fixed form."""

import datetime
import re
from typing import Annotated, Any

from fiken.types._rule import Rule, can_be_sent

_TOO_LONG = 10**20  # no number that people use as text is longer


def _sized(most: int, least: int = 0) -> Rule:
    def holds(value: Any) -> bool:
        return isinstance(value, str) and least <= len(value) <= most and can_be_sent(value)

    def hint(value: Any) -> str:
        if not isinstance(value, str):
            number = type(value) is int and abs(value) < _TOO_LONG and holds(str(value))
            return f'write "{value}"' if number else ""
        if not can_be_sent(value):
            return "it contains half of a surrogate pair, which is not a character"
        return f"it has {len(value)} characters"

    span = f"{least} to {most}" if least else f"at most {most}"
    return Rule(f"text of {span} characters", holds, hint)


def _formed(says: str, pattern: str) -> Rule:
    form = re.compile(pattern, re.ASCII)

    def holds(value: Any) -> bool:
        return isinstance(value, str) and form.fullmatch(value) is not None

    def hint(value: Any) -> str:
        likely = str(value).strip().upper()
        return f'write "{likely}"' if form.fullmatch(likely) else ""

    return Rule(says, holds, hint)


_SHORT_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})(:\d{2})?", re.ASCII)


def _clock_time() -> Rule:
    form = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)

    def holds(value: Any) -> bool:
        return isinstance(value, str) and form.fullmatch(value) is not None

    def hint(value: Any) -> str:
        """Return advice such as `write "09:00"` for "9:00", "0900" or a `datetime.time`."""
        text = value.isoformat("minutes") if isinstance(value, datetime.time) else value
        match = _SHORT_TIME.fullmatch(text.strip()) if isinstance(text, str) else None
        likely = f"{match[1]:0>2}:{match[2]}" if match else ""
        return f'write "{likely}"' if holds(likely) else ""

    return Rule("a time of day from 00:00 to 23:59, such as 09:30", holds, hint)


Text20 = Annotated[str, _sized(20)]
"""Text of at most 20 characters."""

Text166 = Annotated[str, _sized(166)]
"""A description in the books, of at most 166 characters.

Fiken accepts 200, and puts 34 characters of its own before the text.
"""

Text200 = Annotated[str, _sized(200)]
"""Text of at most 200 characters."""

Text500 = Annotated[str, _sized(500)]
"""Text of at most 500 characters."""

Name200 = Annotated[str, _sized(200, least=1)]
"""A name of 1 to 200 characters."""

BankAccountNumber = Annotated[str, _sized(11)]
"""A bank account number of at most 11 digits. Control digits are not checked, as in Fiken."""

AccountCode = Annotated[str, _formed("an account code such as 1920 or 1500:10001", r"\d{4}(:\d+)?")]
"""The code of an account in the books: four digits, such as 1920.

A sub-account has its own number after a colon, such as 1500:10001.
"""

Currency = Annotated[str, _formed("a currency of three capital letters such as NOK", "[A-Z]{3}")]
"""An ISO 4217 currency code: three capital letters, such as NOK."""

ClockTime = Annotated[str, _clock_time()]
"""A time of day in hours and minutes, from 00:00 to 23:59, such as 09:30."""
