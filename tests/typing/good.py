"""A user's program that uses the public names with their types: strict checkers accept all of it.

`assert_type` says what a checker must infer. The program also runs, on an embedded Fiken.
"""
# pyright: strict

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, TypedDict, Unpack, assert_type

import fiken
from fiken import (
    Account,
    Address,
    AmbiguousWriteError,
    ApiError,
    CompanyClient,
    Contact,
    ContactPerson,
    DraftLine,
    EhfDocument,
    EhfStatus,
    Fiken,
    FikenError,
    InboxDocument,
    InvalidAttributeError,
    InvalidModelError,
    JournalEntry,
    JournalEntryLine,
    NotAllSavedError,
    NotFoundError,
    OrderLine,
    Product,
    PurchaseDraftLine,
    RateLimitedError,
    RecurringInvoice,
    RecurringInvoiceJob,
    RecurringInvoiceRecipient,
    SaleDraftLine,
    VatType,
    errors,
    format_kroner,
    in_kroner,
    in_ore,
    kroner,
    types as t,
)
from fiken.auth import PersonalToken
from fiken.emulator import Emulator
from fiken.hal import FikenV1
from fiken.mappers import PATCH, ContactMapper, Mapper, SaleMapper
from fiken.models import Model, model
from fiken.repositories import (
    Acts,
    Collection,
    ContactPersonRepository,
    ContactRepository,
    CreatedIn,
    Deletes,
    Finds,
    Lists,
    SaveProgress,
    Saves,
    Selection,
    first_of,
    nothing,
)
from fiken.session import Session


def people(acme: CompanyClient) -> Contact:
    nelly = acme.contacts.save(
        Contact(
            name="Nelly Bloom",
            customer=True,
            email="nelly@example.com",
            discount=Decimal("2.5"),
            address=Address(street_address="Storgata 1", post_code="0155", country="Norway"),
            contact_person=[ContactPerson(name="Betty Boop", email="betty@example.com")],
            groups=["Wholesale"],
        )
    )
    assert_type(nelly, Contact)
    assert_type(nelly.contact_id, int)
    assert_type(nelly.email, str | None)
    assert_type(nelly.last_modified_date, datetime.date)
    assert_type(nelly.changes, dict[str, Any])
    return nelly


def changed(acme: CompanyClient, nelly: Contact) -> Contact:
    ned = nelly.evolve(name="Ned Stark", email=None)
    assert_type(ned, Contact)
    assert_type(acme.contacts.payload(ned), dict[str, Any])
    assert_type(acme.contacts.save(ned, reload=False), Contact)
    return acme.contacts.save(ned.evolve(discount=3), fresh=True)


def found(contacts: ContactRepository, nelly: Contact) -> Contact | None:
    assert_type(contacts.find(nelly.contact_id), Contact)
    assert_type(contacts.find(nelly), Contact)
    assert_type(contacts.all(), Collection[Contact])
    assert_type(contacts.all(customer=True).first(), Contact | None)
    assert_type(len(contacts.all(last_modified_ge=datetime.date(2026, 1, 1))), int)
    names = [contact.name for contact in contacts.all(group="Wholesale", sort_by="createdDate asc")]
    assert_type(names, list[str])
    pages: Iterator[tuple[Contact, ...]] = contacts.all().pages()
    assert_type(next(pages), tuple[Contact, ...])
    first = contacts.find_by(name="Nobody at all")
    assert_type(first, Contact | None)
    assert_type(contacts.look_for(Contact(name="Nobody"), but=[nelly, 17]), Contact | None)
    return first


def keyed(client: Fiken, slug: str) -> tuple[Contact, ...]:
    """Return contacts that were saved once. The client has no store, so it only shows the types."""
    contacts = client.company(slug).contacts
    saved = contacts.save(Contact(name="Nelly Bloom"), idempotency_key="nelly")
    assert_type(saved, Contact)
    assert_type(contacts.delete(saved, idempotency_key="no nelly"), Contact | None)
    return contacts.save_all([saved], idempotency_key=lambda contact: contact.name)


