"""What is promised of bad and unusual input: refused before anything is sent, or kept whole."""

import json
import pickle
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, cast

import attrs
import pytest

from fiken import (
    Address,
    BadRequestError,
    CompanyClient,
    Contact,
    ContactPerson,
    FikenError,
    InvalidAttributeError,
    InvalidModelError,
    JournalEntry,
    JournalEntryLine,
    OrderLine,
    Product,
    Project,
    PurchaseDraft,
    PurchaseDraftLine,
    SaleDraft,
    SaleDraftLine,
    Transaction,
    UnlikelyValueWarning,
    UnsavedChangesError,
    VatType,
    WriteOffType,
)
from fiken.emulator import CannedAnswer, Emulator
from fiken.models import Model
from fiken.models._base import model
from tests.catalogue import BANK, DAY, purchase, sale

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
COFFEE = SaleDraftLine(
    text="Kaffe", vat_type=VatType.HIGH, income_account="3000", net=10000, gross=12500
)
POSTING = JournalEntryLine(amount=100, debit_account=BANK, credit_account="2000")
SPADE = Product(name="Spade", unit_price=49900, income_account="3000", vat_type=VatType.HIGH)


def sale_draft() -> SaleDraft:
    """A draft that can be finalized."""
    return SaleDraft(
        invoice_number="X-1", invoice_issue_date=DAY, cash=False, paid=False, lines=[COFFEE]
    )


def a_customer(acme: CompanyClient) -> int:
    """Give the id of a customer of the demo company."""
    found = acme.contacts.find_by(customer=True)
    assert found
    return found.contact_id


# Verbs


@attrs.frozen
class Verb:
    """What one verb does, to what is made first, and other values that somebody may type in."""

    made: Callable[[CompanyClient], Model]
    does: Callable[[CompanyClient, Any], object]
    others: dict[str, Any]


def posted(*entries: JournalEntry) -> Transaction:
    """A transaction of one entry over one krone."""
    entry = JournalEntry(description="Innskudd", date=DAY, lines=[POSTING])
    return Transaction(description="Innskudd", entries=entries or [entry])


VERBS: dict[str, Verb] = {
    "settling a sale": Verb(
        lambda acme: acme.sales.save(sale()),
        lambda acme, what: acme.sales.settle(what, settled_date=DAY),
        {"sale_number": "X-2"},
    ),
    "writing off a sale": Verb(
        lambda acme: acme.sales.save(sale()),
        lambda acme, what: acme.sales.write_off(
            what, type=WriteOffType.DEEMED_IRRECOVERABLE, date=TOMORROW
        ),
        {"customer_id": 1},
    ),
    "deleting a sale": Verb(
        lambda acme: acme.sales.save(sale()),
        lambda acme, what: acme.sales.delete(what, description="Feil"),
        {"deleted": False},
    ),
    "deleting a purchase": Verb(
        lambda acme: acme.purchases.save(purchase()),
        lambda acme, what: acme.purchases.delete(what, description="Feil"),
        {"identifier": "L-2"},
    ),
    "deleting a transaction": Verb(
        lambda acme: acme.transactions.save(posted()),
        lambda acme, what: acme.transactions.delete(what, description="Feil"),
        {"description": "Uttak"},
    ),
    "finalizing a draft": Verb(
        lambda acme: acme.sales.drafts.save(sale_draft().evolve(contact_id=a_customer(acme))),
        lambda acme, what: acme.sales.drafts.finalize(what),
        {"lines": [COFFEE]},
    ),
}


def typed_in(made: Model, **others: Any) -> Model:
    """Give what somebody writes who knows the id."""
    key = made.__attrs_attrs__[0].name
    return type(made)(**{key: getattr(made, key), **others})


