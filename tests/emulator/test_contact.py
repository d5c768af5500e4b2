"""Contacts, their contact persons, and the groups."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator

FULL: dict[str, Any] = {
    "name": "Nelly Bloom",
    "email": "nelly@example.com",
    "organizationNumber": "999888777",
    "phoneNumber": "91919191",
    "memberNumber": 5464,
    "memberNumberString": "A-5464",
    "customer": True,
    "supplier": True,
    "bankAccountNumber": "11112233334",
    "currency": "SEK",
    "language": "ENGLISH",
    "inactive": False,
    "daysUntilInvoicingDueDate": 15,
    "discount": 25.5,
    "address": {
        "streetAddress": "Karl Johan 34",
        "streetAddressLine2": "H0405",
        "city": "Oslo",
        "postCode": "0550",
        "country": "Norway",
    },
    "groups": ["Kafé", "Gull"],
    "contactPerson": [{"name": "Betty", "email": "betty@example.com"}],
}
WRITE_ONLY = {"phoneNumber", "memberNumber", "memberNumberString", "currency"}


def create(api: requests.Session, **fields: Any) -> str:
    """Create a contact and return its URL."""
    answer = api.post("/contacts", json={"name": "Nelly Bloom", **fields})
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def names(answer: requests.Response) -> list[str]:
    """Return the names in a list, which must be a 200."""
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()]


def test_location_of_new_contact(emulator: Emulator, api: requests.Session) -> None:
    """The Location is an absolute URL, and the id has 11 digits.

    Observed: docs/observed.md#3-responses
    """
    answer = api.post("/contacts", json=FULL)
    assert (answer.status_code, answer.content) == (201, b"")
    start, _, key = answer.headers["Location"].rpartition("/")
    assert start == f"{emulator.url}/companies/{emulator.company_slug}/contacts"
    assert len(key) == 11
    assert api.get(answer.headers["Location"]).json()["contactId"] == int(key)


def test_created_contact_is_returned(api: requests.Session) -> None:
    location = create(api, **FULL)
    contact = api.get(location).json()
    person = contact["contactPerson"][0]["contactPersonId"]
    expected = {name: value for name, value in FULL.items() if name not in WRITE_ONLY} | {
        "contactId": int(location.rpartition("/")[2]),
        "createdDate": "2026-06-15",
        "lastModifiedDate": "2026-06-15",
        "customerNumber": 10015,
        "customerAccountCode": "1500:10015",
        "supplierNumber": 20009,
        "supplierAccountCode": "2400:20009",
        "notes": [],
        "documents": [],
        "contactPerson": [
            {
                "contactPersonId": person,
                "name": "Betty",
                "email": "betty@example.com",
                "phoneNumber": None,
                "address": None,
            }
        ],
    }
    assert expected == contact


def test_omitted_fields_are_null_or_default(api: requests.Session) -> None:
    """Null is common in answers.

    Observed: docs/observed.md#14-description-and-service
    """
    contact = api.get(create(api)).json()
    nulls = {name for name, value in contact.items() if value is None}
    expected = {"email", "organizationNumber", "bankAccountNumber", "discount", "address"}
    expected |= {"customerNumber", "customerAccountCode", "supplierNumber", "supplierAccountCode"}
    assert expected | {"daysUntilInvoicingDueDate"} == nulls
    assert (False, False, False) == (contact["customer"], contact["supplier"], contact["inactive"])
    assert contact["language"] == "NORWEGIAN"


def test_read_only_fields_are_ignored(api: requests.Session) -> None:
    location = create(api, contactId=1, customerNumber=7, createdDate="1999-01-01", notes=[])
    contact = api.get(location).json()
    assert (None, "2026-06-15") == (contact["customerNumber"], contact["createdDate"])


def test_new_customer_gets_number_and_account(
    api: requests.Session,
) -> None:
    location = create(api)
    api.put(location, json={"name": "Nelly Bloom", "customer": True})
    contact = api.get(location).json()
    assert (10015, "1500:10015") == (contact["customerNumber"], contact["customerAccountCode"])
    account = api.get("/accounts/1500:10015").json()
    assert {"code": "1500:10015", "name": "Nelly Bloom"} == account


def test_account_name_follows_contact_name(api: requests.Session) -> None:
    """The number stays when the contact is not a supplier any more."""
    location = create(api, supplier=True)
    api.put(location, json={"name": "Nelly Blom"})
    contact = api.get(location).json()
    assert (False, 20009) == (contact["supplier"], contact["supplierNumber"])
    assert api.get("/accounts/2400:20009").json()["name"] == "Nelly Blom"


def test_number_of_deleted_contact_is_not_reused(api: requests.Session) -> None:
    api.delete(create(api, customer=True))
    assert api.get("/accounts/1500:10015").status_code == 404
    assert api.get(create(api, customer=True)).json()["customerNumber"] == 10016


def test_put_replaces_readable_fields(api: requests.Session) -> None:
    """Observed: docs/observed.md#12-updates-and-deletions"""
    location = create(api, **FULL)
    before = api.get(location).json()
    answer = api.put(location, json={"name": "Ned Stark"})
    assert (200, location, b"") == (
        answer.status_code,
        answer.headers["Location"],
        answer.content,
    )
    contact = api.get(location).json()
    cleared = ("email", "organizationNumber", "bankAccountNumber", "discount", "address")
    assert [None] * 5 == [contact[name] for name in cleared]
    assert ([], False, "NORWEGIAN") == (contact["groups"], contact["customer"], contact["language"])
    assert before["contactPerson"] == contact["contactPerson"]


