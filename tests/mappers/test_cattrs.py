"""cattrs is the engine behind the mappers, and users can register hooks of their own."""

import subprocess
import sys
from typing import Any

import pytest

from fiken.errors import MappingError
from fiken.mappers import ContactMapper, converter
from fiken.models import Address, Contact
from fiken.models._base import is_embedded

DATA: dict[str, Any] = {
    "contactId": 7,
    "name": "Nelly",
    "customer": True,
    "supplier": False,
    "address": {"city": "Oslo", "country": "Norge"},
}


def test_the_converter_structures_as_the_mapper_loads() -> None:
    contact = converter.structure(DATA, Contact)
    assert ContactMapper().load(DATA) == contact
    assert not contact.is_new
    assert is_embedded(contact.address or contact)


def test_the_converter_unstructures_as_the_mapper_dumps() -> None:
    nelly = ContactMapper().load(DATA)
    expected = {key: value for key, value in DATA.items() if key != "contactId"}
    assert expected == converter.unstructure(nelly) == ContactMapper().dump(nelly)


def test_the_converter_structures_lists() -> None:
    assert [ContactMapper().load(DATA)] * 2 == converter.structure([DATA, DATA], list[Contact])
    assert 2 == len(converter.unstructure([ContactMapper().load(DATA)] * 2))


def test_the_converter_raises_the_same_error() -> None:
    with pytest.raises(MappingError, match=r"\$\.address\.country of an Address"):
        converter.structure({"address": {"country": 1}}, Contact)


def run(code: str) -> str:
    """Return the output of a fresh Python, so that a hook does not disturb other tests."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert "" == done.stderr
    return done.stdout.strip()


#: cattrs asks `typing.get_type_hints` of the class, which evaluates ``attrs.Attribute[Any]``.

HOOKED = """
from fiken.mappers import ContactMapper, converter
from fiken.models import Address, Contact
def read(data, _):
    return Address(city=data["city"].upper(), country="Norge")
converter.register_structure_hook(Address, read)
converter.register_unstructure_hook(Address, lambda address: {"hooked": address.city})
nelly = ContactMapper().load({"contactId": 7, "name": "N", "address": {"city": "Oslo"}})
"""


def test_a_users_hook_reads_nested_values() -> None:
    assert "OSLO False" == run(HOOKED + "print(nelly.address.city, nelly.is_new)")


def test_a_users_hook_writes_nested_values() -> None:
    """This holds on creation and on updates."""
    code = """
print(ContactMapper().dump(nelly)["address"])
print(ContactMapper().update(nelly.evolve(name="M"))["address"])
print(ContactMapper().update(nelly.evolve(address=Address(city="Moss", country="x")))["address"])
"""
    expected = "{'hooked': 'OSLO'}\n{'hooked': 'OSLO'}\n{'hooked': 'Moss'}"
    assert expected == run(HOOKED + code)


def test_a_failing_hook_is_reported_with_its_path() -> None:
    code = """
from fiken.errors import MappingError
try:
    ContactMapper().load({"address": {}})
except MappingError as error:
    print(error.path, error.value)
"""
    assert "$.address {}" == run(HOOKED + code)


def test_a_users_hook_reads_outermost_models() -> None:
    code = """
from fiken.mappers import UserMapper
from fiken.models import User
converter.register_structure_hook(User, lambda data, _: User(name=data["name"] + "!"))
user = UserMapper().load({"name": "Me"})
print(user.name, user.is_new)
"""
    assert "Me! False" == run(HOOKED + code)


ORDERS = [
    "from fiken.mappers.contact import ContactMapper",
    "import fiken.mappers.attachment; from fiken.mappers.contact import ContactMapper",
    "from fiken.mappers import ContactMapper",
    "from fiken.models.attachment import Attachment; from fiken.mappers import ContactMapper",
    "from fiken.mappers import AttachmentMapper, ContactMapper; AttachmentMapper().load({})",
    "import fiken; fiken.Contact; from fiken.mappers import ContactMapper",
]


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_imports_does_not_matter(order: str) -> None:
    code = """
nelly = ContactMapper().load({"documents": [{"uuid": "8a", "new": 1}], "address": {}})
print(nelly.documents[0].uuid, dict(nelly.documents[0].unknown_fields), nelly.address.is_new)
"""
    assert "8a {'new': 1} False" == run(order + code)


def test_nested_models_are_written_like_single_ones() -> None:
    address = Address(city="Oslo", country="Norge")
    assert (
        converter.unstructure(address)
        == converter.unstructure(Contact(name="N", address=address))["address"]
    )
