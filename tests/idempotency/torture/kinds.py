"""The kinds of writes: what each needs, how it is called, and how the books show it.

Each write has a mark, such as ``T17``, that stands in what it makes. Twins are two writes with
the same content and the same mark, each with a key of its own: the books must show both.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fiken import (
    Accrual,
    Activity,
    BankAccount,
    BankAccountType,
    CompanyClient,
    Contact,
    ContactPerson,
    CreditNoteDraft,
    CreditNoteLine,
    DraftLine,
    DraftType,
    Frequency,
    IntervalUnit,
    Invoice,
    InvoiceDraft,
    InvoiceLine,
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
    RecurringInvoiceRecipient,
    Sale,
    SaleDraft,
    SaleDraftLine,
    SaleKind,
    SendMethod,
    TimeEntry,
    VatType,
    WriteOffType,
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

#: What a write acts on, or what it saves. It is pickled for the workers.
What = Any
#: The mark of a write, and what it acts on or saves.
Marked = tuple[str, What]


@dataclass(frozen=True)
class Kind:
    """One kind of write.

    Attributes:
        prepare: Returns what the write with this mark acts on, or the new model that it saves.
        call: Carries out the write with this key, and returns its result.
        books: Counts in the books, by its mark, how often each write was carried out.
        twins: Whether two writes with the same content can be told apart by nothing but their keys.
        makes: Whether the result is a new entity, whose id no other key may have.
    """

    prepare: Callable[[CompanyClient, str], What]
    call: Callable[[CompanyClient, What, str | None], Any]
    books: Callable[[CompanyClient, list[Marked]], Counter[str]]
    twins: bool = False
    makes: bool = True


# --- what the writes need ------------------------------------------------------------------------


def customer(acme: CompanyClient) -> Contact:
    """Return the customer of all documents; the first call saves it."""
    new = Contact(
        name="Kafé Kvist",
        supplier=True,
        customer=True,
        email="post@kvist.example",
        contact_person=[ContactPerson(name="Betty Boop", email="betty@kvist.example")],
    )
    return acme.contacts.find_by(name=new.name) or acme.contacts.save(new)


def sale(mark: str, number: str | None = None, day: date = TODAY) -> Sale:
    """Return an invoice that was made elsewhere, of 1250 kroner."""
    line = OrderLine.of_net(100000, description=mark, account="3000", vat_type=VatType.HIGH)
    kind = SaleKind.EXTERNAL_INVOICE
    return Sale(sale_number=number, date=day, kind=kind, currency="NOK", lines=[line])


def purchase(acme: CompanyClient, mark: str, identifier: str | None = None) -> Purchase:
    """Return an invoice of a supplier, of 1250 kroner."""
    return Purchase(
        identifier=identifier,
        date=TODAY,
        kind=PurchaseKind.SUPPLIER,
        supplier_id=customer(acme).contact_id,
        lines=[OrderLine.of_net(100000, description=mark, account="6540", vat_type=VatType.HIGH)],
        currency="NOK",
    )


def sale_draft(acme: CompanyClient, mark: str, number: str | None = None) -> SaleDraft:
    """Return the draft of a sale, which can be finalized."""
    line = SaleDraftLine.of_net(10000, text=mark, income_account="3000", vat_type=VatType.HIGH)
    return SaleDraft(
        invoice_number=number,
        invoice_issue_date=TODAY,
        contact_id=customer(acme).contact_id,
        cash=False,
        paid=False,
        lines=[line],
    )


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


def document(acme: CompanyClient, mark: str) -> dict[str, Any]:
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


def account_number(acme: CompanyClient) -> str:
    """Return the number of the first bank account."""
    return next(iter(acme.bank_accounts.all())).bank_account_number


def invoice_draft(acme: CompanyClient, mark: str) -> InvoiceDraft:
    """Return the draft of an invoice, which can be finalized."""
    return InvoiceDraft(bank_account_number=account_number(acme), **document(acme, mark))


def repeating_draft(acme: CompanyClient, mark: str) -> InvoiceDraft:
    """Return the draft of a recurring invoice."""
    return invoice_draft(acme, mark).evolve(
        type=DraftType.REPEATING_INVOICE, start_date=TODAY + timedelta(days=40), frequency=MONTHLY
    )


def recurring(acme: CompanyClient, mark: str) -> RecurringInvoice:
    """Return a recurring invoice of 125 kroner per month, from the next month on."""
    return RecurringInvoice(
        customer_id=customer(acme).contact_id,
        start_date=TODAY + timedelta(days=40),
        days_until_due_date=14,
        frequency=MONTHLY,
        bank_account_number=account_number(acme),
        order_reference=mark,
        lines=[DraftLine(description=mark, **GOODS)],
    )


def time_entry(acme: CompanyClient, mark: str) -> TimeEntry:
    """Return an hour and a half of work."""
    new = Activity(name="Rådgivning", hourly_rate=120000, billable=True)
    activity = acme.activities.find_by(name=new.name) or acme.activities.save(new)
    return TimeEntry(
        date=TODAY,
        hours=Decimal("1.5"),
        description=mark,
        activity_id=activity.activity_id,
        time_user_id=next(iter(acme.time_users.all())).time_user_id,
    )


def product(mark: str, number: str | None = None) -> Product:
    """Return a product of 499 kroner."""
    return Product(
        name=mark,
        product_number=number,
        unit_price=49900,
        income_account="3000",
        vat_type=VatType.HIGH,
    )


# --- how the books show them ---------------------------------------------------------------------


def listed(
    rows: Callable[[CompanyClient], Iterable[Any]], mark: Callable[[Any], str | None]
) -> Callable[[CompanyClient, list[Marked]], Counter[str]]:
    """Return a function that counts the rows of a list by their marks, without deleted ones."""

    def books(acme: CompanyClient, _: list[Marked]) -> Counter[str]:
        alive = (row for row in rows(acme) if not getattr(row, "deleted", False))
        return Counter(text for row in alive if (text := mark(row)) is not None)

    return books


def each(
    count: Callable[[CompanyClient, What], int],
) -> Callable[[CompanyClient, list[Marked]], Counter[str]]:
    """Return a function that counts, for each write by itself, how often it was carried out."""

    def books(acme: CompanyClient, writes: list[Marked]) -> Counter[str]:
        return Counter({mark: count(acme, what) for mark, what in writes})

    return books


def gone(
    rows: Callable[[CompanyClient], Iterable[Any]], key: str
) -> Callable[[CompanyClient, list[Marked]], Counter[str]]:
    """Return a function that counts 1 for each entity that is not in the list any more."""

    def books(acme: CompanyClient, writes: list[Marked]) -> Counter[str]:
        alive = (row for row in rows(acme) if not getattr(row, "deleted", False))
        there = {getattr(row, key) for row in alive}
        return Counter({mark: int(getattr(what, key) not in there) for mark, what in writes})

    return books


def first_line(row: Any) -> str | None:
    """Return the description of the first line of a document or a draft."""
    line = row.lines[0] if row.lines else None
    return getattr(line, "description", None) or getattr(line, "text", None)


def reference(row: Any) -> str | None:
    """Return the reference of a document, which is its mark."""
    return None if row.order_reference is None else str(row.order_reference)


def of_jobs(is_so: Callable[[Any], bool]) -> Callable[[CompanyClient, list[Marked]], Counter[str]]:
    """Return a function that counts 1 for each recurring invoice whose jobs are as they must be."""

    def count(acme: CompanyClient, what: RecurringInvoice) -> int:
        return int(is_so(acme.recurring_invoices.find(what)))

    return each(count)


# --- the kinds -----------------------------------------------------------------------------------

CONTACTS: dict[str, Kind] = {
    "contacts with a number": Kind(
        lambda _, mark: Contact(name=mark, member_number_string=mark, customer=True),
        lambda acme, what, key: acme.contacts.save(what, idempotency_key=key),
        listed(lambda acme: acme.contacts.all(), lambda row: row.name),
    ),
    "contacts": Kind(
        lambda _, mark: Contact(name=mark, customer=True),
        lambda acme, what, key: acme.contacts.save(what, idempotency_key=key),
        listed(lambda acme: acme.contacts.all(), lambda row: row.name),
        twins=True,
    ),
    "changes of contacts": Kind(
        lambda acme, mark: acme.contacts.save(Contact(name=mark)).evolve(email="ny@kvist.example"),
        lambda acme, what, key: acme.contacts.save(what, idempotency_key=key),
        each(lambda acme, what: int(acme.contacts.find(what).email == "ny@kvist.example")),
        makes=False,
    ),
    "deletions of contacts": Kind(
        lambda acme, mark: acme.contacts.save(Contact(name=mark)),
        lambda acme, what, key: acme.contacts.delete(what, idempotency_key=key),
        gone(lambda acme: acme.contacts.all(), "contact_id"),
        makes=False,
    ),
    "contact persons": Kind(
        lambda acme, mark: (
            customer(acme).contact_id,
            ContactPerson(name=mark, email="p@kvist.example"),
        ),
        lambda acme, what, key: acme.contacts.persons(what[0]).save(what[1], idempotency_key=key),
        listed(lambda acme: acme.contacts.persons(customer(acme)).all(), lambda row: row.name),
        twins=True,
    ),
    "attachments of contacts": Kind(
        lambda acme, mark: (customer(acme).contact_id, f"{mark}.pdf"),
        lambda acme, what, key: acme.contacts.attachments(what[0]).add(
            PDF, what[1], comment="Avtale", idempotency_key=key
        ),
        listed(
            lambda acme: acme.contacts.attachments(customer(acme)).all(),
            lambda row: (row.filename or "").removesuffix(".pdf"),
        ),
        twins=True,
    ),
    "products with a number": Kind(
        lambda _, mark: product(mark, mark),
        lambda acme, what, key: acme.products.save(what, idempotency_key=key),
        listed(lambda acme: acme.products.all(), lambda row: row.name),
    ),
    "products": Kind(
        lambda _, mark: product(mark),
        lambda acme, what, key: acme.products.save(what, idempotency_key=key),
        listed(lambda acme: acme.products.all(), lambda row: row.name),
        twins=True,
    ),
    "deletions of products": Kind(
        lambda acme, mark: acme.products.save(product(mark)),
        lambda acme, what, key: acme.products.delete(what, idempotency_key=key),
        gone(lambda acme: acme.products.all(), "product_id"),
        makes=False,
    ),
    "bank accounts": Kind(
        lambda _, mark: BankAccount(
            name=mark, bank_account_number="15035646830", type=BankAccountType.NORMAL
        ),
        lambda acme, what, key: acme.bank_accounts.save(what, idempotency_key=key),
        listed(lambda acme: acme.bank_accounts.all(), lambda row: row.name),
        twins=True,
    ),
}

SALES: dict[str, Kind] = {
    "sales with a number": Kind(
        lambda _, mark: sale(mark, mark),
        lambda acme, what, key: acme.sales.save(what, idempotency_key=key),
        listed(lambda acme: acme.sales.all(), first_line),
    ),
    "sales": Kind(
        lambda _, mark: sale(mark),
        lambda acme, what, key: acme.sales.save(what, idempotency_key=key),
        listed(lambda acme: acme.sales.all(), first_line),
        twins=True,
    ),
    "settled sales": Kind(
        lambda acme, mark: acme.sales.save(sale(mark)),
        lambda acme, what, key: acme.sales.settle(what, settled_date=TODAY, idempotency_key=key),
        each(lambda acme, what: int(acme.sales.find(what).settled)),
        makes=False,
    ),
    "written-off sales": Kind(
        lambda acme, mark: acme.sales.save(sale(mark, day=TODAY - timedelta(days=1))),
        lambda acme, what, key: acme.sales.write_off(
            what, type=WriteOffType.DEEMED_IRRECOVERABLE, date=TODAY, idempotency_key=key
        ),
        each(lambda acme, what: int(acme.sales.find(what).write_off)),
        makes=False,
    ),
    "deletions of sales": Kind(
        lambda acme, mark: acme.sales.save(sale(mark)),
        lambda acme, what, key: acme.sales.delete(what, description="Feil", idempotency_key=key),
        each(lambda acme, what: int(acme.sales.find(what).deleted)),
        makes=False,
    ),
    "payments of sales": Kind(
        lambda acme, mark: acme.sales.save(sale(mark)),
        lambda acme, what, key: acme.sales.payments(what).save(
            Payment(date=TODAY, account=BANK, amount=12500), idempotency_key=key
        ),
        each(lambda acme, what: len(acme.sales.payments(what).all())),
        twins=True,
    ),
    "deletions of payments": Kind(
        lambda acme, mark: (
            paid := acme.sales.save(sale(mark)),
            acme.sales.payments(paid).save(Payment(date=TODAY, account=BANK, amount=12500)),
        ),
        lambda acme, what, key: acme.sales.payments(what[0]).delete(
            what[1], description="Feil", idempotency_key=key
        ),
        each(lambda acme, what: 1 - len(acme.sales.payments(what[0]).all())),
        makes=False,
    ),
    "attachments of sales": Kind(
        lambda acme, mark: acme.sales.save(sale(mark)),
        lambda acme, what, key: acme.sales.attachments(what).add(
            PDF, "kvittering.pdf", idempotency_key=key
        ),
        each(lambda acme, what: len(acme.sales.attachments(what).all())),
        twins=True,
    ),
    "accruals of sales": Kind(
        lambda acme, mark: acme.sales.save(sale(mark)),
        lambda acme, what, key: acme.sales.accruals(what).save(
            Accrual(line_id=what.lines[0].line_id, account="2965", start_date=TODAY, periods=2),
            idempotency_key=key,
        ),
        each(lambda acme, what: len(acme.sales.accruals(what).all())),
    ),
    "drafts of sales": Kind(
        sale_draft,
        lambda acme, what, key: acme.sales.drafts.save(what, idempotency_key=key),
        listed(lambda acme: acme.sales.drafts.all(), first_line),
        twins=True,
    ),
    "sales of drafts": Kind(
        lambda acme, mark: acme.sales.drafts.save(sale_draft(acme, mark, mark)),
        lambda acme, what, key: acme.sales.drafts.finalize(what, idempotency_key=key),
        listed(lambda acme: acme.sales.all(), first_line),
    ),
    "sales of drafts by id": Kind(
        lambda acme, mark: acme.sales.drafts.save(sale_draft(acme, mark)).draft_id,
        lambda acme, what, key: acme.sales.drafts.finalize(what, idempotency_key=key),
        listed(lambda acme: acme.sales.all(), first_line),
    ),
    "purchases": Kind(
        lambda acme, mark: purchase(acme, mark, mark),
        lambda acme, what, key: acme.purchases.save(what, idempotency_key=key),
        listed(lambda acme: acme.purchases.all(), first_line),
    ),
    "purchases without a number": Kind(
        purchase,
        lambda acme, what, key: acme.purchases.save(what, idempotency_key=key),
        listed(lambda acme: acme.purchases.all(), first_line),
        twins=True,
    ),
    "payments of purchases": Kind(
        lambda acme, mark: acme.purchases.save(purchase(acme, mark)),
        lambda acme, what, key: acme.purchases.payments(what).save(
            Payment(date=TODAY, account=BANK, amount=12500), idempotency_key=key
        ),
        each(lambda acme, what: len(acme.purchases.payments(what).all())),
        twins=True,
    ),
    "deletions of purchases": Kind(
        lambda acme, mark: acme.purchases.save(purchase(acme, mark)),
        lambda acme, what, key: acme.purchases.delete(
            what, description="Feil", idempotency_key=key
        ),
        each(lambda acme, what: int(acme.purchases.find(what).deleted)),
        makes=False,
    ),
    "purchases of drafts": Kind(
        lambda acme, mark: acme.purchases.drafts.save(purchase_draft(acme, mark)),
        lambda acme, what, key: acme.purchases.drafts.finalize(what, idempotency_key=key),
        listed(lambda acme: acme.purchases.all(), first_line),
    ),
    "transactions": Kind(
        lambda _, mark: mark,
        lambda acme, what, key: acme.transactions.post(
            TODAY,
            what,
            JournalEntryLine.debit("7770", 5000),
            JournalEntryLine.credit(BANK, 5000),
            idempotency_key=key,
        ),
        listed(
            lambda acme: acme.journal_entries.all(date=TODAY),
            lambda row: (
                None if row.offset_transaction_id else "T" + row.description.rpartition("T")[2]
            ),
        ),
        twins=True,
    ),
    "deletions of transactions": Kind(
        lambda acme, mark: acme.transactions.post(
            TODAY,
            mark,
            JournalEntryLine.debit("7770", 5000),
            JournalEntryLine.credit(BANK, 5000),
        ),
        lambda acme, what, key: acme.transactions.delete(
            what, description="Feil", idempotency_key=key
        ),
        each(lambda acme, what: int(acme.transactions.find(what).deleted)),
        makes=False,
    ),
}

DOCUMENTS: dict[str, Kind] = {
    "invoices": Kind(
        invoice,
        lambda acme, what, key: acme.invoices.save(what, idempotency_key=key),
        listed(lambda acme: acme.invoices.all(), reference),
        twins=True,
    ),
    "changes of invoices": Kind(
        lambda acme, mark: acme.invoices.save(invoice(acme, mark)).evolve(
            due_date=TODAY + timedelta(days=30)
        ),
        lambda acme, what, key: acme.invoices.save(what, idempotency_key=key),
        each(lambda acme, what: int(acme.invoices.find(what).due_date == what.due_date)),
        makes=False,
    ),
    "drafts of invoices": Kind(
        invoice_draft,
        lambda acme, what, key: acme.invoices.drafts.save(what, idempotency_key=key),
        listed(lambda acme: acme.invoices.drafts.all(), reference),
        twins=True,
    ),
    "invoices of drafts": Kind(
        lambda acme, mark: acme.invoices.drafts.save(invoice_draft(acme, mark)),
        lambda acme, what, key: acme.invoices.drafts.finalize(what, idempotency_key=key),
        listed(lambda acme: acme.invoices.all(), reference),
    ),
    "invoices of drafts by id": Kind(
        lambda acme, mark: acme.invoices.drafts.save(invoice_draft(acme, mark)).draft_id,
        lambda acme, what, key: acme.invoices.drafts.finalize(what, idempotency_key=key),
        listed(lambda acme: acme.invoices.all(), reference),
    ),
    "deletions of drafts": Kind(
        lambda acme, mark: acme.invoices.drafts.save(invoice_draft(acme, mark)),
        lambda acme, what, key: acme.invoices.drafts.delete(what, idempotency_key=key),
        gone(lambda acme: acme.invoices.drafts.all(), "draft_id"),
        makes=False,
    ),
    "sent invoices": Kind(
        lambda acme, mark: acme.invoices.save(invoice(acme, mark)),
        lambda acme, what, key: acme.invoices.send(
            what, method=SendMethod.EMAIL, idempotency_key=key
        ),
        each(lambda acme, what: len(acme.invoices.find(what).dispatches)),
        makes=False,
    ),
    "credit notes": Kind(
        lambda acme, mark: acme.invoices.save(invoice(acme, mark)),
        lambda acme, what, key: acme.credit_notes.create_full(
            what, issue_date=TODAY, idempotency_key=key
        ),
        each(lambda acme, what: len(acme.invoices.find(what).associated_credit_notes)),
    ),
    "partial credit notes": Kind(
        lambda acme, mark: acme.invoices.save(invoice(acme, mark)),
        lambda acme, what, key: acme.credit_notes.create_partial(
            invoice=what,
            issue_date=TODAY,
            lines=[CreditNoteLine(description="Avslag", **GOODS | {"unit_price": 1000})],
            idempotency_key=key,
        ),
        each(lambda acme, what: len(acme.invoices.find(what).associated_credit_notes)),
        twins=True,
    ),
    "credit notes of drafts": Kind(
        lambda acme, mark: acme.credit_notes.drafts.save(CreditNoteDraft(**document(acme, mark))),
        lambda acme, what, key: acme.credit_notes.drafts.finalize(what, idempotency_key=key),
        listed(lambda acme: acme.credit_notes.all(), reference),
    ),
    "offers of drafts": Kind(
        lambda acme, mark: acme.offers.drafts.save(OfferDraft(**document(acme, mark))),
        lambda acme, what, key: acme.offers.drafts.finalize(what, idempotency_key=key),
        listed(lambda acme: acme.offers.all(), reference),
    ),
    "order confirmations of drafts": Kind(
        lambda acme, mark: acme.order_confirmations.drafts.save(
            OrderConfirmationDraft(**document(acme, mark))
        ),
        lambda acme, what, key: acme.order_confirmations.drafts.finalize(what, idempotency_key=key),
        listed(lambda acme: acme.order_confirmations.all(), reference),
    ),
    "drafts of order confirmations": Kind(
        lambda acme, mark: acme.order_confirmations.drafts.finalize(
            acme.order_confirmations.drafts.save(OrderConfirmationDraft(**document(acme, mark)))
        ),
        lambda acme, what, key: acme.order_confirmations.create_invoice_draft(
            what, idempotency_key=key
        ),
        listed(lambda acme: acme.invoices.drafts.all(), reference),
        twins=True,
    ),
    "recurring invoices": Kind(
        recurring,
        lambda acme, what, key: acme.recurring_invoices.save(what, idempotency_key=key),
        listed(lambda acme: acme.recurring_invoices.all(), reference),
        twins=True,
    ),
    "recurring invoices of drafts": Kind(
        lambda acme, mark: acme.invoices.drafts.save(repeating_draft(acme, mark)),
        lambda acme, what, key: acme.recurring_invoices.create_from_draft(
            what, idempotency_key=key
        ),
        listed(lambda acme: acme.recurring_invoices.all(), reference),
    ),
    "lines of recurring invoices": Kind(
        lambda acme, mark: acme.recurring_invoices.save(recurring(acme, mark)),
        lambda acme, what, key: acme.recurring_invoices.replace_lines(
            what,
            [DraftLine(description="Nytt", **GOODS)],
            rounding_type=None,
            idempotency_key=key,
        ),
        of_jobs(lambda row: [line.description for line in row.jobs[0].lines] == ["Nytt"]),
        makes=False,
    ),
    "frequencies of recurring invoices": Kind(
        lambda acme, mark: acme.recurring_invoices.save(recurring(acme, mark)),
        lambda acme, what, key: acme.recurring_invoices.set_frequency(
            what, MONTHLY, days_until_due_date=30, description=None, idempotency_key=key
        ),
        of_jobs(lambda row: bool(row.days_until_due_date == 30)),
        makes=False,
    ),
    "jobs of recurring invoices": Kind(
        lambda acme, mark: (
            acme.recurring_invoices.save(recurring(acme, mark)),
            acme.contacts.save(
                Contact(name=f"{mark} fast", customer=True, email="fast@kvist.example")
            ),
        ),
        lambda acme, what, key: acme.recurring_invoices.jobs(what[0]).add(
            what[1].contact_id, idempotency_key=key
        ),
        each(lambda acme, what: len(acme.recurring_invoices.find(what[0]).jobs) - 1),
        makes=False,
    ),
    "schedules of jobs": Kind(
        lambda acme, mark: acme.recurring_invoices.save(recurring(acme, mark)),
        lambda acme, what, key: acme.recurring_invoices.jobs(what).reschedule(
            what.jobs[0], end_date=TODAY + timedelta(days=400), idempotency_key=key
        ),
        of_jobs(lambda row: bool(row.jobs[0].end_date == TODAY + timedelta(days=400))),
        makes=False,
    ),
    "recipients of jobs": Kind(
        lambda acme, mark: acme.recurring_invoices.save(recurring(acme, mark)),
        lambda acme, what, key: acme.recurring_invoices.jobs(what).set_recipients(
            what.jobs[0], RecurringInvoiceRecipient(letter=True), idempotency_key=key
        ),
        of_jobs(lambda row: bool(row.jobs[0].recipients and row.jobs[0].recipients.letter)),
        makes=False,
    ),
    "paused jobs": Kind(
        lambda acme, mark: acme.recurring_invoices.save(recurring(acme, mark)),
        lambda acme, what, key: acme.recurring_invoices.jobs(what).pause(
            what.jobs[0], idempotency_key=key
        ),
        of_jobs(lambda row: not row.jobs[0].active),
        makes=False,
    ),
    "stopped jobs": Kind(
        lambda acme, mark: acme.recurring_invoices.save(recurring(acme, mark)),
        lambda acme, what, key: acme.recurring_invoices.jobs(what).stop(
            what.jobs[0], idempotency_key=key
        ),
        of_jobs(lambda row: not row.jobs[0].active),
        makes=False,
    ),
}

PROJECTS: dict[str, Kind] = {
    "projects": Kind(
        lambda _, mark: Project(number=mark, name=mark, start_date=TODAY),
        lambda acme, what, key: acme.projects.save(what, idempotency_key=key),
        listed(lambda acme: acme.projects.all(), lambda row: row.name),
    ),
    "activities": Kind(
        lambda _, mark: Activity(name=mark, hourly_rate=125000, billable=True),
        lambda acme, what, key: acme.activities.save(what, idempotency_key=key),
        listed(lambda acme: acme.activities.all(), lambda row: row.name),
    ),
    "time entries": Kind(
        time_entry,
        lambda acme, what, key: acme.time_entries.save(what, idempotency_key=key),
        listed(lambda acme: acme.time_entries.all(), lambda row: row.description),
        twins=True,
    ),
    "changes of time entries": Kind(
        lambda acme, mark: acme.time_entries.save(time_entry(acme, mark)).evolve(hours=Decimal(2)),
        lambda acme, what, key: acme.time_entries.save(what, idempotency_key=key),
        each(lambda acme, what: int(acme.time_entries.find(what).hours == 2)),
        makes=False,
    ),
    "deletions of time entries": Kind(
        lambda acme, mark: acme.time_entries.save(time_entry(acme, mark)),
        lambda acme, what, key: acme.time_entries.delete(what, idempotency_key=key),
        gone(lambda acme: acme.time_entries.all(), "time_entry_id"),
        makes=False,
    ),
    "drafts of time entries": Kind(
        lambda acme, mark: (
            acme.time_entries.save(time_entry(acme, mark)),
            customer(acme).contact_id,
            mark,
        ),
        lambda acme, what, key: acme.time_entries.create_invoice_draft(
            what[0],
            customer_id=what[1],
            days_until_due_date=14,
            order_reference=what[2],
            idempotency_key=key,
        ),
        listed(lambda acme: acme.invoices.drafts.all(), reference),
    ),
    "documents in the inbox": Kind(
        lambda _, mark: mark,
        lambda acme, what, key: acme.inbox.add(
            PDF, "kvittering.pdf", name=what, idempotency_key=key
        ),
        listed(lambda acme: acme.inbox.all(), lambda row: row.name),
        twins=True,
    ),
    "deletions in the inbox": Kind(
        lambda acme, mark: acme.inbox.add(PDF, "kvittering.pdf", name=mark),
        lambda acme, what, key: acme.inbox.delete(what, idempotency_key=key),
        gone(lambda acme: acme.inbox.all(), "document_id"),
        makes=False,
    ),
}

KINDS: dict[str, Kind] = {**CONTACTS, **SALES, **DOCUMENTS, **PROJECTS}
