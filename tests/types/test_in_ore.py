"""Øre from an amount of a foreign currency at an exchange rate."""

from decimal import ROUND_DOWN, Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fiken import in_ore

# Typed by hand: the amount, the rate, the decimals, øre.
FIGURES: list[tuple[int, str | int | Decimal, int, int]] = [
    (100_00, "11.50", 2, 1150_00),  # 100 euro
    (100_00, Decimal("11.505"), 2, 1150_50),
    (99_99, "10.1234", 2, 1012_24),  # 1012.238...: 101223.8766 øre
    (1, "11.50", 2, 12),  # 11.5: up
    (-1, "11.50", 2, -12),  # away from zero
    (1, "0.5", 2, 1),  # 0.5: up
    (1, "0.49", 2, 0),
    (100_00, 1, 2, 100_00),
    (0, "11.50", 2, 0),
    (10_000, "0.0685", 0, 685_00),  # 10 000 yen
    (10_000_00, "0.0685", 2, 685_00),  # the same, counted in hundredths
    (5_500, "0.081", 0, 445_50),  # Icelandic króna
    (100_000, "26.8", 3, 2680_00),  # 100 Bahraini dinar
    (125, "33.1", 3, 4_14),  # 0.125 Kuwaiti dinar: 4.1375 kroner, 413.75 øre
    (1_0000, "400", 4, 400_00),  # one Chilean unit of account
    (100_00, Decimal("1E+1"), 2, 1000_00),
    (100_00, " 11.50\n", 2, 1150_00),
]


@pytest.mark.parametrize(("amount", "rate", "decimals", "ore"), FIGURES)
def test_an_amount_is_converted_to_ore(amount: int, rate: Any, decimals: int, ore: int) -> None:
    """The rate is for one unit, the amount in the smallest one."""
    converted = in_ore(amount, rate, decimals=decimals)
    assert (ore, int) == (converted, type(converted))


def test_amounts_are_hundredths_by_default() -> None:
    """The contract says so of all amounts."""
    assert in_ore(100_00, "11.50", decimals=2) == in_ore(100_00, "11.50")


@settings(deadline=None)
@given(
    st.integers(-(10**15), 10**15),
    st.decimals("0.0001", "5000", places=4),
    st.integers(0, 4),
)
def test_the_nearest_ore_is_returned(amount: int, rate: Decimal, decimals: int) -> None:
    """Rounding changes at most half an øre, and exactly half an øre away from zero."""
    exact = Fraction(amount) * Fraction(rate) * 100 / 10**decimals
    ore = in_ore(amount, rate, decimals=decimals)
    assert abs(ore - exact) <= Fraction(1, 2)
    assert abs(ore) >= abs(exact) or abs(ore - exact) < Fraction(1, 2)


def test_the_decimal_context_has_no_effect() -> None:
    with localcontext() as context:
        context.prec, context.rounding, context.traps[Inexact] = 3, ROUND_DOWN, True
        assert 1405_669_81 == in_ore(122_225_78, "11.5006")  # 140566980.5468


@pytest.mark.parametrize(
    ("rate", "remedy"),
    [
        (11.5, 'write it as "11.5"'),
        (None, 'such as "11.505"'),
        (True, 'such as "11.505"'),
        (Fraction(23, 2), 'such as "11.505"'),
    ],
)
def test_a_rate_of_another_type_is_refused(rate: Any, remedy: str) -> None:
    """A float is refused too. The remedy has the rate that was given, and no other number."""
    with pytest.raises(TypeError) as caught:
        in_ore(100_00, rate)
    assert str(caught.value).startswith(f"a rate is text, a Decimal or an int, not {rate!r}: ")
    assert str(caught.value).endswith(remedy)


@pytest.mark.parametrize(
    "rate", ["", "abc", "NaN", "sNaN", "Infinity", "0", "-11.50", 0, -1, "1e999999", "1e-99"]
)
def test_an_invalid_rate_is_refused(rate: Any) -> None:
    """The message has the value and an example. A huge exponent takes no time."""
    with pytest.raises(ValueError, match=r'is not an exchange rate: .*"11\.505"') as caught:
        in_ore(100_00, rate)
    assert repr(rate) in str(caught.value)


def test_a_decimal_comma_in_a_rate_is_mended() -> None:
    with pytest.raises(ValueError, match=r"""'11,50' is not .* write it as "11\.50\""""):
        in_ore(100_00, "11,50")


@pytest.mark.parametrize("amount", [100.0, "10000", Decimal("100.00"), True, None, 2**63])
def test_only_whole_amounts_are_accepted(amount: Any) -> None:
    with pytest.raises(TypeError, match="a whole number of the currency's smallest unit"):
        in_ore(amount, "11.50")


@pytest.mark.parametrize("decimals", [-1, 5, 2.0, "2", None, True])
def test_impossible_decimals_are_refused(decimals: Any) -> None:
    """No currency has fewer than 0 or more than 4 decimals."""
    with pytest.raises(ValueError, match="the decimals of a currency are from 0 to 4, not"):
        in_ore(100_00, "11.50", decimals=decimals)
