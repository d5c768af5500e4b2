"""Pickles that another version of the library made."""

import pickle
from typing import Any, cast

from fiken import (
    CompanyClient,
    Contact,
)


def unpickled(saved: Contact, without: str, more: dict[str, Any]) -> Contact:
    """Return the model from a pickle of a version with other fields."""
    _, _, state = cast("Any", saved.__reduce_ex__(2))[:3]
    slots = {name: value for name, value in state[1].items() if name != without} | more
    other = object.__new__(Contact)
    other.__setstate__((state[0], slots))
    return cast("Contact", pickle.loads(pickle.dumps(other)))


def test_a_pickle_of_another_version_loads(acme: CompanyClient) -> None:
    """Fields that one of the versions lacks are left out."""
    nelly = acme.contacts.save(Contact(name="Nelly", email="nelly@example.com"))
    again = unpickled(nelly, without="email", more={"fax": "62158537"})
    assert ("Nelly", None, False) == (again.name, again.email, again.is_new)
    assert not hasattr(again, "fax")
    assert {"phone_number": "1"} == again.evolve(phone_number="1").changes


def test_a_pickle_with_the_former_name_of_the_origin_is_not_new(acme: CompanyClient) -> None:
    """Otherwise saving it would create a second contact."""
    nelly = acme.contacts.save(Contact(name="Nelly"))
    again = unpickled(nelly, without="_origin", more={"_unknown": cast("Any", nelly)._origin})
    assert not again.is_new
    assert again == acme.contacts.save(again)
    assert 1 == len(acme.contacts.all(name="Nelly"))
