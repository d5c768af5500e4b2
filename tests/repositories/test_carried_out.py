"""A write that was carried out says so, whatever fails after it."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, ClassVar

import pytest
import requests

from fiken import (
    ChangeNotKeptWarning,
    CompanyClient,
    Contact,
    Payment,
    SaleDraft,
    SaleDraftLine,
    UnlikelyValueWarning,
    VatType,
    WrittenButNotLoadedError,
)
from fiken.auth import PersonalToken
from fiken.emulator import CannedAnswer, Emulator
from fiken.errors import MappingError
from fiken.repositories import ContactRepository
from tests.catalogue import BANK, DAY, sale
from tests.verbs import CREATING, ITSELF, VERBS

NELLY = Contact(
    name="Nelly Bloom", customer=True, phone_number="62158537", member_number_string="M-1"
)


JSON = {"Content-Type": "application/json"}


def draft() -> SaleDraft:
    """A draft over 125 kroner of coffee."""
    line = SaleDraftLine(
        text="Kaffe", vat_type=VatType.HIGH, income_account="3000", net=10000, gross=12500
    )
    return SaleDraft(invoice_number="X-1", cash=False, paid=False, lines=[line])


class Locked(PersonalToken):
    """A token from a keyring that is locked after the first request."""

    def __init__(self) -> None:
        super().__init__(Emulator.token)
        self.left = 1

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        if not self.left:
            raise OSError("the keyring is locked")
        self.left -= 1
        return super().__call__(r)


class Turnstile:
    """A pacer that lets one request through."""

    def __init__(self) -> None:
        self.left = 1

    @contextmanager
    def slot(self, credential: str) -> Generator[None]:
        if not self.left:
            raise RuntimeError(f"the lock of {credential[:1]}… is gone")
        self.left -= 1
        yield


BREAKS: dict[str, Callable[[], dict[str, Any]]] = {
    "the auth raises": lambda: {"token": None, "auth": Locked()},
    "the pacer raises": lambda: {"pacer": Turnstile()},
}


Prepare = Callable[[CompanyClient], Any]


Write = Callable[[CompanyClient, Any], object]


# What a working client prepares, and what a client that fails afterwards does with it.
WRITES: dict[str, tuple[Prepare, Write]] = {
    "a creation": (lambda _: NELLY, lambda acme, nelly: acme.contacts.save(nelly)),
    "an update": (
        lambda acme: acme.contacts.save(NELLY).evolve(name="Ned Stark"),
        lambda acme, ned: acme.contacts.save(ned),
    ),
    "adding a file": (
        lambda acme: acme.sales.save(sale()),
        lambda acme, sold: acme.sales.attachments(sold).add(b"%PDF-1.4", "kvittering.pdf"),
    ),
    **{name: (VERBS[name].create, VERBS[name].carry_out) for name in CREATING},
}


def last_put(emulator: Emulator) -> dict[str, Any]:
    """Return the body of the last update."""
    body: dict[str, Any] = [r.body for r in emulator.requests if r.method == "PUT"][-1]
    return body


def failing_after(
    write: Write, prepared: Any, broken: dict[str, Any], emulator: Emulator
) -> WrittenButNotLoadedError:
    """Return the error of a write by a client that fails after its first request."""
    before = len(emulator.requests)
    with emulator.client(**broken) as fiken, pytest.raises(WrittenButNotLoadedError) as caught:
        write(fiken.company(emulator.company_slug), prepared)
    assert [True] == [request.carried_out for request in emulator.requests[before:]]
    return caught.value


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("what", WRITES)
def test_a_failure_after_a_write_has_outcome_done(
    what: str, how: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Whatever fails: the load needs a token and a turn of its own."""
    prepare, write = WRITES[what]
    error = failing_after(write, prepare(acme), BREAKS[how](), emulator)
    assert "done" == error.outcome
    assert isinstance(error.__cause__, OSError | RuntimeError)
    assert str(error.__cause__) in str(error)


