"""What is compared of an entity is the same in what was sent and in what Fiken lists."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fiken import (
    Accrual,
    AmbiguousWriteError,
    BankAccount,
    CompanyClient,
    Contact,
    InvoiceLine,
    JournalEntry,
    JournalEntryLine,
    Product,
    Project,
    Sale,
    TimeEntry,
    Transaction,
    UnsureError,
    VatType,
)
from fiken.emulator import DropAfterCarryingOut, DropBeforeReading, Emulator
from fiken.mappers import (
    AccrualMapper,
    BankAccountMapper,
    ContactMapper,
    InvoiceMapper,
    SaleMapper,
    TimeEntryMapper,
    TransactionMapper,
)
from fiken.models import Invoice, Model
from tests.catalogue import BANK, DAY, ENTITIES, Entity, line, sale

NAMES = ("date", "lines.description", "lines.net_price")


@pytest.mark.parametrize(
    "entity", [each for each in ENTITIES if each.new], ids=lambda entity: entity.name
)
def test_sent_and_listed_are_alike(entity: Entity, acme: CompanyClient) -> None:
    """Otherwise a lost write would not be found, and would be sent twice."""
    assert entity.new
    repository, new = entity.repository(acme), entity.new(acme, 1)
    saved = repository.save(new)
    key = repository.mapper.key
    if entity.name == "transactions":  # its texts come after Fiken's own words
        assert "Innskudd 1" == repository.mapper.likeness(new, ("entries",))["entries"][0]
        return
    row = next(row for row in repository.all() if getattr(row, key) == getattr(saved, key))
    trace, likeness = repository.trace, repository.mapper.likeness
    assert likeness(new, trace.alike) == likeness(row, trace.alike)
    if not trace.is_hidden:
        assert likeness(new, trace.own) == likeness(row, trace.own)


def test_lines_are_compared_in_any_order() -> None:
    lines = [line(), line().evolve(description="Te", net_price=500)]
    sent, listed = sale().evolve(lines=lines), sale().evolve(lines=lines[::-1])
    expected = {"date": "2026-06-15", "lines": [["Kaffe", "10000"], ["Te", "500"]]}
    mapper = SaleMapper()
    assert expected == mapper.likeness(sent, NAMES) == mapper.likeness(listed, NAMES)


def test_foreign_amounts_are_not_compared() -> None:
    foreign = sale().evolve(currency="EUR")
    assert {"date": "2026-06-15", "lines": [["Kaffe"]]} == SaleMapper().likeness(foreign, NAMES)


@pytest.mark.parametrize(
    ("mapper", "sent", "listed", "names"),
    [
        (ContactMapper(), Contact(name=" Nelly "), Contact(name="Nelly"), ("name",)),
        (
            ContactMapper(),
            Contact(name="Nelly", email=""),
            Contact(name="Nelly"),
            ("name", "email"),
        ),
        (TimeEntryMapper(), TimeEntry(hours=2), TimeEntry(hours=Decimal("2.00")), ("hours",)),
        (
            AccrualMapper(),
            Accrual(start_date=DAY, periods=2),
            Accrual(start_date=DAY.replace(day=1), periods=2),
            ("start_date", "periods"),
        ),
        (
            BankAccountMapper(),
            BankAccount(bank_account_number="1503 56.46830"),
            BankAccount(bank_account_number="15035646830"),
            ("bank_account_number",),
        ),
        (
            InvoiceMapper(),
            Invoice(lines=[InvoiceLine(quantity=1)]),
            Invoice(lines=[InvoiceLine(quantity=Decimal("1.0"))]),
            ("lines.quantity",),
        ),
    ],
)
def test_what_fiken_may_rewrite_is_equal(mapper: Any, sent: Any, listed: Any, names: Any) -> None:
    assert mapper.likeness(sent, names) == mapper.likeness(listed, names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (sale(), sale().evolve(date=DAY.replace(day=16))),
        (sale(), sale().evolve(lines=[line(), line()])),
        (sale(), sale().evolve(lines=[line().evolve(net_price=10001)])),
        (sale(), sale().evolve(lines=[line().evolve(description="kaffe")])),
    ],
)
def test_another_content_is_not_alike(one: Sale, other: Sale) -> None:
    assert SaleMapper().likeness(one, NAMES) != SaleMapper().likeness(other, NAMES)


SPACED = "  Kaffe  og\tTE "


@pytest.mark.parametrize("fault", [DropAfterCarryingOut(), DropBeforeReading()])
def test_spaces_and_case_do_not_count(fault: Any, acme: CompanyClient, emulator: Emulator) -> None:
    """It is not known whether Fiken keeps them: what looks almost alike is taken for ours."""
    sent = sale().evolve(sale_number=None, lines=[line().evolve(description=SPACED)])
    kept = sent.evolve(lines=[line().evolve(description="Kaffe og te")])
    emulator.fail_next(fault, method="POST")
    with pytest.raises(AmbiguousWriteError) as caught:
        acme.sales.save(sent)
    if isinstance(fault, DropBeforeReading):
        assert None is caught.value.look()
        acme.sales.save(kept)
    assert caught.value.look() is not None


WITH_SPACES: dict[str, tuple[Callable[[CompanyClient], Any], Model]] = {
    "a contact": (lambda acme: acme.contacts, Contact(name=" Nelly  Bloom ")),
    "a member": (
        lambda acme: acme.contacts,
        Contact(name="Nelly Bloom", member_number_string=" M 1"),
    ),
    "a product": (
        lambda acme: acme.products,
        Product(name=" Spade", unit_price=100, income_account="3000", vat_type=VatType.HIGH),
    ),
    "a project": (
        lambda acme: acme.projects,
        Project(number="P  1", name="Nettbutikk", start_date=DAY),
    ),
    "a sale": (lambda acme: acme.sales, sale().evolve(sale_number=" X-1")),
}


@pytest.mark.parametrize("what", WITH_SPACES)
def test_a_filter_does_not_miss_spaces(what: str, acme: CompanyClient, emulator: Emulator) -> None:
    """A filter needs the whole value. It is not known whether Fiken keeps such spaces."""
    repository, new = WITH_SPACES[what]
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError) as caught:
        repository(acme).save(new)
    assert caught.value.look() is not None


def test_a_posted_text_is_found_by_its_words(acme: CompanyClient) -> None:
    """Also a long one: with Fiken's own words, it has more characters than may be sent."""
    text = "Lønn   for " + "x" * 150
    posting = [JournalEntryLine.debit(BANK, 100), JournalEntryLine.credit("2000", 100)]
    posted = acme.transactions.post(DAY, text, *posting)
    entry = JournalEntry(description=text.upper().replace("   ", " "), date=DAY, lines=posting)
    found = acme.transactions.look_for(Transaction(entries=[entry]))
    assert found is not None
    assert posted.transaction_id == found.transaction_id