def many(acme: CompanyClient) -> tuple[Contact, ...]:
    nelly = Contact(name="Nelly Bloom", member_number_string="B-17", email="nelly@example.com")
    assert_type(acme.contacts.find_or_create(nelly), Contact)
    assert_type(acme.contacts.upsert(nelly, by=("member_number_string", "email")), Contact)
    seen: list[SaveProgress[Contact]] = []
    saved = acme.contacts.save_all([Contact(name="Betty Boop")], progress=seen.append)
    assert_type(saved, tuple[Contact, ...])
    row = seen[0]
    assert_type(row.model, Contact)
    assert_type(row.total, int | None)
    assert_type(row.error, Exception | None)
    try:
        acme.contacts.save_all(contact.evolve(email="x" * 200) for contact in saved)
    except NotAllSavedError as error:
        assert_type(error.errors, dict[int, BaseException])
    return acme.contacts.save_all(iter([Contact(name="Bob Cole")]))


def persons(acme: CompanyClient, nelly: Contact) -> list[str]:
    there = acme.contacts.persons(nelly)
    assert_type(there, ContactPersonRepository)
    betty = there.save(ContactPerson(name="Bob", email="bob@example.com"))
    there.delete(betty)
    return [person.email for person in acme.contacts.persons(nelly.contact_id).all()]


def filed(acme: CompanyClient) -> bytes:
    taxi = acme.inbox.add(b"%PDF-1.4 made up", "taxi.pdf", description="Bergen")
    assert_type(taxi, InboxDocument)
    assert_type(taxi.status, bool)
    assert_type(taxi.created_at, datetime.datetime)
    assert_type(acme.inbox.all(status="unused", sort_by="name asc"), Collection[InboxDocument])
    assert_type(acme.download(taxi), bytes)
    acme.inbox.delete(taxi)
    received = acme.ehf_documents.find_by(status=EhfStatus.UNPROCESSED)
    assert_type(received, EhfDocument | None)
    assert received is not None
    return acme.ehf_documents.download_xml(received)


def owed(acme: CompanyClient, today: datetime.date) -> str:
    posted = acme.transactions.post(
        today,
        "Bank fee",
        JournalEntryLine.debit("7770", kroner("50,00")),
        JournalEntryLine.credit("1920:10001", kroner("50,00")),
    )
    assert_type(posted, fiken.Transaction)
    entries = acme.journal_entries
    assert_type(entries.find_by_description("Bank fee", date=today), JournalEntry | None)
    assert_type(entries.all_by_description("Bank fee"), Selection[JournalEntry])
    purchases = acme.purchases.all_by_identifier("F-17", contact_id=7)
    assert_type(purchases, Selection[fiken.Purchase])
    assert_type(acme.purchases.find_by_identifier("F-17"), fiken.Purchase | None)
    assert_type(acme.invoices.overdue(), Selection[fiken.Invoice])
    assert_type(acme.purchases.overdue(on=today, sort_by="date asc").first(), fiken.Purchase | None)
    for sale in acme.sales.overdue(today, contact_id=7):
        assert_type(sale.is_paid, bool | None)
        assert_type(sale.is_overdue(), bool | None)
    assert_type(posted.as_dict(), dict[str, Any])
    assert_type(posted.as_json(indent=2), str)
    return f"{posted.as_text()}, {format_kroner(5000, no_break=True)}"


def recurring(acme: CompanyClient) -> None:
    monthly = acme.recurring_invoices.all(active=True).first()
    assert_type(monthly, RecurringInvoice | None)
    assert monthly is not None
    jobs = acme.recurring_invoices.jobs(monthly)
    assert_type(jobs.all(), Collection[RecurringInvoiceJob])
    job = jobs.find(monthly.jobs[0])
    assert_type(jobs.reschedule(job, end_date=None), RecurringInvoice)
    assert_type(jobs.set_recipients(job, RecurringInvoiceRecipient(letter=True)), RecurringInvoice)
    lines = [DraftLine.from_line(line) for line in job.lines]
    acme.recurring_invoices.replace_lines(monthly, lines, rounding_type=None)


def goods(acme: CompanyClient) -> Decimal:
    spade = acme.products.save(
        Product(
            name="Spade", unit_price=kroner("49.90"), income_account="3000", vat_type=VatType.HIGH
        )
    )
    assert_type(spade.unit_price, int | None)
    assert_type(spade.vat_type, VatType)
    acme.products.delete(spade)
    return in_kroner(spade.unit_price or 0)


