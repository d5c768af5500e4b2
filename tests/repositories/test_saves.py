"""What a save sends, what it refuses to send, and when it sends nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from fiken import (
    Address,
    CompanyClient,
    Contact,
    ContactPerson,
    InvalidModelError,
    JournalEntry,
    JournalEntryLine,
    NotFoundError,
    NotLoadedError,
    NotUpdatableError,
    Project,
    PurchaseDraft,
    PurchaseDraftLine,
    SaleDraft,
    SaleDraftLine,
    StaleError,
    Transaction,
    UnlikelyValueWarning,
    VatType,
)
from fiken.emulator import (
    Emulator,
)
from tests.catalogue import BANK, DAY, purchase, sale

NELLY = Contact(name="Nelly Bloom")


def test_a_project_number_cannot_be_changed(acme: CompanyClient, emulator: Emulator) -> None:
    project = acme.projects.save(Project(number="7", name="P", start_date=date(2026, 1, 1)))
    before = len(emulator.requests)
    with pytest.raises(NotUpdatableError, match="number of this Project: it can be given on"):
        acme.projects.save(project.evolve(number="8"))
    assert before == len(emulator.requests)


def test_an_embedded_model_cannot_be_saved(acme: CompanyClient, emulator: Emulator) -> None:
    """A person inside a contact was not loaded as an entity of its own."""
    contact = next(contact for contact in acme.contacts.all() if contact.contact_person)
    person = contact.contact_person[0]
    before = len(emulator.requests)
    with pytest.raises(NotLoadedError, match="find it by its id first"):
        acme.contacts.persons(contact).save(person.evolve(name="Betty Boop"))
    assert before == len(emulator.requests)


def test_a_deleted_contact_is_not_found(acme: CompanyClient) -> None:
    """Deleting it again gives a 404."""
    nelly = acme.contacts.save(NELLY)
    acme.contacts.delete(nelly)
    with pytest.raises(NotFoundError) as caught:
        acme.contacts.delete(nelly)
    assert 404 == caught.value.status


def test_an_unchanged_model_is_returned_unsent(acme: CompanyClient, emulator: Emulator) -> None:
    """Even if the entity in Fiken has changed since; `find` loads it again."""
    nelly = acme.contacts.save(Contact(name="Nelly"))
    acme.contacts.save(nelly.evolve(name="Ned"))
    before = len(emulator.requests)
    assert nelly is acme.contacts.save(nelly)
    assert before == len(emulator.requests)
    assert ("Nelly", "Ned") == (nelly.name, acme.contacts.find(nelly).name)


def test_a_write_only_value_counts_as_changed(acme: CompanyClient) -> None:
    """Fiken does not return the phone number, so there is nothing to compare it with."""
    saved = acme.contacts.save(Contact(name="Nelly", phone_number="62158537"))
    assert {} == saved.evolve(phone_number="62158537").changes
    loaded = acme.contacts.find(saved)
    again = loaded.evolve(phone_number="62158537")
    assert (None, {"phone_number": "62158537"}) == (loaded.phone_number, again.changes)
    assert "62158537" == acme.contacts.payload(again)["phoneNumber"]


YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


COFFEE = SaleDraftLine(
    text="Kaffe", vat_type=VatType.HIGH, income_account="3000", net=10000, gross=12500
)


POSTING = JournalEntryLine(amount=100, debit_account=BANK, credit_account="2000")


def sale_draft() -> SaleDraft:
    """A draft that can be finalized."""
    return SaleDraft(
        invoice_number="X-1", invoice_issue_date=DAY, cash=False, paid=False, lines=[COFFEE]
    )


def posted(*entries: JournalEntry) -> Transaction:
    """A transaction of one entry over one krone."""
    entry = JournalEntry(description="Innskudd", date=DAY, lines=[POSTING])
    return Transaction(description="Innskudd", entries=entries or [entry])


def test_an_emptied_nested_field_is_sent_as_null(acme: CompanyClient, emulator: Emulator) -> None:
    home = Address(street_address="Karl Johans gate 1", city="Oslo", country="Norge")
    nelly = acme.contacts.save(Contact(name="Nelly", address=home))
    assert nelly.address
    acme.contacts.save(nelly.evolve(address=nelly.address.evolve(city=None)))
    sent = {"streetAddress": "Karl Johans gate 1", "city": None, "country": "Norge"}
    assert sent == next(r.body for r in emulator.requests if r.method == "PUT")["address"]


def test_a_fresh_save_refuses_what_changed_in_fiken_too(
    acme: CompanyClient, emulator: Emulator
) -> None:
    mine = acme.contacts.save(Contact(name="Nelly", phone_number="62158537"))
    acme.contacts.save(mine.evolve(name="Ned", phone_number="98573564"))
    before = len(emulator.requests)
    with pytest.raises(StaleError, match="name") as caught:
        acme.contacts.save(mine.evolve(name="Nell"), fresh=True)
    assert ("refused", ("name",)) == (caught.value.outcome, tuple(caught.value.fields))
    assert ["GET"] == [request.method for request in emulator.requests[before:]]


def test_a_fresh_save_accepts_the_same_change(acme: CompanyClient) -> None:
    """Somebody else made it already."""
    mine = acme.contacts.save(Contact(name="Nelly"))
    acme.contacts.save(mine.evolve(name="Ned"))
    saved = acme.contacts.save(mine.evolve(name="Ned", phone_number="98573564"), fresh=True)
    assert ("Ned", "98573564") == (saved.name, saved.phone_number)


@pytest.mark.parametrize("name", ["name", "start_date"])
def test_clearing_a_required_field_is_refused(
    name: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """For an entity that is updated by PATCH, before anything is sent."""
    project = acme.projects.save(Project(number="7", name="P", start_date=date(2026, 1, 1)))
    before = len(emulator.requests)
    with pytest.raises(InvalidModelError, match=f"{name} is missing") as caught:
        acme.projects.save(project.evolve(**{name: None}))
    assert [name] == list(caught.value.problems)
    assert before == len(emulator.requests)


SET_BY_FIKEN: dict[str, tuple[Callable[[CompanyClient], object], str, str]] = {
    "a code of VAT": (
        lambda acme: acme.transactions.save(
            posted(
                JournalEntry(
                    description="Innskudd",
                    date=DAY,
                    lines=[POSTING, POSTING.evolve(vat_code="3")],
                )
            )
        ),
        "entries[0].lines[1].vat_code",
        "is set by Fiken",
    ),
    "a project beside its id": (
        lambda acme: acme.sales.drafts.save(
            sale_draft().evolve(lines=[COFFEE.evolve(project=Project(name="P"))])
        ),
        "lines[0].project",
        "give project_id instead",
    ),
    "a person's id": (
        lambda acme: acme.contacts.save(
            Contact(
                name="Nelly",
                contact_person=[ContactPerson(contact_person_id=5, name="B", email="b@x.no")],
            )
        ),
        "contact_person[0].contact_person_id",
        "is set by Fiken",
    ),
}


@pytest.mark.parametrize("what", SET_BY_FIKEN)
def test_a_nested_read_only_value_is_refused(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """The error names its path."""
    does, path, message = SET_BY_FIKEN[what]
    with pytest.raises(InvalidModelError) as caught:
        does(acme)
    assert [path] == list(caught.value.problems)
    assert message in caught.value.problems[path]
    assert [] == emulator.requests


def test_a_read_only_value_in_a_new_line_is_refused(
    acme: CompanyClient, emulator: Emulator
) -> None:
    """Also where the line belongs to an update."""
    saved = acme.sales.drafts.save(sale_draft())
    before = len(emulator.requests)
    with pytest.raises(InvalidModelError, match="give project_id instead"):
        acme.sales.drafts.save(saved.evolve(lines=[COFFEE.evolve(project=Project(name="P"))]))
    assert before == len(emulator.requests)


def test_lines_of_a_loaded_sale_can_be_copied(acme: CompanyClient, emulator: Emulator) -> None:
    """Their read-only ids are not sent."""
    first = acme.sales.save(sale(1))
    assert first.lines[0].line_id
    again = acme.sales.save(sale(2).evolve(lines=first.lines))
    assert first.lines[0].line_id != again.lines[0].line_id
    sent = [r.body["lines"] for r in emulator.requests if r.method == "POST"]
    assert sent[0] == sent[1]


LATE: dict[str, Callable[[CompanyClient], object]] = {
    "a sale": lambda acme: acme.sales.payload(sale().evolve(due_date=YESTERDAY)),
    "a purchase": lambda acme: acme.purchases.payload(purchase().evolve(due_date=YESTERDAY)),
    "a sale's draft": lambda acme: acme.sales.drafts.payload(
        sale_draft().evolve(due_date=YESTERDAY)
    ),
    "a purchase's draft": lambda acme: acme.purchases.drafts.payload(
        PurchaseDraft(
            invoice_issue_date=DAY,
            due_date=YESTERDAY,
            cash=False,
            paid=False,
            lines=[
                PurchaseDraftLine(
                    text="Kaffe", vat_type=VatType.HIGH, income_account="6540", net=100, gross=125
                )
            ],
        )
    ),
}


@pytest.mark.parametrize("what", LATE)
def test_due_before_the_date_gives_a_warning(what: str, acme: CompanyClient) -> None:
    with pytest.warns(UnlikelyValueWarning, match=f"due_date: {YESTERDAY} is before {DAY}"):
        LATE[what](acme)
