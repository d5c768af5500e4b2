"""Money in øre, and the decimal numbers that are not money."""

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Annotated, cast

from fiken._messages import short_repr
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
            f'kroner takes text, a Decimal or an int, not {short_repr(value)}: kroner("49.90")'
        )
    try:
        ore = _EXACTLY.scaleb(Decimal(value), 2)
        whole = int(ore)
    except (ArithmeticError, ValueError):
        likely = "".join(value.split()).replace(",", ".") if type(value) is str else ""
        raise ValueError(
            f"{short_repr(value)} is not an amount of kroner: {_remedy(likely)}"
        ) from None
    if ore != whole:
        raise ValueError(f"{short_repr(value)} kroner has a fraction of an øre: round it first")
    return whole


def in_kroner(amount: int) -> Decimal:
    """Give an amount of øre in kroner, with two decimals.

    >>> in_kroner(4990)
    Decimal('49.90')
    """
    if type(amount) is not int:
        raise TypeError(f"an amount is a whole number of øre, not {short_repr(amount)}")
    return _EXACTLY.scaleb(Decimal(amount), -2)


def in_ore(amount: int, rate: Decimal | str | int, *, decimals: int = 2) -> int:
    """Return an amount of a foreign currency in øre, at an exchange rate.

    Half an øre is rounded up (away from zero).

    Args:
        amount: A whole number of the currency's smallest unit: 10000 for 100.00 EUR.
        rate: The price in NOK of one unit of the currency, not of its smallest unit. Norges Bank
            quotes some currencies (DKK, JPY, SEK) per 100 units: divide those by 100.
        decimals: How many decimals the amount is counted in. By the contract all amounts are in
            hundredths, so the default is 2. 0 is for an amount in whole yen or Icelandic króna, 3
            for one in thousandths, such as of BHD and KWD. Whether Fiken counts such currencies in
            hundredths too was not observed, so no currency is looked up here.

    Raises:
        ValueError: The rate is not a positive number, or the decimals are not 0 to 4.
        TypeError: The amount is not a whole number, or the rate is a float, which cannot hold most
            rates exactly.

    >>> in_ore(10000, "11.505"), in_ore(10000, "0.0685", decimals=0)
    (115050, 68500)
    """
    if not _is_amount(amount):
        raise TypeError(
            f"in_ore takes a whole number of the currency's smallest unit (64 bits at most), not "
            f"{short_repr(amount)}: 10000 is 100.00 EUR"
        )
    if type(decimals) is not int or decimals not in range(5):
        raise ValueError(f"the decimals of a currency are 0 to 4, not {short_repr(decimals)}")
    per_unit, whole = _rate(rate).as_integer_ratio()
    units: int = 10**decimals
    numerator, denominator = abs(amount) * per_unit * 100, whole * units
    ore = (2 * numerator + denominator) // (2 * denominator)
    return ore if amount >= 0 else -ore


def _rate(value: str | int | Decimal) -> Decimal:
    if type(value) not in (str, int) and not _is_decimal(value):
        raise TypeError(
            f'a rate is text, a Decimal or an int, not {short_repr(value)}: write "11.505"'
        )
    try:
        rate = Decimal(value)
    except (ArithmeticError, ValueError):
        likely = str(value).replace(",", ".")
        raise ValueError(
            f"{short_repr(value)} is not an exchange rate: {_remedy(likely, '11.505')}"
        ) from None
    # The limit keeps the whole numbers of the computation small.
    if not rate.is_finite() or rate <= 0 or abs(rate.adjusted()) >= _DIGITS:
        raise ValueError(
            f"{short_repr(value)} is not an exchange rate: give the price "
            "in NOK of one unit of the "
            'currency, such as "11.505"'
        )
    return rate


def _remedy(likely: str, example: str = "49.90") -> str:
    if len(likely) <= _DIGITS and _is_decimal_text(likely):
        return f'write it as "{likely}"'
    return f'write digits with a decimal point, such as "{example}"'


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
