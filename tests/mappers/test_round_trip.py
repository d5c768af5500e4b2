"""Everything that was read and can be written is written unchanged."""

import datetime
import json
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fiken._json import dumps, loads
from fiken.mappers import ContactMapper, ProductMapper

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
days = st.dates().map(datetime.date.isoformat)
numbers = st.one_of(
    st.integers(0, 10**15 - 1),
    st.floats(0, 10**6, allow_subnormal=False).map(lambda value: float(f"{value:.6g}")),
)
ids = st.integers(1, 2**63 - 1)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


def of(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of answers in which optional fields have a value, null, or are missing."""
    nullable = {key: maybe(values) for key, values in optional.items()}
    return st.fixed_dictionaries(required, optional=nullable)


addresses = of(
    {"country": texts},
    dict.fromkeys(("streetAddress", "streetAddressLine2", "city", "postCode"), texts),
)
persons = of({"name": texts, "email": texts}, {"phoneNumber": texts, "address": addresses})
contact_writable = {
    "email": texts,
    "organizationNumber": texts,
    "phoneNumber": texts,
    "memberNumber": numbers,
    "memberNumberString": texts,
    "customer": st.booleans(),
    "supplier": st.booleans(),
    "bankAccountNumber": texts,
    "contactPerson": st.lists(persons, max_size=3),
    "currency": texts,
    "language": texts,
    "inactive": st.booleans(),
    "daysUntilInvoicingDueDate": st.integers(),
    "discount": numbers,
    "address": addresses,
    "groups": st.lists(texts, max_size=3),
}
contact_read_only = {
    "contactId": ids,
    "createdDate": days,
    "lastModifiedDate": days,
    "customerNumber": ids,
    "customerAccountCode": texts,
    "supplierNumber": ids,
    "supplierAccountCode": texts,
    "notes": st.lists(of({}, {"author": texts, "note": texts}), max_size=2),
    "documents": st.lists(of({}, {"uuid": texts, "type": texts}), max_size=2),
    "neverSeen": st.integers(),
}
product_writable = {
    "unitPrice": st.integers(-(2**63), 2**63 - 1),
    "active": st.booleans(),
    "productNumber": texts,
    "stock": numbers,
    "note": texts,
}
contacts = of({"name": texts}, contact_writable | contact_read_only)
products = of(
    {"name": texts, "incomeAccount": texts, "vatType": texts},
    product_writable | {"productId": ids, "createdDate": days, "lastModifiedDate": days},
)


def writable(data: Any, read_only: set[str]) -> Any:
    """Return the data without read-only fields, nulls and empty values."""
    if isinstance(data, list):
        items: list[Any] = [*data]  # pyright: ignore[reportUnknownVariableType]
        return [writable(item, set()) for item in items]
    if not isinstance(data, dict):
        return data
    some = cast("dict[str, Any]", data).items()
    values = {k: v for k, v in some if k not in read_only and v is not None and v != []}
    return {key: writable(value, set()) for key, value in values.items()}


relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(contacts)
def test_a_read_contact_is_written_unchanged(data: dict[str, Any]) -> None:
    mapper = ContactMapper()
    sent = loads(dumps(mapper.dump(mapper.load(data))))
    assert writable(data, set(contact_read_only)) == sent


@relaxed
@given(contacts)
def test_a_written_contact_is_read_unchanged(data: dict[str, Any]) -> None:
    mapper = ContactMapper()
    loaded = mapper.load(data)
    again = mapper.load(json.loads(json.dumps(mapper.dump(loaded))))
    assert mapper.dump(loaded) == mapper.dump(again)
    assert loaded.address == again.address
    assert loaded.contact_person == again.contact_person


@relaxed
@given(products)
def test_a_read_product_is_written_unchanged(data: dict[str, Any]) -> None:
    mapper = ProductMapper()
    sent = loads(dumps(mapper.dump(mapper.load(data))))
    read_only = {"productId", "createdDate", "lastModifiedDate"}
    assert writable(data, read_only) == sent


@pytest.mark.filterwarnings("ignore::fiken.errors.MayClearWarning")
@relaxed
@given(contacts, texts)
def test_a_put_is_the_whole_with_the_change(data: dict[str, Any], account: str) -> None:
    mapper = ContactMapper()
    loaded = mapper.load({**data, "bankAccountNumber": "1"})
    changed = loaded.evolve(bank_account_number=account[:11])
    expected = writable(data, {*contact_read_only, "contactPerson"})
    if changed.changes:
        assert {**expected, "bankAccountNumber": account[:11]} == mapper.update(changed)
    else:
        assert {} == mapper.update(changed)
