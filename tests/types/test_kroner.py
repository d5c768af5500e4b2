"""Conversion of kroner to øre and back."""

from decimal import Decimal, localcontext
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from fiken import in_kroner, kroner


@pytest.mark.parametrize(
    ("value", "ore"),
    [
        ("49.90", 4990),
        ("49.9", 4990),
        (" 49.90\n", 4990),
        ("-0.01", -1),
        ("-49.90", -4990),
        ("0", 0),
        ("49.900", 4990),
        ("1e3", 100000),
        (49, 4900),
        (-1, -100),
        (Decimal("0.1"), 10),
        (Decimal("-1234567.89"), -123456789),
        (Decimal("1E+3"), 100000),
    ],
)
def test_kroner_returns_whole_ore(value: str | int | Decimal, ore: int) -> None:
    result = kroner(value)
    assert ore == result
    assert type(result) is int


@pytest.mark.parametrize("value", ["0.001", "49.905", Decimal("1E-3"), "-0.005", "1e-3"])
def test_a_fraction_of_an_ore_is_refused(value: str | Decimal) -> None:
    """The amount is not rounded."""
    with pytest.raises(ValueError, match="has a fraction of an øre: round it first"):
        kroner(value)


@pytest.mark.parametrize(
    "value",
    ["", " ", "abc", "49,90", "49.90 kr", "0x10", "NaN", "sNaN", "Infinity", "-inf"],
)
def test_an_invalid_amount_is_refused(value: str) -> None:
    """The message has an example."""
    with pytest.raises(ValueError, match=r'is not an amount of kroner: write .*"49\.90"'):
        kroner(value)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("499,90", "499.90"),
        ("1 000,00", "1000.00"),
        ("1\u00a0249,90", "1249.90"),
        ("1\u202f249", "1249"),
    ],
)
def test_an_amount_in_norwegian_form_is_refused(value: str, right: str) -> None:
    """The message writes it with a decimal point."""
    with pytest.raises(ValueError, match=f'write it as "{right}"'):
        kroner(value)


@pytest.mark.parametrize("value", ["1.249,90", "1,249.90", "kr 1249,90"])
def test_an_ambiguous_amount_is_not_guessed(value: str) -> None:
    """The message for 1.249,90 does not suggest 49.90."""
    with pytest.raises(ValueError, match=r'write digits with a decimal point, such as "49\.90"'):
        kroner(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")])
def test_a_decimal_must_be_finite(value: Decimal) -> None:
    with pytest.raises(ValueError, match="is not an amount of kroner"):
        kroner(value)


@pytest.mark.parametrize("value", [49.9, 49.0, float("nan"), True, False, None, b"1", ["1"]])
def test_other_types_are_refused(value: object) -> None:
    """A float cannot hold most amounts exactly."""
    with pytest.raises(TypeError, match=r'takes text, a Decimal or an int, not .*: kroner\("49'):
        kroner(cast("Any", value))


@pytest.mark.parametrize("value", [49.9, True, "4990", Decimal(4990), None])
def test_in_kroner_accepts_whole_ore_only(value: object) -> None:
    with pytest.raises(TypeError, match="an amount is a whole number of øre, not"):
        in_kroner(cast("Any", value))


@pytest.mark.parametrize(
    ("ore", "text"), [(4990, "49.90"), (-1, "-0.01"), (0, "0.00"), (100, "1.00"), (5, "0.05")]
)
def test_in_kroner_returns_two_decimals(ore: int, text: str) -> None:
    assert text == str(in_kroner(ore))


@settings(deadline=None)
@given(st.integers(-(2**63), 2**63 - 1))
def test_kroner_is_the_inverse_of_in_kroner(ore: int) -> None:
    assert ore == kroner(in_kroner(ore))
    assert ore == kroner(str(in_kroner(ore)))


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_kroner_and_ore_add_up(whole: int, ore: int) -> None:
    sign = -1 if whole < 0 else 1
    assert whole * 100 + sign * ore == kroner(f"{whole}.{ore:02}")


def test_the_decimal_context_has_no_effect() -> None:
    with localcontext() as context:
        context.prec = 5
        assert 123456789 == kroner("1234567.89")
        assert Decimal("1234567.89") == in_kroner(123456789)


def test_many_digits_are_never_rounded() -> None:
    """The amount is refused or exact."""
    try:
        ore = kroner("123456789012345678901234567890.12")
    except ValueError:
        return
    assert 12345678901234567890123456789012 == ore


def test_a_huge_exponent_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="kroner"):
        kroner("1e999999999")
