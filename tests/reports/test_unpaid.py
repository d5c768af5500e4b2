"""Unpaid documents: partial and foreign payments, ages, and what is not known."""

from datetime import date, timedelta

import pytest

from fiken import (
    Contact,
    Invoice,
    InvoiceLine,
    OrderLine,
    Payment,
    Purchase,
    PurchaseKind,
    Sale,
    SaleKind,
    VatType,
)
from fiken.emulator import CannedAnswer
from fiken.reports import Age, OverdueReport, csv_of, failed_among, overdue_invoices, table_of
from tests.reports.conftest import Shop

BANK, DAY = "1920:10001", date(2026, 6, 15)


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (-400, Age.NOT_DUE),
        (0, Age.NOT_DUE),
        (1, Age.UP_TO_30),
        (30, Age.UP_TO_30),
        (31, Age.UP_TO_60),
        (60, Age.UP_TO_60),
        (61, Age.UP_TO_90),
        (90, Age.UP_TO_90),
        (91, Age.OVER_90),
    ],
)
def test_an_age_begins_the_day_after(shop: Shop, days: int, age: Age) -> None:
    """On the due date, nothing is overdue yet."""
    sell(shop, due=DAY - timedelta(days))
    report = overdue_invoices(shop.acme, DAY)
    assert [(age, days)] == [(row.age, row.days) for row in report.rows]
    assert (0 if age is Age.NOT_DUE else 1250) == report.overdue


def sell(shop: Shop, due: date | None = DAY, day: date = date(2025, 1, 5)) -> Sale:
    """Book a sale of 12.50 kroner."""
    line = OrderLine(
        description="Vare", net_price=1000, vat=250, account="3000", vat_type=VatType.HIGH
    )
    kind = SaleKind.EXTERNAL_INVOICE
    sale = Sale(date=day, kind=kind, currency="NOK", due_date=due, lines=[line])
    return shop.acme.sales.save(sale)


def buy(shop: Shop, currency: str = "NOK") -> Purchase:
    """Book a purchase of 100 kroner, or of 10 euro."""
    line = OrderLine(
        description="Vare",
        net_price=100_00,
        net_price_in_currency=None if currency == "NOK" else 10_00,
        account="6840",
        vat_type=VatType.NONE,
    )
    purchase = Purchase(
        identifier="K-1",
        date=date(2026, 5, 1),
        kind=PurchaseKind.SUPPLIER,
        currency=currency,
        due_date=date(2026, 5, 15),
        lines=[line],
    )
    return shop.acme.purchases.save(purchase)


def owed(shop: Shop) -> OverdueReport:
    """Return the report on purchases."""
    return overdue_invoices(shop.acme, DAY, purchases=True)


def test_a_sale_without_a_due_date_is_not_due(shop: Shop) -> None:
    sell(shop, due=None)
    (row,) = overdue_invoices(shop.acme, DAY).rows
    assert (None, None, Age.NOT_DUE) == (row.due, row.days, row.age)


def test_later_sales_are_left_out(shop: Shop) -> None:
    """The books of the day do not have them either."""
    sell(shop, due=date(2026, 7, 1), day=date(2026, 6, 14))
    assert 1 == len(overdue_invoices(shop.acme, date(2026, 6, 14)).rows)
    assert () == overdue_invoices(shop.acme, date(2026, 6, 13)).rows
    assert () == failed_among(overdue_invoices(shop.acme, date(2026, 6, 13)).checks)


def test_a_paid_part_of_a_purchase_is_not_owed(shop: Shop) -> None:
    purchase = buy(shop)
    shop.acme.purchases.payments(purchase).save(Payment(date=DAY, account=BANK, amount=40_00))
    (row,) = owed(shop).rows
    assert (60_00, None, Age.UP_TO_60) == (row.outstanding, row.outstanding_in_currency, row.age)
    assert () == failed_among(owed(shop).checks)


def test_a_foreign_purchase_is_owed_in_both_currencies(shop: Shop) -> None:
    """The euro are those of the invoice, and the øre are those in the books."""
    purchase = buy(shop, "EUR")
    part = Payment(date=DAY, account=BANK, amount=4_00, currency="EUR", amount_in_nok=41_00)
    shop.acme.purchases.payments(purchase).save(part)
    (row,) = owed(shop).rows
    assert ("EUR", 6_00, 59_00) == (row.currency, row.outstanding_in_currency, row.outstanding)
    assert () == failed_among(owed(shop).checks)


