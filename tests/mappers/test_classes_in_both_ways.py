"""Classes and hooks of users, in both ways of reading and writing.

The models of the library have neither equal names nor references to objects without an id.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any, cast

import pytest

from fiken import MappingError, models
from fiken.mappers import ContactMapper, Mapper, _fast
from fiken.mappers._encoding import encoder
from fiken.mappers._fast import FastReader
from fiken.mappers._twins import Twins, list_of as list_of_twins
from fiken.mappers._unknown_keys import MET
from fiken.models import Contact, Model
from fiken.models._base import model
from fiken.types import OpenEnum, VatType as FikensVatType


class VatType(OpenEnum):
    """An enumeration of a user with the name of one of the library."""

    STEEP = "HIGH"


@model
class Address(Model):
    """A model of a user with the name of one of the library."""

    planet: str | None = None
    vat_type: FikensVatType | None = None


class AddressMapper(Mapper[Address]):
    """The mapper of the user's `Address`."""

    model = Address


@model
class Space(Model):
    """A model of a user with fields of classes of equal names."""

    address: Address | None = None
    old_address: models.Address | None = None
    old_addresses: Sequence[models.Address] = ()
    addresses: Sequence[Address] = ()
    old_vat_type: FikensVatType | None = None
    vat_type: VatType | None = None


class SpaceMapper(Mapper[Space]):
    """The mapper of `Space`."""

    model = Space


SPACE = {
    "address": {"planet": "Mars", "vatType": "HIGH"},
    "oldAddress": {"city": "Oslo", "country": "Norge"},
    "oldAddresses": [{"city": "Bergen", "country": "Norge"}],
    "addresses": [{"planet": "Venus"}],
    "oldVatType": "HIGH",
    "vatType": "HIGH",
}
LOADED = Space(
    address=Address(planet="Mars", vat_type=FikensVatType.HIGH),
    old_address=models.Address(city="Oslo", country="Norge"),
    old_addresses=(models.Address(city="Bergen", country="Norge"),),
    addresses=(Address(planet="Venus"),),
    old_vat_type=FikensVatType.HIGH,
    vat_type=VatType.STEEP,
)


def test_classes_of_one_name_are_kept_apart() -> None:
    """Each field is read and written as what its own class is."""
    text = json.dumps(SPACE).encode()
    assert LOADED == SpaceMapper().load(SPACE)
    assert (LOADED,) == SpaceMapper().load_page(b"[%b]" % text)
    assert SPACE == SpaceMapper().dump(LOADED)
    assert SPACE == json.loads(SpaceMapper().dump_body(LOADED))
    assert VatType is type(SpaceMapper().load(SPACE).vat_type)


@model
class Cup(Model):
    """A model of a user without an id."""

    colour: str | None = None


class CupMapper(Mapper[Cup]):
    """The mapper of `Cup`."""

    model = Cup


@model
class Tray(Model):
    """A model of a user with an id and an object which has no id."""

    cup_id: int | None = None
    cup: Cup | None = None


class TrayMapper(Mapper[Tray]):
    """The mapper of `Tray`."""

    model = Tray


@pytest.mark.parametrize("cup_id", [None, 7])
def test_a_reference_may_have_no_id(cup_id: int | None) -> None:
    body = json.dumps({"cupId": cup_id, "cup": {"colour": "red"}}).encode()
    tray = Tray(cup_id=cup_id, cup=Cup(colour="red"))
    assert tray == TrayMapper().load(json.loads(body))
    assert tray == TrayMapper().load_body(body)


def test_a_reference_without_id_is_read_fast() -> None:
    pytest.importorskip("msgspec")
    read = FastReader(Tray).page(b'[{"cup": {"colour": "red"}}]')
    assert (Tray(cup=Cup(colour="red")),) == read


WRAPPED = """
import functools, json
from fiken.mappers import ContactMapper, converter
from fiken.models import Address, Contact
ours = converter.get_structure_hook(Address), converter.get_unstructure_hook(Address)
@functools.wraps(ours[0])
def read(data, cls):
    return ours[0](data, cls).evolve(city="Hooked")
@functools.wraps(ours[1])
def write(address):
    return {**ours[1](address), "city": "Hooked"}
converter.register_structure_hook(Address, read)
converter.register_unstructure_hook(Address, write)
row = {"contactId": 7, "name": "N", "address": {"city": "Oslo", "country": "Norge"}}
nelly, body = ContactMapper().load(row), json.dumps(row).encode()
print(nelly.address.city, ContactMapper().load_body(body).address.city)
new = Contact(name="N", address=Address(city="Oslo", country="Norge"))
print(ContactMapper().dump(new)["address"]["city"])
print(json.loads(ContactMapper().dump_body(new))["address"]["city"])
"""


def test_a_hook_around_ours_wins() -> None:
    """`functools.wraps` copies the attributes by which we know our hooks."""
    done = subprocess.run(
        [sys.executable, "-c", WRAPPED], capture_output=True, text=True, check=True
    )
    assert ["Hooked"] * 4 == done.stdout.split()


