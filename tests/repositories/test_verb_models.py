"""Verbs on models that were typed in by hand or whose key was changed, and with a lost answer."""

from typing import Any

import pytest

from fiken import (
    AmbiguousWriteError,
    CompanyClient,
    Contact,
    InvalidAttributeError,
    UnsavedChangesError,
)
from fiken.emulator import DropAfterCarryingOut, Emulator
from fiken.models import Model
from fiken.models._fields import key_of
from tests.house.source import public_methods_that_call
from tests.verbs import ON_ENTITIES, VERBS


def test_every_verb_is_in_the_table() -> None:
    """Methods of the bases count as theirs: `Finalizes.finalize` is that of the drafts."""
    acting = {f"{repository}.{verb}" for repository, verb in public_methods_that_call("_act")}
    verbs = {name for name in acting if name.partition(".")[0].endswith("Repository")}
    assert {"SaleRepository.settle", "PurchaseDraftRepository.finalize"} <= verbs
    assert not verbs - VERBS.keys(), "add a Verb for each of them to VERBS of tests/verbs.py"
    assert verbs == VERBS.keys()
    assert not [name for name in ON_ENTITIES if not VERBS[name].others], "give each its `others`"


def typed_in(entity: Model, **others: Any) -> Model:
    """Return the model that a user writes by hand who knows the id."""
    key = key_of(type(entity))
    assert key
    return type(entity)(**{key: getattr(entity, key), **others})


@pytest.mark.parametrize("what", ON_ENTITIES)
def test_a_verb_refuses_a_model_with_other_values(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """The model was not loaded: it has the id and other values, which the verb would not save."""
    verb = VERBS[what]
    typed = typed_in(verb.create(acme), **verb.others)
    before = len(emulator.requests)
    with pytest.raises(UnsavedChangesError) as caught:
        verb.carry_out(acme, typed)
    assert tuple(verb.others) == caught.value.fields
    assert before == len(emulator.requests)


@pytest.mark.parametrize("what", ON_ENTITIES)
def test_a_verb_accepts_a_model_with_only_an_id(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    verb = VERBS[what]
    typed = typed_in(verb.create(acme))
    before = len(emulator.requests)
    verb.carry_out(acme, typed)
    assert emulator.requests[before].carried_out


@pytest.mark.parametrize("what", VERBS)
def test_a_verb_with_lost_answer_is_sent_once(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Fiken has carried it out, and the error does not say so: the client cannot know."""
    verb = VERBS[what]
    entity = verb.create(acme)
    before = len(emulator.requests)
    emulator.fail_next(DropAfterCarryingOut())
    with pytest.raises(AmbiguousWriteError) as caught:
        verb.carry_out(acme, entity)
    assert "unknown" == caught.value.outcome
    assert [True] == [request.carried_out for request in emulator.requests[before:]]


@pytest.mark.parametrize("verb", ["find", "delete"])
def test_a_model_with_a_changed_key_is_refused(
    verb: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """It does not stand for the entity that has this key."""
    nelly, ned = (acme.contacts.save(Contact(name=name)) for name in ("Nelly", "Ned"))
    before = len(emulator.requests)
    with pytest.raises(InvalidAttributeError, match="its key was changed here"):
        getattr(acme.contacts, verb)(nelly.evolve(contact_id=ned.contact_id))
    assert before == len(emulator.requests)
