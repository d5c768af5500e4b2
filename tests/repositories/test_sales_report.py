"""The sales report of products: a POST that changes nothing, and is repeated like a GET."""

from datetime import date, timedelta
from typing import Any

import pytest

from fiken import (
    CompanyClient,
    CreditNoteLine,
    Fiken,
    InvalidAttributeError,
    InvalidModelError,
    InvoiceLine,
    MappingError,
    Product,
    TransportError,
    VatType,
)
from fiken.emulator import CannedAnswer, DropAfterCarryingOut, Emulator, Status
from tests.catalogue import DAY, invoice


@pytest.fixture
def client(quick_client: Fiken) -> Fiken:
    """The client that does not wait long before it tries again."""
    return quick_client


def test_a_report_counts_what_was_sold(acme: CompanyClient, emulator: Emulator) -> None:
    """Three are sold for 300 kroner each, and one of them is credited. VAT is 25 %."""
    new = Product(name="Kanne", unit_price=30000, income_account="3000", vat_type=VatType.HIGH)
    product_id = acme.products.save(new).product_id
    line = InvoiceLine(product_id=product_id, quantity=3)
    bill = acme.invoices.save(invoice(acme).evolve(lines=[line]))
    back = CreditNoteLine(product_id=product_id, quantity=1, unit_price=30000)
    acme.credit_notes.create_partial(issue_date=DAY, invoice=bill, lines=[back])
    before = len(emulator.requests)
    reports = acme.products.sales_report(DAY, DAY)
    (mine,) = [r for r in reports if r.product and r.product.product_id == product_id]
    assert mine.sold
    assert mine.credited
    assert mine.sum
    assert (3, 90000, 22500, 112500) == (
        mine.sold.count,
        mine.sold.net_amount,
        mine.sold.vat_amount,
        mine.sold.gross_amount,
    )
    assert (1, 30000) == (abs(mine.credited.count), abs(mine.credited.net_amount))
    assert (2, 60000, 75000) == (mine.sum.count, mine.sum.net_amount, mine.sum.gross_amount)
    (sent,) = emulator.requests[before:]
    assert {"from": "2026-06-15", "to": "2026-06-15"} == sent.body


def test_a_lost_report_is_repeated(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.fail_next(DropAfterCarryingOut())
    emulator.fail_next(Status(503))
    assert () == acme.products.sales_report(date(2023, 1, 1), date(2023, 1, 1))
    assert ["POST"] * 3 == [request.method for request in emulator.requests]


def test_a_report_is_never_ambiguous(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.fail_next(DropAfterCarryingOut(), times=3)
    with pytest.raises(TransportError) as caught:
        acme.products.sales_report(DAY, DAY)
    assert (TransportError, "refused") == (type(caught.value), caught.value.outcome)
    assert 3 == len(emulator.requests)


@pytest.mark.parametrize(
    ("body", "path"), [(b"{}", "$"), (b'[{"sold": {"count": "x"}}]', "$[0].sold.count")]
)
def test_an_unreadable_report_says_where(
    body: bytes, path: str, acme: CompanyClient, emulator: Emulator
) -> None:
    json = {"Content-Type": "application/json"}
    emulator.fail_next(CannedAnswer(200, json, body))
    with pytest.raises(MappingError) as caught:
        acme.products.sales_report(DAY, DAY)
    assert (path, "refused") == (caught.value.path, caught.value.outcome)
    assert caught.value.request_id


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [
        (DAY, DAY - timedelta(days=1), InvalidModelError),
        ("2026-06-15", DAY, InvalidAttributeError),
        (DAY, None, InvalidAttributeError),
    ],
)
def test_a_wrong_period_is_refused(
    start: Any, end: Any, error: type[Exception], acme: CompanyClient, emulator: Emulator
) -> None:
    with pytest.raises(error):
        acme.products.sales_report(start, end)
    assert [] == emulator.requests
