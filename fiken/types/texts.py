"""Texts: sized ones, and those of a form."""

import re
from typing import Annotated, Any

from fiken.types._base import Rule, can_be_sent


def _sized(most: int, least: int = 0) -> Rule:
    def holds(value: Any) -> bool:
        return isinstance(value, str) and least <= len(value) <= most and can_be_sent(value)

    def hint(value: Any) -> str:
        if not isinstance(value, str):
            return f'write "{value}"' if type(value) is int and abs(value) < 10**20 else ""
        return f"it has {len(value)}" if can_be_sent(value) else "half a character is in it"

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


Text20 = Annotated[str, _sized(20)]
#: A description in the books: 200 characters less the 34 that Fiken puts before it.
Text166 = Annotated[str, _sized(166)]
Text200 = Annotated[str, _sized(200)]
Text500 = Annotated[str, _sized(500)]

#: A name: 1 to 200 characters.
Name200 = Annotated[str, _sized(200, least=1)]

#: Eleven digits at the most. Control digits are not checked: Fiken does not.
BankAccountNumber = Annotated[str, _sized(11)]

#: An account of the books, with a sub-account where it has one: 1920, 1500:10001.
AccountCode = Annotated[str, _formed("an account code such as 1920 or 1500:10001", r"\d{4}(:\d+)?")]

#: ISO 4217, three capital letters: NOK.
Currency = Annotated[str, _formed("a currency of three capital letters such as NOK", "[A-Z]{3}")]
