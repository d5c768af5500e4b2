"""The entities that the writes save or act on. Each carries a mark, such as ``T17``."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fiken import (
    Activity,
    BankAccount,
    BankAccountType,
    CompanyClient,
    Contact,
    ContactPerson,
    CreditNoteDraft,
    DraftLine,
    DraftType,
    Frequency,
    IntervalUnit,
    Invoice,
    InvoiceDraft,
    InvoiceLine,
    JournalEntry,
    JournalEntryLine,
    OfferDraft,
    OrderConfirmationDraft,
    OrderLine,
    Payment,
    Product,
    Project,
    Purchase,
    PurchaseDraft,
    PurchaseDraftLine,
    PurchaseKind,
    RecurringInvoice,
    Sale,
    SaleDraft,
    SaleDraftLine,
    SaleKind,
    TimeEntry,
    Transaction,
    VatType,
)

TODAY = date.today()  # noqa: DTZ011 - the emulator has the clock of the machine too
BANK = "1920:10001"
PDF = b"%PDF-1.4 made up"
GOODS: dict[str, Any] = {
    "unit_price": 10000,
    "quantity": 1,
    "vat_type": VatType.HIGH,
    "income_account": "3000",
}
MONTHLY = Frequency(interval=1, interval_unit=IntervalUnit.MONTH)
PAYMENT = Payment(date=TODAY, account=BANK, amount=12500)
POSTING = (JournalEntryLine.debit("7770", 5000), JournalEntryLine.credit(BANK, 5000))


def customer(acme: CompanyClient) -> Contact:
    """Return the customer and supplier of all documents; the first call saves it."""
    new = Contact(
        name="Kafé Kvist",
        customer=True,
        supplier=True,
        email="post@kvist.example",
        contact_person=[ContactPerson(name="Betty Boop", email="betty@kvist.example")],
    )
    return acme.contacts.find_by(name=new.name) or acme.contacts.save(new)


def contact(_: CompanyClient, mark: str) -> Contact:
    """Return a contact without a number of its own."""
    return Contact(name=mark, customer=True)


def numbered_contact(_: CompanyClient, mark: str) -> Contact:
    """Return a contact with a number of its own."""
    return Contact(name=mark, member_number_string=mark, customer=True)


def person(_: CompanyClient, mark: str) -> ContactPerson:
    """Return a contact person."""
    return ContactPerson(name=mark, email="p@kvist.example")


def product(_: CompanyClient, mark: str) -> Product:
    """Return a product without a number of its own, of 499 kroner."""
    return Product(name=mark, unit_price=49900, income_account="3000", vat_type=VatType.HIGH)


def numbered_product(acme: CompanyClient, mark: str) -> Product:
    """Return a product with a number of its own."""
    return product(acme, mark).evolve(product_number=mark)


def bank_account(_: CompanyClient, mark: str) -> BankAccount:
    """Return a bank account, whose number has the number of the mark."""
    number = f"15{int(mark[1:]):09}"
    return BankAccount(name=mark, bank_account_number=number, type=BankAccountType.NORMAL)


def sale(_: CompanyClient, mark: str) -> Sale:
    """Return an invoice of 1250 kroner that was made elsewhere, and has no number."""
    line = OrderLine.of_net(100000, description=mark, account="3000", vat_type=VatType.HIGH)
    return Sale(date=TODAY, kind=SaleKind.EXTERNAL_INVOICE, currency="NOK", lines=[line])


def numbered_sale(acme: CompanyClient, mark: str) -> Sale:
    """Return a sale with a number of its own."""
    return sale(acme, mark).evolve(sale_number=mark)


def earlier_sale(acme: CompanyClient, mark: str) -> Sale:
    """Return a sale of yesterday."""
    return sale(acme, mark).evolve(date=TODAY - timedelta(days=1))


def purchase(acme: CompanyClient, mark: str) -> Purchase:
    """Return an invoice of a supplier, of 1250 kroner, without a number."""
    return Purchase(
        date=TODAY,
        kind=PurchaseKind.SUPPLIER,
        supplier_id=customer(acme).contact_id,
        lines=[OrderLine.of_net(100000, description=mark, account="6540", vat_type=VatType.HIGH)],
        currency="NOK",
    )


def numbered_purchase(acme: CompanyClient, mark: str) -> Purchase:
    """Return an invoice of a supplier with its number."""
    return purchase(acme, mark).evolve(identifier=mark)


def sale_draft(acme: CompanyClient, mark: str) -> SaleDraft:
    """Return the draft of a sale without a number, which can be finalized."""
    line = SaleDraftLine.of_net(10000, text=mark, income_account="3000", vat_type=VatType.HIGH)
    return SaleDraft(
        invoice_issue_date=TODAY,
        contact_id=customer(acme).contact_id,
        cash=False,
        paid=False,
        lines=[line],
    )


def numbered_sale_draft(acme: CompanyClient, mark: str) -> SaleDraft:
    """Return the draft of a sale with a number of its own."""
    return sale_draft(acme, mark).evolve(invoice_number=mark)


def purchase_draft(acme: CompanyClient, mark: str) -> PurchaseDraft:
    """Return the draft of a purchase, which can be finalized."""
    line = PurchaseDraftLine.of_net(10000, text=mark, income_account="6540", vat_type=VatType.HIGH)
    return PurchaseDraft(
        invoice_number=mark,
        invoice_issue_date=TODAY,
        contact_id=customer(acme).contact_id,
        cash=False,
        paid=False,
        lines=[line],
    )


def transaction(_: CompanyClient, mark: str) -> Transaction:
    """Return a transaction of one entry of 50 kroner."""
    entry = JournalEntry(description=mark, date=TODAY, lines=POSTING)
    return Transaction(description=mark, entries=[entry])


def invoice(acme: CompanyClient, mark: str) -> Invoice:
    """Return an invoice of 125 kroner."""
    return Invoice(
        issue_date=TODAY,
        due_date=TODAY + timedelta(days=14),
        customer_id=customer(acme).contact_id,
        bank_account_code=BANK,
        cash=False,
        order_reference=mark,
        lines=[InvoiceLine(description=mark, **GOODS)],
    )


def issued_invoice(acme: CompanyClient, mark: str) -> Invoice:
    """Issue an invoice of 125 kroner, and return it."""
    return acme.invoices.save(invoice(acme, mark))


def _document(acme: CompanyClient, mark: str) -> dict[str, Any]:
    """Return the fields of the drafts of all documents."""
    kvist = customer(acme)
    return {
        "customer_id": kvist.contact_id,
        "contact_person_id": kvist.contact_person[0].contact_person_id,
        "issue_date": TODAY,
        "days_until_due_date": 14,
        "order_reference": mark,
        "lines": [DraftLine(description=mark, **GOODS)],
    }


def _account_number(acme: CompanyClient) -> str:
    """Return the number of the bank account that customers pay to."""
    accounts = acme.bank_accounts.all()
    return next(each.bank_account_number for each in accounts if each.account_code == BANK)


def invoice_draft(acme: CompanyClient, mark: str) -> InvoiceDraft:
    """Return the draft of an invoice, which can be finalized."""
    return InvoiceDraft(bank_account_number=_account_number(acme), **_document(acme, mark))


def credit_note_draft(acme: CompanyClient, mark: str) -> CreditNoteDraft:
    """Return the draft of a credit note, which can be finalized."""
    return CreditNoteDraft(**_document(acme, mark))


def offer_draft(acme: CompanyClient, mark: str) -> OfferDraft:
    """Return the draft of an offer, which can be finalized."""
    return OfferDraft(**_document(acme, mark))


def confirmation_draft(acme: CompanyClient, mark: str) -> OrderConfirmationDraft:
    """Return the draft of an order confirmation, which can be finalized."""
    return OrderConfirmationDraft(**_document(acme, mark))


def repeating_draft(acme: CompanyClient, mark: str) -> InvoiceDraft:
    """Save the draft of a recurring invoice, and return it."""
    start = TODAY + timedelta(days=40)
    draft = invoice_draft(acme, mark).evolve(
        type=DraftType.REPEATING_INVOICE, start_date=start, frequency=MONTHLY
    )
    return acme.invoices.drafts.save(draft)


def recurring(acme: CompanyClient, mark: str) -> RecurringInvoice:
    """Return a recurring invoice of 125 kroner per month, from the next month on."""
    return RecurringInvoice(
        customer_id=customer(acme).contact_id,
        start_date=TODAY + timedelta(days=40),
        days_until_due_date=14,
        frequency=MONTHLY,
        bank_account_number=_account_number(acme),
        order_reference=mark,
        lines=[DraftLine(description=mark, **GOODS)],
    )


def running(acme: CompanyClient, mark: str) -> RecurringInvoice:
    """Save a recurring invoice, and return it with its job."""
    return acme.recurring_invoices.save(recurring(acme, mark))


def project(_: CompanyClient, mark: str) -> Project:
    """Return a project."""
    return Project(number=mark, name=mark, start_date=TODAY)


def activity(_: CompanyClient, mark: str) -> Activity:
    """Return an activity."""
    return Activity(name=mark, hourly_rate=125000, billable=True)


def time_entry(acme: CompanyClient, mark: str) -> TimeEntry:
    """Return an hour and a half of work."""
    new = activity(acme, "Rådgivning")
    of = acme.activities.find_by(name=new.name) or acme.activities.save(new)
    return TimeEntry(
        date=TODAY,
        hours=Decimal("1.5"),
        description=mark,
        activity_id=of.activity_id,
        time_user_id=next(iter(acme.time_users.all())).time_user_id,
    )