def test_put_keeps_omitted_write_only_fields(api: requests.Session) -> None:
    """Phone number, currency and member number stayed after a contact was read and written back.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = create(api, **FULL)
    body = {**api.get(location).json(), "email": "new@example.com"}
    assert api.put(location, json=body).status_code == 200
    for query in ("phoneNumber=91919191", "memberNumberString=A-5464", "memberNumber=5464"):
        assert names(api.get(f"/contacts?{query}")) == ["Nelly Bloom"]


def test_put_can_clear_write_only_field(api: requests.Session) -> None:
    location = create(api, **FULL)
    api.put(location, json={"name": "Nelly Bloom", "phoneNumber": None})
    assert names(api.get("/contacts?phoneNumber=91919191")) == []


def test_put_ignores_contact_persons(api: requests.Session) -> None:
    """`contactPerson` is among the fields that a PUT ignores.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = create(api, **FULL)
    people = api.get(location).json()["contactPerson"]
    body = {"name": "N", "contactPerson": [{"name": "Eve", "email": "eve@example.com"}]}
    assert api.put(location, json=body).status_code == 200
    assert people == api.get(location).json()["contactPerson"]


def test_put_to_unknown_contact_is_404(api: requests.Session) -> None:
    answer = api.put("/contacts/1", json={"name": "Anna"})
    assert answer.status_code == 404
    assert answer.json()["error_description"] == "No contact found with provided id."


@pytest.mark.parametrize("key", ["1", "0", "-1", "abc", "99999999999999999999999", "%20", "1.5"])
def test_unknown_contact_is_404(api: requests.Session, key: str) -> None:
    assert api.get(f"/contacts/{key}").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": None},
        {"name": 1},
        {"customer": "true"},
        {"phoneNumber": "1" * 21},
        {"bankAccountNumber": "1" * 12},
        {"currency": "nok"},
        {"daysUntilInvoicingDueDate": 1.5},
        {"address": {"city": "Oslo"}},
        {"groups": "Kafé"},
        {"contactPerson": [{"name": "Betty"}]},
        {"unknown": 1},
    ],
)
def test_invalid_contact_is_400(api: requests.Session, fields: dict[str, Any]) -> None:
    assert api.post("/contacts", json={"name": "Anna", **fields}).status_code == 400


def test_other_spellings_of_id_are_404(api: requests.Session) -> None:
    location = create(api)
    for other in (f"{location}.0", f"{location}%20", f"{location}e0", location[:-1]):
        assert api.get(other).status_code == 404


def test_unused_contact_is_removed(api: requests.Session) -> None:
    """The status is 204, and a second DELETE is 404.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = create(api, **FULL)
    answer = api.delete(location)
    assert (204, b"") == (answer.status_code, answer.content)
    assert [404, 404] == [api.get(location).status_code, api.delete(location).status_code]


def test_deleted_customer_with_postings_becomes_inactive(api: requests.Session) -> None:
    """The answer is 200 with the contact.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    (contact,) = api.get("/contacts?customerNumber=10001").json()
    answer = api.delete(f"/contacts/{contact['contactId']}")
    assert answer.status_code == 200
    expected = {**contact, "inactive": True, "lastModifiedDate": "2026-06-15"}
    assert expected == answer.json() == api.get(f"/contacts/{contact['contactId']}").json()
    assert api.delete(f"/contacts/{contact['contactId']}").status_code == 200


