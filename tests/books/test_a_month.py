"""One month of a small shop, with trial balances that were computed by hand.

The bookings are in kroner. The trial balances are in øre, and debit is positive.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from fiken import (
    Accrual,
    CompanyClient,
    Contact,
    JournalEntry,
    JournalEntryLine,
    OrderLine,
    Payment,
    Purchase,
    PurchaseKind,
    Sale,
    SaleDraft,
    SaleDraftLine,
    SaleKind,
    Transaction,
    VatType,
    WriteOffType,
    kroner,
)
from fiken.emulator import Emulator

BANK = "1920:10001"

ON_15_MAY = {
    "1500:10001": 9_600_00,
    "1500:10002": 11_500_00,
    "1742": 8_000_00,
    "1900": 2_000_00,
    "1920:10001": 85_715_00,
    "1960": 9_905_00,
    "2000": -150_000_00,
    "2400:20002": -3_000_00,
    "2701": -7_000_00,
    "2702": -600_00,
    "2705": -750_00,
    "2711": 14_050_00,
    "2715": 750_00,
    "3000": -28_000_00,
    "3040": -4_000_00,
    "3100": -11_500_00,
    "4300": 40_000_00,
    "4360": 1_200_00,
    "6300": 15_000_00,
    "7320": 3_000_00,
    "7500": 4_000_00,
    "7770": 130_00,
}
ON_31_MAY = {
    "1500": 1_500_00,
    "1500:10001": 9_600_00,
    "1500:10002": 50_00,
    "1742": 8_000_00,
    "1900": 590_00,
    "1920:10001": 66_165_00,
    "1950:10001": 9_000_00,
    "1960": 9_905_00,
    "2000": -150_000_00,
    "2400:20002": -4_000_00,
    "2600": -9_000_00,
    "2701": -7_000_00,
    "2702": -600_00,
    "2703": -300_00,
    "2705": -1_000_00,
    "2711": 14_250_00,
    "2713": 60_00,
    "2715": 750_00,
    "3000": -28_000_00,
    "3040": -4_000_00,
    "3050": -2_500_00,
    "3100": -11_500_00,
    "3200": -1_500_00,
    "4300": 40_000_00,
    "4360": 1_200_00,
    "5000": 30_000_00,
    "6300": 15_000_00,
    "6420": 1_250_00,
    "6553": 800_00,
    "7140": 500_00,
    "7320": 3_000_00,
    "7350": 850_00,
    "7500": 4_000_00,
    "7770": 130_00,
    "7830": 2_800_00,
}
#: Invoice 101 and its payment of 20,000 are reversed in June, because May was over. Another month
#: of the insurance becomes a cost in June.
ON_15_JUNE = {
    "1500": 1_500_00,
    "1500:10002": 50_00,
    "1742": 4_000_00,
    "1900": 590_00,
    "1920:10001": 46_165_00,
    "1950:10001": 9_000_00,
    "1960": 9_905_00,
    "2000": -150_000_00,
    "2400:20002": -4_000_00,
    "2600": -9_000_00,
    "2701": -2_000_00,
    "2703": -300_00,
    "2705": -1_000_00,
    "2711": 14_250_00,
    "2713": 60_00,
    "2715": 750_00,
    "3000": -8_000_00,
    "3050": -2_500_00,
    "3100": -11_500_00,
    "3200": -1_500_00,
    "4300": 40_000_00,
    "4360": 1_200_00,
    "5000": 30_000_00,
    "6300": 15_000_00,
    "6420": 1_250_00,
    "6553": 800_00,
    "7140": 500_00,
    "7320": 3_000_00,
    "7350": 850_00,
    "7500": 8_000_00,
    "7770": 130_00,
    "7830": 2_800_00,
}


def may(day: int) -> date:
    """Return a day in May 2026."""
    return date(2026, 5, day)


def contact(acme: CompanyClient, name: str, *, sells: bool = False) -> Contact:
    """Save a customer, or a supplier."""
    return acme.contacts.save(Contact(name=name, customer=not sells, supplier=sells))


def line(account: str, vat_type: VatType, net: str, vat: str = "0") -> OrderLine:
    """Return a line; the amounts are in kroner."""
    return OrderLine(
        description="Linje",
        account=account,
        vat_type=vat_type,
        net_price=kroner(net),
        vat=kroner(vat),
    )


def post(acme: CompanyClient, day: int, description: str, *lines: JournalEntryLine) -> None:
    """Post a general journal entry."""
    entry = JournalEntry(description=description, date=may(day), lines=lines)
    acme.transactions.save(Transaction(description=description, entries=[entry]))


def invoice(acme: CompanyClient, number: str, day: int, who: Contact, *lines: OrderLine) -> Sale:
    """Save a sale on credit."""
    sale = Sale(
        sale_number=number,
        date=may(day),
        kind=SaleKind.EXTERNAL_INVOICE,
        lines=lines,
        customer_id=who.contact_id,
        currency="NOK",
    )
    return acme.sales.save(sale)


def bill(acme: CompanyClient, day: int, who: Contact, *lines: OrderLine) -> Purchase:
    """Save a purchase on credit."""
    purchase = Purchase(
        date=may(day),
        kind=PurchaseKind.SUPPLIER,
        lines=lines,
        supplier_id=who.contact_id,
        currency="NOK",
    )
    return acme.purchases.save(purchase)


def buy(acme: CompanyClient, day: int, account: str, *lines: OrderLine) -> Purchase:
    """Save a purchase that is paid at once from that account."""
    purchase = Purchase(
        date=may(day),
        kind=PurchaseKind.CASH_PURCHASE,
        lines=lines,
        currency="NOK",
        payment_account=account,
        payment_date=may(day),
    )
    return acme.purchases.save(purchase)


def buy_supplies(acme: CompanyClient) -> Purchase:
    """Book capital, goods, rent and insurance, from 2 to 5 May; return the goods."""
    capital = JournalEntryLine(amount=kroner("150000"), debit_account=BANK, credit_account="2000")
    post(acme, 2, "Aksjekapital", capital)
    change = JournalEntryLine(amount=kroner("2000"), debit_account="1900", credit_account=BANK)
    post(acme, 4, "Vekslepenger", change)
    goods = bill(
        acme,
        4,
        contact(acme, "Keramikk", sells=True),
        line("4300", VatType.HIGH, "40000", "10000"),
        line("4360", VatType.HIGH, "1200", "300"),
    )
    buy(acme, 5, BANK, line("6300", VatType.HIGH, "15000", "3750"))
    insurance = buy(acme, 5, BANK, line("7500", VatType.NONE, "12000"))
    three_months = Accrual(
        line_id=insurance.lines[0].line_id, account="1742", start_date=may(5), periods=3
    )
    acme.purchases.accruals(insurance).save(three_months)
    return goods


def sell_for_cash(acme: CompanyClient) -> None:
    """Book the cash sale of 6 May, which was paid by card with a fee."""
    acme.sales.save(
        Sale(
            sale_number="K-1",
            date=may(6),
            kind=SaleKind.CASH_SALE,
            lines=[line("3000", VatType.HIGH, "8000", "2000")],
            currency="NOK",
            total_paid=kroner("10000"),
            payment_account="1960",
            payment_date=may(6),
            payment_fee=kroner("95"),
        )
    )


def export(acme: CompanyClient) -> None:
    """Book invoice 102 of 11 May, which is in euro."""
    in_euro = OrderLine(
        description="Krus til Berlin",
        account="3100",
        vat_type=VatType.EXEMPT_IMPORT_EXPORT,
        net_price=kroner("11500"),
        net_price_in_currency=1_000_00,
    )
    acme.sales.save(
        Sale(
            sale_number="102",
            date=may(11),
            kind=SaleKind.EXTERNAL_INVOICE,
            lines=[in_euro],
            customer_id=contact(acme, "Hotel Berlin").contact_id,
            currency="EUR",
        )
    )


def first_half(acme: CompanyClient) -> None:
    """Book what happened from 2 to 15 May."""
    goods = buy_supplies(acme)
    sell_for_cash(acme)
    crockery = invoice(
        acme,
        "101",
        8,
        contact(acme, "Kafé Elg"),
        line("3000", VatType.HIGH, "20000", "5000"),
        line("3040", VatType.MEDIUM, "4000", "600"),
    )
    export(acme)
    adverts = contact(acme, "Ads Ltd", sells=True)
    bill(acme, 12, adverts, line("7320", VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE, "3000"))
    acme.sales.payments(crockery).save(Payment(date=may(13), account=BANK, amount=kroner("20000")))
    acme.purchases.payments(goods).save(
        Payment(date=may(15), account=BANK, amount=kroner("51500"), fee=kroner("35"))
    )


def pay_export(acme: CompanyClient) -> None:
    """Book the payment of invoice 102, on 18 May."""
    sale = acme.sales.find_by(sale_number="102")
    assert sale
    in_euro = Payment(
        date=may(18),
        account=BANK,
        amount=1_000_00,
        currency="EUR",
        amount_in_nok=kroner("11450"),
    )
    acme.sales.payments(sale).save(in_euro)


def sell_course(acme: CompanyClient) -> None:
    """Book invoice 104 of 25 May from a draft."""
    course = SaleDraftLine(
        text="Kurs",
        vat_type=VatType.OUTSIDE,
        income_account="3200",
        net=kroner("1500"),
        gross=kroner("1500"),
    )
    draft = SaleDraft(
        invoice_number="104",
        invoice_issue_date=may(25),
        cash=False,
        paid=False,
        lines=[course],
    )
    acme.sales.drafts.finalize(acme.sales.drafts.save(draft))


def pay_salary(acme: CompanyClient) -> None:
    """Book a salary of 30,000 with 9,000 of tax, on 28 May."""
    post(
        acme,
        28,
        "Lønn",
        JournalEntryLine(amount=kroner("30000"), debit_account="5000"),
        JournalEntryLine(amount=kroner("9000"), credit_account="2600"),
        JournalEntryLine(amount=kroner("21000"), credit_account=BANK),
        JournalEntryLine(amount=kroner("9000"), debit_account="1950:10001", credit_account=BANK),
    )


def second_half(acme: CompanyClient) -> None:
    """Book what happened from 18 to 29 May."""
    kafe = acme.contacts.find_by(name="Kafé Elg")
    adverts = acme.contacts.find_by(name="Ads Ltd")
    assert kafe
    assert adverts
    pay_export(acme)
    buy(acme, 19, "1900", line("7350", VatType.NONE, "850"))
    buy(acme, 20, "1900", line("7140", VatType.LOW, "500", "60"))
    delivery = invoice(acme, "103", 21, kafe, line("3050", VatType.LOW, "2500", "300"))
    sell_course(acme)
    acme.sales.write_off(delivery, type=WriteOffType.CUSTOMER_BANKRUPTCY, date=may(26))
    program = JournalEntryLine(amount=kroner("800"), debit_account="6553", debit_vat_code=1)
    paid = JournalEntryLine(amount=kroner("1000"), credit_account=BANK)
    post(acme, 27, "Kasseprogram", program, paid)
    pay_salary(acme)
    not_deductible = VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE
    bill(acme, 29, adverts, line("6420", not_deductible, "1250", "-250"))


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An embedded Fiken without any bookings, at noon of 15 June 2026."""
    noon = datetime(2026, 6, 15, 12, tzinfo=UTC)
    with Emulator(seed=1, clock=lambda: noon, empty=True) as running:
        yield running
        running.check_books()


