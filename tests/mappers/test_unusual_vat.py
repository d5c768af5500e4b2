"""VAT that contradicts its rate or its side causes a warning, and is sent nevertheless."""

import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from fiken import (
    CompanyClient,
    FikenError,
    SaleDraft,
    SaleDraftLine,
    UnlikelyValueWarning,
    VatType,
)
from tests.mappers.books import (
    PURCHASES,
    SALES,
    a_cash_sale,
    a_line,
    a_purchase,
    a_sale,
    of_each_trade,
    problems_of,
    warned,
)


@of_each_trade
@pytest.mark.parametrize(
    ("vat_type", "net", "vat"),
    [
        (VatType.HIGH, 10000, 2506),
        (VatType.HIGH, 10000, 2494),
        (VatType.HIGH, 10000, 0),
        (VatType.HIGH, 10000, None),
        (VatType.HIGH, 10000, -2500),
        (VatType.HIGH, -10000, 2500),
        (VatType.HIGH, 10000, 1500),
        (VatType.MEDIUM, 10000, 2500),
        (VatType.LOW, 10000, 1500),
        (VatType.RAW_FISH, 100000, 11104),
        (VatType.NONE, 10000, 2500),
        (VatType.NONE, 0, 6),
    ],
)
def test_an_unusual_vat_causes_a_warning(
    repository: Any, make: Callable[..., Any], vat_type: VatType, net: int, vat: int | None
) -> None:
    """The sale or purchase is sent nevertheless."""
    # Net and vat are taken as given (docs/observed.md#7-units).
    entity = make(a_line(vat_type=vat_type, net_price=net, vat=vat))
    [message] = warned(repository, entity)
    assert message.startswith(f"{type(entity).__name__}.lines[0]: ")
    assert str(vat_type) in message


@of_each_trade
@pytest.mark.parametrize(
    ("vat_type", "net", "vat"),
    [
        *((VatType.HIGH, 10000, vat) for vat in (2495, 2499, 2500, 2501, 2505)),
        (VatType.HIGH, 10050, 2512),
        (VatType.HIGH, 10050, 2513),
        (VatType.HIGH, -10000, -2505),
        (VatType.HIGH, 0, 0),
        (VatType.MEDIUM, 10000, 1505),
        (VatType.LOW, 10000, 1195),
        (VatType.RAW_FISH, 100000, 11105),
        (VatType.RAW_FISH, 100000, 11115),
        (VatType.NONE, 10000, None),
        (VatType.NONE, 10000, 0),
        (VatType.NONE, 10000, 5),
        (VatType.other("SUPER_HIGH"), 10000, 4200),
    ],
)
def test_a_rounded_vat_causes_no_warning(
    repository: Any, make: Callable[..., Any], vat_type: VatType, net: int, vat: int | None
) -> None:
    # The tolerance is five øre (docs/observed.md#7-units).
    assert [] == warned(repository, make(a_line(vat_type=vat_type, net_price=net, vat=vat)))


FOREIGN_SERVICE, ABROAD_LOST = (
    VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE,
    VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE,
)


@pytest.mark.parametrize(
    ("vat_type", "net", "vat", "count"),
    [
        (VatType.HIGH_DIRECT, 0, 31250, 0),
        (VatType.MEDIUM_DIRECT, 0, 1, 0),
        (VatType.HIGH_DIRECT, 100, 25, 0),
        (VatType.HIGH_BASIS, 10000, 0, 0),
        (VatType.HIGH_BASIS, 10000, None, 0),
        (VatType.HIGH_BASIS, 10000, 2500, 1),
        (VatType.NONE_IMPORT_BASIS, 10000, 0, 0),
        (FOREIGN_SERVICE, 10000, 0, 0),
        (FOREIGN_SERVICE, 10000, 2500, 1),
        (ABROAD_LOST, 125000, -25000, 0),
        (ABROAD_LOST, 125000, -25005, 0),
        (ABROAD_LOST, 125000, -25006, 1),
        (ABROAD_LOST, 125000, 25000, 1),
        (ABROAD_LOST, 100000, 25000, 1),
        (VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, 112000, -12000, 0),
        (VatType.LOW_FOREIGN_SERVICE_DEDUCTIBLE, 112000, -12000, 1),
    ],
)
def test_the_usual_vat_follows_the_regime(
    vat_type: VatType, net: int, vat: int | None, count: int
) -> None:
    # Observed: docs/observed.md#8-vat-types
    entity = a_purchase(a_line(vat_type=vat_type, net_price=net, vat=vat))
    assert count == len(warned(PURCHASES, entity))