def test_deleted_supplier_with_postings_becomes_inactive(api: requests.Session) -> None:
    """Observed: docs/observed.md#12-updates-and-deletions"""
    (contact,) = api.get("/contacts?supplierNumber=20001").json()
    assert api.delete(f"/contacts/{contact['contactId']}").json()["inactive"] is True


def test_deleted_contact_of_project_becomes_inactive(
    api: requests.Session,
) -> None:
    """Emulator choice: anything that refers to the contact counts as history.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = create(api)
    key = int(location.rpartition("/")[2])
    body = {"number": "9", "name": "P", "startDate": "2026-01-01", "contactId": key}
    project = api.post("/projects", json=body).headers["Location"]
    assert api.delete(location).status_code == 200
    assert api.delete(project).status_code == 204
    assert api.delete(location).status_code == 204


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name=nelly bloom", ["Nelly Bloom"]),
        ("name=nelly", []),
        ("name=ØST %26 vest catering", ["Øst & Vest Catering"]),
        ("name=øst %26 VEST CATERING", ["Øst & Vest Catering"]),
        ("email=NELLY@example.com", ["Nelly Bloom"]),
        ("organizationNumber=999888777", ["Nelly Bloom"]),
        ("phoneNumber=91919191", ["Nelly Bloom"]),
        ("memberNumberString=A-5464", ["Nelly Bloom"]),
        ("memberNumberString=a-5464", []),
        ("memberNumber=5464", ["Nelly Bloom"]),
        ("customerNumber=10015", ["Nelly Bloom"]),
        ("supplierNumber=20009", ["Nelly Bloom"]),
        ("group=Gull", ["Nelly Bloom"]),
        ("group=gull", []),
        ("group=Gul", []),
        ("customer=true&supplier=true", ["Kopp og Kar AS", "Melk fra Mo", "Nelly Bloom"]),
        ("customer=false&supplier=false", []),
        ("inactive=true", ["Gammelt Kundeforhold"]),
        ("inactive=true&customer=false", []),
        ("createdDate=2026-06-15", ["Nelly Bloom"]),
        ("createdDateGe=2026-06-15", ["Nelly Bloom"]),
        ("createdDateGt=2026-06-15", []),
        ("createdDateLt=2025-01-03", ["Havgapet Kafé AS"]),
        ("createdDateLe=2025-01-02", ["Havgapet Kafé AS"]),
        ("lastModifiedGe=2026-06-15", ["Nelly Bloom"]),
        ("lastModifiedGe=2026-06-16", []),
        ("lastModified=2026-06-15", ["Nelly Bloom"]),
        ("name=Nelly Bloom&email=other@example.com", []),
    ],
)
def test_contacts_are_filtered(api: requests.Session, query: str, expected: list[str]) -> None:
    """Strings match exactly, ignoring case, and dates compare whole days.

    Observed: docs/observed.md#5-lists
    """
    create(api, **FULL)
    answer = api.get(f"/contacts?{query}")
    assert expected == names(answer)
    assert str(len(expected)) == answer.headers["Fiken-Api-Result-Count"]


@pytest.mark.parametrize(
    "query",
    ["customer=yes", "createdDate=today", "createdDateGe=20260101", "supplierNumber=x", "sortBy=x"],
)
def test_invalid_query_value_is_400(api: requests.Session, query: str) -> None:
    assert api.get(f"/contacts?{query}").status_code == 400


def test_unknown_query_parameter_is_ignored(api: requests.Session) -> None:
    """Observed: docs/observed.md#2-requests"""
    assert names(api.get("/contacts")) == names(api.get("/contacts?dateFrom=2026-01-01&nmae=x"))


def test_contacts_are_in_order_of_creation(api: requests.Session) -> None:
    """Observed: docs/observed.md#5-lists"""
    create(api, name="Aaron")
    rows = api.get("/contacts").json()
    ids = [row["contactId"] for row in rows]
    assert sorted(ids) == ids
    assert rows[-1]["name"] == "Aaron"
    assert rows == api.get("/contacts?sortBy=createdDate asc").json()
    assert rows[::-1] == api.get("/contacts?sortBy=createdDate desc").json()