def test_kroner_are_not_taken_for_euro(shop: Shop) -> None:
    """How many euro a payment in kroner pays is not known. The øre are."""
    purchase = buy(shop, "EUR")
    part = Payment(date=DAY, account=BANK, amount=40_00, currency="NOK")
    shop.acme.purchases.payments(purchase).save(part)
    (row,) = owed(shop).rows
    assert (60_00, None) == (row.outstanding, row.outstanding_in_currency)
    assert () == failed_among(owed(shop).checks)


def test_unknown_kroner_are_not_guessed(shop: Shop) -> None:
    """A foreign payment may come without its kroner. The row says so, and is in no sum."""
    body = b"""[{"purchaseId": 5, "date": "2026-05-01", "dueDate": "2026-05-15", "kind": "supplier",
        "paid": false, "currency": "EUR", "deleted": false, "settled": false,
        "lines": [{"description": "Vare", "netPrice": 10000, "netPriceInCurrency": 1000,
        "vatType": "NONE", "account": "6840"}],
        "payments": [{"paymentId": 6, "date": "2026-05-02", "account": "1920:10001",
        "amount": 400, "currency": "EUR"}]}]"""
    headers = {"Content-Type": "application/json", "Fiken-Api-Result-Count": "1"}
    headers |= {"Fiken-Api-Page": "0", "Fiken-Api-Page-Size": "100", "Fiken-Api-Page-Count": "1"}
    shop.emulator.fail_next(CannedAnswer(200, headers, body), path="/purchases")
    report = owed(shop)
    assert [(None, 600)] == [(r.outstanding, r.outstanding_in_currency) for r in report.rows]
    assert 0 == report.outstanding
    assert csv_of(table_of(report)).splitlines()[1].endswith(",EUR,600,,amount not known")


def test_what_is_closed_is_not_unpaid(shop: Shop) -> None:
    """Paid, deleted, written off and settled sales are left out."""
    paid, deleted, settled = sell(shop), sell(shop), sell(shop)
    shop.acme.sales.payments(paid).save(Payment(date=DAY, account=BANK, amount=1250))
    shop.acme.sales.delete(deleted, description="Feil")
    shop.acme.sales.settle(settled, settled_date=DAY)
    report = overdue_invoices(shop.acme, DAY)
    assert () == report.rows
    assert [-1250] == [check.difference for check in failed_among(report.checks)]


def test_a_credited_invoice_is_not_unpaid(shop: Shop) -> None:
    """A refund that is still owed to the customer is a negative amount."""
    shop.acme.invoices.counter.ensure()
    shop.acme.credit_notes.counter.ensure()
    customer = shop.acme.contacts.save(Contact(name="Æsop", customer=True))
    line = InvoiceLine(
        description="Vare",
        unit_price=1000,
        quantity=1,
        vat_type=VatType.HIGH,
        income_account="3000",
    )
    invoice = shop.acme.invoices.save(
        Invoice(
            issue_date=DAY,
            due_date=DAY,
            customer_id=customer.contact_id,
            bank_account_code=BANK,
            cash=False,
            lines=[line],
        )
    )
    shop.acme.sales.payments(invoice).save(Payment(date=DAY, account=BANK, amount=1250))
    shop.acme.credit_notes.create_full(invoice, issue_date=DAY)
    report = overdue_invoices(shop.acme, DAY)
    assert [("Æsop", -1250)] == [(row.contact, row.outstanding) for row in report.rows]
    assert () == failed_among(report.checks)


def test_a_deleted_sale_is_not_unpaid(shop: Shop) -> None:
    """Not even if Fiken still states an outstanding amount. The same holds for a write-off."""
    sale = (
        '{"saleId": %d, "date": "2026-05-01", "dueDate": "2026-05-15", "currency": "NOK", '
        '"settled": false, "outstandingBalance": 100, "deleted": %s, "writeOff": %s}'
    )
    rows = [sale % (5, "true", "false"), sale % (6, "false", "true"), sale % (7, "false", "false")]
    headers = {"Content-Type": "application/json", "Fiken-Api-Result-Count": "3"}
    headers |= {"Fiken-Api-Page": "0", "Fiken-Api-Page-Size": "100", "Fiken-Api-Page-Count": "1"}
    answer = CannedAnswer(200, headers, f"[{', '.join(rows)}]".encode())
    shop.emulator.fail_next(answer, path="/sales")
    assert [7] == [row.document_id for row in overdue_invoices(shop.acme, DAY).rows]
