"""Contacts and products: created, replaced, and the same through both doors."""

from typing import Any

import pytest
import requests

from tests.emulator.hal.v1 import V1, id_of

FULL: dict[str, Any] = {
    "name": "North Sea Roasters Ltd",
    "email": "post@roasters.example",
    "organizationIdentifier": "999000555",
    "address": {
        "address1": "1 Quay",
        "address2": "Floor 2",
        "postalCode": "AB1",
        "postalPlace": "Aberdeen",
        "country": "Scotland",
    },
    "phoneNumber": "22334455",
    "currency": "GBP",
    "memberNumber": 4711,
    "language": "ENGLISH",
}
PRODUCT: dict[str, Any] = {
    "name": "Kaffe",
    "unitPrice": 24900,
    "incomeAccount": "3000",
    "vatType": "HIGH",
    "active": True,
    "productNumber": "K-1",
}


def fields(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource without its links."""
    return {name: value for name, value in resource.items() if name != "_links"}


def test_every_field_of_a_contact_is_kept(v1: V1) -> None:
    assert FULL == fields(v1.read(v1.create("/contacts", FULL)))


def test_a_contact_is_the_same_in_v2(v1: V1, v2: requests.Session) -> None:
    url = v1.create("/contacts", FULL)
    there = v2.get(f"/contacts/{id_of(url)}").json()
    assert ("North Sea Roasters Ltd", "999000555") == (there["name"], there["organizationNumber"])
    address = {
        "streetAddress": "1 Quay",
        "streetAddressLine2": "Floor 2",
        "postCode": "AB1",
        "city": "Aberdeen",
        "country": "Scotland",
    }
    assert address == there["address"]


def test_a_contact_of_v2_is_found_in_v1(v1: V1, v2: requests.Session) -> None:
    made = v2.post("/contacts", json={"name": "Nordlys", "supplier": True})
    there = v1.read(f"/contacts/{id_of(made.headers['Location'])}")
    assert "Nordlys" == there["name"]
    assert there["supplierNumber"] >= 20001


def test_both_roles_get_a_number(v1: V1) -> None:
    contact = v1.read(v1.create("/contacts", {"name": "A", "customer": True, "supplier": True}))
    assert contact["customerNumber"] >= 10001
    assert contact["supplierNumber"] >= 20001


def test_null_counts_as_left_out(v1: V1) -> None:
    """Some clients send null for every optional field, even for an unknown one."""
    nothing = dict.fromkeys([*FULL, "customer", "supplier", "fax"])
    url = v1.create("/contacts", {**nothing, "name": "Kari"})
    assert {"name": "Kari", "address": {"country": "Norge"}} == fields(v1.read(url))


def test_an_address_gets_the_country(v1: V1) -> None:
    url = v1.create("/contacts", {"name": "Kari", "address": {"postalPlace": "Oslo"}})
    assert {"postalPlace": "Oslo", "country": "Norge"} == v1.read(url)["address"]


def test_a_put_clears_what_is_left_out(v1: V1) -> None:
    url = v1.create("/contacts", FULL)
    assert 204 == v1.put(url, json={"name": "Kari"}).status_code
    assert {"name": "Kari", "address": {"country": "Norge"}} == fields(v1.read(url))


def test_a_put_keeps_roles_and_numbers(v1: V1, v2: requests.Session, customer: str) -> None:
    number = v1.read(customer)["customerNumber"]
    body = {"name": "Kari Te", "customerNumber": 1, "supplier": True}
    assert 204 == v1.put(customer, json=body).status_code
    there = v2.get(f"/contacts/{id_of(customer)}").json()
    assert (True, True) == (there["customer"], there["supplier"])
    assert number == there["customerNumber"]


def test_a_put_keeps_what_v1_lacks(v1: V1, v2: requests.Session) -> None:
    facts = {"groups": ["Kafé"], "inactive": True, "discount": 12.5, "memberNumberString": "K-7"}
    person = {"name": "Tor", "email": "tor@kaffe.example"}
    body = {"name": "Kari", "bankAccountNumber": "12345678903", **facts, "contactPerson": [person]}
    key = id_of(v2.post("/contacts", json=body).headers["Location"])
    before = v2.get(f"/contacts/{key}").json()
    assert 204 == v1.put(f"/contacts/{key}", json={"name": "Kari Te"}).status_code
    after = v2.get(f"/contacts/{key}").json()
    address = {**dict.fromkeys(after["address"]), "country": "Norge"}
    assert {**before, "name": "Kari Te", "address": address} == after
    assert [key] == [
        each["contactId"] for each in v2.get("/contacts?memberNumberString=K-7").json()
    ]


def test_a_product_is_created_and_replaced(v1: V1, v2: requests.Session) -> None:
    """The number of the account was seen as a JSON number, too."""
    url = v1.create("/products", {**PRODUCT, "incomeAccount": 3000, "unitPrice": 24900.9})
    assert PRODUCT == fields(v1.read(url))
    key = id_of(url)
    v2.put(f"/products/{key}", json={**PRODUCT, "stock": 5, "note": "Lys"})
    lean = {name: PRODUCT[name] for name in ("name", "incomeAccount", "vatType")}
    assert 204 == v1.put(url, json={**lean, "active": False}).status_code
    assert {**lean, "active": False} == fields(v1.read(url))
    there = v2.get(f"/products/{key}").json()
    assert (5, "Lys") == (there["stock"], there["note"])


@pytest.mark.parametrize("name", ["name", "incomeAccount", "vatType", "active"])
def test_products_require_their_fields(v1: V1, name: str) -> None:
    body = {key: value for key, value in PRODUCT.items() if key != name}
    assert [f"'{name}' is missing"] == v1.refused("/products", body)


def test_vat_types_must_fit_the_account(v1: V1) -> None:
    """The message says that the VAT is wrong, as one client expects."""
    (message,) = v1.refused("/products", {**PRODUCT, "vatType": "LOW"})
    assert "er ikke en gyldig mva kode for kontoen 3000" in message
