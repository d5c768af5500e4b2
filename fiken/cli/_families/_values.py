"""Values that a person has typed, or that stand in a cell of a file."""

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fiken.cli._words import kebab, remedy_for
from fiken.types import Amount, Hint, OpenEnum, Real, hint_of, kroner, rule_of

_AMOUNT = hint_of(Amount).rule
_YES = frozenset({"true", "yes", "1", "ja", "sann"})  # SANN is how a Norwegian Excel writes it
_NO = frozenset({"false", "no", "0", "nei", "usann"})
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?", re.ASCII)
_WHOLE = re.compile("[+-]?[0-9]+", re.ASCII)
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NORWEGIAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)


def is_amount(hint: Hint) -> bool:
    """Return whether a type is that of amounts, which are whole øre or cents."""
    return hint.rule is not None and hint.rule is _AMOUNT


def value_of(annotation: Any, text: str) -> Any:
    """Return the value of a field or filter that a text stands for, checked by the field's rule.

    Yes and no are also "true" and "false", "ja" and "nei". A day is "2026-06-15" or "15.6.2026". A
    moment needs a time zone. A decimal number has a point or a comma. An amount is a whole number
    of øre. A value of an enumeration can be written in small letters.

    Args:
        annotation: The type, such as ``Text200 | None``. It is neither a model nor a sequence.
        text: The text. It is not empty.

    Raises:
        ValueError: The text cannot be such a value. The message says what can be.
    """
    hint = hint_of(annotation)
    if hint.many:
        raise TypeError("value_of reads single values, and not sequences")
    value: Any
    kind: Any = hint.value_type
    if is_amount(hint):
        value = _amount(text)
    elif get_origin(kind) is Literal:
        value = choice_of(text, get_args(kind))
    elif isinstance(kind, type) and issubclass(kind, OpenEnum):
        value = _member(kind, text)
    else:
        value = _READERS.get(kind, str)(text)
    rule = rule_of(annotation)
    converted = rule.convert(value)
    if not rule.holds(converted):
        advice = rule.hint(converted)
        raise ValueError(f"{text!r} is not {rule.says}{advice and f': {advice}'}")
    return converted


def start_of(annotation: Any, text: str) -> Any:
    """Return the day that a text names, or the moment at which that day begins in Norway.

    Args:
        annotation: The type of the filter: `Date` or `DateTime`. For the latter, the text can also
            be a moment.
        text: The text.

    Raises:
        ValueError: The text is neither a day nor a moment.
    """
    if hint_of(annotation).value_type is not Real.datetime or len(text.strip()) > len(_ISO_DAY):
        return value_of(annotation, text)
    day = _day(text)
    try:
        zone: tzinfo | None = ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError:  # Windows without the package tzdata
        zone = None
    return Real.datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(zone)


def choice_of(text: str, choices: tuple[str, ...]) -> str:
    """Return the choice that a text names, with any case and with spaces or hyphens.

    Raises:
        ValueError: There is no such choice.
    """
    by_name = {kebab(choice).replace(" ", "-"): choice for choice in choices}
    name = kebab(text.strip()).replace(" ", "-")
    if name not in by_name:
        remedy = remedy_for(name, by_name, f"choose one of {', '.join(by_name)}")
        raise ValueError(f"{text!r} is not one of the choices: {remedy}")
    return by_name[name]


def _member(enum: type[OpenEnum], text: str) -> OpenEnum:
    return enum(choice_of(text, tuple(map(str, enum))))


def _bool(text: str) -> bool:
    word = text.strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise ValueError(f"{text!r} is neither yes nor no: write true or false")


def _int(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not a number: write it like 12.5 or 12,5")
    return Decimal(text.strip().replace(",", "."))


def _amount(text: str) -> int:
    if _WHOLE.fullmatch(text.strip()):
        return int(text)
    rule = "an amount is a whole number of øre, or of cents in another currency"
    try:
        remedy = f": write {kroner(text)}"
    except ValueError:  # it is not an amount of kroner either
        remedy = ""
    raise ValueError(f"{text!r} is not an amount, since {rule}{remedy}")


def _day(text: str) -> date:
    written = text.strip()
    norwegian = _NORWEGIAN_DAY.fullmatch(written)
    try:
        if norwegian:
            day, month, year = map(int, norwegian.groups())
            return Real.date(year, month, day)
        # Alone, fromisoformat would take 2026-W05, a week, for its Monday.
        return Real.date.fromisoformat(written if _DAY.fullmatch(written) else "")
    except ValueError:
        raise ValueError(f"{text!r} is not a day: write it like 2026-06-15") from None


def _moment(text: str) -> datetime:
    try:
        moment = Real.datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a moment: write it like {_MOMENT}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone: write it like {_MOMENT}")
    return moment


_ISO_DAY = "2026-06-15"
_MOMENT = f"{_ISO_DAY}T08:00:00+02:00"

_READERS: dict[Any, Callable[[str], Any]] = {
    bool: _bool,
    int: _int,
    Decimal: _decimal,
    Real.date: _day,
    Real.datetime: _moment,
}