@pytest.fixture
def shop(acme: CompanyClient) -> CompanyClient:
    """The demo company after the month."""
    first_half(acme)
    second_half(acme)
    return acme


def trial_balance(acme: CompanyClient, day: date) -> dict[str, int]:
    """Return the balances that are not 0 at the end of a day."""
    rows = acme.account_balances.all(date=day)
    return {row.code: row.balance for row in rows if row.balance}


def delete_invoice_101(acme: CompanyClient) -> None:
    """Undo the payment of invoice 101, and delete the invoice."""
    invoice = acme.sales.find_by(sale_number="101")
    assert invoice
    acme.sales.payments(invoice).delete(invoice.sale_payments[0], description="Feil kunde")
    acme.sales.delete(invoice, description="Feil kunde")


@pytest.mark.parametrize("table", [ON_15_MAY, ON_31_MAY, ON_15_JUNE])
def test_tables_sum_to_zero(table: dict[str, int]) -> None:
    """The tables themselves have no mistake in addition."""
    assert 0 == sum(table.values())


def test_trial_balance_of_15_may(shop: CompanyClient) -> None:
    assert ON_15_MAY == trial_balance(shop, may(15))


def test_later_bookings_keep_earlier_balance(acme: CompanyClient) -> None:
    first_half(acme)
    assert ON_15_MAY == trial_balance(acme, may(15))
    second_half(acme)
    assert ON_15_MAY == trial_balance(acme, may(15))


