"""The tables that the models of all exported entities become."""

from collections import Counter
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
import pytest

from fiken import CompanyClient, Contact, Fiken
from fiken.export import ENTITIES
from fiken.export._entities import ALL, Entity
from fiken.export._shape import shape_of
from fiken.mappers import ContactMapper
from fiken.models import Model
from fiken.types import hint_of
from tests.catalogue import all_samples

SHAPES = [shape for entity in ALL for shape in shape_of(entity).all()]
MODELS = {entity.model: entity for entity in ALL}

#: The lists of a company that are not exported: their rows have no id.
NOT_EXPORTED = {"account_balances", "bank_balances", "groups"}


def test_every_list_of_a_company_is_exported() -> None:
    """Or is named above with its reason. Lists that need a parent are parts of what they are in."""
    company = Fiken(token="made.up").company("acme-as")
    exported = {type(entity.repository(company)) for entity in ALL}
    there = {name: getattr(company, name) for name in dir(CompanyClient) if name[0] != "_"}
    lists = {name: one for name, one in there.items() if hasattr(one, "all")}
    drafts = {f"{name}.drafts": one.drafts for name, one in lists.items() if hasattr(one, "drafts")}
    missing = {name for name, one in (lists | drafts).items() if type(one) not in exported}
    assert NOT_EXPORTED == missing
    assert 25 == len(exported) == len(ENTITIES)


def test_names_are_unique_and_short_enough() -> None:
    """PostgreSQL cuts a name after 63 bytes."""
    assert [] == [name for name, n in Counter(shape.name for shape in SHAPES).items() if n > 1]
    for shape in SHAPES:
        names = [*shape.keys, *(column.name for column in shape.columns)]
        assert len(names) == len(set(names)), shape.name
        assert [] == [name for name in [shape.name, *names] if len(name) > 63]


@pytest.mark.parametrize("entity", ALL, ids=lambda entity: entity.name)
def test_no_value_of_a_sample_is_dropped(entity: Entity) -> None:
    """Neither a field of the entity, nor of an item in it, nor one that only requests have."""
    loaded = [s.loaded for s in all_samples() if type(s.loaded) is entity.model]
    assert loaded
    for model in loaded:
        assert model is not None
        shape = shape_of(entity)
        rows = [row for _, row in shape.rows(model, {"company": "acme-as", "id": _id(model)})]
        there = Counter(_leaves(rows))
        assert Counter() == Counter(_leaves(_own(model))) - there


def _id(model: Any) -> Any:
    """Return the id of an entity, also of one inside another."""
    name = next(f.name for f in attrs.fields(type(model)) if hint_of(f.type).key)
    return getattr(model, name)


def _own(model: Model) -> dict[str, Any]:
    """Return the fields of a model. Of another entity in it, only the id."""
    own: dict[str, Any] = {}
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        items = value if isinstance(value, tuple) else [value]
        if any(isinstance(item, Model) for item in items):
            is_named = hasattr(model, f"{field.name}_id") and not isinstance(value, tuple)
            items = [
                ([] if is_named else _id(item)) if type(item) in MODELS else _own(item)
                for item in items
            ]
        own[field.name] = items
    return own


def _leaves(value: Any) -> list[str]:
    """Return the texts of all values that are not empty, with numbers in one form."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _leaves(item)]
    if value is None:
        return []
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return [f"{Decimal(value).normalize():f}"]
    if hasattr(value, "astimezone"):
        return [str(value.timestamp())]
    return [str(value.value) if isinstance(value, Enum) else str(value)]


def test_unknown_fields_are_kept_as_json() -> None:
    answer = {"contactId": 7, "name": "Nelly", "mood": {"level": 3}, "address": {"floor": "2"}}
    contact = ContactMapper().load(answer)
    assert contact.address is not None
    row = _row(contact)
    assert {"mood": {"level": 3}, "address": {"floor": "2"}} == row["other_fields"]


def test_a_write_only_field_that_was_answered_is_kept() -> None:
    contact = ContactMapper().load({"contactId": 7, "name": "Nelly", "phoneNumber": "12345678"})
    assert {"phone_number": "12345678"} == _row(contact)["other_fields"]


def test_nothing_else_makes_no_json() -> None:
    contact = ContactMapper().load({"contactId": 7, "name": "Nelly", "mood": None})
    assert _row(contact)["other_fields"] is None


def _row(contact: Contact) -> dict[str, Any]:
    shape = shape_of(MODELS[Contact])
    above = {"company": "acme-as", "contact_id": contact.contact_id}
    return next(row for table, row in shape.rows(contact, above) if table.name == "contacts")
