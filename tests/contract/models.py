"""The models of each schema of the contract, as the samples pair them."""

from collections.abc import Iterator
from typing import TypeAlias

from fiken.emulator.wire.contract import ContractField, load
from fiken.mappers._declaration import mapper_of
from fiken.models import Model
from fiken.models._base import is_model
from tests.catalogue import all_samples

CONTRACT = load()

Pair: TypeAlias = tuple[str, type[Model]]


def pairs(*, sent: bool) -> list[Pair]:
    """Return each schema of the samples with its model, those of nested objects included."""
    samples = all_samples()
    requests = [(sample.request, sample.model) for sample in samples if sample.request]
    results = [(sample.result, sample.model) for sample in samples if sample.result]
    waiting: list[Pair] = requests if sent else results
    known: set[Pair] = set()
    while waiting:
        pair = waiting.pop()
        if pair not in known:
            known.add(pair)
            waiting += _nested(*pair, sent=sent)
    return sorted(known, key=str)


def _nested(schema: str, model: type[Model], *, sent: bool) -> Iterator[Pair]:
    """Yield the schema and the model of each field that holds objects."""
    fields = mapper_of(model).fields
    for declared, name in fields_of(schema, model, sent=sent):
        value_type = fields[name].hint.value_type
        if is_model(value_type):
            yield declared.type, value_type


def fields_of(
    schema: str, model: type[Model], *, sent: bool
) -> Iterator[tuple[ContractField, str]]:
    """Yield each field of a schema, with its name in the model.

    Args:
        schema: The name of the schema.
        model: The model that is written as this schema, or read from it.
        sent: Whether requests have the schema; then its read-only fields are left out.
    """
    mapper = mapper_of(model)
    for name, field in mapper.fields.items():
        key = mapper.new_keys.get(name, field.key) if sent else field.key
        declared = CONTRACT.schemas[schema].fields.get(key)
        if declared and not (sent and declared.access == "ro"):
            yield declared, name
