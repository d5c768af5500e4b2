"""Every list and every service of API v1, through the client, over the books of the emulator."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fiken import (
    CompanyClient,
    Contact,
    Invoice,
    InvoiceLine,
    JournalEntry,
    JournalEntryLine,
    NotUpdatableError,
    OrderLine,
    Payment,
    Product,
    Purchase,
    PurchaseKind,
    Sale,
    SaleKind,
    Transaction,
    VatType,
)
from fiken.emulator import Emulator
from fiken.hal import CompanyV1, FikenV1

TODAY = date.today()  # noqa: DTZ011 - the day of the emulator's books
BANK = "1920:10001"
LINE = OrderLine(description="Kaffe", net_price=40000, vat=10000, vat_type=VatType.HIGH)
PDF = b"%PDF-1.4 kvittering"


def contact(acme: CompanyV1, **more: object) -> Contact:
    return acme.contacts.save(Contact(name="Kari Kaffe", customer=True, **more))  # type: ignore[arg-type]


def sale(acme: CompanyV1) -> Sale:
    customer = contact(acme).contact_id
    kind = SaleKind.EXTERNAL_INVOICE
    return acme.sales.save(Sale(date=TODAY, kind=kind, customer_id=customer, lines=[LINE]))


def invoice(acme: CompanyV1) -> Invoice:
    line = InvoiceLine(
        description="Kaffe",
        quantity=1,
        net=80000,
        vat=20000,
        gross=100000,
        vat_type=VatType.HIGH,
        income_account="3000",
    )
    new = Invoice(
        issue_date=TODAY,
        due_date=TODAY,
        customer_id=contact(acme).contact_id,
        bank_account_code=BANK,
        lines=[line],
        invoice_text="Takk!",
    )
    return acme.create_invoice(new)


def test_the_start_links_to_the_companies(client: FikenV1) -> None:
    assert ["self", "companies"] == list(client.start().links)


def test_the_user_is_known(client: FikenV1) -> None:
    assert "Emma Demo" == client.who_am_i().name


def test_the_companies_are_sorted(client: FikenV1, emulator: Emulator) -> None:
    names = [company.name for company in client.companies.all(sort_by="name desc")]
    assert sorted(names, reverse=True) == names
    assert emulator.company_slug in {company.slug for company in client.companies.all()}


def test_a_contact_is_in_both_doors(acme: CompanyV1, new_door: CompanyClient) -> None:
    saved = contact(acme, email="post@kaffe.example")
    other = new_door.contacts.find(saved.contact_id)
    assert ("Kari Kaffe", "post@kaffe.example", True) == (other.name, other.email, other.customer)
    back = new_door.contacts.save(Contact(name="Nelly Bloom"))
    assert "Nelly Bloom" == acme.contacts.find(back.contact_id).name


def test_a_contact_is_replaced(acme: CompanyV1, emulator: Emulator) -> None:
    saved = contact(acme, email="post@kaffe.example")
    renamed = acme.contacts.save(saved.evolve(name="Nora Kaffe", email=None))
    assert ("Nora Kaffe", None) == (renamed.name, renamed.email)
    assert ["PUT", "GET"] == [request.method for request in emulator.requests[-2:]]
    before = len(emulator.requests)
    assert renamed is acme.contacts.save(renamed)
    assert before == len(emulator.requests)


def test_a_long_list_is_walked_by_pages(acme: CompanyV1, new_door: CompanyClient) -> None:
    for number in range(130):
        new_door.contacts.save(Contact(name=f"Kafé {number:03}"), reload=False)
    names = [each.name for each in acme.contacts.all(sort_by=["name", "created desc"])]
    assert len(acme.contacts.all()) == len(names) == len(set(names))
    assert [name for name in names if name.startswith("Kafé ")] == [
        f"Kafé {number:03}" for number in range(130)
    ]


def test_one_page_is_asked_for(acme: CompanyV1) -> None:
    names = [each.name for each in acme.contacts.all(sort_by="name desc")]
    pages = [acme.contacts.page(number, 7, sort_by="name desc") for number in range(5)]
    assert names == [each.name for page in pages for each in page]
    assert () == acme.contacts.page(99, 7)


def test_a_list_is_filtered_by_days(acme: CompanyV1) -> None:
    saved = sale(acme)
    assert [saved.sale_id] == [each.sale_id for each in acme.sales.all(date=TODAY)]
    assert [] == list(acme.sales.all(date_gt=TODAY))
    assert saved.sale_id not in {each.sale_id for each in acme.sales.all(last_modified_lt=TODAY)}


def test_the_accounts_of_a_year(acme: CompanyV1) -> None:
    accounts = {account.code: account.name for account in acme.accounts(TODAY.year).all()}
    assert accounts["3000"]
    assert BANK in accounts


def test_the_bank_accounts(acme: CompanyV1) -> None:
    codes = {account.account_code: account for account in acme.bank_accounts.all(sort_by="name")}
    found = acme.bank_accounts.find(codes[BANK].bank_account_id)
    assert codes[BANK] == found
    assert 11 == len(found.bank_account_number)


def test_a_product_is_made_and_changed(acme: CompanyV1, new_door: CompanyClient) -> None:
    new = Product(name="Kaffe", income_account="3000", vat_type=VatType.HIGH, active=True)
    saved = acme.products.save(new)
    acme.products.save(saved.evolve(unit_price=12500))
    assert 12500 == new_door.products.find(saved.product_id).unit_price


def test_a_sale_paid_in_v1_is_settled(acme: CompanyV1, new_door: CompanyClient) -> None:
    saved = sale(acme)
    assert 50000 == new_door.sales.find(saved.sale_id).outstanding_balance
    payments = acme.payments(saved)
    paid = payments.save(Payment(date=TODAY, account=BANK, amount=50000))
    assert [paid] == list(payments.all())
    assert [paid.payment_id] == [each.payment_id for each in acme.sales.find(saved).sale_payments]
    settled = new_door.sales.find(saved.sale_id)
    assert (0, 50000) == (settled.outstanding_balance, settled.total_paid)


def test_a_cash_sale_is_paid_at_once(acme: CompanyV1, new_door: CompanyClient) -> None:
    new = Sale(
        date=TODAY, kind=SaleKind.CASH_SALE, payment_account=BANK, payment_date=TODAY, lines=[LINE]
    )
    saved = acme.sales.save(new)
    assert [50000] == [payment.amount for payment in saved.sale_payments]
    assert 0 == new_door.sales.find(saved.sale_id).outstanding_balance


def test_kroner_need_not_be_said(acme: CompanyV1, recwarn: pytest.WarningsRecorder) -> None:
    """v1 has no currency for kroner, neither in requests nor in answers."""
    customer = contact(acme).contact_id
    kind = SaleKind.EXTERNAL_INVOICE
    new = Sale(date=TODAY, kind=kind, customer_id=customer, lines=[LINE], currency="NOK")
    assert "NOK" == acme.sales.save(new).currency
    assert [] == [str(warning.message) for warning in recwarn]


def test_a_purchase_is_saved(acme: CompanyV1, new_door: CompanyClient) -> None:
    supplier = contact(acme, supplier=True).contact_id
    line = LINE.evolve(account="6540")
    new = Purchase(date=TODAY, kind=PurchaseKind.SUPPLIER, supplier_id=supplier, lines=[line])
    saved = acme.purchases.save(new)
    assert supplier == saved.supplier_id
    assert saved.purchase_id in {each.purchase_id for each in acme.purchases.all()}
    assert 40000 == new_door.purchases.find(saved.purchase_id).lines[0].net_price
    acme.payments(saved).save(Payment(date=TODAY, account=BANK, amount=50000))
    assert new_door.purchases.find(saved.purchase_id).settled


@pytest.mark.parametrize("owner", ["sale", "its id", "purchase", "journal entry"])
def test_a_file_is_attached(acme: CompanyV1, owner: str) -> None:
    supplier = contact(acme, supplier=True).contact_id
    lines = [LINE.evolve(account="6540")]
    owners: dict[str, Callable[[], Any]] = {
        "sale": lambda: sale(acme),
        "its id": lambda: sale(acme).sale_id,
        "purchase": lambda: acme.purchases.save(
            Purchase(date=TODAY, kind=PurchaseKind.SUPPLIER, supplier_id=supplier, lines=lines)
        ),
        "journal entry": lambda: posted(acme).entries[0],
    }
    attachments = acme.attachments(owners[owner]())
    attachments.add(PDF, filename="kvittering.pdf", comment="Takk")
    (found,) = attachments.all()
    assert found.identifier
    assert str(found.download_url).endswith("/kvittering.pdf")


def posted(acme: CompanyV1) -> Transaction:
    line = JournalEntryLine(amount=15000, debit_account="6300", credit_account=BANK)
    entry = JournalEntry(description="Leie mai", date=TODAY, lines=[line])
    return acme.create_general_journal_entry(Transaction(description="Leie", entries=[entry]))


def test_a_journal_entry_is_posted(acme: CompanyV1, new_door: CompanyClient) -> None:
    before = new_door.account_balances.find("6300", date=TODAY).balance
    transaction = posted(acme)
    assert before + 15000 == new_door.account_balances.find("6300", date=TODAY).balance
    assert (
        transaction.transaction_id
        == new_door.transactions.find(transaction.transaction_id).transaction_id
    )


def test_an_invoice_is_issued_and_sent(
    acme: CompanyV1, new_door: CompanyClient, emulator: Emulator
) -> None:
    issued = invoice(acme)
    assert (80000, 20000, 100000) == (issued.net, issued.vat, issued.gross)
    other = new_door.invoices.find(issued.invoice_id)
    assert (issued.invoice_number, "Takk!") == (other.invoice_number, other.invoice_text)
    sold = acme.sales.find(issued.sale.sale_id)  # type: ignore[union-attr]
    assert (SaleKind.INVOICE, str(issued.invoice_number)) == (sold.kind, sold.sale_number)
    acme.send_document(issued, method="email", recipient_email="a@b.example", recipient_name="A")
    assert 204 == emulator.requests[-1].status
    assert issued.invoice_id in {each.invoice_id for each in acme.invoices.all(issue_date=TODAY)}


def test_a_credit_note_of_v2_is_read(acme: CompanyV1, new_door: CompanyClient) -> None:
    issued = invoice(acme)
    made = new_door.credit_notes.create_full(issued.invoice_id, issue_date=TODAY)
    note = acme.credit_notes.find(made.credit_note_id)
    assert (issued.invoice_id, 100000) == (note.associated_invoice_id, abs(note.gross))
    assert note in list(acme.credit_notes.all(sort_by="issueDate desc"))


def test_a_search_finds_models(acme: CompanyV1) -> None:
    saved = contact(acme, email="funnet@kaffe.example")
    assert {"contacts": (saved,)} == acme.search("funnet@kaffe.example")
    assert {} == acme.search("finnes ikke noe sted")


def test_what_v1_cannot_change_is_refused(acme: CompanyV1, emulator: Emulator) -> None:
    saved = sale(acme)
    before = len(emulator.requests)
    with pytest.raises(NotUpdatableError, match="API v1 cannot change a sale"):
        acme.sales.save(saved.evolve(sale_number="18"))
    assert before == len(emulator.requests)
