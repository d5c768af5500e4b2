"""What a line of an invoice comes to: price, quantity, discount and VAT, to the øre."""

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fiken import InvalidAttributeError, RoundingType, VatType
from fiken.vat import LineSums, discounted, line_sums, rounded_total

# The rates of sales, typed by hand. Observed: docs/observed.md#8-vat-types
RATES = {
    VatType.HIGH: Fraction(25, 100),
    VatType.MEDIUM: Fraction(15, 100),
    VatType.RAW_FISH: Fraction(1111, 10000),
    VatType.LOW: Fraction(12, 100),
    VatType.EXEMPT: Fraction(0),
    VatType.OUTSIDE: Fraction(0),
    VatType.NONE: Fraction(0),
}

PRICES = st.integers(-(10**10), 10**10)
QUANTITIES = st.decimals(-1000, 1000, places=4) | st.integers(-1000, 1000)
DISCOUNTS = st.none() | st.decimals(0, 100, places=3) | st.integers(0, 100)


def nearest(value: Fraction) -> int:
    """Return the nearest integer; halves away from zero."""
    whole, rest = divmod(abs(value), 1)
    rounded = int(whole) + (rest >= Fraction(1, 2))
    return rounded if value >= 0 else -rounded


@given(PRICES, QUANTITIES, st.sampled_from(list(RATES)), DISCOUNTS)
def test_sums_equal_those_of_fractions(
    price: int, quantity: Decimal | int, vat_type: VatType, discount: Decimal | int | None
) -> None:
    """Net and VAT are rounded once each, and the gross is their sum."""
    net = nearest(price * Fraction(quantity) * (1 - Fraction(discount or 0) / 100))
    vat = nearest(net * RATES[vat_type])
    assert LineSums(net, vat, net + vat) == line_sums(price, quantity, vat_type, discount)


# Typed by hand: price, quantity, type, discount, net, vat.
LINES: list[tuple[int, Any, VatType, Any, int, int]] = [
    (10000, 1, VatType.HIGH, None, 10000, 2500),
    (10000, 3, VatType.MEDIUM, 10, 27000, 4050),
    (333, Decimal("0.5"), VatType.HIGH, None, 167, 42),  # 166.5 and 41.75
    (-333, Decimal("0.5"), VatType.HIGH, None, -167, -42),
    (10050, 1, VatType.HIGH, 0, 10050, 2513),  # 2512.5
    (999, 1, VatType.LOW, Decimal("12.5"), 874, 105),  # 874.125 and 104.88
    (999, 1, VatType.HIGH, 100, 0, 0),
    (999, 0, VatType.HIGH, None, 0, 0),
]


@pytest.mark.parametrize(("price", "quantity", "vat_type", "discount", "net", "vat"), LINES)
def test_a_line_comes_to_its_sums(
    price: int, quantity: Any, vat_type: VatType, discount: Any, net: int, vat: int
) -> None:
    assert LineSums(net, vat, net + vat) == line_sums(price, quantity, vat_type, discount)


def test_the_decimal_context_does_not_matter() -> None:
    with localcontext() as context:
        context.prec = 2
        assert 12345678 == discounted(1234567800, Decimal("0.01"))


WRONG: list[tuple[str, Callable[[], object]]] = [
    ("unit_price", lambda: line_sums(99.5, 1, VatType.HIGH)),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ("quantity", lambda: line_sums(100, 1.5, VatType.HIGH)),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ("discount", lambda: line_sums(100, 1, VatType.HIGH, 140)),
    ("discount", lambda: line_sums(100, 1, VatType.HIGH, -1)),
]


@pytest.mark.parametrize(("attribute", "call"), WRONG)
def test_wrong_values_are_refused_by_name(attribute: str, call: Callable[[], object]) -> None:
    with pytest.raises(InvalidAttributeError, match=rf"line_sums\.{attribute} must be"):
        call()


# Typed by hand: total, and what the four roundings make of it.
TOTALS = [
    (0, 0, 0, 0, 0),
    (12324, 12300, 12300, 12300, 12300),
    (12325, 12350, 12300, 12300, 12300),
    (12350, 12350, 12400, 12350, 12300),
    (12374, 12350, 12400, 12350, 12300),
    (12375, 12400, 12400, 12350, 12300),
    (-12375, -12400, -12400, -12350, -12300),
]


@pytest.mark.parametrize(("total", "half", "whole", "down_half", "down_whole"), TOTALS)
def test_a_total_is_rounded(
    total: int, half: int, whole: int, down_half: int, down_whole: int
) -> None:
    assert half == rounded_total(total, RoundingType.ROUND_HALF)
    assert whole == rounded_total(total, RoundingType.ROUND_WHOLE)
    assert down_half == rounded_total(total, RoundingType.ROUND_DOWN_HALF)
    assert down_whole == rounded_total(total, RoundingType.ROUND_DOWN_WHOLE)
    assert total == rounded_total(total, None) == rounded_total(total, RoundingType.NONE)


def test_an_unknown_rounding_is_refused() -> None:
    with pytest.raises(InvalidAttributeError, match="rounding"):
        rounded_total(100, RoundingType.load("round_up"))
