"""Products: create, read, replace, delete, filter."""

from typing import Any

import pytest
import requests

FULL: dict[str, Any] = {
    "name": "Spade",
    "unitPrice": 300000,
    "incomeAccount": "3000",
    "vatType": "HIGH",
    "active": False,
    "productNumber": "125-1",
    "stock": 5.5,
    "note": "Rød",
}


def create(api: requests.Session, **fields: Any) -> str:
    """Create a product and return its URL."""
    answer = api.post("/products", json={**FULL, **fields})
    assert (201, b"") == (answer.status_code, answer.content)
    return answer.headers["Location"]


def test_created_product_is_returned_unchanged(api: requests.Session) -> None:
    location = create(api)
    dates = {"createdDate": "2026-06-15", "lastModifiedDate": "2026-06-15"}
    expected = {"productId": int(location.rpartition("/")[2]), **FULL, **dates}
    assert expected == api.get(location).json()


def test_put_replaces_product(api: requests.Session) -> None:
    """Fields that the body leaves out become null.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = create(api)
    body = {"name": "S", "incomeAccount": "3020", "vatType": "HIGH", "active": True}
    answer = api.put(location, json=body)
    assert (200, location) == (answer.status_code, answer.headers["Location"])
    product = api.get(location).json()
    assert [None] * 4 == [product[n] for n in ("unitPrice", "productNumber", "stock", "note")]
    assert body == {name: product[name] for name in body}


@pytest.mark.parametrize("missing", ["name", "incomeAccount", "vatType", "active"])
def test_product_requires_fields_of_contract(api: requests.Session, missing: str) -> None:
    body = {name: value for name, value in FULL.items() if name != missing}
    answer = api.post("/products", json=body)
    assert answer.status_code == 400
    assert f"'{missing}' er påkrevd" in answer.json()[0]["message"]


@pytest.mark.parametrize(
    "fields", [{"unitPrice": 49.9}, {"note": "x" * 201}, {"active": 1}, {"price": 1}]
)
def test_invalid_product_is_400(api: requests.Session, fields: dict[str, Any]) -> None:
    assert api.post("/products", json={**FULL, **fields}).status_code == 400


def test_deleted_product_is_404(api: requests.Session) -> None:
    """The API removes a deleted product for good.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = create(api)
    assert [204, 404, 404] == [
        api.delete(location).status_code,
        api.delete(location).status_code,
        api.get(location).status_code,
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name=SPADE", ["Spade"]),
        ("name=Spad", []),
        ("productNumber=125-1", ["Spade"]),
        ("active=false", ["Gammel kopp", "Spade"]),
        ("createdDateGe=2026-01-01", ["Spade"]),
        ("lastModifiedLt=2025-01-03", ["Kaffebønner 1 kg"]),
        ("lastModified=2026-06-15&active=true", []),
    ],
)
def test_products_are_filtered(api: requests.Session, query: str, expected: list[str]) -> None:
    create(api)
    assert expected == [product["name"] for product in api.get(f"/products?{query}").json()]