def test_trial_balance_of_31_may(shop: CompanyClient) -> None:
    assert ON_31_MAY == trial_balance(shop, may(31))


def test_balance_before_first_booking_is_empty(shop: CompanyClient) -> None:
    assert {} == trial_balance(shop, may(1))


def test_vat_balance_is_6160_kroner(shop: CompanyClient) -> None:
    """8,900.00 are owed and 15,060.00 are deducted, so the state owes the difference."""
    vat = shop.account_balances.all(date=may(31), from_account=2700, to_account=2799)
    assert 6_160_00 == sum(row.balance for row in vat)


def test_bank_balance_is_66165_kroner(shop: CompanyClient) -> None:
    account = shop.bank_accounts.all().first()
    assert account
    balance = shop.account_balances.find(account.account_code, date=may(31))
    assert (BANK, 66_165_00) == (balance.code, balance.balance)


def test_outstanding_balances_of_sales(shop: CompanyClient) -> None:
    owed = {sale.sale_number: sale.outstanding_balance for sale in shop.sales.all()}
    assert {"K-1": 0, "101": 9_600_00, "102": 50_00, "103": 0, "104": 1_500_00} == owed


def test_deletion_in_june_keeps_balance_of_may(shop: CompanyClient) -> None:
    delete_invoice_101(shop)
    assert ON_31_MAY == trial_balance(shop, may(31))


def test_trial_balance_after_deletion(
    shop: CompanyClient,
) -> None:
    delete_invoice_101(shop)
    assert ON_15_JUNE == trial_balance(shop, date(2026, 6, 15))
