"""`evolve`: a changed copy that knows the model it started from."""

import copy
import pickle
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.mappers import ContactMapper
from fiken.models import Address, Contact, Model
from fiken.models._base import as_loaded, is_embedded, model, original_of

LONG = "x" * 300
LOADED = ContactMapper().load(
    {
        "contactId": 7,
        "name": LONG,
        "email": "nelly@example.com",
        "discount": 12.5,
        "groups": ["A"],
        "address": {"city": "Oslo", "country": "Norge"},
        "favouriteColour": "blue",
    }
)


@model
class Thing(Model):
    """A model that others refer to."""

    thing_id: t.Identity[int] = t.UNSET
    name: str | None = None


@model
class Holder(Model):
    """A model that refers to a thing by its id, and to parts by the id of the only one."""

    holder_id: t.Identity[int] = t.UNSET
    name: str | None = None
    thing_id: int | None = None
    thing: t.ReadOnly[Thing | None] = None
    part_id: int | None = None
    part: t.ReadOnly[Sequence[Thing]] = ()
    secret: t.WriteOnly[str | None] = None
    tags: t.WriteOnly[Sequence[str]] = ()


THING = Thing(thing_id=5, name="Spade")
HOLDER = as_loaded(Holder(name="H", thing_id=5, thing=THING, part_id=5, part=[THING]), holder_id=1)


# Changes


def test_evolve_leaves_the_model_unchanged() -> None:
    before = repr(LOADED)
    evolved = LOADED.evolve(email="ned@example.com")
    assert before == repr(LOADED)
    assert {} == LOADED.changes
    assert {"email": "ned@example.com"} == evolved.changes


def test_only_the_change_is_checked() -> None:
    assert LONG == LOADED.evolve(email="ned@example.com").name


def test_the_change_is_checked() -> None:
    with pytest.raises(InvalidAttributeError, match=r"Contact\.name must be text of 1 to 200"):
        LOADED.evolve(name="y" * 201)


def test_an_error_of_python_names_evolve() -> None:
    evolve: Any = LOADED.evolve
    with pytest.raises(TypeError, match=r"^Model\.evolve\(\) takes 1 positional argument"):
        evolve({"email": "ned@example.com"})


def test_evolving_twice_keeps_the_original() -> None:
    evolved = LOADED.evolve(email="a@example.com").evolve(email="b@example.com").evolve(name="N")
    assert original_of(evolved) is LOADED
    assert {"email": "b@example.com", "name": "N"} == evolved.changes


def test_evolving_back_leaves_no_change() -> None:
    back = LOADED.evolve(email=None, groups=["B"]).evolve(
        email="nelly@example.com", groups=LOADED.groups
    )
    assert {} == back.changes
    assert back == LOADED
    assert hash(back) == hash(LOADED)


def test_equal_values_are_no_change() -> None:
    same_address = Address(city="Oslo", country="Norge")
    assert {} == LOADED.evolve().changes
    assert (
        {} == LOADED.evolve(discount=Decimal("12.50"), groups=["A"], address=same_address).changes
    )


def test_a_change_inside_a_part_is_a_change() -> None:
    assert LOADED.address is not None
    moved = LOADED.address.evolve(city="Bergen")
    assert {"address": Address(city="Bergen", country="Norge")} == LOADED.evolve(
        address=moved
    ).changes


def test_values_are_converted() -> None:
    """A list becomes a tuple, and a plain text the member that it equals."""
    language: Any = "ENGLISH"
    evolved = LOADED.evolve(groups=["A", "B"], language=language)
    assert ("A", "B") == evolved.groups
    assert evolved.language is t.Language.ENGLISH


def test_a_new_model_evolves_to_a_new_one() -> None:
    evolved = Contact(name="N", email="n@example.com").evolve(email=None, customer=True)
    assert evolved.is_new
    assert {"name": "N", "customer": True} == evolved.changes


def test_an_embedded_model_stays_embedded() -> None:
    assert LOADED.address is not None
    assert is_embedded(LOADED.address.evolve(city="Bergen"))


# Refused changes


@pytest.mark.parametrize("base", [LOADED, Contact(name="N")], ids=["loaded", "new"])
@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("nmae", "did you mean name?"),
        ("e_mail", "did you mean email?"),
        ("zzz", "it has contact_id, created_date, "),
        ("_original", None),
        ("_origin", None),
    ],
)
def test_an_unknown_attribute_is_refused(base: Contact, name: str, remedy: str | None) -> None:
    """The message names the attribute that was probably meant."""
    with pytest.raises(TypeError, match=f"Contact has no attribute '{name}'") as caught:
        base.evolve(**{name: "x"})
    assert remedy is None or remedy in str(caught.value)


