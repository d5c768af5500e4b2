"""A write that was carried out is done, whatever its Location ends in."""

from collections.abc import Iterator
from typing import Any

import pytest

from fiken import (
    Attachment,
    CompanyClient,
    Contact,
    InvalidAttributeError,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, Emulator
from fiken.mappers import AttachmentMapper
from fiken.mappers._declaration import mapper_of
from fiken.types import UNSET
from tests.catalogue import ENTITIES, Entity, saved_sale
from tests.conftest import NOW
from tests.verbs import ANSWERED, CREATING, ON_ENTITIES, VERBS

UUID = "5f0c8a7e-9a34-4a50-9d0e-0a5b6e0a1b2c"
ODD = {
    "5,000 digits": "9" * 5000,
    "30 digits": "9" * 30,
    "one more than 64 bits": str(2**63),
    "0": "0",
    "a sign": "-5",
    "a plus": "+5",
    "digits of another script": "%D9%A4%D9%A2",
    "raised digits": "4\u00b2",
    "a point": "42.0",
    "an exponent": "1e5",
    "a UUID": UUID,
    "nothing": "",
    "an underscore": "4_2",
}
SAVED = [entity for entity in ENTITIES if entity.new is not None]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An embedded Fiken whose canned answers do not count as covered operations."""
    with Emulator(seed=1, clock=lambda: NOW) as running:
        yield running
        running.check_books()


def locate_next(emulator: Emulator, last: str) -> None:
    """Carry out the next POST, and answer with a Location that ends like this."""
    emulator.fail_next(
        CannedAnswer(201, {"Location": f"{emulator.url}/companies/x/y/{last}"}, b""), method="POST"
    )


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("reload", [True, False])
def test_a_saved_contact_is_done(
    what: str, reload: bool, acme: CompanyClient, emulator: Emulator
) -> None:
    locate_next(emulator, ODD[what])
    with pytest.raises(WrittenButNotLoadedError) as caught:
        acme.contacts.save(Contact(name="Nelly"), reload=reload)
    assert "done" == caught.value.outcome
    assert ("Nelly", False) == (caught.value.model.name, caught.value.model.is_new)
    assert len(str(caught.value)) < 300
    assert len(repr(caught.value)) < 400


@pytest.mark.parametrize("entity", SAVED, ids=str)
@pytest.mark.parametrize("what", ["5,000 digits", "30 digits", "0", "a UUID"])
def test_every_saved_entity_is_done(
    entity: Entity, what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    assert entity.new is not None
    repository, new = entity.repository(acme), entity.new(acme, 1)
    locate_next(emulator, ODD[what])
    with pytest.raises(WrittenButNotLoadedError) as caught:
        repository.save(new)
    assert ("done", False) == (caught.value.outcome, caught.value.model.is_new)


@pytest.mark.parametrize("verb", CREATING)
@pytest.mark.parametrize("what", ODD)
def test_a_created_document_is_done(
    verb: str, what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Then the draft is all that is known, if the verb acts on one."""
    draft = VERBS[verb].create(acme)
    locate_next(emulator, ODD[what])
    with pytest.raises(WrittenButNotLoadedError) as caught:
        VERBS[verb].carry_out(acme, draft)
    assert ("done", draft if verb in ON_ENTITIES else None) == (
        caught.value.outcome,
        caught.value.model,
    )


@pytest.mark.parametrize("what", ["5,000 digits", "30 digits", "0", "a sign", "a UUID", "nothing"])
def test_an_attached_file_is_done(what: str, acme: CompanyClient, emulator: Emulator) -> None:
    attachments = acme.sales.attachments(saved_sale(acme))
    locate_next(emulator, ODD[what])
    with pytest.raises(WrittenButNotLoadedError) as caught:
        attachments.add(b"%PDF-", filename="receipt.pdf")
    assert "done" == caught.value.outcome
    assert len(str(caught.value)) < 300


#: Answers that cannot be read: KEY is the name of the id, and LIST that of the lines or entries.
BODIES = [b'{"KEY": "x"}', b'{"KEY": 1e400}', b'{"LIST": 5}', b"{", b'{"KEY": 10.5}']


@pytest.mark.parametrize("verb", ANSWERED)
@pytest.mark.parametrize("body", BODIES)
def test_a_verb_with_unreadable_answer_is_done(
    verb: str, body: bytes, acme: CompanyClient, emulator: Emulator
) -> None:
    entity = VERBS[verb].create(acme)
    fields = mapper_of(type(entity)).fields.values()
    key, *_ = (field.key for field in fields)
    rows = next(field.key for field in fields if field.name in {"lines", "entries"})
    content = body.replace(b"KEY", key.encode()).replace(b"LIST", rows.encode())
    emulator.fail_next(CannedAnswer(200, {"Content-Type": "application/json"}, content))
    with pytest.raises(WrittenButNotLoadedError) as caught:
        VERBS[verb].carry_out(acme, entity)
    assert ("done", entity) == (caught.value.outcome, caught.value.model)


@pytest.mark.parametrize("digits", ["19", "a leading zero"])
def test_the_largest_id_is_accepted(digits: str, acme: CompanyClient, emulator: Emulator) -> None:
    last, expected = {"19": (str(2**63 - 1), 2**63 - 1), "a leading zero": ("007", 7)}[digits]
    locate_next(emulator, last)
    assert expected == acme.contacts.save(Contact(name="Nelly"), reload=False).contact_id


@pytest.mark.parametrize(
    "what",
    [2**63, 10**30, 10**5000, 0, -1],
    ids=["64 bits", "30 digits", "5,000 digits", "0", "-1"],
)
def test_an_impossible_id_is_refused(what: int, acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    attachments: Any = acme.contacts.attachments(5)
    accounts: Any = acme.accounts
    numbered = (acme.contacts.find, acme.contacts.delete, acme.contacts.persons)
    for ask in (*numbered, attachments.delete, accounts.find):
        with pytest.raises(InvalidAttributeError):
            ask(what)
    assert [] == emulator.requests


def test_a_model_without_an_id_says_why(acme: CompanyClient, emulator: Emulator) -> None:
    """Fiken may leave out the UUID of an old attachment. Nothing is sent."""
    mapper, attachments = AttachmentMapper(), acme.sales.attachments(5)
    loaded = mapper.load({"uuid": UUID, "filename": "receipt.pdf"})
    for wrong, why in (
        (Attachment(), "this Attachment was not saved yet"),
        (Attachment(uuid=UUID).evolve(uuid=UNSET), "this Attachment was not saved yet"),
        (loaded.evolve(uuid=UUID[::-1]), "its key was changed here"),
        (mapper.load({"filename": "receipt.pdf"}), "Fiken sent it without this field"),
        (mapper.load({}).evolve(filename="receipt.pdf"), "Fiken sent it without this field"),
    ):
        with pytest.raises(InvalidAttributeError) as caught:
            attachments.delete(wrong)
        assert (wrong, why) == (caught.value.value, caught.value.hint)
    assert [] == emulator.requests
