"""Conversion of kroner to øre and back."""

import re
from decimal import Decimal, localcontext
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from fiken import format_kroner, in_kroner, kroner
from fiken._messages import short_repr


@pytest.mark.parametrize(
    ("value", "ore"),
    [
        ("49.90", 4990),
        ("49.9", 4990),
        (" 49.90\n", 4990),
        ("-0.01", -1),
        ("-49.90", -4990),
        ("0", 0),
        ("1249.900", 124990),
        (f"{' ' * 100}49,90{' ' * 100}", 4990),
        (".5", 50),
        ("1.5E+3", 150000),
        ("+49.90", 4990),
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


@pytest.mark.parametrize(
    "value", ["0.001", "49.905", Decimal("1E-3"), "-0.005", "1e-3", "1249,905"]
)
def test_a_fraction_of_an_ore_is_refused(value: str | Decimal) -> None:
    """The amount is not rounded."""
    with pytest.raises(ValueError, match="has a fraction of an øre: round it first"):
        kroner(value)


@pytest.mark.parametrize(
    "value", ["", " ", "abc", "0x10", "NaN", "sNaN", "Infinity", "-inf", "9" * 101]
)
def test_an_invalid_amount_is_refused(value: str) -> None:
    """The message has examples."""
    with pytest.raises(ValueError, match=r'is not an amount of kroner: write "49\.90", "49,90" or'):
        kroner(value)


# Written in Norwegian


@pytest.mark.parametrize(
    ("value", "ore"),
    [
        ("499,90", 49990),
        ("49,9", 4990),
        ("1 249,50", 124950),
        ("1\u00a0249,90", 124990),  # a no-break space
        ("1\u202f249", 124900),  # a narrow no-break space
        ("1\u2009249,5", 124950),  # a thin space
        ("12 345 678,90", 1234567890),
        ("1.249,90", 124990),
        ("1.249.000", 124900000),
        ("1 249.90", 124990),
        ("0,500", 50),
        ("-1 249,50", -124950),
        ("\u22121 249,50", -124950),  # a minus sign
        ("\u2212 49,90", -4990),
    ],
)
def test_an_amount_in_norwegian_form_is_read(value: str, ore: int) -> None:
    assert ore == kroner(value)


@pytest.mark.parametrize(
    ("value", "ore"),
    [
        ("kr 1 249,50", 124950),
        ("kr\u00a01 249,50", 124950),
        ("1 249,50 kr", 124950),
        ("1249,90kr", 124990),
        ("Kr. 49.90", 4990),
        ("NOK 49,90", 4990),
        ("49,90 nok", 4990),
        ("249,-", 24900),
        ("1.249,-", 124900),
        ("kr 249,\u2013", 24900),
        ("-kr 5", -500),
        ("kr \u22125", -500),
    ],
)
def test_the_currency_may_be_written(value: str, ore: int) -> None:
    assert ore == kroner(value)


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("1.249", 'write "1249" if the point separates thousands; otherwise it has a fraction'),
        ("1,249", 'write "1249" if the comma separates thousands; otherwise it has a fraction'),
        ("49.900", 'write "49900" if the point separates thousands; otherwise write "49.90"'),
        ("-1,250", 'write "-1250" if the comma separates thousands; otherwise write "-1.25"'),
        (
            f"{' ' * 100}1.240",
            'write "1240" if the point separates thousands; otherwise write "1.24',
        ),
        ("kr 1.000", 'write "1000" if the point separates thousands; otherwise write "1.00"'),
        (
            "1 249,500",
            'write "1249500" if the comma separates thousands; otherwise write "1249.50"',
        ),
    ],
)
def test_an_ambiguous_amount_is_not_guessed(value: str, advice: str) -> None:
    """Read as decimals, 1.000 would be a thousandth of what a Norwegian list means by it."""
    with pytest.raises(ValueError, match="is ambiguous") as caught:
        kroner(value)
    assert short_repr(value) in str(caught.value)
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    ("value", "right"),
    [("1,249.50", "1249.50"), ("1,249,000", "1249000"), ("-12,345,678.9", "-12345678.9")],
)
def test_an_amount_in_english_form_is_refused(value: str, right: str) -> None:
    """In the same list, "1,249" would be ambiguous. The message writes the amount plainly."""
    with pytest.raises(ValueError, match=f'in the English way, so write "{right}"'):
        kroner(value)
    kroner(right)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "1 24,50",
            "12 34",
            "1 2345",
            "1  249",
            "1 249 50",
            "1\u00a0249 000",
            "0 249",
            "1234 567",
        ),
        *("1.249.50", "1.24,50", "1.249 000", "1,24.50", "50,", ",50", "1,2,3", "5-", "(5)", "--5"),
        *(
            "1_000",
            "1_249,50",
            "1_0.240",
            "\u0661\u0662",
            "\u0661.\u0662\u0664\u0660",
            "\uff11\uff12",
        ),
        *("kr", "kr 5 kr", "-kr -5", "€ 5", "5 EUR", "249,--", "2026-06-15", "15.06.2026"),
    ],
)
def test_a_wrong_form_is_refused(value: str) -> None:
    with pytest.raises(
        ValueError, match=f"{re.escape(repr(value))} is not an amount of kroner: wr"
    ):
        kroner(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")])
def test_a_decimal_must_be_finite(value: Decimal) -> None:
    with pytest.raises(ValueError, match="is not an amount of kroner"):
        kroner(value)


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (12.3, 'write kroner("12.3")'),
        (-49.0, 'write kroner("-49.0")'),
        *(
            (other, 'write it like kroner("49.90")')
            for other in (float("nan"), 1e22, True, False, None, b"1", ["1"])
        ),
    ],
)
def test_other_types_are_refused(value: object, remedy: str) -> None:
    """A float cannot hold most amounts exactly. The remedy has no other number than it."""
    with pytest.raises(TypeError) as caught:
        kroner(cast("Any", value))
    assert (f"kroner takes text, a Decimal or an int, not {value!r}: {remedy}") == str(caught.value)


