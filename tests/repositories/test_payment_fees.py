"""Fees of payments, as docs/books.md describes them."""

from datetime import date, timedelta

from fiken import CompanyClient, OrderLine, Payment, Sale, SaleKind, VatType

TODAY = date(2026, 6, 15)


COFFEE = OrderLine(
    description="Coffee", net_price=10_000, vat=2_500, account="3000", vat_type=VatType.HIGH
)


def test_a_fee_is_a_field_of_a_payment(acme: CompanyClient) -> None:
    """It is not in the amount: to recognize a payment, compare all four fields."""
    sale = acme.sales.save(
        Sale(
            sale_number="2026-17",
            date=TODAY,
            kind=SaleKind.EXTERNAL_INVOICE,
            due_date=TODAY + timedelta(days=14),
            currency="NOK",
            lines=[COFFEE],
        )
    )
    payments = acme.sales.payments(sale)
    payments.save(Payment(date=TODAY, account="1920:10001", amount=12_500, fee=300))
    (row,) = payments.all()
    assert (TODAY, "1920:10001", 12_500, 300) == (row.date, row.account, row.amount, row.fee)


def test_a_fee_is_a_second_payment_of_a_cash_sale(acme: CompanyClient) -> None:
    """Their sum is what was paid, and the field of the sale does not come back."""
    acme.sales.save(
        Sale(
            sale_number="2026-18",
            date=TODAY,
            kind=SaleKind.CASH_SALE,
            currency="NOK",
            lines=[COFFEE],
            payment_account="1920:10001",
            payment_date=TODAY,
            total_paid=12_500,
            payment_fee=300,
        )
    )
    sale = acme.sales.find_by(sale_number="2026-18")
    assert sale
    paid = [payment.amount for payment in sale.sale_payments]
    assert ([12_200, 300], 12_500, None) == (paid, sum(paid), sale.payment_fee)