def test_contacts_can_be_sorted_by_last_change(api: requests.Session) -> None:
    """Observed: docs/observed.md#5-lists"""
    (first,) = api.get("/contacts?pageSize=1").json()
    body = {**first, "email": "changed@example.com"}
    api.put(f"/contacts/{first['contactId']}", json=body)
    assert names(api.get("/contacts?sortBy=lastModified desc&pageSize=1")) == [first["name"]]
    assert first["name"] == names(api.get("/contacts?sortBy=lastModified asc"))[-1]


def test_contact_persons_are_written_and_deleted(api: requests.Session) -> None:
    """A POST is answered with 200, and its Location is below the contact."""
    contact = create(api)
    person = {"name": "Betty", "email": "betty@example.com", "phoneNumber": "1"}
    created = api.post(f"{contact}/contactPerson", json=person)
    assert (200, b"") == (created.status_code, created.content)
    location = created.headers["Location"]
    assert location.startswith(f"{contact}/contactPerson/")
    expected = {"contactPersonId": int(location.rpartition("/")[2]), "address": None, **person}
    assert expected == api.get(location).json()
    changed = api.put(location, json={"name": "Bet", "email": "bet@example.com"})
    assert (200, location) == (changed.status_code, changed.headers["Location"])
    expected |= {"name": "Bet", "email": "bet@example.com", "phoneNumber": None}
    people = api.get(f"{contact}/contactPerson")
    assert [expected] == people.json() == api.get(contact).json()["contactPerson"]
    assert api.delete(location).status_code == 204
    assert api.get(f"{contact}/contactPerson").json() == []
    assert [404, 404] == [api.get(location).status_code, api.delete(location).status_code]


def test_list_of_contact_persons_is_unpaged(api: requests.Session) -> None:
    """Observed: docs/observed.md#5-lists"""
    contact = create(api)
    for number in range(30):
        person = {"name": f"{number}", "email": "x@example.com"}
        api.post(f"{contact}/contactPerson", json=person)
    answer = api.get(f"{contact}/contactPerson?pageSize=1")
    assert [str(number) for number in range(30)] == names(answer)
    assert "Fiken-Api-Page" not in answer.headers


def test_contact_person_belongs_to_one_contact(api: requests.Session) -> None:
    """The URL of another contact, or of an unknown one, is 404."""
    contact, other = create(api), create(api)
    person = {"name": "Betty", "email": "betty@example.com"}
    created = api.post(f"{contact}/contactPerson", json=person).headers["Location"]
    assert api.get(created.replace(contact, other)).status_code == 404
    assert api.get("/contacts/1/contactPerson").status_code == 404
    assert api.post("/contacts/1/contactPerson", json=person).status_code == 404


@pytest.mark.parametrize("missing", ["name", "email"])
def test_contact_person_requires_name_and_email(api: requests.Session, missing: str) -> None:
    person = {"name": "Betty", "email": "betty@example.com"}
    del person[missing]
    assert api.post(f"{create(api)}/contactPerson", json=person).status_code == 400


def test_groups_are_collected_from_contacts(api: requests.Session) -> None:
    """A group exists as long as a contact is in it."""
    before = api.get("/groups").json()
    location = create(api, groups=["Gull", "Kafé", "Gull"])
    assert api.get(location).json()["groups"] == ["Gull", "Kafé"]
    assert [*before, "Gull"] == api.get("/groups").json()
    api.put(location, json={"name": "Nelly Bloom", "groups": []})
    assert before == api.get("/groups").json()


def test_groups_are_paged(api: requests.Session) -> None:
    everything = api.get("/groups").json()
    answer = api.get("/groups?page=1&pageSize=2")
    assert everything[2:4] == answer.json()
    assert str(len(everything)) == answer.headers["Fiken-Api-Result-Count"]


def test_contacts_of_other_company_are_403(root: requests.Session) -> None:
    (contact,) = root.get("/companies/fiken-demo-fjellbris-kaffe-as/contacts?pageSize=1").json()
    path = f"/companies/lukket-handel-as/contacts/{contact['contactId']}"
    assert root.get(path).status_code == 403
