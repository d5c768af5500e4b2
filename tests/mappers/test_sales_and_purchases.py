"""Checks of several fields of a sale or a purchase, before anything is sent."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fiken import (
    InvalidModelError,
    MissingAttributesError,
    OrderLine,
    Purchase,
    Sale,
    SaleKind,
    VatType,
)
from fiken.models import Model
from tests.mappers.books import (
    DAY,
    DAY_AFTER,
    PURCHASES,
    SALES,
    a_cash_purchase,
    a_cash_sale,
    a_line,
    a_purchase,
    a_sale,
    in_currency,
    loaded_from,
    of_each_trade,
    problems_of,
)
from tests.samples import sale

# Sales


@pytest.mark.parametrize(
    ("repository", "empty"), [(SALES, Sale()), (PURCHASES, Purchase())], ids=["sale", "purchase"]
)
def test_missing_fields_are_named_at_once(repository: Any, empty: Model) -> None:
    with pytest.raises(MissingAttributesError) as caught:
        repository.payload(empty)
    expected = dict.fromkeys(("date", "kind", "lines", "currency"), "is missing")
    assert expected == caught.value.problems


@pytest.mark.parametrize(
    ("repository", "model"),
    [
        (SALES, a_sale().evolve(lines=())),
        (SALES, a_cash_sale().evolve(lines=())),
        (PURCHASES, a_purchase().evolve(lines=())),
        (PURCHASES, a_cash_purchase().evolve(lines=())),
    ],
    ids=["sale", "cash sale", "purchase", "cash purchase"],
)
def test_missing_lines_are_the_only_problem(repository: Any, model: Model) -> None:
    assert {"lines": "is missing"} == problems_of(repository, model)


def test_a_cash_sale_needs_an_account() -> None:
    problems = problems_of(SALES, a_cash_sale(payment_account=None))
    assert ["payment_account"] == list(problems)
    assert "is missing" in problems["payment_account"]


@pytest.mark.parametrize("paid", [None, DAY_AFTER, date(2026, 6, 14)])
def test_a_cash_sale_is_paid_on_its_date(paid: date | None) -> None:
    # Observed: docs/observed.md#11-sales-and-purchases
    expected = {"payment_date": "must be the date of the cash sale"}
    assert expected == problems_of(SALES, a_cash_sale(payment_date=paid))


@pytest.mark.parametrize("total", [None, 0, 15920, 3980, 19899, 19901, -19900])
def test_a_cash_sale_states_the_gross_as_paid(total: int | None) -> None:
    # Neither the net, nor an øre more or less (docs/observed.md#11-sales-and-purchases).
    expected = {"total_paid": "must be the gross of the lines, 19900 øre (199.00 kr)"}
    assert expected == problems_of(SALES, a_cash_sale(total_paid=total))


def test_the_gross_is_net_and_vat_of_all_lines() -> None:
    cake = a_line(net_price=8000, vat=1200, vat_type=VatType.MEDIUM)
    deposit = a_line(net_price=300, vat=0, vat_type=VatType.OUTSIDE)
    book = a_line(net_price=45000, vat=None, vat_type=VatType.EXEMPT)
    back = a_line(net_price=-4000, vat=-1000)
    gross = 8000 + 1200 + 300 + 45000 - 4000 - 1000
    lines = (cake, deposit, book, back)
    assert gross == SALES.payload(a_cash_sale(*lines, total_paid=gross))["totalPaid"]
    assert ["total_paid"] == list(problems_of(SALES, a_cash_sale(*lines, total_paid=gross - 1)))


def test_a_fee_is_not_added_to_the_total() -> None:
    # Fiken posts it as a second payment (docs/observed.md#11-sales-and-purchases).
    sent = SALES.payload(a_cash_sale(payment_fee=175))
    assert (19900, 175) == (sent["totalPaid"], sent["paymentFee"])
    with_fee = a_cash_sale(payment_fee=175, total_paid=20075)
    assert ["total_paid"] == list(problems_of(SALES, with_fee))


@pytest.mark.parametrize(
    "fields",
    [{"total_paid": None}, {"total_paid": None, "total_paid_in_currency": 1730}, {"total_paid": 1}],
    ids=str,
)
def test_the_total_in_currency_is_not_checked(
    fields: dict[str, Any],
) -> None:
    """For a cash sale in another currency than NOK, Fiken decides."""
    # What Fiken misses is the totalPaid "for sale marked as paid in NOK"
    # (docs/observed.md#4-error-bodies).
    sent = SALES.payload(a_cash_sale(in_currency(), currency="EUR", **fields))
    assert (fields["total_paid"], "EUR") == (sent.get("totalPaid"), sent["currency"])
    assert fields.get("total_paid_in_currency") == sent.get("totalPaidInCurrency")


def test_a_foreign_cash_sale_needs_account_and_day() -> None:
    bare = a_cash_sale(currency="EUR", payment_account=None, payment_date=None)
    assert {"payment_account", "payment_date"} == problems_of(SALES, bare).keys()


def test_an_unknown_gross_is_not_checked() -> None:
    """A line without a net in kroner has no known gross."""
    line = a_line(net_price=None, vat=None, net_price_in_currency=1000, vat_in_currency=250)
    assert 14375 == SALES.payload(a_cash_sale(line, total_paid=14375))["totalPaid"]


@pytest.mark.parametrize("kind", [SaleKind.INVOICE, SaleKind.EXTERNAL_INVOICE])
def test_invoices_need_no_payment(kind: SaleKind) -> None:
    sent = SALES.payload(a_sale(kind=kind))
    assert {"date", "kind", "currency", "lines"} == sent.keys()
    later = SALES.payload(a_sale(kind=kind, payment_date=DAY_AFTER, total_paid=1))
    assert ("2026-06-16", 1) == (later["paymentDate"], later["totalPaid"])


def test_lines_of_sales_have_no_project() -> None:
    problems = problems_of(SALES, a_sale(a_line(), a_line(project_id=7)))
    assert {"lines[1].project_id": "is for lines of purchases only"} == problems


def test_lines_of_purchases_can_have_a_project() -> None:
    sent = PURCHASES.payload(a_purchase(a_line(project_id=7), project_id=8))
    assert (7, 8) == (sent["lines"][0]["projectId"], sent["projectId"])


@of_each_trade
def test_a_line_needs_a_net(repository: Any, make: Callable[..., Any]) -> None:
    """The net is in kroner or in the other currency."""
    bare = a_line(net_price=None, vat=None)
    problems = problems_of(repository, make(a_line(), bare, bare))
    sentence = "is missing, and so is net_price_in_currency"
    assert {"lines[1].net_price": sentence, "lines[2].net_price": sentence} == problems


@of_each_trade
@pytest.mark.parametrize("net", [{"net_price": 0}, {"net_price_in_currency": 1000}], ids=str)
def test_a_net_can_be_zero_or_in_currency(
    repository: Any, make: Callable[..., Any], net: dict[str, int]
) -> None:
    line = a_line(**{"net_price": None, "vat": None, **net})
    [sent] = repository.payload(make(line))["lines"]
    assert (net.get("net_price"), net.get("net_price_in_currency")) == (
        sent.get("netPrice"),
        sent.get("netPriceInCurrency"),
    )


def test_every_problem_of_a_sale_is_named() -> None:
    """Each problem has its path."""
    wrong = Sale(
        kind=SaleKind.CASH_SALE,
        date=DAY,
        net_amount=15920,
        lines=[
            a_line(project_id=7),
            OrderLine(description="Krus", vat_type=VatType.HIGH, project_id=8),
        ],
        payment_date=DAY_AFTER,
    )
    problems = problems_of(SALES, wrong)
    assert {
        "currency",
        "net_amount",
        "payment_account",
        "payment_date",
        "lines[0].project_id",
        "lines[1].project_id",
        "lines[1].net_price",
    } == problems.keys()
    with pytest.raises(InvalidModelError) as caught:
        SALES.payload(wrong)
    assert not isinstance(caught.value, MissingAttributesError)


def test_a_sale_sends_no_vat_of_zero() -> None:
    """The model keeps it."""
    # Fiken answers "Lines with 0 amount is not allowed" (docs/observed.md#4-error-bodies).
    book = a_line(vat=0, vat_type=VatType.EXEMPT)
    entity = a_sale(book, a_line(), book)
    for _ in range(2):
        assert [None, 3980, None] == [line.get("vat") for line in SALES.payload(entity)["lines"]]
    assert all("vat" not in line for line in SALES.payload(a_sale(book))["lines"])
    assert (0, 3980, 0) == tuple(line.vat for line in entity.lines)


def test_a_purchase_sends_a_vat_of_zero() -> None:
    line = a_line(vat=0, vat_type=VatType.NONE)
    assert [0] == [sent["vat"] for sent in PURCHASES.payload(a_purchase(line))["lines"]]


def test_loaded_lines_can_be_recorded_again() -> None:
    loaded = loaded_from(sale.IN_EURO)
    again = a_sale(*loaded.lines, currency="EUR")
    sent = SALES.payload(again)["lines"]
    assert [287500, None] == [line.get("vat") for line in sent]
    assert all("lineId" not in line for line in sent)


# Purchases


def test_a_cash_purchase_needs_an_account() -> None:
    problems = problems_of(PURCHASES, a_cash_purchase(payment_account=None))
    assert ["payment_account"] == list(problems)
    assert "is missing" in problems["payment_account"]


@pytest.mark.parametrize("paid", [None, DAY_AFTER])
def test_a_cash_purchase_is_paid_on_its_date(paid: date | None) -> None:
    expected = {"payment_date": "must be the date of the cash purchase"}
    assert expected == problems_of(PURCHASES, a_cash_purchase(payment_date=paid))


def test_a_foreign_cash_purchase_needs_kroner() -> None:
    """They are the amount that left the bank account."""
    problems = problems_of(PURCHASES, a_cash_purchase(currency="USD"))
    assert {"payment_amount_in_nok": "is missing: it was paid in USD"} == problems
    line = in_currency(account="6540")
    paid = a_cash_purchase(line, currency="USD", payment_amount_in_nok=121325)
    assert 121325 == PURCHASES.payload(paid)["paymentAmountInNok"]


def test_other_purchases_need_no_kroner() -> None:
    """These are purchases in kroner, and purchases that are paid later."""
    for entity in (a_cash_purchase(), a_purchase(in_currency(account="6540"), currency="USD")):
        assert "paymentAmountInNok" not in PURCHASES.payload(entity)


def test_every_problem_of_a_purchase_is_named() -> None:
    """Each problem has its path."""
    bare = a_line(net_price=None, vat=None)
    wrong = a_cash_purchase(
        a_line(), bare, currency="USD", payment_account=None, payment_date=None, paid=True
    )
    assert {
        "lines[1].net_price",
        "paid",
        "payment_account",
        "payment_amount_in_nok",
        "payment_date",
    } == problems_of(PURCHASES, wrong).keys()
