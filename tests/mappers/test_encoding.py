"""The JSON of an entity straight to bytes is that of `dump`, however it is made."""

import json
import subprocess
import sys
from decimal import Decimal
from random import Random
from typing import Any

import pytest

import fiken.models
from fiken import Contact, Product, VatType
from fiken._json import dumps
from fiken.mappers import ContactMapper, Mapper, ProductMapper
from fiken.mappers._declaration import mapper_of
from fiken.mappers._encoding import encoder
from fiken.models import Model
from fiken.models._base import is_model, model
from tests.catalogue import all_samples
from tests.json_bodies import Bodies

pytest.importorskip("msgspec")

NEW = [sample for sample in all_samples() if sample.new is not None and sample.sent is not None]
_NAMED = (getattr(fiken.models, name) for name in fiken.models.__all__)
MODELS = [one for one in _NAMED if is_model(one) and one is not Model]


def fault(model: Model) -> bytes:
    """Say that msgspec has not written a model."""
    raise AssertionError(f"{model!r} was written in the other way")


@pytest.mark.parametrize("sample", NEW, ids=lambda sample: sample.model.__name__)
def test_samples_are_written_as_they_were_typed(sample: Any) -> None:
    mapper = mapper_of(sample.model)
    # The mapper of sales adds to `dump` what Fiken requires, in `create`.
    is_whole = type(mapper).create is Mapper.create
    expected = sample.sent if is_whole else mapper.dump(sample.new)
    assert expected == json.loads(encoder(sample.model, fault)(sample.new))
    assert expected == json.loads(mapper.dump_body(sample.new))


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_random_models_are_written_alike(cls: type[Model]) -> None:
    """Floats of many digits may be written in another form. Their values are the same."""
    mapper, encode = mapper_of(cls), encoder(cls, fault)
    for seed in range(40):
        loaded = mapper.load_body(Bodies(Random(seed), wrong=0.0).one(cls))
        expected = dumps(mapper.dump(loaded))
        assert repr(json.loads(expected)) == repr(json.loads(encode(loaded)))
        assert json.loads(expected) == json.loads(mapper.dump_body(loaded))


def test_the_bytes_are_those_of_dumps() -> None:
    """With the same order and escapes, and without spaces."""
    nelly = Contact(name='Nå\x7f\n\x01"/\\', discount=Decimal("2.50"), groups=["A"], customer=True)
    assert dumps(ContactMapper().dump(nelly)) == ContactMapper().dump_body(nelly)


def test_mappers_write_by_msgspec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fiken.mappers._base.dumps", fault)
    expected = {"name": "Nelly", "customer": False, "supplier": False}
    assert expected == json.loads(ContactMapper().dump_body(Contact(name="Nelly")))


def test_half_a_character_is_refused_in_words() -> None:
    nelly = ContactMapper().load({"name": "Nelly \ud800"})
    with pytest.raises(ValueError, match=r"contains '\\ud800', which is half of a surrogate"):
        ContactMapper().dump_body(nelly)


def test_a_decimal_too_large_for_json_is_refused() -> None:
    """Never written as null, as msgspec writes an infinite float."""
    product = Product(name="Kaffe", income_account="3000", vat_type=VatType.HIGH, active=True)
    object.__setattr__(product, "stock", Decimal("9" * 310 + ".5"))
    with pytest.raises(ValueError):
        ProductMapper().dump_body(product)


def test_a_whole_decimal_of_many_digits_is_written() -> None:
    product = ProductMapper().load({"stock": 1e22})
    assert {"stock": 10**22} == json.loads(ProductMapper().dump_body(product))


@model
class Parcel(Model):
    """A model of a user with a field for anything."""

    content: Any = None


class ParcelMapper(Mapper[Parcel]):
    """The mapper of `Parcel`."""

    model = Parcel


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal(1), {1, 2}, b"bytes"])
def test_what_json_lacks_is_refused(value: Any) -> None:
    """Msgspec would write some of these in its own way."""
    with pytest.raises((ValueError, TypeError)):
        ParcelMapper().dump_body(Parcel(content=value))
    assert b'{"content":[1,null]}' == ParcelMapper().dump_body(Parcel(content=[1, None]))


class Whispering(ContactMapper):
    """A mapper of a user that writes in its own way."""

    def dump(self, model: Contact) -> dict[str, Any]:
        return {"name": str(model.name).lower()}


def test_a_mapper_that_overrides_dump_is_asked() -> None:
    assert b'{"name":"nelly"}' == Whispering().dump_body(Contact(name="Nelly"))


def test_a_dump_of_one_mapper_is_asked() -> None:
    """It was replaced in this mapper alone, as a user's test may do it."""
    mapper = ContactMapper()
    mapper.dump = Whispering().dump
    assert b'{"name":"nelly"}' == mapper.dump_body(Contact(name="Nelly"))


HOOKED = """
from fiken.mappers import ContactMapper, converter
from fiken.models import Address, Contact
converter.register_unstructure_hook(Address, lambda address: {"hooked": address.city})
nelly = Contact(name="N", address=Address(city="Oslo", country="Norge"))
print(ContactMapper().dump_body(nelly).decode())
"""
WITHOUT = """
import sys
sys.modules["msgspec"] = None
from fiken.mappers import ContactMapper
from fiken.models import Contact
print(ContactMapper().dump_body(Contact(name="N")).decode())
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            HOOKED,
            {"name": "N", "customer": False, "supplier": False, "address": {"hooked": "Oslo"}},
        ),
        (WITHOUT, {"name": "N", "customer": False, "supplier": False}),
    ],
    ids=["a hook of a user", "no msgspec"],
)
def test_dumps_writes_where_msgspec_does_not(code: str, expected: dict[str, Any]) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert expected == json.loads(done.stdout)
