"""What the pages say of contacts, saving and payments is so."""

from datetime import date, timedelta

from fiken import CompanyClient, Contact, OrderLine, Payment, Sale, SaleKind, VatType
from fiken.emulator import Emulator

TODAY = date(2026, 6, 15)
COFFEE = OrderLine(
    description="Coffee", net_price=10_000, vat=2_500, account="3000", vat_type=VatType.HIGH
)


def test_an_unchanged_model_is_returned_even_where_it_is_stale(
    acme: CompanyClient, emulator: Emulator
) -> None:
    """`find` loads it again."""
    nelly = acme.contacts.save(Contact(name="Nelly"))
    acme.contacts.save(nelly.evolve(name="Ned"))
    before = len(emulator.requests)
    assert nelly is acme.contacts.save(nelly)
    assert before == len(emulator.requests)
    assert ("Nelly", "Ned") == (nelly.name, acme.contacts.find(nelly).name)


def test_a_phone_number_given_again_is_a_change_each_time(acme: CompanyClient) -> None:
    """Fiken does not give it back, so there is nothing to compare it with."""
    saved = acme.contacts.save(Contact(name="Nelly", phone_number="62158537"))
    assert {} == saved.evolve(phone_number="62158537").changes
    found = acme.contacts.find(saved)
    again = found.evolve(phone_number="62158537")
    assert (None, {"phone_number": "62158537"}) == (found.phone_number, again.changes)
    assert "62158537" == acme.contacts.payload(again)["phoneNumber"]


def test_a_fee_is_a_field_of_a_payment(acme: CompanyClient) -> None:
    """And not in its amount: all four are to be compared."""
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
    """The sum of both is what was paid; the field of the sale does not come back."""
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
