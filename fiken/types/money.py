"""Conversion of amounts: kroner to øre and back, also as they are written in Norwegian."""

import re
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

from fiken._messages import short_repr

_EXACTLY = Context(prec=60, Emax=99, traps=[InvalidOperation, Inexact, Overflow])
_DASHES = "-\u2212"  # hyphen-minus, and the minus sign of word processors
_SPACES = " \u00a0\u2007\u2009\u202f"  # also no-break, figure, thin and narrow no-break spaces
_EXAMPLES = 'write "49.90", "49,90" or "1 249,90"'

# For example "-1 249,50", "kr 1.249,50", "249,-" or "49.90 kr". Thousands are separated by the same
# sign everywhere.
_WRITTEN = rf"""
    (?P<sign>[{_DASHES}+]?) [{_SPACES}]*
    (?:(?P<before>kr\.?|nok) [{_SPACES}]* (?P<inner_sign>[{_DASHES}]?))?
    (?P<whole>[0-9]+ | [1-9][0-9]{{0,2}} (?P<separator>[{_SPACES}.]) [0-9]{{3}}
        (?:(?P=separator)[0-9]{{3}})*)
    (?: (?P<mark>[.,]) (?P<decimals>[0-9]+) | ,[{_DASHES}\u2013] )?
    [{_SPACES}]* (?P<after>kr\.?|nok)?
    """
_ENGLISH = rf"[{_DASHES}]?[1-9][0-9]{{0,2}}((,[0-9]{{3}})+\.[0-9]{{1,2}}|(,[0-9]{{3}}){{2,}})"
_FLAGS = re.VERBOSE | re.IGNORECASE
# What Decimal reads, without its other alphabets and its underscores: "49.90" or "1e3".
_PLAIN = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?"
_GROUP = 3  # digits between two separators of thousands
_LONGEST = 100  # characters: no amount that people write is longer


def kroner(value: str | int | Decimal) -> int:
    """Convert kroner to whole øre: ``"49.90"`` and ``"49,90"`` give 4990.

    Text can also be written in the Norwegian way: with a comma as the decimal sign, spaces (also
    no-break spaces) or points between thousands, the minus sign U+2212, and "kr" or "NOK" before or
    after the number, as in ``"kr 1 249,50"``, ``"1.249,50"`` or ``"249,-"``.

    A text that can mean two amounts is refused: ``"1.249"`` and ``"1,249"`` can be 1249 kroner, or
    a little more than one. The English form ``"1,249.50"`` is refused too, and so are wrong groups
    of digits, such as ``"1 24,50"``.

    Args:
        value: The kroner as text, as a Decimal, or as an int.

    Raises:
        ValueError: The value is not a number, it has a fraction of an øre, or it can mean two
            amounts.
        TypeError: The value has another type, such as float. A float cannot hold most amounts
            exactly.

    >>> kroner("49.90")
    4990
    >>> kroner("1 249,50")
    124950
    """
    if type(value) not in (str, int) and not isinstance(value, Decimal):
        likely = str(value)  # of a float
        is_number = re.fullmatch(r"-?[0-9]+\.[0-9]+", likely)
        remedy = f'write kroner("{likely}")' if is_number else 'write it like kroner("49.90")'
        raise TypeError(
            f"kroner takes text, a Decimal or an int, not {short_repr(value)}: {remedy}"
        )
    number = _read(value) if isinstance(value, str) else value
    try:
        ore = _EXACTLY.scaleb(Decimal(number), 2)
        whole = int(ore)
    except (ArithmeticError, ValueError):
        raise ValueError(_not_kroner(value)) from None
    if ore != whole:
        raise ValueError(f"{short_repr(value)} kroner has a fraction of an øre: round it first")
    return whole


def in_kroner(amount: int) -> Decimal:
    """Convert øre to kroner, with two decimals.

    Raises:
        TypeError: The amount is not an int.

    >>> in_kroner(4990)
    Decimal('49.90')
    """
    return _EXACTLY.scaleb(Decimal(_whole(amount)), -2)


def format_kroner(amount: int, *, no_break: bool = False) -> str:
    """Return øre as kroner, written in Norwegian: ``"1 249,50"``.

    There are always two decimals. `kroner` reads the text back.

    Args:
        amount: The amount in øre.
        no_break: Whether to separate thousands by a no-break space (U+00A0), so that a line of text
            is never broken inside the amount.

    Raises:
        TypeError: The amount is not an int.

    >>> format_kroner(124950)
    '1 249,50'
    >>> format_kroner(-5)
    '-0,05'
    """
    whole, ore = divmod(abs(_whole(amount)), 100)
    thousands = f"{whole:,}".replace(",", "\u00a0" if no_break else " ")
    return f"{'-' * (amount < 0)}{thousands},{ore:02}"


def _whole(amount: int) -> int:
    if type(amount) is not int:
        raise TypeError(
            f'an amount is a whole number of øre, not {short_repr(amount)}: kroner("49.90") is 4990'
        )
    return amount


def _read(text: str) -> str:
    """Return a written amount as Python writes it: "1249.50" for "kr 1 249,50".

    A number in Python's form, such as "1e3", is returned unchanged.

    Raises:
        ValueError: The text is not written in a known way, or can mean two amounts.
    """
    bare = text.strip()
    # Compiled on first use, because compiling it would slow down every import of fiken.
    written = re.fullmatch(_WRITTEN, bare, _FLAGS) if len(bare) <= _LONGEST else None
    if (
        written is None
        or (written["sign"] and written["inner_sign"])
        or (written["before"] and written["after"])
        or written["separator"] == written["mark"] == "."
    ):
        if len(bare) > _LONGEST or not re.fullmatch(_PLAIN, bare, _FLAGS):
            raise ValueError(_not_kroner(text))
        return bare
    sign = "-" if (written["sign"] or written["inner_sign"] or "+") in _DASHES else ""
    whole, decimals = re.sub("[^0-9]", "", written["whole"]), written["decimals"] or "0"
    may_be_group = written["separator"] is not None or len(whole) <= _GROUP
    if may_be_group and len(decimals) == _GROUP and not whole.startswith("0"):
        raise ValueError(_ambiguous(text, sign + whole, decimals, written["mark"]))
    return f"{sign}{whole}.{decimals}"


def _ambiguous(text: str, whole: str, decimals: str, mark: str) -> str:
    """Return the message for a text with three digits after its only point or comma."""
    separator = "point" if mark == "." else "comma"
    as_decimals = (
        f'write "{whole}.{decimals[:-1]}"'
        if decimals.endswith("0")
        else "it has a fraction of an øre: round it first"
    )
    return (
        f'{short_repr(text)} kroner is ambiguous: write "{whole}{decimals}" if the {separator} '
        f"separates thousands; otherwise {as_decimals}"
    )


def _not_kroner(value: object) -> str:
    """Return the message for a value that is not an amount of kroner."""
    remedy = _EXAMPLES
    if isinstance(value, str) and re.fullmatch(_ENGLISH, value.strip()):
        remedy = f'it is written in the English way, so write "{value.strip().replace(",", "")}"'
    return f"{short_repr(value)} is not an amount of kroner: {remedy}"
