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
    """Give the id of a customer of the demo company."""
    found = acme.contacts.find_by(customer=True)
    assert found
    return found.contact_id


@attrs.frozen
class Verb:
    """What one verb does, to what is made first, and other values that somebody may type in."""

    made: Callable[[CompanyClient], Model]
    does: Callable[[CompanyClient, Any], object]
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


def typed_in(made: Model, **others: Any) -> Model:
    """Give what somebody writes who knows the id."""
    key = made.__attrs_attrs__[0].name
    return type(made)(**{key: getattr(made, key), **others})


@pytest.mark.parametrize("what", VERBS)
def test_a_verb_refuses_a_model_typed_in_by_hand_with_other_values(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    verb = VERBS[what]
    typed = typed_in(verb.made(acme), **verb.others)
    before = len(emulator.requests)
    with pytest.raises(UnsavedChangesError) as caught:
        verb.does(acme, typed)
    assert tuple(verb.others) == caught.value.fields
    assert before == len(emulator.requests)


@pytest.mark.parametrize("what", VERBS)
def test_a_verb_takes_a_model_typed_in_by_hand_with_the_id_alone(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    verb = VERBS[what]
    typed = typed_in(verb.made(acme))
    before = len(emulator.requests)
    verb.does(acme, typed)
    assert emulator.requests[before].carried_out


@pytest.mark.parametrize("verb", ["find", "delete"])
def test_a_model_whose_key_was_changed_here_names_no_other_one(
    verb: str, acme: CompanyClient, emulator: Emulator
) -> None:
    nelly, ned = (acme.contacts.save(Contact(name=name)) for name in ("Nelly", "Ned"))
    before = len(emulator.requests)
    with pytest.raises(InvalidAttributeError, match="its key was changed here"):
        getattr(acme.contacts, verb)(nelly.evolve(contact_id=ned.contact_id))
    assert before == len(emulator.requests)
