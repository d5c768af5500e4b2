"""Verbs and models that were typed in by hand or whose key was changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from fiken import (
    CompanyClient,
    Contact,
    InvalidAttributeError,
    JournalEntry,
    JournalEntryLine,
    SaleDraft,
    SaleDraftLine,
    Transaction,
    UnsavedChangesError,
    VatType,
    WriteOffType,
)
from fiken.emulator import Emulator
from fiken.models import Model
from tests.catalogue import BANK, DAY, purchase, sale

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


COFFEE = SaleDraftLine(
    text="Kaffe", vat_type=VatType.HIGH, income_account="3000", net=10000, gross=12500
)


POSTING = JournalEntryLine(amount=100, debit_account=BANK, credit_account="2000")


def sale_draft() -> SaleDraft:
    """A draft that can be finalized."""
    return SaleDraft(
        invoice_number="X-1", invoice_issue_date=DAY, cash=False, paid=False, lines=[COFFEE]
    )


def a_customer(acme: CompanyClient) -> int:
    """Return the id of a customer of the demo company."""
    customer = acme.contacts.find_by(customer=True)
    assert customer
    return customer.contact_id


@attrs.frozen
class Verb:
    """A verb, how its entity is created, and values that differ from those of the entity."""

    create: Callable[[CompanyClient], Model]
    carry_out: Callable[[CompanyClient, Any], object]
    others: dict[str, Any]


def posted(*entries: JournalEntry) -> Transaction:
    """A transaction of one entry over one krone."""
    entry = JournalEntry(description="Innskudd", date=DAY, lines=[POSTING])
    return Transaction(description="Innskudd", entries=entries or [entry])


VERBS: dict[str, Verb] = {
    "settling a sale": Verb(
        lambda acme: acme.sales.save(sale()),
        lambda acme, what: acme.sales.settle(what, settled_date=DAY),
        {"sale_number": "X-2"},
    ),
    "writing off a sale": Verb(
        lambda acme: acme.sales.save(sale()),
        lambda acme, what: acme.sales.write_off(
            what, type=WriteOffType.DEEMED_IRRECOVERABLE, date=TOMORROW
        ),
        {"customer_id": 1},
    ),
    "deleting a sale": Verb(
        lambda acme: acme.sales.save(sale()),
        lambda acme, what: acme.sales.delete(what, description="Feil"),
        {"deleted": False},
    ),
    "deleting a purchase": Verb(
        lambda acme: acme.purchases.save(purchase()),
        lambda acme, what: acme.purchases.delete(what, description="Feil"),
        {"identifier": "L-2"},
    ),
    "deleting a transaction": Verb(
        lambda acme: acme.transactions.save(posted()),
        lambda acme, what: acme.transactions.delete(what, description="Feil"),
        {"description": "Uttak"},
    ),
    "finalizing a draft": Verb(
        lambda acme: acme.sales.drafts.save(sale_draft().evolve(contact_id=a_customer(acme))),
        lambda acme, what: acme.sales.drafts.finalize(what),
        {"lines": [COFFEE]},
    ),
}


def typed_in(entity: Model, **others: Any) -> Model:
    """Return the model that a user writes by hand who knows the id."""
    key = entity.__attrs_attrs__[0].name
    return type(entity)(**{key: getattr(entity, key), **others})


@pytest.mark.parametrize("what", VERBS)
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


@pytest.mark.parametrize("what", VERBS)
def test_a_verb_accepts_a_model_with_only_an_id(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    verb = VERBS[what]
    typed = typed_in(verb.create(acme))
    before = len(emulator.requests)
    verb.carry_out(acme, typed)
    assert emulator.requests[before].carried_out


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