def test_emptying_an_unknown_value_is_refused() -> None:
    """It would not be a visible change, and so would never be sent."""
    with pytest.raises(InvalidAttributeError, match=r"client\.request"):
        LOADED.evolve(phone_number=None)


def test_emptying_a_known_value_is_a_change() -> None:
    """A new model has no unknown values either."""
    known = as_loaded(LOADED, phone_number="22 22 22 22")
    assert {"phone_number": None} == known.evolve(phone_number=None).changes
    assert {} == LOADED.evolve(phone_number="1").evolve(phone_number=None).changes
    assert {"name": "N"} == Contact(name="N").evolve(phone_number=None).changes


def test_emptying_an_unknown_list_is_refused() -> None:
    with pytest.raises(InvalidAttributeError):
        HOLDER.evolve(tags=[])


# References


def test_another_id_empties_the_object() -> None:
    evolved = HOLDER.evolve(thing_id=6)
    assert (6, None) == (evolved.thing_id, evolved.thing)
    assert {"thing_id": 6} == evolved.changes


def test_the_same_id_keeps_the_object() -> None:
    evolved = HOLDER.evolve(thing_id=5, name="G")
    assert evolved.thing is THING
    assert {"name": "G"} == evolved.changes


def test_no_id_empties_the_object() -> None:
    evolved = HOLDER.evolve(thing_id=None)
    assert evolved.thing is None
    assert {"thing_id": None} == evolved.changes


def test_the_emptied_object_is_not_a_change() -> None:
    """It is not a change after later changes either."""
    assert {"thing_id": 6, "name": "G"} == HOLDER.evolve(thing_id=6).evolve(name="G").changes
    assert {"thing_id": 7} == HOLDER.evolve(thing_id=6).evolve(thing_id=7).changes


def test_emptying_the_object_itself_is_a_change() -> None:
    assert {"thing": None} == HOLDER.evolve(thing=None).changes


def test_another_id_empties_it_in_new_models() -> None:
    evolved = Holder(thing_id=5, thing=THING).evolve(thing_id=6)
    assert evolved.thing is None


def test_evolving_an_id_back_is_no_change() -> None:
    back = HOLDER.evolve(thing_id=6).evolve(thing_id=5)
    assert {} == back.changes
    assert back == HOLDER


def test_another_id_empties_a_sequence() -> None:
    evolved = HOLDER.evolve(part_id=6)
    assert () == evolved.part
    assert {"part_id": 6} == evolved.changes


# Copies


def pickled(protocol: int) -> Callable[[Any], Any]:
    return lambda value: pickle.loads(pickle.dumps(value, protocol))


PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)
copies = pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, *map(pickled, PROTOCOLS)],
    ids=["copy", "deepcopy", *(f"pickle{protocol}" for protocol in PROTOCOLS)],
)


@copies
@pytest.mark.parametrize(
    "contact",
    [Contact(name="N", groups=["A"]), LOADED, LOADED.evolve(email=None, name="N")],
    ids=["new", "loaded", "evolved"],
)
def test_a_copy_keeps_its_origin(duplicate: Any, contact: Contact) -> None:
    """It keeps the unknown fields too."""
    copied = duplicate(contact)
    assert contact == copied
    assert hash(contact) == hash(copied)
    assert repr(contact) == repr(copied)
    assert contact.is_new == copied.is_new
    assert contact.changes == copied.changes
    assert contact.unknown_fields == copied.unknown_fields
    assert original_of(contact) == original_of(copied)


@copies
def test_a_copy_keeps_parts_embedded(duplicate: Any) -> None:
    assert is_embedded(duplicate(LOADED).address)
    assert not is_embedded(duplicate(LOADED))


@copies
def test_a_copy_is_frozen_and_evolves(duplicate: Any) -> None:
    copied = duplicate(LOADED.evolve(email=None))
    with pytest.raises(AttributeError):
        copied.name = "x"
    assert {"email": None, "name": "N"} == copied.evolve(name="N").changes


@copies
def test_a_copy_keeps_an_unknown_enumeration(duplicate: Any) -> None:
    contact = ContactMapper().load({"name": "N", "language": "NYNORSK"})
    copied = duplicate(contact)
    assert "NYNORSK" == copied.language
    assert not copied.language.is_known


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace came with Python 3.13")
def test_copy_replace_is_evolve() -> None:
    replace: Any = getattr(copy, "replace")  # noqa: B009 - not there on 3.11 for type checkers
    evolved = replace(LOADED, email="x@example.com")
    assert original_of(evolved) is LOADED
    assert {"email": "x@example.com"} == evolved.changes
    assert LONG == evolved.name