@pytest.mark.parametrize("what", ["a creation", "an update"])
def test_the_model_of_the_error_is_not_sent_again(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """It has the id that Fiken gave it, and no changes."""
    prepare, write = WRITES[what]
    error = failing_after(write, prepare(acme), BREAKS["the pacer raises"](), emulator)
    assert ({}, False) == (error.model.changes, error.model.is_new)
    before = len(emulator.requests)
    assert error.model is acme.contacts.save(error.model)
    assert before == len(emulator.requests)
    assert error.model.name == acme.contacts.find(error.model.contact_id).name


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("what", ITSELF)
def test_a_failure_after_a_verb_has_outcome_done(
    what: str, how: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """These answer with the entity. Where the answer has no body, a load follows."""
    verb = VERBS[what]
    entity = verb.create(acme)
    emulator.fail_next(CannedAnswer(200, {}, b"", carry_out=True))
    error = failing_after(verb.carry_out, entity, BREAKS[how](), emulator)
    assert ("done", entity) == (error.outcome, error.model)
    assert isinstance(error.__cause__, OSError | RuntimeError)
    assert f"do not send it again; but loading it failed: {error.__cause__}" in str(error)


@pytest.mark.parametrize("what", ITSELF)
def test_a_verb_without_a_body_is_followed_by_a_load(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    verb = VERBS[what]
    entity = verb.create(acme)
    emulator.fail_next(CannedAnswer(200, {}, b"", carry_out=True))
    assert verb.carry_out(acme, entity) == verb.repository(acme).find(entity)


def answer_as(emulator: Emulator, row: dict[str, Any]) -> None:
    """Answer the next load with this row."""
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps(row).encode()), method="GET")


@pytest.mark.filterwarnings("error::fiken.errors.ChangeNotKeptWarning")
def test_a_warning_as_error_after_a_write_has_outcome_done(
    acme: CompanyClient, emulator: Emulator
) -> None:
    """The warning is about a value that Fiken did not keep."""
    answer_as(emulator, {"contactId": 7, "name": "Nelly Blom", "customer": True})
    with pytest.raises(WrittenButNotLoadedError, match=r"Nelly Blom.*did not keep") as caught:
        acme.contacts.save(NELLY)
    loaded = caught.value.model
    assert "; but Contact.name was sent as" in str(caught.value)
    assert "done" == caught.value.outcome
    assert (7, "Nelly Blom", "62158537") == (loaded.contact_id, loaded.name, loaded.phone_number)
    assert (False, {}) == (loaded.is_new, loaded.changes)
    assert isinstance(caught.value.__cause__, ChangeNotKeptWarning)


@pytest.mark.filterwarnings("error::fiken.errors.UnlikelyValueWarning")
def test_a_warning_as_error_before_a_write_sends_nothing(
    acme: CompanyClient, emulator: Emulator
) -> None:
    with pytest.raises(UnlikelyValueWarning):
        acme.sales.save(sale().evolve(due_date=DAY - timedelta(days=1)))
    assert [] == emulator.requests


def test_a_created_field_that_differs_gives_a_warning(
    acme: CompanyClient, emulator: Emulator
) -> None:
    answer_as(emulator, {"contactId": 7, "name": "Nelly Blom", "customer": True})
    with pytest.warns(ChangeNotKeptWarning, match=r"Contact\.name.*Nelly Blom'") as caught:
        acme.contacts.save(NELLY)
    assert (1, __file__) == (len(caught), caught[0].filename)


@pytest.mark.filterwarnings("error::fiken.errors.ChangeNotKeptWarning")
def test_a_nested_default_from_fiken_gives_no_warning(
    acme: CompanyClient,
) -> None:
    """Fiken fills in the currency of a new payment that has none."""
    payment = Payment(date=DAY, account=BANK, amount=12500)
    saved = acme.sales.drafts.save(draft().evolve(payments=[payment]))
    assert ("NOK", None) == (saved.payments[0].currency, payment.currency)


def test_a_nested_value_that_differs_gives_a_warning(
    acme: CompanyClient, emulator: Emulator
) -> None:
    payment = {"date": str(DAY), "account": BANK, "amount": 12400}
    answer_as(emulator, {"draftId": 7, "invoiceNumber": "X-1", "payments": [payment]})
    paid = SaleDraft(
        invoice_number="X-1",
        cash=False,
        paid=False,
        payments=[Payment(date=DAY, account=BANK, amount=12500)],
        lines=draft().lines,
    )
    with pytest.warns(ChangeNotKeptWarning) as caught:
        acme.sales.drafts.save(paid)
    assert any("SaleDraft.payments" in str(warning.message) for warning in caught)


def test_an_error_in_half_an_entity_is_done_too(acme: CompanyClient, emulator: Emulator) -> None:
    """The cause says so as well: a program may look at it."""
    sold = acme.sales.save(sale())
    broken = CannedAnswer(200, JSON, b'{"saleId": ', carry_out=True)
    emulator.fail_next(broken, method="PATCH")
    with pytest.raises(WrittenButNotLoadedError, match=r"its answer says: .* JSON") as caught:
        acme.sales.settle(sold, settled_date=DAY)
    cause = caught.value.__cause__
    assert isinstance(cause, MappingError)
    assert "done" == cause.outcome


LOST: dict[str, dict[str, str]] = {
    "is not there": {},
    "ends in no id": {"Location": "https://api.fiken.no/api/v2/companies/acme/contacts/abc1"},
}


@pytest.mark.parametrize("location", LOST)
def test_an_entity_without_a_known_id_is_not_created_again(
    location: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Saving the model of the error sends nothing."""
    emulator.fail_next(CannedAnswer(201, LOST[location], b"", carry_out=True), method="POST")
    with pytest.raises(WrittenButNotLoadedError) as caught:
        acme.contacts.save(NELLY)
    if LOST[location]:
        assert "but its Location ends in 'abc1', which is not an id" in str(caught.value)
    before = len(emulator.requests)
    again = acme.contacts.save(caught.value.model)
    assert before == len(emulator.requests)
    assert caught.value.model is again
    assert "Nelly Bloom" == again.name
    assert 1 == len(acme.contacts.all(name="Nelly Bloom"))


FRESH: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "changing one": ({"phone_number": "98573564"}, {"phoneNumber": "98573564"}),
    "clearing one": ({"phone_number": None}, {"phoneNumber": None}),
    "changing another field": ({"name": "Ned Stark"}, {"name": "Ned Stark"}),
}


@pytest.mark.parametrize("what", FRESH)
def test_a_fresh_save_sends_write_only_values(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    changes, changed = FRESH[what]
    expected = {"phoneNumber": "62158537", "memberNumberString": "M-1"} | changed
    saved = acme.contacts.save(acme.contacts.save(NELLY).evolve(**changes), fresh=True)
    body = last_put(emulator)
    assert expected == {key: body[key] for key in expected}
    assert all(value == getattr(saved, name) for name, value in changes.items())


def _stumble(sent: object, loaded: Contact) -> bool:
    raise LookupError(f"cannot compare name of {loaded.contact_id} with {sent!r}")


class _StumblingContacts(ContactRepository):
    comparisons: ClassVar[Any] = {Contact: {"name": _stumble}}


def test_a_failing_comparison_has_outcome_done(
    acme: CompanyClient,
) -> None:
    """It is made after the write was carried out."""
    with pytest.raises(WrittenButNotLoadedError, match="cannot compare name") as caught:
        acme.open(_StumblingContacts).save(Contact(name="Nelly Bloom"))
    assert "done" == caught.value.outcome
    assert acme.contacts.find(caught.value.model) == caught.value.model
