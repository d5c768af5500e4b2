"""The families in fiken, everything on: exact types, decimals, references, unknown fields."""

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.contestant import Contestant
from fiken.mappers import ContactMapper, InvoiceMapper, Mapper
from fiken.models import Model

Build = Callable[[Any], Any]


def _contestant(mapper: Mapper[Any], prepared: Build) -> Contestant:
    """Return the contestant of a family.

    Args:
        mapper: The mapper of its entities.
        prepared: A function that returns the model to send for a loaded one.
    """

    def requests(page: bytes) -> Sequence[Any]:
        return [prepared(model) for model in mapper.load_page(page)]

    return Contestant(mapper.load_page, mapper.dump_body, requests, mapper.dump_body)


def _same(model: Any) -> Any:
    """Return a loaded model, which can be sent again."""
    return model


def _new(value: Any) -> Any:
    """Return a new model with the values of a loaded one, and the same for models in it."""
    if value.__class__ is tuple:
        return tuple(map(_new, value))
    if not isinstance(value, Model):
        return value
    values = {field.name: getattr(value, field.name) for field in value.__attrs_attrs__}
    given = {name: _new(inner) for name, inner in values.items() if inner not in {None, ()}}
    return type(value)(**given)


FAMILIES = {
    "contacts": _contestant(ContactMapper(), _same),
    "invoices": _contestant(InvoiceMapper(), _new),
}
