"""The same random day, booked once through each API on two emulators, gives the same balances."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import Phase, given, settings, strategies as st

from fiken import (
    CompanyClient,
    Contact,
    Invoice,
    InvoiceLine,
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
)
from fiken.emulator import Emulator
from fiken.hal import CompanyV1
from tests.hal.conftest import client_of

DAY = date(2026, 6, 15)
BANK = "1920:10001"
RATES = {VatType.HIGH: 25, VatType.MEDIUM: 15, VatType.LOW: 12, VatType.EXEMPT: 0, VatType.NONE: 0}
ACCOUNTS = {
    VatType.HIGH: "3000",
    VatType.MEDIUM: "3030",
    VatType.LOW: "3050",
    VatType.EXEMPT: "3100",
}

Step = tuple[str, int, VatType, bool]
STEPS = st.tuples(
    st.sampled_from(["cash sale", "external invoice", "invoice", "purchase", "journal"]),
    st.integers(1, 5_000_000),
    st.sampled_from(sorted(ACCOUNTS)),
    st.booleans(),
)


def order_line(net: int, vat_type: VatType, account: str | None = None) -> OrderLine:
    vat = (net * RATES[vat_type] + 50) // 100
    return OrderLine(description="x", net_price=net, vat=vat, vat_type=vat_type, account=account)


def new_sale(net: int, vat_type: VatType, **more: Any) -> Sale:
    return Sale(date=DAY, lines=[order_line(net, vat_type, ACCOUNTS[vat_type])], **more)


def gross_of(net: int, vat_type: VatType) -> int:
    return net + (net * RATES[vat_type] + 50) // 100


def paid(acme: Any, made: Any, net: int, *, is_paid: bool) -> None:
    """Pay a sale or a purchase in part, through the API of `acme`."""
    if is_paid:
        payment = Payment(date=DAY, account=BANK, amount=net)
        payments = acme.payments(made) if isinstance(acme, CompanyV1) else _payments(acme, made)
        payments.save(payment)


def _payments(acme: CompanyClient, made: Any) -> Any:
    owners: Any = acme.purchases if isinstance(made, Purchase) else acme.sales
    return owners.payments(made)


def book(acme: Any, steps: list[Step], invoice: Callable[[Invoice], Any], post: Any) -> None:
    """Book a day. Only what makes an invoice and posts an entry differs between the two."""
    kari = acme.contacts.save(Contact(name="Kari", customer=True, supplier=True)).contact_id
    is_v1 = isinstance(acme, CompanyV1)
    nok: dict[str, Any] = {} if is_v1 else {"currency": "NOK"}
    for kind, net, vat_type, is_paid in steps:
        if kind == "cash sale":
            cash: dict[str, Any] = {"payment_account": BANK, "payment_date": DAY}
            if not is_v1:  # where it is computed
                cash["total_paid"] = gross_of(net, vat_type)
            acme.sales.save(new_sale(net, vat_type, kind=SaleKind.CASH_SALE, **cash, **nok))
        elif kind == "external invoice":
            external: dict[str, Any] = {"kind": SaleKind.EXTERNAL_INVOICE, "customer_id": kari}
            made = acme.sales.save(new_sale(net, vat_type, **external, **nok))
            paid(acme, made, net, is_paid=is_paid)
        elif kind == "purchase":
            kind_of_vat = VatType.NONE if vat_type == VatType.EXEMPT else vat_type
            line = order_line(net, kind_of_vat, account="6540")
            new = Purchase(
                date=DAY, kind=PurchaseKind.SUPPLIER, supplier_id=kari, lines=[line], **nok
            )
            paid(acme, acme.purchases.save(new), net, is_paid=is_paid)
        elif kind == "invoice":
            gross = gross_of(net, vat_type)
            invoice(
                Invoice(
                    issue_date=DAY,
                    due_date=DAY,
                    customer_id=kari,
                    bank_account_code=BANK,
                    cash=False,
                    lines=[
                        InvoiceLine(
                            description="x",
                            quantity=1,
                            unit_price=net,
                            net=net,
                            vat=gross - net,
                            gross=gross,
                            vat_type=vat_type,
                            income_account=ACCOUNTS[vat_type],
                        )
                    ],
                )
            )
        else:
            moved = JournalEntryLine(amount=net, debit_account="6300", credit_account=BANK)
            entry = JournalEntry(description="x", date=DAY, lines=[moved])
            post(Transaction(description="x", entries=[entry]))


def balances(acme: CompanyClient) -> dict[str, int]:
    return {each.code: each.balance for each in acme.account_balances.all(date=DAY)}


def booked(steps: list[Step], *, through_v1: bool) -> dict[str, int]:
    with Emulator(seed=1, clock=lambda: DAY) as emulator:
        new = emulator.client().company(emulator.company_slug)
        if through_v1:
            with client_of(emulator) as client:
                old = client.company(emulator.company_slug)
                book(old, steps, old.create_invoice, old.create_general_journal_entry)
        else:
            book(new, steps, new.invoices.save, new.transactions.save)
        emulator.check_books()
        return balances(new)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(STEPS, min_size=3, max_size=12))
def test_both_doors_book_the_same(steps: list[Step]) -> None:
    assert booked(steps, through_v1=False) == booked(steps, through_v1=True)