def lines() -> int:
    high = VatType.HIGH
    line = OrderLine.of_net(
        in_ore(100_00, Decimal("11.50")),
        description="Krus",
        account="3000",
        vat_type=high,
        in_currency=100_00,
        project_id=None,
    )
    assert_type(line, OrderLine)
    assert_type(OrderLine.of_gross(125_00, description="Krus", vat_type=high), OrderLine)
    sold = SaleDraftLine.of_net(100_00, text="Krus", vat_type=high, income_account="3000")
    assert_type(sold, SaleDraftLine)
    bought = PurchaseDraftLine.of_gross(125_00, text="Krus", vat_type=high, income_account="4300")
    assert_type(bought, PurchaseDraftLine)
    assert_type(line.vat, int | None)
    return line.vat or 0


def chart(acme: CompanyClient) -> list[str]:
    assert_type(acme.accounts.find("1920"), Account)
    assert_type(acme.accounts.find_by(from_account=1920, to_account=1929), Account | None)
    return [account.code for account in acme.accounts.all(range="1500-1599, 2400")]


def explained(acme: CompanyClient) -> str:
    try:
        acme.contacts.find(1)
    except NotFoundError as error:
        assert_type(error.status, int)
        return error.request_id
    except RateLimitedError as error:
        assert_type(error.retry_after, float | None)
    except ApiError as error:
        return error.message
    except AmbiguousWriteError as error:
        return error.reason
    except (InvalidAttributeError, InvalidModelError) as error:
        return str(error)
    except FikenError as error:
        assert_type(error.outcome, errors.Outcome)
    return ""


@model
class Job(Model):
    project_id: t.Identity[int] = t.UNSET
    number: t.CreateOnly[str | None] = None
    name: t.Name200
    start_date: t.Date | None = None


class JobMapper(Mapper[Job]):
    model = Job
    required = ("number", "start_date")
    updates = PATCH


class JobFilters(TypedDict, total=False):
    completed: bool


class JobRepository(Finds[Job], Lists[Job], Saves[Job], Deletes[Job], Acts[Job]):
    mapper = JobMapper()
    path = "projects"

    def all(self, **filters: Unpack[JobFilters]) -> Collection[Job]:
        return self._all(JobFilters, filters)

    find_by = first_of(all)

    def close(self, job: int | Job, /) -> Job:
        return self._act("PATCH", "{id}", job, self._itself, json={"completed": True})

    def sell(self, job: int | Job, sales: "BillRepository", /) -> fiken.Sale:
        return self._act("POST", "{id}/sell", job, CreatedIn(sales))

    def announce(self, job: int | Job, /) -> None:
        self._act("POST", "announcements", job, nothing)


class BillRepository(Finds[fiken.Sale]):
    mapper = SaleMapper()
    path = "sales"


def jobs(acme: CompanyClient) -> Job:
    opened = acme.open(JobRepository)
    assert_type(opened, JobRepository)
    job = opened.save(Job(name="Shop", number="J-1", start_date=datetime.date(2026, 6, 15)))
    assert_type(job, Job)
    assert_type(job.name, str)
    assert_type(opened.find_by(completed=False), Job | None)
    assert_type(opened.all(), Collection[Job])
    assert_type(opened.payload(job.evolve(name="Web shop")), dict[str, Any])
    assert_type(opened.close(job), Job)
    assert_type(acme.open(BillRepository), BillRepository)
    return job


