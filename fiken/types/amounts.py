"""Amounts in øre, exchange rates, and the decimal numbers that are not money."""

from collections.abc import Callable
from decimal import Context, Decimal
from typing import Annotated, cast

from fiken._messages import short_repr
from fiken.types._rule import Rule
from fiken.types.money import in_kroner, kroner

_64_BITS = 2**63
_HUNDRED_PERCENT = 100
_DIGITS = 15  # a JSON number holds 15 significant digits exactly, both ways
_TOO_LONG: int = 10**_DIGITS
_SMALLEST_EXPONENT = -290  # a JSON number is a double, whose smallest exponent is about -308
_LONGEST = 100  # characters: no number that people write is longer
_WIDE = Context(prec=60)  # for numbers from Fiken, whose size and digits are not checked


def in_percent(share: Decimal | int) -> Decimal:
    """Return a share in percent: 12.5 for 0.125. It is exact in every decimal context."""
    return Decimal(share).scaleb(2, _WIDE)


def in_ore(amount: int, rate: Decimal | str | int, *, decimals: int = 2) -> int:
    """Convert an amount in a foreign currency to øre, at an exchange rate.

    Half an øre is rounded up (away from zero).

    Args:
        amount: A whole number of the currency's smallest unit: 10000 for 100.00 EUR.
        rate: The price in NOK of one unit of the currency, such as one euro. Norges Bank quotes
            some currencies (DKK, JPY, SEK) per 100 units: divide such a rate by 100.
        decimals: The number of decimals in `amount`: 2 for hundredths, 0 for whole yen, 3 for
            thousandths of a dinar. Fiken's documentation says that all amounts are in hundredths.
            Whether that is true for yen and dinars was not observed.

    Raises:
        ValueError: The rate is not a positive number, or `decimals` is not from 0 to 4.
        TypeError: The amount is not an int of at most 64 bits, or the rate has a wrong type. A
            float is refused because it cannot hold most rates exactly.

    >>> in_ore(10000, "11.505")  # 100.00 EUR
    115050
    >>> in_ore(10000, "0.0685", decimals=0)  # 10,000 JPY
    68500
    """
    if not _is_amount(amount):
        raise TypeError(
            f"in_ore takes a whole number of the currency's smallest unit (64 bits at most), not "
            f"{short_repr(amount)}: 10000 is 100.00 EUR"
        )
    if type(decimals) is not int or decimals not in range(5):
        raise ValueError(f"the decimals of a currency are from 0 to 4, not {short_repr(decimals)}")
    per_unit, whole = _rate(rate).as_integer_ratio()
    units: int = 10**decimals
    numerator, denominator = abs(amount) * per_unit * 100, whole * units
    ore = (2 * numerator + denominator) // (2 * denominator)
    return ore if amount >= 0 else -ore


def _rate(value: str | int | Decimal) -> Decimal:
    if type(value) not in (str, int) and not _is_decimal(value):
        remedy = _remedy(str(value), "11.505")
        raise TypeError(f"a rate is text, a Decimal or an int, not {short_repr(value)}: {remedy}")
    try:
        rate = Decimal(value)
    except (ArithmeticError, ValueError):
        remedy = _remedy(_without_comma(str(value)), "11.505")
        raise ValueError(f"{short_repr(value)} is not an exchange rate: {remedy}") from None
    # The limit keeps the integers of the computation small.
    if not rate.is_finite() or rate <= 0 or abs(rate.adjusted()) >= _DIGITS:
        raise ValueError(
            f"{short_repr(value)} is not an exchange rate: give the price in NOK of one unit of "
            'the currency, such as "11.505"'
        )
    return rate


def _without_comma(text: str) -> str:
    """Return a Norwegian number as Python writes it: "1249.90" for "1 249,90"."""
    return "".join(text.split()).replace(",", ".")


def _remedy(likely: str, example: str) -> str:
    """Return advice on how to write a number, such as `write it as "1249.90"`.

    Args:
        likely: The text that the user probably meant. The advice shows it if it is a number.
        example: The number that the advice shows if `likely` is not a number.
    """
    digits = likely.removeprefix("-").replace(".", "", 1)
    if len(likely) <= _DIGITS and digits.isdecimal():
        return f'write it as "{likely}"'
    return f'write digits with a decimal point, such as "{example}"'


def _is_decimal(value: object) -> bool:
    return isinstance(value, Decimal)


def _is_amount(value: object) -> bool:
    return type(value) is int and -_64_BITS <= value < _64_BITS


def _amount_hint(value: object) -> str:
    """Return advice for a wrong amount, such as `write kroner("49.9") if these are kroner, …`.

    For a value that is not a float, a Decimal or a string, return an empty string.
    """
    if isinstance(value, bool) or not isinstance(value, float | Decimal | str):
        return ""
    try:
        ore = kroner(str(value) if isinstance(value, float) else value)
    except ValueError:
        return 'kroner("49.90") converts kroner to øre'
    if isinstance(value, str):
        return f'write kroner("{value.strip()}") if these are kroner'
    text = str(value) if isinstance(value, float) else str(in_kroner(ore))
    return f'write kroner("{text}") if these are kroner, round({value}) if they are øre'


def _likely(value: float | str) -> str:
    """Return the number that the user probably meant, as text: "7.5" for "7,5".

    For a text of more than 100 characters, return an empty string.
    """
    text = str(value)
    return _without_comma(text) if len(text) <= _LONGEST else ""


def _is_number(value: object) -> bool:
    if type(value) is int:
        return abs(value) < _TOO_LONG
    if not isinstance(value, Decimal) or not value.is_finite():
        return False
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    fits = not digits or _SMALLEST_EXPONENT < value.adjusted() < _DIGITS
    return len(digits) <= _DIGITS and fits


def _is_percent(value: object) -> bool:
    return _is_number(value) and bool(0 <= cast("Decimal", value) <= _HUNDRED_PERCENT)


def _number(says: str, holds: Callable[[object], bool] = _is_number) -> Rule:
    """Return the `Rule` for a field with a decimal number that is not money, such as hours.

    Args:
        says: A phrase for the error message, such as `a quantity`.
        holds: A function that returns whether a value is valid.
    """

    def hint(value: object) -> str:
        if not isinstance(value, float | str):
            return ""
        likely = _likely(value)
        try:
            helps = holds(Decimal(likely))
        except ArithmeticError:
            return ""
        return f'write Decimal("{likely}")' if helps else ""

    return Rule(f"{says} (Decimal or int, at most {_DIGITS} significant digits)", holds, hint)


Amount = Annotated[int, Rule("a whole number of øre (64 bits at most)", _is_amount, _amount_hint)]
"""Money: a whole number of øre, or of the smallest unit of another currency."""

Quantity = Annotated[Decimal | int, _number("a quantity")]
"""A quantity, exact to 15 significant digits."""

Stock = Annotated[Decimal | int, _number("a number in stock")]
"""The number of pieces in stock."""

Hours = Annotated[Decimal | int, _number("a number of hours")]
"""Hours, such as Decimal("7.5")."""

Percent = Annotated[Decimal | int, _number("a percentage from 0 to 100", _is_percent)]
"""A percentage from 0 to 100."""

Number = Annotated[Decimal | int, _number("a number")]
"""A number for which Fiken's documentation states no unit and no limits."""
