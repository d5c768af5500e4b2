"""The client knows every enumeration of the contract, and checks every limit.

Answers: each member of an enumeration is loaded as itself. Requests: the last value that the
contract allows is accepted and written as it is, and the first one that it forbids is refused
before anything is sent, by the model or by its mapper.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from fiken import InvalidAttributeError, InvalidModelError
from fiken.emulator.wire.contract import ContractField
from fiken.mappers._declaration import mapper_of
from fiken.mappers._refusals import models_in
from fiken.models import Model
from fiken.models._fields import fields_of as attributes_of
from fiken.types import OpenEnum
from tests.catalogue import all_samples
from tests.contract.models import CONTRACT, fields_of, pairs
from tests.mappers.test_fields_of_the_contract import SHORTER

#: Limits where the client differs from the contract, each with its reason.
#: A description with Fiken's 34 characters before it has to fit into 200 (docs/observed.md).
DIFFERENT: dict[tuple[str, str], dict[str, Any]] = {
    place: {"max_length": length} for place, length in SHORTER.items()
}

#: The schemas of which every field is inherited: their heirs are tested.
BASES = {schema.extends for schema in CONTRACT.schemas.values() if schema.extends}

LIMITS = ("min_length", "max_length", "pattern", "minimum", "maximum", "min_items")


def all_instances() -> dict[type[Model], Model]:
    """Return one instance of each model, taken from the samples and from the models inside them."""
    found: dict[type[Model], Model] = {}

    def add(instance: Model) -> None:
        found.setdefault(type(instance), instance)
        for name in attributes_of(type(instance)):
            for part, _ in models_in(getattr(instance, name), name):
                add(part)

    for sample in all_samples():
        for instance in (sample.new, sample.loaded):
            if instance is not None:
                add(instance)
    return found


INSTANCES = all_instances()

Case = tuple[type[Model], str, Any]


def _case(schema: str, model: type[Model], field: ContractField, *values: Any) -> Any:
    return pytest.param(*values, id=f"{schema}.{field.name}-{model.__name__}-{values[-1]!r:.20}")


# --- enumerations --------------------------------------------------------------------------------


def members(*, sent: bool) -> Iterator[Any]:
    """Yield each member of each enumeration of a schema, with the model and the field."""
    for schema, model in pairs(sent=sent):
        for declared, name in fields_of(schema, model, sent=sent):
            for member in declared.enum:
                yield _case(schema, model, declared, model, name, member)


@pytest.mark.parametrize(("model", "name", "member"), list(members(sent=False)))
def test_a_member_is_loaded_as_itself(model: type[Model], name: str, member: str) -> None:
    """The value is a known member of an enumeration in Python, and is written as it was loaded."""
    mapper = mapper_of(model)
    field = mapper.fields[name]
    value = [member] if field.hint.many else member
    loaded = getattr(mapper.load({field.key: value}), name)
    (one,) = loaded if field.hint.many else [loaded]
    assert isinstance(one, OpenEnum)
    assert (member, True) == (one.value, one.is_known)
    assert value == field.written(loaded)


@pytest.mark.parametrize(("model", "name", "member"), list(members(sent=True)))
def test_a_member_is_sent_as_itself(model: type[Model], name: str, member: str) -> None:
    """The string of a member is accepted too. Any other string is refused."""
    field = mapper_of(model).fields[name]
    value: Any = (member,) if field.hint.many else member
    changed = with_value(model, name, value)
    assert ([member] if field.hint.many else member) == field.written(getattr(changed, name))
    with pytest.raises(InvalidAttributeError, match="never heard of"):
        with_value(model, name, ("never heard of",) if field.hint.many else "never heard of")


def test_every_enumeration_has_a_case() -> None:
    declared = {
        (name, field.name)
        for name, schema in CONTRACT.schemas.items()
        for field in schema.fields.values()
        if field.enum and name not in BASES
    }
    tried = {
        (schema, field.name)
        for sent in (True, False)
        for schema, model in pairs(sent=sent)
        for field, _ in fields_of(schema, model, sent=sent)
        if field.enum
    }
    assert declared == tried


# --- limits --------------------------------------------------------------------------------------


def limited() -> Iterator[tuple[str, type[Model], ContractField, str, str, Any]]:
    """Yield each limit of a field of a request: schema, model, field, attribute, limit, value."""
    for schema, model in pairs(sent=True):
        for declared, name in fields_of(schema, model, sent=True):
            for limit in LIMITS:
                value = getattr(declared, limit)
                value = DIFFERENT.get((schema, declared.name), {}).get(limit, value)
                if value is not None:
                    yield schema, model, declared, name, limit, value


def good_and_bad(limit: str, value: Any) -> tuple[list[Any], list[Any]]:
    """Return the outermost values that a limit allows, and the first ones that it forbids."""
    if limit == "pattern":
        assert "^[A-Z]{3}$" == value, "say here which texts this pattern allows"
        return ["NOK", "AAA", "ZZZ"], ["", "NO", "NOKK", "nok", "N1K", "NØK", " NOK", "NOK\n"]
    return {
        "min_length": (["x" * value], ["x" * (value - 1)]),
        "max_length": (["x" * value, "ø" * value, "𝄞" * value], ["x" * (value + 1)]),
        "minimum": ([value], [value - 1]),
        "maximum": ([value], [value + 1]),
    }[limit]


def tried(*, good: bool) -> Iterator[Any]:
    for schema, model, field, name, limit, value in limited():
        if limit != "min_items":
            values = good_and_bad(limit, value)[0 if good else 1]
            yield from (_case(schema, model, field, model, name, one) for one in values)


def with_value(model: type[Model], name: str, value: Any) -> Model:
    """Return the sample of a model with another value in one field."""
    return INSTANCES[model].evolve(**{name: value})


@pytest.mark.parametrize(("model", "name", "value"), list(tried(good=True)))
def test_the_last_legal_value_is_written(model: type[Model], name: str, value: Any) -> None:
    field = mapper_of(model).fields[name]
    assert value == field.written(getattr(with_value(model, name, value), name))


@pytest.mark.parametrize(("model", "name", "value"), list(tried(good=False)))
def test_the_first_illegal_value_is_refused(model: type[Model], name: str, value: Any) -> None:
    """The error names the field."""
    with pytest.raises(InvalidAttributeError) as caught:
        with_value(model, name, value)
    assert (model.__name__, name) == (caught.value.model, caught.value.attribute)


LISTS = [
    pytest.param(model, name, value, id=f"{schema}.{field.name}")
    for schema, model, field, name, limit, value in limited()
    if limit == "min_items"
]


@pytest.mark.parametrize(("model", "name", "items"), LISTS)
def test_too_short_a_list_is_refused(model: type[Model], name: str, items: int) -> None:
    """By the model, or by its mapper before it is sent."""
    instance, mapper = INSTANCES[model], mapper_of(model)
    shortest = getattr(instance, name)[:1] * items
    assert items == len(mapper.create(instance.evolve(**{name: shortest}))[mapper.fields[name].key])
    with pytest.raises((InvalidAttributeError, InvalidModelError), match=name):
        mapper.create(instance.evolve(**{name: shortest[:-1]}))


def test_every_limit_has_a_case() -> None:
    declared = {
        (name, field.name, limit)
        for name in CONTRACT.requests
        for field in CONTRACT.schemas[name].fields.values()
        for limit in LIMITS
        if getattr(field, limit) is not None and field.access != "ro"
    }
    held = {(schema, field.name, limit) for schema, _, field, _, limit, _ in limited()}
    assert declared == held
