"""`of_net` and `of_gross` compute the vat of a line, or say what to write instead."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fiken import (
    InvalidAttributeError,
    OrderLine,
    PurchaseDraftLine,
    SaleDraftLine,
    VatType,
    kroner,
)

DRAFTS: list[Any] = [SaleDraftLine, PurchaseDraftLine]
ABROAD = VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE
DIRECT = [VatType.HIGH_DIRECT, VatType.MEDIUM_DIRECT]
COMPUTED = [vat_type for vat_type in VatType if vat_type not in DIRECT]


def order_line(make: Callable[..., OrderLine], amount: Any, **fields: Any) -> OrderLine:
    return make(amount, **{"description": "Krus", "account": "3000", **fields})


def draft_line(make: Callable[..., Any], amount: Any, **fields: Any) -> Any:
    return make(amount, **{"text": "Krus", "income_account": "3000", **fields})


# Typed by hand: net, type, vat. The regimes: docs/observed.md#8-vat-types
NETS: list[tuple[int, VatType, int]] = [
    (100_00, VatType.HIGH, 25_00),
    (100_00, VatType.MEDIUM, 15_00),
    (100_00, VatType.LOW, 12_00),
    (100_00, VatType.RAW_FISH, 11_11),
    (100_50, VatType.HIGH, 25_13),  # 25.125
    (-100_50, VatType.HIGH, -25_13),  # a discount, or goods taken back
    (0, VatType.HIGH, 0),
    (100_00, VatType.NONE, 0),
    (100_00, VatType.EXEMPT, 0),
    (100_00, VatType.OUTSIDE, 0),
    (100_00, VatType.HIGH_BASIS, 0),
    (100_00, VatType.NONE_IMPORT_BASIS, 0),
    (100_00, VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE, 0),
    (125_000, ABROAD, -25_000),
    (-125_000, ABROAD, 25_000),
    (112_000, VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, -12_000),
]


@pytest.mark.parametrize(("net", "vat_type", "vat"), NETS)
def test_of_net_computes_the_vat(net: int, vat_type: VatType, vat: int) -> None:
    """The vat follows from the regime of the type."""
    line = order_line(OrderLine.of_net, net, vat_type=vat_type)
    assert (net, vat, vat_type) == (line.net_price, line.vat, line.vat_type)
    for cls in DRAFTS:
        draft = draft_line(cls.of_net, net, vat_type=vat_type)
        assert (net, net + vat, vat_type) == (draft.net, draft.gross, draft.vat_type)


# Typed by hand: gross, type, net.
GROSSES: list[tuple[int, VatType, int]] = [
    (125_00, VatType.HIGH, 100_00),
    (499_00, VatType.MEDIUM, 433_91),
    (112_00, VatType.LOW, 100_00),
    (1, VatType.HIGH, 1),
    (-125_00, VatType.HIGH, -100_00),
    (100_00, VatType.NONE, 100_00),
    (100_00, VatType.HIGH_BASIS, 100_00),
    (100_000, ABROAD, 125_000),  # what the seller abroad gets
    (-100_000, ABROAD, -125_000),
]


@pytest.mark.parametrize(("gross", "vat_type", "net"), GROSSES)
def test_of_gross_computes_the_net(gross: int, vat_type: VatType, net: int) -> None:
    """The vat is the rest of the gross."""
    line = order_line(OrderLine.of_gross, gross, vat_type=vat_type)
    assert (net, gross - net) == (line.net_price, line.vat)
    for cls in DRAFTS:
        draft = draft_line(cls.of_gross, gross, vat_type=vat_type)
        assert (net, gross) == (draft.net, draft.gross)


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12), st.sampled_from(COMPUTED))
def test_net_and_vat_make_up_the_gross(gross: int, vat_type: VatType) -> None:
    """They add up to the øre, in every regime."""
    line = order_line(OrderLine.of_gross, gross, vat_type=vat_type)
    assert gross == (line.net_price or 0) + (line.vat or 0)


def test_other_fields_are_passed_on() -> None:
    """The result is of the class on which the method was called."""
    fields: dict[str, Any] = {"description": "Krus", "account": "4300", "project_id": 7}
    expected = OrderLine(net_price=100_00, vat=25_00, vat_type=VatType.HIGH, **fields)
    assert expected == OrderLine.of_net(100_00, vat_type=VatType.HIGH, **fields)
    assert expected == OrderLine.of_gross(125_00, vat_type=VatType.HIGH, **fields)
    for cls in DRAFTS:
        given: dict[str, Any] = {"text": "Krus", "income_account": "4300", "project_id": 7}
        draft = cls(net=100_00, gross=125_00, vat_type=VatType.HIGH, **given)
        assert draft == cls.of_net(100_00, vat_type=VatType.HIGH, **given)
        assert draft == cls.of_gross(125_00, vat_type=VatType.HIGH, **given)
        assert cls is type(cls.of_net(100_00, vat_type=VatType.HIGH, **given))


@pytest.mark.parametrize(
    ("make", "amount", "in_currency"),
    [(OrderLine.of_net, 1150_00, 100_00), (OrderLine.of_gross, 1437_50, 125_00)],
)
def test_the_vat_in_currency_is_computed_too(
    make: Callable[..., OrderLine], amount: int, in_currency: int
) -> None:
    """100 euro and 25 of vat, at 11.50."""
    line = order_line(make, amount, vat_type=VatType.HIGH, in_currency=in_currency)
    assert (1150_00, 287_50) == (line.net_price, line.vat)
    assert (100_00, 25_00) == (line.net_price_in_currency, line.vat_in_currency)


@pytest.mark.parametrize("make", [OrderLine.of_net, OrderLine.of_gross])
@pytest.mark.parametrize("in_currency", [100_00, 0])
def test_a_zero_vat_in_currency_is_left_out(
    make: Callable[..., OrderLine], in_currency: int
) -> None:
    """Fiken refuses a vat of 0 on a line of a sale (docs/observed.md#4-error-bodies)."""
    line = order_line(make, 1150_00, vat_type=VatType.EXEMPT, in_currency=in_currency)
    assert (in_currency, None) == (line.net_price_in_currency, line.vat_in_currency)


MAKERS = [
    *((cls.of_net, draft_line, f"{cls.__name__}.of_net") for cls in DRAFTS),
    *((cls.of_gross, draft_line, f"{cls.__name__}.of_gross") for cls in DRAFTS),
    (OrderLine.of_net, order_line, "OrderLine.of_net"),
    (OrderLine.of_gross, order_line, "OrderLine.of_gross"),
]
of_each_maker = pytest.mark.parametrize(
    ("make", "line", "where"), MAKERS, ids=[where for _, _, where in MAKERS]
)


def refusal(line: Any, make: Any, amount: Any, **fields: Any) -> str:
    with pytest.raises(InvalidAttributeError) as caught:
        line(make, amount, **fields)
    return str(caught.value)


@of_each_maker
@pytest.mark.parametrize("vat_type", DIRECT)
def test_a_direct_type_is_refused(make: Any, line: Any, where: str, vat_type: VatType) -> None:
    """Its net is 0 (docs/observed.md#8-vat-types), so the amount could be the tax or its basis."""
    cls = where.partition(".")[0]
    fields = "net_price=0, vat=…" if cls == "OrderLine" else "net=0, gross=…"
    assert (
        f"{where}.vat_type must be a VAT type of a line with a net of its own, not '{vat_type}': "
        f"the line is tax alone, so write {cls}({fields}) with the tax"
    ) == refusal(line, make, 100_00, vat_type=vat_type)


@of_each_maker
def test_an_unknown_rate_is_refused(make: Any, line: Any, where: str) -> None:
    """Fiken may add types after this version."""
    cls = where.partition(".")[0]
    fields = "net_price=…, vat=…" if cls == "OrderLine" else "net=…, gross=…"
    assert (
        f"{where}.vat_type must be a VAT type whose rate this version knows, not 'SUPER_HIGH': "
        f"write {cls}({fields}) with the amounts that you know"
    ) == refusal(line, make, 100_00, vat_type=VatType.other("SUPER_HIGH"))


@of_each_maker
@pytest.mark.parametrize("amount", [49.9, "49.90", Decimal("49.90"), True, None, 2**63])
def test_only_whole_amounts_are_accepted(make: Any, line: Any, where: str, amount: Any) -> None:
    """The message names `kroner`, as for every field."""
    name = where.rpartition("_")[2]
    message = refusal(line, make, amount, vat_type=VatType.HIGH)
    assert message.startswith(
        f"{where}.{name} must be a whole number of øre (64 bits at most), not "
    )
    assert ("kroner(" in message) == isinstance(amount, float | str | Decimal)


@pytest.mark.parametrize("make", [OrderLine.of_net, OrderLine.of_gross])
def test_only_whole_currency_amounts_are_accepted(make: Any) -> None:
    message = refusal(order_line, make, 115_00, vat_type=VatType.HIGH, in_currency=10.5)
    assert f"OrderLine.{make.__name__}.in_currency must be a whole number" in message


@of_each_maker
def test_a_misspelt_type_is_refused(make: Any, line: Any, where: str) -> None:
    """The text of a type is accepted, as everywhere."""
    assert VatType.HIGH is line(make, kroner("1"), vat_type="HIGH").vat_type
    message = refusal(line, make, 100_00, vat_type="HIHG")
    assert message.startswith(f"{where}.vat_type must be a VatType, not 'HIHG'")
    assert "did you mean HIGH?" in message
