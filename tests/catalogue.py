"""All samples and all repositories, for the tests that run on each of them."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from fiken import (
    Accrual,
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
    repositories,
)
from fiken.models import Model
from fiken.repositories._read_back import Comparisons
from tests import samples
from tests.samples._sample import Sample


def all_samples() -> list[Sample]:
    """Return the samples of every module in tests/samples."""
    names = [m.name for m in pkgutil.iter_modules(samples.__path__) if m.name[0] != "_"]
    modules = (importlib.import_module(f"tests.samples.{name}") for name in sorted(names))
    return [sample for module in modules for sample in module.SAMPLES]


def all_comparisons() -> Comparisons:
    """Return the comparisons of every repository: how each model is read back."""
    every = (getattr(repositories, name) for name in repositories.__all__)
    declared = (getattr(each, "comparisons", {}) for each in every)
    return {model: fields for each in declared for model, fields in each.items()}


@attrs.frozen
class Entity:
    """One repository, and the values that the tests need to use it.

    Args:
        name: The name in the ids of the tests.
        repository: Returns the repository of a company.
        new: Returns the n-th new model for a company; None where nothing can be saved.
        change: The fields that an update changes; empty where there are no updates.
        filters: The filters that `all` requires.
        computed: Fields that Fiken returns with another value than was sent.
    """

    name: str
    repository: Callable[[CompanyClient], Any]
    new: Callable[[CompanyClient, int], Model] | None = None
    change: dict[str, Any] = attrs.Factory(dict[str, Any])
    filters: dict[str, Any] = attrs.Factory(dict[str, Any])
    computed: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


DAY = date(2026, 6, 15)
BANK = "1920:10001"


def _contact_with_person(acme: CompanyClient) -> Contact:
    """Return the first contact that has a contact person."""
    return next(contact for contact in acme.contacts.all() if contact.contact_person)


def line(account: str = "3000") -> OrderLine:
    """Return a line for coffee: 100 kroner and 25 of VAT."""
    return OrderLine(
        description="Kaffe", net_price=10000, vat=2500, account=account, vat_type=VatType.HIGH
    )


def sale(n: int = 1) -> Sale:
    """Return an invoice that was made elsewhere, of 125 kroner."""
    return Sale(
        sale_number=f"X-{n}",
        date=DAY,
        kind=SaleKind.EXTERNAL_INVOICE,
        lines=[line()],
        currency="NOK",
    )


def purchase(n: int = 1) -> Purchase:
    """Return an invoice of a supplier, of 125 kroner."""
    return Purchase(
        identifier=f"L-{n}",
        date=DAY,
        kind=PurchaseKind.SUPPLIER,
        lines=[line("6540")],
        currency="NOK",
    )


def saved_sale(acme: CompanyClient) -> Sale:
    """Return the sale that the tests share; the first call saves it."""
    return acme.sales.find_by(sale_number="X-0") or acme.sales.save(sale(0))


def saved_purchase(acme: CompanyClient) -> Purchase:
    """Return the purchase that the tests share; the first call saves it."""
    matching = (row for row in acme.purchases.all() if row.identifier == "L-0")
    return next(matching, None) or acme.purchases.save(purchase(0))


#: A line of 100 kroner, and 25 of VAT.
GOODS: dict[str, Any] = {
    "description": "Kaffe",
    "unit_price": 10000,
    "quantity": 1,
    "vat_type": VatType.HIGH,
    "income_account": "3000",
}
DRAFT_LINE = DraftLine(**GOODS)


def customer(acme: CompanyClient) -> Contact:
    """Return the customer of the documents, who has a contact person; the first call saves it."""
    new = Contact(
        name="Kafé Kvist",
        customer=True,
        email="post@kvist.example",
        contact_person=[ContactPerson(name="Betty Boop", email="betty@kvist.example")],
    )
    return acme.contacts.find_by(name=new.name) or acme.contacts.save(new)


def invoice(acme: CompanyClient, n: int = 1) -> Invoice:
    """Return a new invoice of 125 kroner."""
    return Invoice(
        issue_date=DAY,
        due_date=DAY + timedelta(days=14),
        customer_id=customer(acme).contact_id,
        bank_account_code=BANK,
        cash=False,
        order_reference=f"B-{n}",
        lines=[InvoiceLine(**GOODS)],
    )


def _bank_account_number(acme: CompanyClient) -> str:
    return next(iter(acme.bank_accounts.all())).bank_account_number


def invoice_draft(acme: CompanyClient, n: int = 1) -> InvoiceDraft:
    """Return a new draft of an invoice of 125 kroner, which can be finalized."""
    return InvoiceDraft(bank_account_number=_bank_account_number(acme), **_draft_of(acme, n))


def repeating_draft(acme: CompanyClient) -> InvoiceDraft:
    """Return a new draft of a recurring invoice of 125 kroner per month."""
    return invoice_draft(acme).evolve(
        type=DraftType.REPEATING_INVOICE,
        start_date=date(2026, 7, 1),
        frequency=Frequency(interval=1, interval_unit=IntervalUnit.MONTH),
    )


def credit_note_draft(acme: CompanyClient, n: int = 1) -> CreditNoteDraft:
    """Return a new draft of a credit note of 125 kroner."""
    return CreditNoteDraft(**_draft_of(acme, n))


def offer_draft(acme: CompanyClient, n: int = 1) -> OfferDraft:
    """Return a new draft of an offer of 125 kroner."""
    return OfferDraft(**_draft_of(acme, n))


def confirmation_draft(acme: CompanyClient, n: int = 1) -> OrderConfirmationDraft:
    """Return a new draft of an order confirmation of 125 kroner."""
    return OrderConfirmationDraft(**_draft_of(acme, n))


def _draft_of(acme: CompanyClient, n: int) -> dict[str, Any]:
    """Return the fields that the drafts of all documents have."""
    kvist = customer(acme)
    return {
        "customer_id": kvist.contact_id,
        "contact_person_id": kvist.contact_person[0].contact_person_id,
        "issue_date": DAY,
        "days_until_due_date": 14,
        "order_reference": f"B-{n}",
        "lines": [DRAFT_LINE],
    }


_CHANGED_DRAFT = {
    "invoice_text": "Takk for handelen",
    "days_until_due_date": 30,
    "order_reference": "B-2",
}


def recurring_invoice(acme: CompanyClient, n: int = 1) -> RecurringInvoice:
    """Return a new recurring invoice of 125 kroner per month, from the next month on."""
    return RecurringInvoice(
        customer_id=customer(acme).contact_id,
        start_date=date(2026, 7, 1),
        days_until_due_date=14,
        frequency=Frequency(interval=1, interval_unit=IntervalUnit.MONTH),
        bank_account_number=_bank_account_number(acme),
        order_reference=f"B-{n}",
        lines=[DRAFT_LINE],
    )


def _payment(n: int) -> Payment:
    return Payment(date=DAY, account=BANK, amount=100 * n)


def activity(acme: CompanyClient) -> Activity:
    """Return the activity that the tests share; the first call saves it."""
    new = Activity(name="Rådgivning", hourly_rate=120000, billable=True)
    return acme.activities.find_by(name=new.name) or acme.activities.save(new)


def time_entry(acme: CompanyClient, n: int = 1) -> TimeEntry:
    """Return a new time entry of one and a half hours."""
    return TimeEntry(
        date=DAY,
        hours=Decimal("1.5"),
        description=f"Møte {n}",
        activity_id=activity(acme).activity_id,
        time_user_id=next(iter(acme.time_users.all())).time_user_id,
    )


def _sales_accrual(acme: CompanyClient) -> Accrual:
    line_id = saved_sale(acme).lines[0].line_id
    return Accrual(line_id=line_id, account="2965", start_date=DAY, periods=2)


def _purchases_accrual(acme: CompanyClient) -> Accrual:
    line_id = saved_purchase(acme).lines[0].line_id
    return Accrual(line_id=line_id, account="1700", start_date=DAY, periods=2)


def _entry(n: int) -> JournalEntry:
    return JournalEntry(
        description=f"Innskudd {n}",
        date=DAY,
        lines=[JournalEntryLine(amount=100000, debit_account=BANK, credit_account="2000")],
    )


ENTITIES = (
    Entity("accounts", lambda acme: acme.accounts),
    Entity("account balances", lambda acme: acme.account_balances, filters={"date": DAY}),
    Entity(
        "activities",
        lambda acme: acme.activities,
        lambda _, n: Activity(name=f"Utvikling {n}", hourly_rate=125000, billable=True),
        {"name": "Drift", "hourly_rate": 110050, "description": "Døgnvakt", "billable": False},
    ),
    Entity(
        "bank accounts",
        lambda acme: acme.bank_accounts,
        lambda _, n: BankAccount(
            name=f"Sparekonto {n}",
            bank_account_number="15035646830",
            type=BankAccountType.NORMAL,
        ),
    ),
    Entity("bank balances", lambda acme: acme.bank_balances),
    Entity(
        "contacts",
        lambda acme: acme.contacts,
        lambda _, n: Contact(name=f"Nelly Bloom {n}", customer=True, phone_number="62158537"),
        {"name": "Ned Stark", "email": "ned@example.com", "groups": ("Kafé",)},
    ),
    Entity(
        "contact persons",
        lambda acme: acme.contacts.persons(_contact_with_person(acme)),
        lambda _, n: ContactPerson(name=f"Betty Boop {n}", email="betty@example.com"),
        {"name": "Betty Bop", "phone_number": "98573564"},
    ),
    Entity("credit notes", lambda acme: acme.credit_notes),
    Entity(
        "credit notes' drafts",
        lambda acme: acme.credit_notes.drafts,
        credit_note_draft,
        _CHANGED_DRAFT,
        computed=("lines",),
    ),
    Entity("EHF documents", lambda acme: acme.ehf_documents),
    Entity("groups", lambda acme: acme.groups),
    Entity("inbox", lambda acme: acme.inbox),
    Entity(
        "invoices",
        lambda acme: acme.invoices,
        invoice,
        {"due_date": DAY + timedelta(days=30), "sent_manually": True},
        computed=("lines",),
    ),
    Entity(
        "invoices' drafts",
        lambda acme: acme.invoices.drafts,
        invoice_draft,
        _CHANGED_DRAFT,
        computed=("lines",),
    ),
    Entity("journal entries", lambda acme: acme.journal_entries),
    Entity("offers", lambda acme: acme.offers),
    Entity(
        "offers' drafts",
        lambda acme: acme.offers.drafts,
        offer_draft,
        _CHANGED_DRAFT,
        computed=("lines",),
    ),
    Entity("order confirmations", lambda acme: acme.order_confirmations),
    Entity(
        "order confirmations' drafts",
        lambda acme: acme.order_confirmations.drafts,
        confirmation_draft,
        _CHANGED_DRAFT,
        computed=("lines",),
    ),
    Entity(
        "products",
        lambda acme: acme.products,
        lambda _, n: Product(
            name=f"Spade {n}", unit_price=49900, income_account="3000", vat_type=VatType.HIGH
        ),
        {"unit_price": 44900, "note": "Nederste hylle"},
    ),
    Entity(
        "projects",
        lambda acme: acme.projects,
        lambda _, n: Project(number=f"P-{n}", name="Ny nettbutikk", start_date=DAY),
        {"name": "Nettbutikk", "description": "Fra skisse til drift", "completed": True},
    ),
    Entity("purchases", lambda acme: acme.purchases, lambda _, n: purchase(n), computed=("lines",)),
    Entity(
        "purchases' accruals",
        lambda acme: acme.purchases.accruals(saved_purchase(acme)),
        lambda acme, _: _purchases_accrual(acme),
    ),
    Entity(
        "purchases' drafts",
        lambda acme: acme.purchases.drafts,
        lambda _, n: PurchaseDraft(
            invoice_number=f"L-{n}",
            cash=False,
            paid=False,
            lines=[
                PurchaseDraftLine(
                    text="Kaffe",
                    vat_type=VatType.HIGH,
                    income_account="6540",
                    net=10000,
                    gross=12500,
                )
            ],
        ),
        {"invoice_number": "L-2", "kid": "5855454756"},
    ),
    Entity(
        "purchases' payments",
        lambda acme: acme.purchases.payments(saved_purchase(acme)),
        lambda _, n: _payment(n),
    ),
    Entity("recurring invoices", lambda acme: acme.recurring_invoices, recurring_invoice),
    Entity("sales", lambda acme: acme.sales, lambda _, n: sale(n), computed=("lines",)),
    Entity(
        "sales' accruals",
        lambda acme: acme.sales.accruals(saved_sale(acme)),
        lambda acme, _: _sales_accrual(acme),
    ),
    Entity(
        "sales' drafts",
        lambda acme: acme.sales.drafts,
        lambda _, n: SaleDraft(
            invoice_number=f"X-{n}",
            cash=False,
            paid=False,
            lines=[
                SaleDraftLine(
                    text="Kaffe",
                    vat_type=VatType.HIGH,
                    income_account="3000",
                    net=10000,
                    gross=12500,
                )
            ],
        ),
        {"invoice_number": "X-2", "kid": "5855454756"},
    ),
    Entity(
        "sales' payments",
        lambda acme: acme.sales.payments(saved_sale(acme)),
        lambda _, n: _payment(n),
    ),
    Entity(
        "time entries",
        lambda acme: acme.time_entries,
        time_entry,
        {"hours": Decimal("2.25"), "start_time": "09:30", "internal_note": "Ring Betty"},
    ),
    Entity("time users", lambda acme: acme.time_users),
    Entity(
        "transactions",
        lambda acme: acme.transactions,
        lambda _, n: Transaction(description=f"Innskudd {n}", entries=[_entry(n)]),
        computed=("description", "entries"),
    ),
)

#: The repositories of attachments, by the name of what they are attached to.
ATTACHMENTS: dict[str, Callable[[CompanyClient], Any]] = {
    "contacts": lambda acme: acme.contacts.attachments(_contact_with_person(acme)),
    "credit notes' drafts": lambda acme: _attached(
        acme.credit_notes.drafts, credit_note_draft(acme)
    ),
    "invoices": lambda acme: _attached(acme.invoices, invoice(acme)),
    "invoices' drafts": lambda acme: _attached(acme.invoices.drafts, invoice_draft(acme)),
    "journal entries": lambda acme: acme.journal_entries.attachments(_first(acme.journal_entries)),
    "offers' drafts": lambda acme: _attached(acme.offers.drafts, offer_draft(acme)),
    "order confirmations' drafts": lambda acme: _attached(
        acme.order_confirmations.drafts, confirmation_draft(acme)
    ),
    "purchases": lambda acme: acme.purchases.attachments(saved_purchase(acme)),
    "purchases' drafts": lambda acme: acme.purchases.drafts.attachments(_draft(acme.purchases)),
    "sales": lambda acme: acme.sales.attachments(saved_sale(acme)),
    "sales' drafts": lambda acme: acme.sales.drafts.attachments(_draft(acme.sales)),
}


#: To these, documents of the inbox and e-invoices cannot be attached.
UPLOADED = {
    "contacts",
    "credit notes' drafts",
    "invoices",
    "invoices' drafts",
    "offers' drafts",
    "order confirmations' drafts",
}


def _attached(repository: Any, new: Model) -> Any:
    """Save a new entity, and return the repository of its attachments."""
    return repository.attachments(repository.save(new))


def _first(repository: Any) -> Any:
    return repository.all().first()


def _draft(repository: Any) -> Any:
    """Return the first draft of sales or of purchases; the first call saves it."""
    entity = next(e for e in ENTITIES if e.name == f"{repository.path}' drafts")
    assert entity.new
    return _first(repository.drafts) or repository.drafts.save(entity.new(repository, 1))
