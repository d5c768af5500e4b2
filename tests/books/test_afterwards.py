"""Fields of documents, and of an error, after later changes."""

from datetime import date

import pytest

from fiken import (
    Accrual,
    CompanyClient,
    OrderLine,
    Payment,
    Sale,
    SaleKind,
    VatType,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, Emulator

DAY = date(2026, 6, 1)
BANK, CASH = "1920:10001", "1900"
LINE = OrderLine(
    description="Krus", net_price=100_00, vat=25_00, account="3000", vat_type=VatType.HIGH
)
OWED = Sale(
    sale_number="A-1",
    date=DAY,
    kind=SaleKind.EXTERNAL_INVOICE,
    lines=[LINE],
    currency="NOK",
)


def test_sale_has_account_of_remaining_payment(acme: CompanyClient) -> None:
    sale = acme.sales.save(OWED)
    payments = acme.sales.payments(sale)
    payments.save(Payment(date=DAY, account=BANK, amount=50_00))
    undone = payments.save(Payment(date=date(2026, 6, 2), account=CASH, amount=50_00))
    payments.delete(undone)
    sale = acme.sales.find(sale)
    assert (BANK, DAY) == (sale.payment_account, sale.payment_date)


def test_sale_without_payments_has_no_account(acme: CompanyClient) -> None:
    sale = acme.sales.save(OWED)
    payments = acme.sales.payments(sale)
    payments.delete(payments.save(Payment(date=DAY, account=BANK, amount=50_00)))
    sale = acme.sales.find(sale)
    assert (None, None) == (sale.payment_account, sale.payment_date)


def test_cash_sale_with_fee_has_bank_account(acme: CompanyClient) -> None:
    """The fee is a payment to account 7770, which is not the account of the sale."""
    sale = Sale(
        date=DAY,
        kind=SaleKind.CASH_SALE,
        lines=[LINE],
        currency="NOK",
        total_paid=125_00,
        payment_account=BANK,
        payment_date=DAY,
        payment_fee=2_00,
    )
    assert BANK == acme.sales.save(sale).payment_account


def test_model_of_unloaded_write_is_not_sent_again(acme: CompanyClient, emulator: Emulator) -> None:
    """The answer has no Location. The model in the error counts as saved."""
    emulator.fail_next(CannedAnswer(201, carry_out=True), method="POST")
    with pytest.raises(WrittenButNotLoadedError) as caught:
        acme.sales.save(OWED)
    acme.sales.save(caught.value.model)
    assert 1 == len(acme.sales.all(sale_number="A-1"))


def test_months_of_0_are_not_unposted(acme: CompanyClient) -> None:
    """The net of 2 øre over five months leaves 0 for most of them; the year is open."""
    sale = acme.sales.save(OWED.evolve(lines=[LINE.evolve(net_price=2, vat=1)]))
    new = Accrual(line_id=sale.lines[0].line_id, account="2965", start_date=DAY, periods=5)
    accrual = acme.sales.accruals(sale).save(new)
    assert (0, ()) == (accrual.unposted_periods, accrual.unposted_years)