def documents(acme: CompanyClient, nelly: Contact) -> fiken.Invoice:
    """Draft, issue, send, pay and credit an invoice, and ask for the sales report."""
    today = datetime.datetime.now(datetime.UTC).date()
    line = fiken.DraftLine(
        description="Coffee",
        unit_price=10000,
        quantity=2,
        vat_type=VatType.HIGH,
        income_account="3000",
    )
    number = next(iter(acme.bank_accounts.all())).bank_account_number
    draft = acme.invoices.drafts.save(
        fiken.InvoiceDraft(
            customer_id=nelly.contact_id,
            days_until_due_date=14,
            issue_date=today,
            bank_account_number=number,
            lines=[line],
        )
    )
    assert_type(draft, fiken.InvoiceDraft)
    invoice = acme.invoices.drafts.finalize(draft)
    assert_type(invoice, fiken.Invoice)
    sent = acme.invoices.send(
        invoice, method=fiken.SendMethod.EMAIL, recipient_email="nelly@example.com"
    )
    assert_type(sent.dispatches, Sequence[fiken.Dispatch])
    assert_type(acme.invoices.find_by(settled=False), fiken.Invoice | None)
    assert_type(acme.sales.payments(sent).all(), Collection[fiken.Payment])
    assert_type(acme.download(sent), bytes)
    note = acme.credit_notes.create_full(sent, issue_date=today)
    assert_type(note, fiken.CreditNote)
    assert_type(acme.sales.payments(note).all(), Collection[fiken.Payment])
    assert_type(fiken.CreditNoteLine.from_line(sent.lines[0], quantity=1), fiken.CreditNoteLine)
    assert_type(acme.invoices.counter.ensure(), int)
    assert_type(acme.offers.all(), Collection[fiken.Offer])
    assert_type(acme.order_confirmations.drafts.all(), Collection[fiken.OrderConfirmationDraft])
    report = acme.products.sales_report(today, today)
    assert_type(report, tuple[fiken.ProductSalesReport, ...])
    return sent


def hours(acme: CompanyClient, nelly: Contact) -> fiken.InvoiceDraft:
    """Register an hour and a half, and make the draft of an invoice from it."""
    activity = acme.activities.save(fiken.Activity(name="Advice", hourly_rate=kroner("1200")))
    assert_type(activity.hourly_rate, int | None)
    today = datetime.datetime.now(datetime.UTC)
    entry = acme.time_entries.save(
        fiken.TimeEntry(
            date=today.date(),
            hours=Decimal("1.5"),
            start_time="09:30",
            activity_id=activity.activity_id,
            time_user_id=next(iter(acme.time_users.all())).time_user_id,
        )
    )
    assert_type(entry.hours, Decimal | int)
    assert_type(entry.created_date, datetime.datetime)
    week = acme.time_entries.all(last_modified_ge=today - datetime.timedelta(days=7))
    assert_type(week, Collection[fiken.TimeEntry])
    draft = acme.time_entries.create_invoice_draft(
        week,
        customer_id=nelly.contact_id,
        days_until_due_date=14,
        group_by=fiken.TimeGrouping.NONE,
    )
    assert_type(draft, fiken.InvoiceDraft)
    return draft


def main(client: Fiken, slug: str) -> None:
    acme = client.company(slug)
    assert_type(acme, CompanyClient)
    assert_type(client.user().name, str | None)
    assert_type([company.slug for company in client.companies.all()], list[str])
    assert_type(client.companies.find(slug), fiken.Company)
    assert_type(list(acme.groups.all()), list[str])
    nelly = people(acme)
    found(acme.contacts, nelly)
    assert 1 == len(many(acme))
    persons(acme, changed(acme, nelly))
    assert b"<Invoice" in filed(acme)
    recurring(acme)
    assert "50,00 NOK" in owed(acme, datetime.datetime.now(datetime.UTC).date())
    assert goods(acme) == Decimal("49.90")
    assert lines() == 287_50
    assert "1500:10001" in chart(acme)
    assert explained(acme) != ""
    assert jobs(acme).number == "J-1"
    assert hours(acme, nelly).customer_id == nelly.contact_id
    assert documents(acme, nelly).gross == 250_00
    assert_type(ContactMapper().load({"name": "Nelly Bloom"}), Contact)
    assert_type(ContactMapper().dump(nelly), dict[str, Any])
    acme.contacts.delete(nelly)


class Shop(Fiken):
    """The client of a program, with more methods."""


def closed(emulator: Emulator) -> None:
    """Open the clients and a session, each of which its ``with`` block closes."""
    with Shop(emulator.token, base_url=emulator.url) as shop:
        assert_type(shop, Shop)
    with Session(PersonalToken(emulator.token), base_url=emulator.url) as session:
        assert_type(session, Session)
    with FikenV1(emulator.email, emulator.password, base_url=emulator.url_v1) as older:
        assert_type(older, FikenV1)


if __name__ == "__main__":
    with Emulator() as emulator, emulator.client() as client:
        main(client, emulator.company_slug)
        closed(emulator)
