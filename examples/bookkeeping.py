"""A month of a small coffee shop: sales, purchases, wages, and the trial balance.

    python examples/bookkeeping.py

It runs on an embedded Fiken. Its clock stands on the last day of January 2026, and later in
February, where a mistake of January is deleted. The printed figures are read from Fiken and
compared with what this program has booked.

"Emulator choice" marks behaviour that nobody has seen in the real Fiken: check it there first.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from fiken import (
    AccountBalance,
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
    SaleKind,
    Transaction,
    VatType,
    in_kroner,
    kroner,
)
from fiken.emulator import Emulator
from fiken.vat import gross_on, vat_on

MONTH_END, MONTH_AFTER = date(2026, 1, 31), date(2026, 2, 10)
BANK, CAPITAL, WAGES = "1920:10001", "2000", "5000"
COFFEE, GOODS, RENT, INSURANCE, FEES = "3000", "4300", "6300", "7500", "7770"
PREPAID = "1742"


def january(day: int) -> date:
    """Return a day of January 2026."""
    return date(2026, 1, day)


def line(text: str, net: str, account: str, vat_type: VatType = VatType.HIGH) -> OrderLine:
    """Return a line with this net amount in kroner, and with the vat of its type."""
    return OrderLine.of_net(kroner(net), description=text, account=account, vat_type=vat_type)


def post(shop: CompanyClient, day: int, text: str, amount: str, debit: str, credit: str) -> None:
    """Post a general journal entry of one line."""
    both = JournalEntryLine(amount=kroner(amount), debit_account=debit, credit_account=credit)
    entry = JournalEntry(description=text, date=january(day), lines=[both])
    shop.transactions.save(Transaction(description=text, entries=[entry]))


def cash_sale(shop: CompanyClient, day: int, net: str) -> Sale:
    """Record the sales of one day, which go from the till into the bank."""
    sold = line(f"Kasse {day}. januar", net, COFFEE)
    return shop.sales.save(
        Sale(
            sale_number=f"K-{day}",
            date=january(day),
            kind=SaleKind.CASH_SALE,
            lines=[sold],
            currency="NOK",
            payment_account=BANK,
            payment_date=january(day),
            total_paid=gross_on(kroner(net), VatType.HIGH),
        )
    )


def cash_purchase(shop: CompanyClient, day: int, bought: OrderLine) -> Purchase:
    """Record a purchase that was paid at once."""
    return shop.purchases.save(
        Purchase(
            date=january(day),
            kind=PurchaseKind.CASH_PURCHASE,
            lines=[bought],
            currency="NOK",
            payment_account=BANK,
            payment_date=january(day),
        )
    )


def catering(customer: Contact) -> Sale:
    """Return the sale of an invoice that was created outside Fiken."""
    return Sale(
        sale_number="2026-1",
        date=january(15),
        due_date=january(29),
        kind=SaleKind.EXTERNAL_INVOICE,
        customer_id=customer.contact_id,
        lines=[line("Catering", "16000", COFFEE)],
        currency="NOK",
    )


def book_the_month(shop: CompanyClient) -> None:
    """Book everything that happened in January, with its mistakes."""
    cafe = shop.contacts.save(Contact(name="Kafé Havgapet", customer=True))
    roaster = shop.contacts.save(Contact(name="Fjellbrenneriet AS", supplier=True))

    post(shop, 2, "Aksjekapital", "60000", BANK, CAPITAL)
    cash_purchase(shop, 2, line("Husleie januar", "9000", RENT, VatType.NONE))
    insured = cash_purchase(shop, 5, line("Forsikring 2026", "12000", INSURANCE, VatType.NONE))
    shop.purchases.accruals(insured).save(
        Accrual(
            line_id=insured.lines[0].line_id, account=PREPAID, start_date=january(1), periods=12
        )
    )

    beans = shop.purchases.save(
        Purchase(
            identifier="F-2001",
            date=january(7),
            due_date=january(21),
            kind=PurchaseKind.SUPPLIER,
            supplier_id=roaster.contact_id,
            lines=[line("Kaffebønner", "20000", GOODS)],
            currency="NOK",
        )
    )
    shop.purchases.payments(beans).save(
        Payment(date=january(21), account=BANK, amount=kroner("25000"))
    )

    for day, net in ((10, "8000"), (17, "9600"), (24, "10400"), (31, "7200")):
        cash_sale(shop, day, net)

    sold = shop.sales.save(catering(cafe))
    payments = shop.sales.payments(sold)
    twice = payments.save(Payment(date=january(20), account=BANK, amount=kroner("12000")))
    # Its month has not ended, so it is open and is removed. (Emulator choice: when it is closed.)
    payments.delete(twice, description="Ført på feil konto")
    # The fee is a field of the payment. Emulator choice: it leaves the bank in addition to the
    # amount and goes to account 7770. On a cash sale it is `payment_fee`, and a second payment.
    payments.save(Payment(date=january(20), account=BANK, amount=kroner("12000"), fee=kroner("50")))

    mistaken = shop.sales.save(catering(cafe))
    shop.sales.delete(mistaken, description="Ført to ganger")

    post(shop, 30, "Lønn januar", "15000", WAGES, BANK)


def correct_in_february(shop: CompanyClient) -> None:
    """Delete a cash sale of January, and print the sales until the end of January and in February.

    Emulator choice: the reversal is dated today, in February, so January still contains the sale.
    """
    mistaken = shop.sales.find_by(sale_number="K-31")
    assert mistaken is not None
    payments = shop.sales.payments(mistaken)
    for payment in payments.all():
        payments.delete(payment, description="Kassa ble talt to ganger")
    shop.sales.delete(mistaken, description="Kassa ble talt to ganger")

    for day in (MONTH_END, MONTH_AFTER):
        sold = -shop.account_balances.find(COFFEE, date=day).balance
        print(f"Salg av kaffe per {day:%d.%m.%Y}: {as_kroner(sold)} kroner")


def as_kroner(amount: int) -> str:
    """Return an amount in øre as a bookkeeper writes it in kroner: 12 500,00, and empty for 0."""
    kr: Decimal = in_kroner(amount)
    return f"{kr:,.2f}".replace(",", " ").replace(".", ",") if amount else ""


def trial_balance(balances: list[AccountBalance]) -> Iterator[str]:
    """Yield the lines of a table of the balances, with debit and credit in separate columns."""
    yield f"{'Konto':<12}{'Navn':<44}{'Debet':>14}{'Kredit':>14}"
    yield "-" * 84
    for row in balances:
        debit, credit = max(row.balance, 0), max(-row.balance, 0)
        yield f"{row.code:<12}{row.name[:43]:<44}{as_kroner(debit):>14}{as_kroner(credit):>14}"
    yield "-" * 84
    total = sum(max(row.balance, 0) for row in balances)
    yield f"{'Sum':<56}{as_kroner(total):>14}{as_kroner(total):>14}"


def main() -> None:
    """Book the month, and print the trial balance and the VAT."""
    clock = [datetime(2026, 1, 31, 18, 0, tzinfo=UTC)]
    with Emulator(empty=True, clock=lambda: clock[0]) as emulator, emulator.client() as client:
        shop = client.company(emulator.company_slug)
        book_the_month(shop)
        balances = [row for row in shop.account_balances.all(date=MONTH_END) if row.balance]
        print(f"Saldobalanse per {MONTH_END:%d.%m.%Y}\n")
        print("\n".join(trial_balance(balances)))

        by_account = {row.code: row.balance for row in balances}
        output, input_ = -by_account["2701"], by_account["2711"]
        print(f"\nUtgående mva {as_kroner(output)}, inngående mva {as_kroner(input_)}", end="")
        print(f", å betale {as_kroner(output - input_)} kroner")
        print(f"I banken {as_kroner(by_account[BANK])} kroner")

        # Compare what the program has booked, in øre, with the balances in Fiken.
        sold = kroner("8000") + kroner("9600") + kroner("10400") + kroner("7200")
        paid_in = kroner("60000") + gross_on(sold, VatType.HIGH) + kroner("12000") - kroner("50")
        paid_out = kroner("9000") + kroner("12000") + kroner("25000") + kroner("15000")
        assert by_account[BANK] == paid_in - paid_out
        assert output == vat_on(sold + kroner("16000"), VatType.HIGH)
        assert input_ == vat_on(kroner("20000"), VatType.HIGH)
        assert by_account[PREPAID] == kroner("11000")
        assert by_account[FEES] == kroner("50")
        assert sum(by_account.values()) == 0

        clock[0] = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
        correct_in_february(shop)
        january_sales = -shop.account_balances.find(COFFEE, date=MONTH_END).balance
        february_sales = -shop.account_balances.find(COFFEE, date=MONTH_AFTER).balance
        assert january_sales == sold + kroner("16000")
        assert february_sales == january_sales - kroner("7200")
        emulator.check_books()


if __name__ == "__main__":
    main()
