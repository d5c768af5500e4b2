"""A model does not change, whichever method is called on it."""

import copy
import pickle
from typing import Any, cast

import attrs
import pytest

from fiken import Contact, Sale
from fiken.mappers import ContactMapper, SaleMapper
from fiken.models import Model

DATA: dict[str, Any] = {
    "contactId": 7,
    "name": "Nelly",
    "planet": {"moons": [1, {"name": "Io"}]},
    "address": {"country": "Norge", "geo": [[1, 2]]},
}
MODELS = [Contact(name="Nelly"), ContactMapper().load(DATA), SaleMapper().load({})]
each = pytest.mark.parametrize("model", MODELS, ids=["new", "loaded", "empty"])


def state_of(model: Model) -> Any:
    """Return what pickle hands to `__setstate__`."""
    return cast("Any", model).__reduce_ex__(2)[2]


@each
@pytest.mark.parametrize("values", [{}, {"name": "Ned"}, {"nmae": "x"}])
def test_init_cannot_be_called_again(model: Any, values: dict[str, Any]) -> None:
    before, state = repr(model), state_of(model)
    with pytest.raises((attrs.exceptions.FrozenInstanceError, TypeError)):
        model.__init__(**values)
    assert (before, state) == (repr(model), state_of(model))


def test_the_message_says_what_to_do_instead() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError, match=r"evolve\(…\) a new one"):
        cast("Any", MODELS[0]).__init__(name="Ned")
    with pytest.raises(attrs.exceptions.FrozenInstanceError, match="__setstate__ would change it"):
        MODELS[0].__setstate__(state_of(Contact(name="Ned")))


@each
def test_setstate_refuses_a_filled_model(model: Any) -> None:
    state = state_of(model)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        model.__setstate__((None, {"name": "Ned"}))
    assert state == state_of(model)


@each
def test_setstate_fills_a_blank_object(model: Any) -> None:
    blank = object.__new__(type(model))
    blank.__setstate__(state_of(model))
    for again in (blank, copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert (model, model.is_new) == (again, again.is_new)
        assert model.unknown_fields == again.unknown_fields


def test_unknown_fields_are_copies_throughout() -> None:
    """Neither the data that was read nor the result can change them."""
    data = copy.deepcopy(DATA)
    nelly = ContactMapper().load(data)
    assert nelly.address is not None
    unknown: Any = nelly.unknown_fields
    with pytest.raises(TypeError):
        unknown["planet"] = 1
    unknown["planet"]["moons"].append(2)
    unknown["planet"]["moons"][1]["name"] = "Europa"
    cast("Any", nelly.address.unknown_fields)["geo"][0].clear()
    data["planet"]["moons"].clear()
    evolved = nelly.evolve(email="n@example.com")
    for one in (nelly, evolved, pickle.loads(pickle.dumps(nelly))):
        assert {"planet": {"moons": [1, {"name": "Io"}]}} == one.unknown_fields
        assert one.address is not None
        assert {"geo": [[1, 2]]} == one.address.unknown_fields


def test_a_model_without_fields_can_be_made() -> None:
    from fiken.models._base import model  # noqa: PLC0415

    @model
    class Nothing(Model):
        """A model without fields."""

    assert "Nothing()" == repr(Nothing())


def test_a_refused_sale_names_the_field() -> None:
    with pytest.raises(ValueError, match="currency"):
        Sale(currency="nok")


def test_the_error_is_the_one_of_attrs() -> None:
    """It has the name by which users catch it, and can be pickled."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError) as caught:
        cast("Any", MODELS[0]).name = "Ned"
    error = caught.value
    cls = type(error)
    assert "attrs.exceptions.FrozenInstanceError" == f"{cls.__module__}.{cls.__qualname__}"
    assert "Contact is frozen: evolve(name=…) returns a new one with the change" == str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (cls, str(error)) == (type(again), str(again))
