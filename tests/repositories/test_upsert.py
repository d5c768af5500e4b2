"""Creating or updating a contact by a key: what counts as a change, and what is sent."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fiken import (
    Address,
    CompanyClient,
    Contact,
    ContactPerson,
    Language,
    NotUpdatableError,
)
from fiken.emulator import CannedAnswer, Emulator

BETTY = ContactPerson(name="Betty Boop", email="betty@example.com", phone_number="55512345")
NELLY = Contact(
    name="Nelly Bloom",
    member_number_string="B-17",
    email="nelly@example.com",
    organization_number="999 888 777",
    phone_number="62158537",
    currency="EUR",
    customer=True,
    discount=10,
    language=Language.ENGLISH,
    days_until_invoicing_due_date=14,
    bank_account_number="11112233334",
    address=Address(street_address="Storgata 1", city="Oslo", post_code="0155", country="Norge"),
    groups=("Friends", "Wholesale"),
    contact_person=(BETTY,),
)


def sent(emulator: Emulator, since: int) -> list[str]:
    return [request.method for request in emulator.requests[since:]]


def put(emulator: Emulator) -> Any:
    """Return the body of the last PUT."""
    return [request.body for request in emulator.requests if request.method == "PUT"][-1]


def test_a_missing_contact_is_created(acme: CompanyClient, emulator: Emulator) -> None:
    nelly = acme.contacts.upsert(NELLY)
    assert ["GET", "POST", "GET"] == sent(emulator, 0)
    assert ("Nelly Bloom", "62158537") == (nelly.name, nelly.phone_number)


def test_the_same_contact_again_sends_nothing(acme: CompanyClient, emulator: Emulator) -> None:
    """Although the phone number, the currency and the member number cannot be compared."""
    nelly = acme.contacts.upsert(NELLY)
    before = len(emulator.requests)
    again = acme.contacts.upsert(NELLY)
    assert ["GET"] == sent(emulator, before)
    assert nelly.contact_id == again.contact_id
    assert (False, {}) == (again.is_new, again.changes)


@pytest.mark.parametrize(
    "alone", [{"phone_number": "99999999"}, {"currency": "USD"}, {"member_number": 8}]
)
def test_write_only_fields_alone_change_nothing(
    alone: dict[str, Any], acme: CompanyClient, emulator: Emulator
) -> None:
    acme.contacts.upsert(NELLY)
    before = len(emulator.requests)
    acme.contacts.upsert(NELLY.evolve(**alone))
    assert ["GET"] == sent(emulator, before)


def test_write_only_fields_travel_with_a_change(acme: CompanyClient, emulator: Emulator) -> None:
    acme.contacts.upsert(NELLY)
    changed = acme.contacts.upsert(NELLY.evolve(name="Nelly Stark", phone_number="99999999"))
    assert ("Nelly Stark", "99999999") == (changed.name, changed.phone_number)
    expected = {"phoneNumber": "99999999", "currency": "EUR", "memberNumberString": "B-17"}
    assert expected.items() <= put(emulator).items()
    found = [contact.contact_id for contact in acme.contacts.all(phone_number="99999999")]
    assert [changed.contact_id] == found


CHANGES: dict[str, Any] = {
    "name": "Ned Stark",
    "email": "ned@example.com",
    "organization_number": "999888778",
    "supplier": True,
    "discount": 12,
    "language": Language.NORWEGIAN,
    "days_until_invoicing_due_date": 30,
    "bank_account_number": "11112233335",
    "address": Address(street_address="Storgata 1", city="Bergen", country="Norge"),
    "groups": ("Friends",),
    "inactive": True,
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_given_field_is_a_change(name: str, acme: CompanyClient, emulator: Emulator) -> None:
    nelly = acme.contacts.upsert(NELLY)
    before = len(emulator.requests)
    changed = acme.contacts.upsert(NELLY.evolve(**{name: CHANGES[name]}))
    assert ["GET", "PUT", "GET"] == sent(emulator, before)
    assert CHANGES[name] == getattr(changed, name) == getattr(acme.contacts.find(nelly), name)


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(names=st.sets(st.sampled_from([*CHANGES])))
def test_the_given_fields_change_alone(
    names: set[str], acme: CompanyClient, emulator: Emulator
) -> None:
    """Any subset of fields can be given. The others stay, and a second call changes nothing."""
    nelly = acme.contacts.upsert(NELLY.evolve(member_number_string=f"B-{len(emulator.requests)}"))
    key = nelly.member_number_string
    changes = {name: CHANGES[name] for name in names}
    for _ in range(2):
        acme.contacts.upsert(Contact(**{"name": NELLY.name, "member_number_string": key} | changes))
    loaded = acme.contacts.find(nelly)
    expected = nelly.evolve(**changes)
    seen = {name: getattr(loaded, name) for name in [*CHANGES, "contact_person", "customer"]}
    assert {name: getattr(expected, name) for name in seen} == seen
    puts = sent(emulator, 0).count("PUT")
    acme.contacts.upsert(Contact(**{"name": NELLY.name, "member_number_string": key} | changes))
    assert puts == sent(emulator, 0).count("PUT")


def test_defaults_clear_nothing(acme: CompanyClient) -> None:
    nelly = acme.contacts.upsert(NELLY)
    acme.contacts.upsert(Contact(name="Ned", member_number_string="B-17"))
    loaded = acme.contacts.find(nelly)
    assert ("Ned", NELLY.email, NELLY.groups) == (loaded.name, loaded.email, loaded.groups)
    assert (NELLY.address, True) == (loaded.address, loaded.customer)


def test_blank_texts_clear_nothing(acme: CompanyClient, emulator: Emulator) -> None:
    """An empty cell of a CSV file is no value, and must not erase what Fiken has."""
    nelly = acme.contacts.upsert(NELLY)
    before = len(emulator.requests)
    blank = Contact(
        name=NELLY.name,
        member_number_string=NELLY.member_number_string,
        email="",
        organization_number=" ",
        address=Address(street_address="", city=" ", country=""),
    )
    acme.contacts.upsert(blank)
    assert [] == [method for method in sent(emulator, before) if method != "GET"]
    acme.contacts.upsert(blank.evolve(supplier=True))
    loaded = acme.contacts.find(nelly)
    assert (NELLY.email, NELLY.address) == (loaded.email, loaded.address)
    assert NELLY.organization_number == loaded.organization_number
    assert loaded.supplier


def test_a_blank_phone_number_is_not_sent(acme: CompanyClient, emulator: Emulator) -> None:
    """Not even together with a change: it would erase the one that Fiken has."""
    acme.contacts.upsert(NELLY)
    acme.contacts.upsert(
        Contact(name="Ned", member_number_string=NELLY.member_number_string, phone_number="")
    )
    assert "phoneNumber" not in put(emulator)


def test_a_field_is_cleared_on_the_result(acme: CompanyClient) -> None:
    """The docstring of `upsert` says how."""
    nelly = acme.contacts.upsert(NELLY)
    acme.contacts.save(acme.contacts.upsert(NELLY).evolve(email=None, groups=()))
    assert (None, ()) == (acme.contacts.find(nelly).email, acme.contacts.find(nelly).groups)


@pytest.mark.parametrize(
    ("by", "same"),
    [
        ("organization_number", {"organization_number": "999888777"}),
        ("email", {"email": "NELLY@EXAMPLE.COM"}),
        ("name", {"name": "nelly bloom"}),
        ("email", {"organization_number": "99 98 88 777"}),
        ("email", {"groups": ("Wholesale", "Friends")}),
        ("email", {"contact_person": ()}),
    ],
)
def test_the_same_value_is_no_change(
    by: Any, same: dict[str, Any], acme: CompanyClient, emulator: Emulator
) -> None:
    """Keys and organization numbers are compared as they were found."""
    acme.contacts.upsert(NELLY)
    acme.contacts.upsert(NELLY.evolve(**same), by=(by,))
    assert 0 == sent(emulator, 0).count("PUT")


def test_an_address_is_replaced_as_a_whole(acme: CompanyClient, emulator: Emulator) -> None:
    """Otherwise the contact would get the new city with the old street."""
    nelly = acme.contacts.upsert(NELLY)
    bergen = Address(city="Bergen", country="Norge")
    acme.contacts.upsert(NELLY.evolve(address=bergen))
    assert bergen == acme.contacts.find(nelly).address
    before = len(emulator.requests)
    acme.contacts.upsert(NELLY.evolve(address=bergen.evolve(street_address="")))
    assert ["GET"] == sent(emulator, before)


def test_an_inactive_contact_stays_inactive(acme: CompanyClient) -> None:
    nelly = acme.contacts.save(NELLY.evolve(inactive=True))
    changed = acme.contacts.upsert(NELLY.evolve(name="Ned"))
    assert ("Ned", True) == (changed.name, acme.contacts.find(nelly).inactive)
    assert not acme.contacts.upsert(NELLY.evolve(inactive=False)).inactive


@pytest.mark.parametrize(
    "person",
    [
        ContactPerson(name="Bob Cole", email="betty@example.com"),
        ContactPerson(name="Betty Boop", email="betty@example.com", phone_number="1"),
        ContactPerson(
            name="Betty Boop", email="betty@example.com", address=Address(country="Norge")
        ),
    ],
)
def test_another_contact_person_is_refused(
    person: ContactPerson, acme: CompanyClient, emulator: Emulator
) -> None:
    acme.contacts.upsert(NELLY)
    with pytest.raises(NotUpdatableError, match=r"contacts\.persons\(contact\)"):
        acme.contacts.upsert(NELLY.evolve(name="Ned", contact_person=(BETTY, person)))
    assert 0 == sent(emulator, 0).count("PUT")


def test_known_contact_persons_are_no_change(acme: CompanyClient, emulator: Emulator) -> None:
    """There may be more of them in Fiken, and the given ones may lack what Fiken has."""
    nelly = acme.contacts.upsert(NELLY)
    acme.contacts.persons(nelly).save(ContactPerson(name="Bob", email="bob@example.com"))
    before = len(emulator.requests)
    acme.contacts.upsert(NELLY.evolve(contact_person=(BETTY.evolve(phone_number=None),)))
    assert ["GET"] == sent(emulator, before)


def test_persons_that_a_list_lacks_are_loaded(acme: CompanyClient, emulator: Emulator) -> None:
    """Any field of an answer may be missing: before a person is refused, Fiken is asked.

    Observed: docs/observed.md#14-description-and-service
    """
    nelly = acme.contacts.upsert(NELLY)
    row = {"contactId": nelly.contact_id, "name": "Nelly Bloom"}
    head = {
        "Fiken-Api-Page": "0",
        "Fiken-Api-Page-Size": "100",
        "Fiken-Api-Page-Count": "1",
        "Fiken-Api-Result-Count": "1",
        "Content-Type": "application/json",
    }
    answer = CannedAnswer(200, head, json.dumps([row]).encode())
    emulator.fail_next(answer, method="GET", path="/contacts")
    before = len(emulator.requests)
    given = Contact(name="Nelly Bloom", member_number_string="B-17", contact_person=(BETTY,))
    assert (BETTY.name,) == tuple(p.name for p in acme.contacts.upsert(given).contact_person)
    assert ["/contacts", "/contactPerson"] == [
        request.path[request.path.rindex("/") :] for request in emulator.requests[before:]
    ]