def test_the_warning_names_both_vats_in_kroner() -> None:
    """The warning names the line too."""
    [message] = warned(SALES, a_sale(a_line(), a_line(net_price=123456, vat=9999)))
    assert message.startswith("Sale.lines[1]: ")
    assert all(text in message for text in ("HIGH", "1234.56", "308.64", "99.99"))


# The description of Fiken, by hand.
SALES_ONLY = ("EXEMPT", "EXEMPT_IMPORT_EXPORT", "EXEMPT_REVERSE", "OUTSIDE")
BOTH = ("NONE", "HIGH", "MEDIUM", "RAW_FISH", "LOW")


@pytest.mark.parametrize("vat_type", list(VatType), ids=str)
def test_a_type_of_the_other_side_causes_a_warning(vat_type: VatType) -> None:
    """Such as a type of purchases on a sale. The line is sent nevertheless."""
    line = a_line(vat_type=vat_type, net_price=0, vat=0)
    on_sale, on_purchase = warned(SALES, a_sale(line)), warned(PURCHASES, a_purchase(line))
    if vat_type in BOTH:
        assert ([], []) == (on_sale, on_purchase)
    elif vat_type in SALES_ONLY:
        assert ([], [f"Purchase.lines[0]: {vat_type} is for sales"]) == (on_sale, on_purchase)
    else:
        assert ([f"Sale.lines[0]: {vat_type} is for purchases"], []) == (on_sale, on_purchase)


def test_each_unlikely_line_is_named() -> None:
    entity = a_sale(a_line(vat=1), a_line(), a_line(vat_type=VatType.HIGH_BASIS, vat=0))
    assert ["Sale.lines[0]", "Sale.lines[2]"] == [message[:13] for message in warned(SALES, entity)]


def test_a_refused_sale_causes_no_warning() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        problems_of(SALES, a_cash_sale(a_line(vat=1), payment_account=None))
    assert [] == caught


def test_a_vat_in_currency_counts_as_vat() -> None:
    line = a_line(net_price=115000, vat=None, net_price_in_currency=10000, vat_in_currency=2500)
    assert [] == warned(SALES, a_sale(line, currency="EUR"))


def test_an_unusual_vat_in_currency_causes_a_warning() -> None:
    line = a_line(net_price=None, vat=None, net_price_in_currency=10000, vat_in_currency=9999)
    assert 1 == len(warned(SALES, a_sale(line, currency="EUR")))


def test_an_unusual_gross_of_a_draft_causes_a_warning() -> None:
    line = SaleDraftLine(
        text="Krus", vat_type=VatType.HIGH, income_account="3000", net=10000, gross=30000
    )
    assert 1 == len(warned(SALES.drafts, SaleDraft(cash=False, paid=False, lines=[line])))


@of_each_trade
def test_a_warning_of_payload_points_at_the_caller(
    repository: Any, make: Callable[..., Any]
) -> None:
    def call() -> None:
        repository.payload(make(a_line(vat=1)))

    with pytest.warns(UnlikelyValueWarning) as caught:
        call()
    assert [(__file__, call.__code__.co_firstlineno + 1)] == places(caught)


@of_each_trade
def test_a_warning_of_save_points_at_the_caller(
    repository: Any, make: Callable[..., Any], acme: CompanyClient
) -> None:
    saving = acme.sales if repository is SALES else acme.purchases

    def call() -> None:
        saving.save(make(a_line(vat=1)))

    # Whether Fiken accepts it is another question.
    with pytest.warns(UnlikelyValueWarning) as caught, suppress(FikenError):
        call()
    assert [(__file__, call.__code__.co_firstlineno + 1)] == places(caught)


def places(caught: pytest.WarningsRecorder) -> list[tuple[str, int]]:
    return [(one.filename, one.lineno) for one in caught]