def test_a_transaction_has_the_texts_of_a_day() -> None:
    """The list in which it is looked for has the entries of one day."""
    posting = JournalEntryLine(amount=100, debit_account="1920", credit_account="2000")
    entries = [
        JournalEntry(description=text, date=day, lines=[posting])
        for text, day in (("Lønn", DAY), ("Skatt", DAY), ("Lønn", date(2026, 7, 1)))
    ]
    new = Transaction(entries=entries)
    likeness = TransactionMapper().likeness(new, ("date", "entries"))
    assert {"date": "2026-06-15", "entries": ["Lønn", "Skatt"]} == likeness


def _entry(text: str, amount: int = 100) -> JournalEntry:
    posting = JournalEntryLine(amount=amount, debit_account=BANK, credit_account="2000")
    return JournalEntry(description=text, date=DAY, lines=[posting])


def test_each_text_needs_an_entry(acme: CompanyClient) -> None:
    """Two entries with one text are not the same as one of them beside another entry."""
    acme.transactions.save(Transaction(entries=[_entry("Lønn"), _entry("Skatt")]))
    twice = Transaction(entries=[_entry("Lønn"), _entry("Lønn")])
    assert None is acme.transactions.look_for(twice)


def test_other_amounts_are_not_clear(acme: CompanyClient) -> None:
    """An entry with this text that somebody posted by hand is never taken for ours."""
    posted = acme.transactions.save(Transaction(entries=[_entry("Lønn", 200)]))
    with pytest.raises(UnsureError, match="other values") as caught:
        acme.transactions.look_for(Transaction(entries=[_entry("Lønn")]))
    assert (str(posted.transaction_id),) == caught.value.candidates
    assert acme.transactions.look_for(Transaction(entries=[_entry("Lønn", 200)]))


SPADE = Product(name="Spade", unit_price=100, income_account="3000", vat_type=VatType.HIGH)
NELLY = Contact(name="Nelly Bloom", email="nelly@example.com")
CHECKED: dict[str, tuple[Callable[[CompanyClient], Any], Any, dict[str, Any]]] = {
    "a namesake": (lambda acme: acme.contacts, NELLY, {"email": "other@example.com"}),
    "another price": (lambda acme: acme.products, SPADE, {"unit_price": 200}),
}


@pytest.mark.parametrize("what", CHECKED)
def test_a_namesake_is_not_clear(what: str, acme: CompanyClient) -> None:
    repository, new, others = CHECKED[what]
    repository(acme).save(new.evolve(**others))
    with pytest.raises(UnsureError, match="other values"):
        repository(acme).look_for(new)


def test_a_value_that_was_not_given_is_not_checked(acme: CompanyClient) -> None:
    """The case of an e-mail address is not checked either."""
    saved = acme.contacts.save(NELLY)
    assert saved == acme.contacts.look_for(NELLY.evolve(email="Nelly@Example.com"))
    assert saved.contact_id == getattr(
        acme.contacts.look_for(NELLY.evolve(email=None)), "contact_id", None
    )


def test_amounts_with_tax_are_not_compared(acme: CompanyClient) -> None:
    """Fiken adds postings of the tax."""
    lines = [JournalEntryLine.debit("6540", 100, vat_code=1), JournalEntryLine.credit(BANK, 125)]
    new = Transaction(entries=[JournalEntry(description="Kaffe", date=DAY, lines=lines)])
    acme.transactions.save(new)
    assert acme.transactions.look_for(new)


def test_case_does_not_change_a_signature(acme: CompanyClient) -> None:
    """Otherwise two writes that would look alike could be under way at the same time."""
    looking = acme.transactions._looking
    upper, lower = (
        looking.signature(looking.clue_of(Transaction(entries=[_entry(a), _entry(b)])))
        for a, b in (("A", "b"), ("a", "B"))
    )
    assert upper == lower