@pytest.mark.parametrize("what", VERBS)
def test_a_verb_refuses_a_model_typed_in_by_hand_with_other_values(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    verb = VERBS[what]
    typed = typed_in(verb.made(acme), **verb.others)
    before = len(emulator.requests)
    with pytest.raises(UnsavedChangesError) as caught:
        verb.does(acme, typed)
    assert tuple(verb.others) == caught.value.fields
    assert before == len(emulator.requests)


@pytest.mark.parametrize("what", VERBS)
def test_a_verb_takes_a_model_typed_in_by_hand_with_the_id_alone(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    verb = VERBS[what]
    typed = typed_in(verb.made(acme))
    before = len(emulator.requests)
    verb.does(acme, typed)
    assert emulator.requests[before].carried_out


@pytest.mark.parametrize("verb", ["find", "delete"])
def test_a_model_whose_key_was_changed_here_names_no_other_one(
    verb: str, acme: CompanyClient, emulator: Emulator
) -> None:
    nelly, ned = (acme.contacts.save(Contact(name=name)) for name in ("Nelly", "Ned"))
    before = len(emulator.requests)
    with pytest.raises(InvalidAttributeError, match="its key was changed here"):
        getattr(acme.contacts, verb)(nelly.evolve(contact_id=ned.contact_id))
    assert before == len(emulator.requests)


# What goes out


def test_a_field_emptied_inside_a_nested_object_goes_out_as_null(
    acme: CompanyClient, emulator: Emulator
) -> None:
    home = Address(street_address="Karl Johans gate 1", city="Oslo", country="Norge")
    nelly = acme.contacts.save(Contact(name="Nelly", address=home))
    assert nelly.address
    acme.contacts.save(nelly.evolve(address=nelly.address.evolve(city=None)))
    sent = {"streetAddress": "Karl Johans gate 1", "city": None, "country": "Norge"}
    assert sent == next(r.body for r in emulator.requests if r.method == "PUT")["address"]


@pytest.mark.parametrize("name", ["name", "start_date"])
def test_a_patch_that_clears_what_fiken_demands_is_refused(
    name: str, acme: CompanyClient, emulator: Emulator
) -> None:
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
def test_a_value_that_fiken_sets_is_refused_inside_a_new_model_too(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    does, path, said = SET_BY_FIKEN[what]
    with pytest.raises(InvalidModelError) as caught:
        does(acme)
    assert [path] == list(caught.value.problems)
    assert said in caught.value.problems[path]
    assert [] == emulator.requests


def test_a_value_that_fiken_sets_is_refused_in_a_new_line_of_an_update(
    acme: CompanyClient, emulator: Emulator
) -> None:
    saved = acme.sales.drafts.save(sale_draft())
    before = len(emulator.requests)
    with pytest.raises(InvalidModelError, match="give project_id instead"):
        acme.sales.drafts.save(saved.evolve(lines=[COFFEE.evolve(project=Project(name="P"))]))
    assert before == len(emulator.requests)


def test_the_lines_of_a_loaded_sale_can_be_copied(acme: CompanyClient, emulator: Emulator) -> None:
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
def test_what_is_due_before_its_date_is_unlikely(what: str, acme: CompanyClient) -> None:
    with pytest.warns(UnlikelyValueWarning, match=f"due_date: {YESTERDAY} is before {DAY}"):
        LATE[what](acme)


# What comes back


@pytest.mark.parametrize("before", ["", "x" * 400])
@pytest.mark.parametrize("escaped", [True, False])
def test_the_vat_types_that_an_account_takes_are_found_in_every_refusal(
    before: str, escaped: bool, acme: CompanyClient, emulator: Emulator
) -> None:
    said = f"{before} Mulige mva koder er [SALG_MED_HØY_SATS, SALG_MED_LAV_SATS]"
    body = json.dumps([{"message": said}], ensure_ascii=escaped).encode()
    emulator.fail_next(CannedAnswer(400, {"Content-Type": "application/json"}, body))
    with pytest.raises(BadRequestError) as caught:
        acme.products.save(SPADE)
    assert (VatType.HIGH, VatType.LOW) == caught.value.vat_types


# Pickles, and subclasses of the user's


class Shop(Contact):
    """A contact of the user's own."""


class Barista(ContactPerson):
    """A person of the user's own."""


class Beans(OrderLine):
    """A line of the user's own."""


@model
class Club(Contact):
    """A contact of the user's own, with a field that Fiken does not know."""

    motto: str | None = None


def unpickled(saved: Contact, without: str, more: dict[str, Any]) -> Contact:
    """Take the model through a pickle that a version with other fields made."""
    _, _, state = cast("Any", saved.__reduce_ex__(2))[:3]
    slots = {name: value for name, value in state[1].items() if name != without} | more
    made = object.__new__(Contact)
    made.__setstate__((state[0], slots))
    return cast("Contact", pickle.loads(pickle.dumps(made)))


def test_a_pickle_of_another_version_loads_with_what_both_know(acme: CompanyClient) -> None:
    nelly = acme.contacts.save(Contact(name="Nelly", email="nelly@example.com"))
    again = unpickled(nelly, without="email", more={"fax": "62158537"})
    assert ("Nelly", None, False) == (again.name, again.email, again.is_new)
    assert not hasattr(again, "fax")
    assert {"phone_number": "1"} == again.evolve(phone_number="1").changes


def test_a_line_of_the_users_own_class_is_saved_in_a_sale(acme: CompanyClient) -> None:
    line = Beans(
        description="Kaffe", net_price=10000, vat=2500, account="3000", vat_type=VatType.HIGH
    )
    assert "Kaffe" == acme.sales.save(sale().evolve(lines=[line])).lines[0].description


def test_a_contact_of_the_users_own_class_is_saved(acme: CompanyClient) -> None:
    betty = Barista(name="Betty Boop", email="betty@example.com")
    saved = acme.contacts.save(Shop(name="Bønner og brygg", contact_person=[betty]))
    assert saved == acme.contacts.find(saved.contact_id)
    assert "Betty Boop" == saved.contact_person[0].name


def test_a_model_of_the_users_own_class_is_pickled_with_what_was_put_on_it() -> None:
    shop = Shop(name="Bønner og brygg")
    object.__setattr__(shop, "opens_at", 8)
    again = pickle.loads(pickle.dumps(shop))
    assert (shop, 8) == (again, again.opens_at)


def test_a_field_of_the_users_own_that_cannot_be_sent_is_named(acme: CompanyClient) -> None:
    with pytest.raises((FikenError, TypeError), match="motto"):
        acme.contacts.save(Club(name="Bønner og brygg", motto="Kaffe"))
