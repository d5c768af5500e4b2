"""A lost update counts as carried out only where Fiken shows that something has changed."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest

from fiken import (
    Address,
    AmbiguousWriteError,
    CompanyClient,
    Contact,
    DraftLine,
    Fiken,
    InvoiceDraft,
    RecurringInvoice,
    RecurringInvoiceRecipient,
)
from fiken.emulator import DropAfterCarryingOut, DropBeforeReading, Emulator
from fiken.idempotency import MemoryIdempotency
from tests.catalogue import DRAFT_LINE, GOODS, invoice_draft, recurring_invoice

REDUCED = DraftLine(**GOODS, discount=25, comment="Rabatt")
ADDRESS = Address(street_address="Storgata 1", city="Oslo", post_code="0123", country="Norway")
PHONE = RecurringInvoiceRecipient(sms_phone_number="98573564", letter=True)


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Fiken]:
    """A client that keeps idempotency keys."""
    with emulator.client(idempotency=MemoryIdempotency(wait=0.1)) as fiken:
        yield fiken


def _discounted(acme: CompanyClient) -> InvoiceDraft:
    return acme.invoices.drafts.save(invoice_draft(acme).evolve(lines=[REDUCED]))


def _recurring(acme: CompanyClient) -> RecurringInvoice:
    """Save a recurring invoice whose line has a discount, and that goes to a phone."""
    saved = acme.recurring_invoices.save(recurring_invoice(acme).evolve(lines=[REDUCED]))
    return acme.recurring_invoices.jobs(saved).set_recipients(saved.jobs[0], PHONE)


def _replaced(acme: CompanyClient, what: int | RecurringInvoice) -> object:
    lines = acme.recurring_invoices.replace_lines
    return lines(what, [DRAFT_LINE], rounding_type=None, idempotency_key="order-1")


@attrs.frozen
class Change:
    """A change of a value that looks the same before it and after it.

    Args:
        save: Saves what is changed, and returns it.
        change: Changes it, with an idempotency key.
        seen: Returns the changed value as it is in Fiken.
        expected: The value after the change.
    """

    save: Callable[[CompanyClient], Any]
    change: Callable[[CompanyClient, Any], object]
    seen: Callable[[CompanyClient, Any], object]
    expected: object


def _discount(acme: CompanyClient, what: Any) -> object:
    return acme.recurring_invoices.find(what).jobs[0].lines[0].discount


CHANGES = {
    "a draft without its discount": Change(
        _discounted,
        lambda acme, draft: acme.invoices.drafts.save(
            draft.evolve(lines=[DRAFT_LINE]), idempotency_key="order-1"
        ),
        lambda acme, draft: acme.invoices.drafts.find(draft).lines[0].discount,
        None,
    ),
    "a contact without its city": Change(
        lambda acme: acme.contacts.save(Contact(name="Nelly Bloom", address=ADDRESS)),
        lambda acme, nelly: acme.contacts.save(
            nelly.evolve(address=Address(street_address="Storgata 1", country="Norway")),
            idempotency_key="order-1",
        ),
        lambda acme, nelly: getattr(acme.contacts.find(nelly).address, "city", ""),
        None,
    ),
    "lines without their discount": Change(_recurring, _replaced, _discount, None),
    "lines, by the id": Change(
        _recurring,
        lambda acme, what: _replaced(acme, what.recurring_invoice_id),
        _discount,
        None,
    ),
    "another phone number": Change(
        _recurring,
        lambda acme, what: acme.recurring_invoices.jobs(what).set_recipients(
            what.jobs[0],
            PHONE.evolve(sms_phone_number="98573565"),
            idempotency_key="order-1",
        ),
        lambda acme, what: getattr(
            acme.recurring_invoices.find(what).jobs[0].recipients, "sms_phone_number", ""
        ),
        "98573565",
    ),
}


@pytest.mark.parametrize("fault", [DropBeforeReading(), DropAfterCarryingOut()], ids=repr)
@pytest.mark.parametrize("what", CHANGES)
def test_a_lost_change_is_made(
    what: str, fault: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    """A value that is left out may be anything in Fiken: that it fits proves nothing."""
    each = CHANGES[what]
    saved = each.save(acme)
    assert each.expected != each.seen(acme, saved)
    emulator.fail_next(fault, method="PUT")
    try:
        each.change(acme, saved)
    except AmbiguousWriteError:
        each.change(acme, saved)
    assert each.expected == each.seen(acme, saved)


def test_what_looks_the_same_is_not_found(acme: CompanyClient, emulator: Emulator) -> None:
    """Without a key, too: `look_for` finds it only after it was saved."""
    saved = _discounted(acme)
    changed = saved.evolve(lines=[DRAFT_LINE])
    assert None is acme.invoices.drafts.look_for(changed)
    emulator.fail_next(DropAfterCarryingOut(), method="PUT")
    with pytest.raises(AmbiguousWriteError) as caught:
        acme.invoices.drafts.save(changed)
    found = caught.value.look()
    assert isinstance(found, InvoiceDraft)
    assert found.lines[0].discount is None
