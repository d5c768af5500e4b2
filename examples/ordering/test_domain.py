"""The domain needs no database, no network and no Fiken."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from examples.ordering.domain import Customer, Money, Order, OrderLine, RuleBrokenError, Vat

DAY = date(2026, 6, 15)
CUP = OrderLine("Cup", 3, Money.kroner("33.33"), Vat.STANDARD)


def test_one_module_knows_fiken() -> None:
    """And the example that puts all parts together."""
    knowing = {
        path.name
        for path in Path(__file__).parent.glob("[!t]*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "fiken"
    }
    assert {"__main__.py", "fiken_books.py"} == knowing


def test_money_is_exact() -> None:
    assert Money(3333) == Money.kroner("33.33")
    assert ["0.05 kr", "-0.50 kr", "-12.34 kr"] == [str(Money(ore)) for ore in (5, -50, -1234)]
    assert Money(9999 + 2500) == CUP.total  # a quarter of 99.99 is 24.9975
    assert "124.99 kr" == str(CUP.total)
    assert Money(2 * 12499) == Order(1, 1, (CUP, CUP), DAY).total


@pytest.mark.parametrize("amount", [33.33, Decimal("33.33"), True, "3333"])
def test_money_is_whole(amount: Any) -> None:
    with pytest.raises(TypeError, match="a whole number of øre"):
        Money(amount)


def test_a_part_of_an_ore_is_refused() -> None:
    with pytest.raises(RuleBrokenError, match=r"33\.333 kroner"):
        Money.kroner("33.333")


@pytest.mark.parametrize(
    ("ore", "rate", "expected"), [(10, 25, 3), (9, 25, 2), (10, 15, 2), (0, 25, 0), (1, 15, 0)]
)
def test_half_an_ore_is_rounded_up(ore: int, rate: int, expected: int) -> None:
    assert Money(expected) == Money(ore).percent(rate)


def test_rules_are_kept() -> None:
    order = Order(7, 1, (CUP,), DAY)
    for broken in (
        lambda: Customer(1, " ", "kari@example.com"),
        lambda: Order(7, 1, (), DAY),
        lambda: OrderLine("Cup", 0, Money(100), Vat.FOOD),
        lambda: OrderLine("Cup", 1, Money(-1), Vat.FOOD),
        lambda: order.cancelled(date(2026, 6, 14)),
        lambda: order.cancelled(DAY).cancelled(DAY),
    ):
        with pytest.raises(RuleBrokenError):
            broken()
    assert DAY == order.cancelled(DAY).cancelled_on
    assert None is order.cancelled_on