@pytest.mark.parametrize("convert", [in_kroner, format_kroner])
@pytest.mark.parametrize("value", [49.9, True, "4990", Decimal(4990), None])
def test_only_whole_ore_are_converted(convert: Any, value: object) -> None:
    with pytest.raises(TypeError, match="an amount is a whole number of øre, not"):
        convert(value)


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


@pytest.mark.parametrize(
    ("ore", "text"),
    [
        (124950, "1 249,50"),
        (-124950, "-1 249,50"),
        (123456789000, "1 234 567 890,00"),
        (99999, "999,99"),
        (100000, "1 000,00"),
        (-5, "-0,05"),
        (0, "0,00"),
    ],
)
def test_format_kroner_writes_norwegian(ore: int, text: str) -> None:
    assert text == format_kroner(ore)
    assert text.replace(" ", "\u00a0") == format_kroner(ore, no_break=True)


@settings(deadline=None)
@given(st.integers(-(2**63), 2**63 - 1), st.booleans())
def test_kroner_is_the_inverse_of_format_kroner(ore: int, no_break: bool) -> None:
    assert ore == kroner(format_kroner(ore, no_break=no_break))


@settings(deadline=None)
@given(st.text("0123456789 ,.-kr\u00a0\u2212", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    """The result has the digits of the text, and at most two more zeros."""
    try:
        ore = kroner(text)
    except ValueError:
        return
    assert re.sub("[^0-9]", "", text).strip("0") == str(abs(ore)).strip("0")


@settings(deadline=None)
@given(st.text(st.characters(categories=["Nd", "Nl", "No", "Pc", "Pd", "Zs"]), max_size=6))
def test_only_our_digits_are_read(text: str) -> None:
    """Python reads digits of every alphabet, and underscores between them."""
    try:
        kroner(text)
    except ValueError:
        return
    assert not re.search(r"[^0-9\s\u2212-]|_", text)


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
