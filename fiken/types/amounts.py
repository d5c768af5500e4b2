"""Money in øre, and the decimal numbers that are not money."""

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Annotated, cast

from fiken.errors import shown
from fiken.types._base import Rule

_MOST = 2**63
_ALL = 100  # percent
_DIGITS = 15  # what a JSON number carries exactly, both ways
_TOO_LONG = 10**15
_EXACTLY = Context(prec=60, Emax=99, traps=[InvalidOperation, Inexact, Overflow])
_LEAST = 290


def kroner(value: str | int | Decimal) -> int:
    """Give an amount of kroner in øre.

    Args:
        value: Kroner as text with a decimal point, as a Decimal, or as a whole number.

    Raises:
        ValueError: It is no number, or it has a fraction of an øre.
        TypeError: It is a float, which cannot hold most amounts exactly.

    >>> kroner("49.90")
    4990
    """
    if type(value) not in (str, int) and not _is_decimal(value):
        raise TypeError(
            f'kroner takes text, a Decimal or an int, not {shown(value)}: kroner("49.90")'
        )
    try:
        ore = _EXACTLY.scaleb(Decimal(value), 2)
        whole = int(ore)
    except (ArithmeticError, ValueError):
        likely = str(value).replace(" ", "").replace(",", ".") if type(value) is str else ""
        example = likely if len(likely) <= _DIGITS and _is_decimal_text(likely) else "49.90"
        said = f'{shown(value)} is not an amount of kroner: write it as "{example}"'
        raise ValueError(said) from None
    if ore != whole:
        raise ValueError(f"{shown(value)} kroner has a fraction of an øre: round it first")
    return whole


def in_kroner(amount: int) -> Decimal:
    """Give an amount of øre in kroner, with two decimals.

    >>> in_kroner(4990)
    Decimal('49.90')
    """
    if type(amount) is not int:
        raise TypeError(f"an amount is a whole number of øre, not {shown(amount)}")
    return _EXACTLY.scaleb(Decimal(amount), -2)


def _is_decimal_text(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdecimal()


def _is_decimal(value: object) -> bool:
    return isinstance(value, Decimal)


def _is_amount(value: object) -> bool:
    return type(value) is int and -_MOST <= value < _MOST


def _amount_hint(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, float | Decimal | str):
        return ""
    if isinstance(value, str):
        return f'write kroner("{value}") if these are kroner'
    return f'write kroner("{value}") if these are kroner, round({value}) if they are øre'


def _is_number(value: object) -> bool:
    if type(value) is int:
        return abs(value) < _TOO_LONG
    if not isinstance(value, Decimal) or not value.is_finite():
        return False
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return len(digits) <= _DIGITS and (not digits or -_LEAST < value.adjusted() < _DIGITS)


def _number_hint(value: object) -> str:
    return f'write Decimal("{value}")' if isinstance(value, float | str) else ""


def _is_percent(value: object) -> bool:
    return _is_number(value) and bool(0 <= cast("Decimal", value) <= _ALL)


#: Money: a whole number of øre, or of the smallest unit of the invoice's currency.
Amount = Annotated[int, Rule("a whole number of øre (64 bits at most)", _is_amount, _amount_hint)]

_EXACT = "(Decimal or int, at most 15 significant digits)"

#: How many, as Decimal or int: exact to 15 significant digits.
Quantity = Annotated[Decimal | int, Rule(f"a quantity {_EXACT}", _is_number, _number_hint)]

#: Pieces in stock, as Decimal or int.
Stock = Annotated[Decimal | int, Rule(f"a number in stock {_EXACT}", _is_number, _number_hint)]

#: Hours, as Decimal or int: Decimal("7.5").
Hours = Annotated[Decimal | int, Rule(f"a number of hours {_EXACT}", _is_number, _number_hint)]

#: Percent from 0 to 100, as Decimal or int.
Percent = Annotated[
    Decimal | int, Rule(f"a percentage from 0 to 100 {_EXACT}", _is_percent, _number_hint)
]

#: A number of which the contract says no more than that it is one.
Number = Annotated[Decimal | int, Rule(f"a number {_EXACT}", _is_number, _number_hint)]