LATE = """
import sys
sys.modules.update(eval(sys.argv[1]))
from fiken.mappers import ContactMapper, converter
from fiken.models import Contact
row, unknown = b'{"contactId": 7, "name": "N"}', b'{"contactId": 7, "name": "N", "planet": [1]}'
first = ContactMapper()
first.load_body(row)
ours = converter.get_structure_hook(Contact)
converter.register_structure_hook(Contact, lambda data, cls: ours(data, cls).evolve(name="Hooked"))
for mapper in (first, ContactMapper()):
    print(*[mapper.load_body(body).name for body in (row, unknown, row)])
"""


LATE_WRITING = """
import sys
sys.modules.update(eval(sys.argv[1]))
from fiken.mappers import ContactMapper, converter
from fiken.models import Contact
first, nelly = ContactMapper(), Contact(name="N")
first.dump_body(nelly)
converter.register_unstructure_hook(Contact, lambda contact: {"name": "Hooked"})
for mapper in (first, ContactMapper()):
    print(b"Hooked" in mapper.dump_body(nelly), mapper.dump(nelly)["name"])
"""


@pytest.mark.parametrize("blocked", [{}, {"msgspec": None}], ids=["msgspec", "no msgspec"])
def test_a_late_hook_writes_in_new_mappers(blocked: dict[str, None]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LATE_WRITING, repr(blocked)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ["False N", "True Hooked"] == done.stdout.splitlines()


@pytest.mark.parametrize("blocked", [{}, {"msgspec": None}], ids=["msgspec", "no msgspec"])
def test_a_late_hook_is_for_new_mappers(blocked: dict[str, None]) -> None:
    """One mapper never reads some answers with it and others without it."""
    done = subprocess.run(
        [sys.executable, "-c", LATE, repr(blocked)], capture_output=True, text=True, check=True
    )
    assert ["N N N", "Hooked Hooked Hooked"] == done.stdout.splitlines()


@pytest.mark.parametrize(
    "body", ["[]", memoryview(b"[]"), [], None], ids=lambda body: type(body).__name__
)
def test_a_body_is_bytes(body: Any) -> None:
    """Msgspec would read text too, until a page has an unknown field."""
    for load in (ContactMapper().load_page, ContactMapper().load_body):
        with pytest.raises(TypeError, match=r"^a body is the bytes of JSON, not "):
            load(body)


def test_a_bytearray_is_a_body() -> None:
    """As it is for the standard library."""
    whole, half = cast("bytes", bytearray(b"[]")), cast("bytes", bytearray(b"["))
    assert () == ContactMapper().load_page(whole)
    with pytest.raises(MappingError, match=r"^\$ should be JSON, but Fiken sent '\['"):
        ContactMapper().load_page(half)


@pytest.mark.parametrize("body", ["[]", None, bytearray(b"[]"), b""], ids=repr)
def test_another_body_is_left_to_its_decoder(body: Any) -> None:
    """A user's own session may answer with one."""
    assert 7 == ContactMapper().load_page(body, lambda: [{"contactId": 7}])[0].contact_id
    assert 7 == ContactMapper().load_body(body, lambda: {"contactId": 7}).contact_id


def test_what_has_no_twin_is_read_and_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong with the generated code."""
    pytest.importorskip("msgspec")

    def broken(*_: Any) -> Any:
        raise SyntaxError("invalid syntax")

    monkeypatch.setattr(Twins, "of", broken)
    monkeypatch.setattr("fiken.mappers._encoding._copier", broken)
    assert (None, 0) == ((reader := FastReader(Contact)).page(b"[]"), reader._failed)
    assert b"as before" == encoder(Contact, lambda _: b"as before")(Contact(name="N"))


def test_threads_that_generate_mix_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The functions of one thread go with what the same thread knows of them.

    The first thread knows no unknown key. The main thread knows one whose values msgspec reads as
    anything, so it must look for long numbers.
    """
    pytest.importorskip("msgspec")
    monkeypatch.setattr(MET, "_keys", {})
    monkeypatch.setattr(MET, "_seen", {})
    MET.version += 1
    reader, twins_of = FastReader(Contact), Twins.of
    knows_little, may_go_on = threading.Event(), threading.Event()

    def twin_of(self: Twins, cls: type[Model]) -> Any:
        made = twins_of(self, cls)
        if cls is Contact and threading.current_thread() is first:
            knows_little.set()
            may_go_on.wait(60)
        return made

    def list_of_the_first(item: Any) -> Any:
        if threading.current_thread() is not first:
            may_go_on.set()
            first.join(60)
        return list_of_twins(item)

    monkeypatch.setattr(Twins, "of", twin_of)
    monkeypatch.setattr(_fast, "list_of", list_of_the_first)
    first = threading.Thread(target=reader.page, args=(b"[]",))
    first.start()
    assert knows_little.wait(60)
    for _ in range(2):
        MET.meet(Contact, {"planet": [1]})
    assert () == reader.page(b"[]")
    for _ in range(2):
        assert None is reader.page(b'[{"planet": 18446744073709551616}]')
    MET.version += 1
