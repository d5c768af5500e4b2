"""Pickles that another version of the library made."""

import pickle
from typing import Any, cast

from fiken import (
    CompanyClient,
    Contact,
)


def unpickled(saved: Contact, without: str, more: dict[str, Any]) -> Contact:
    """Take the model through a pickle that a version with other fields made."""
    _, _, state = cast("Any", saved.__reduce_ex__(2))[:3]
    slots = {name: value for name, value in state[1].items() if name != without} | more
    made = object.__new__(Contact)
    made.__setstate__((state[0], slots))
    return cast("Contact", pickle.loads(pickle.dumps(made)))


def test_a_pickle_of_another_version_loads_with_what_both_know(acme: CompanyClient) -> None:
    nelly = acme.contacts.save(Contact(name="Nelly", email="nelly@example.com"))
    again = unpickled(nelly, without="email", more={"fax": "62158537"})
    assert ("Nelly", None, False) == (again.name, again.email, again.is_new)
    assert not hasattr(again, "fax")
    assert {"phone_number": "1"} == again.evolve(phone_number="1").changes
