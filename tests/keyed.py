"""All writes that take an idempotency key, for the tests that run on each of them."""

from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any

import attrs

from fiken import CompanyClient, Contact, CreditNoteLine, JournalEntryLine, Payment
from fiken.repositories import Repository
from tests.catalogue import (
    BANK,
    DAY,
    ENTITIES,
    GOODS,
    Entity,
    customer,
    invoice,
    repeating_draft,
    saved_sale,
)
from tests.repositories.test_lost_uploads_and_verbs import WRITES
from tests.verbs import VERBS


@attrs.frozen
class Keyed:
    """One write that takes an idempotency key.

    Args:
        prepare: Saves what the write needs for a company, and returns it.
        call: Sends the write with a key.
        before: How many requests a key adds before the write.
        is_seen: Whether Fiken shows that it was carried out.
        is_so: Whether Fiken shows that already before it is sent.
    """

    prepare: Callable[[CompanyClient], Any]
    call: Callable[[CompanyClient, Any, str | None], Any]
    before: int = 0
    is_seen: bool = True
    is_so: bool = False


class WithKey:
    """An object whose methods are all called with an idempotency key, if they take one."""

    def __init__(self, target: Any, key: str) -> None:
        self._target, self._key = target, key

    def __getattr__(self, name: str) -> Any:
        return with_key(getattr(self._target, name), self._key)


def with_key(value: Any, key: str | None) -> Any:
    """Return a repository, a method or a tuple so that every call has the key."""
    if key is None:
        return value
    if isinstance(value, tuple):
        return tuple(with_key(each, key) for each in value)
    if isinstance(value, CompanyClient | Repository):
        return WithKey(value, key)
    if not callable(value) or isinstance(value, WithKey):
        return value
    if "idempotency_key" in signature(value).parameters:
        return partial(value, idempotency_key=key)
    return lambda *given, **named: with_key(value(*given, **named), key)


#: What a request with a key costs more before it, where the entity has no number of its own: the
#: list of what looks alike. All others cost nothing more.
LISTED = {
    "activities",
    "contacts",
    "contact persons",
    "products",
    "purchases",
    "purchases' accruals",
    "purchases' drafts",
    "purchases' payments",
    "recurring invoices",
    "sales' accruals",
    "sales' drafts",
    "sales' payments",
    "time entries",
    "transactions",
}


def _saved(entity: Entity) -> Keyed:
    assert entity.new
    new = entity.new
    return Keyed(
        lambda acme: (entity.repository(acme), new(acme, 1)),
        lambda _, pair, key: with_key(pair[0].save, key)(pair[1]),
        before=int(entity.name in LISTED),
    )


def _changed(entity: Entity) -> Keyed:
    def prepare(acme: CompanyClient) -> Any:
        assert entity.new
        repository = entity.repository(acme)
        return repository, repository.save(entity.new(acme, 1)).evolve(**entity.change)

    return Keyed(prepare, lambda _, pair, key: with_key(pair[0].save, key)(pair[1]))


def _deleted(entity: Entity) -> Keyed:
    def prepare(acme: CompanyClient) -> Any:
        assert entity.new
        repository = entity.repository(acme)
        return repository, repository.save(entity.new(acme, 1))

    return Keyed(prepare, lambda _, pair, key: with_key(pair[0].delete, key)(pair[1]))


#: What each verb costs more before it.
VERB_LISTED = {
    **dict.fromkeys(("InvoiceRepository.send", "OfferRepository.send"), 1),
    **dict.fromkeys(("CreditNoteRepository.create_full", "CreditNoteRepository.create_partial"), 1),
    "OrderConfirmationRepository.create_invoice_draft": 1,
    "TimeEntryRepository.create_invoice_draft": 1,
}


#: Verbs that the table calls on an entity which is so already: an active job is resumed.
_SO_ALREADY = {"RecurringInvoiceJobRepository.resume"}


def _verb(name: str) -> Keyed:
    verb = VERBS[name]
    return Keyed(
        verb.create,
        lambda acme, what, key: verb.call(with_key(verb.repository(acme), key), what),
        before=VERB_LISTED.get(name, 0),
        is_seen=name != "CreditNoteRepository.send",  # it has no dispatches
        is_so=name in _SO_ALREADY,
    )


def _write(name: str) -> Keyed:
    write = WRITES[name]
    adds = name.endswith((": a file", ": a document", ": an e-invoice"))
    return Keyed(
        write.prepare,
        lambda acme, given, key: write.send(with_key(acme, key), with_key(given, key)),
        before=int(adds),
    )


def _by_id(name: str) -> Keyed:
    """Return a finalization whose draft has to be loaded first, since only its id is given."""
    verb = VERBS[name]
    return Keyed(
        lambda acme: verb.create(acme).draft_id,
        lambda acme, key_of_draft, key: verb.call(
            with_key(verb.repository(acme), key), key_of_draft
        ),
        before=1,
    )


def _payment(acme: CompanyClient) -> Any:
    payments = acme.sales.payments(saved_sale(acme))
    return payments, payments.save(Payment(date=DAY, account=BANK, amount=100))


def _credited_without_invoice(acme: CompanyClient, contact: Contact, key: str | None) -> object:
    return with_key(acme.credit_notes, key).create_partial(
        issue_date=DAY, contact_id=contact.contact_id, lines=[CreditNoteLine(**GOODS)]
    )


_LINES = (JournalEntryLine.debit(BANK, 100), JournalEntryLine.credit("2000", 100))
_SAVING = {entity.name: entity for entity in ENTITIES if entity.new}
_DELETING = [
    *("contacts", "contact persons", "products", "projects", "sales' accruals", "sales' drafts"),
    *("invoices' drafts", "purchases' drafts", "time entries", "activities", "sales' payments"),
]
_FINALIZING = [name for name in VERBS if name.endswith(".finalize")]

#: All writes that take an idempotency key, by what they do.
EVERY: dict[str, Keyed] = {
    **{f"new {name}": _saved(entity) for name, entity in _SAVING.items()},
    **{f"changed {name}": _changed(each) for name, each in _SAVING.items() if each.change},
    **{f"deleted {name}": _deleted(_SAVING[name]) for name in _DELETING},
    **{name: _verb(name) for name in VERBS},
    **{f"{name} by id": _by_id(name) for name in _FINALIZING},
    **{name: _write(name) for name in WRITES},
    "counter": Keyed(
        lambda acme: acme.invoices.counter.find() + 100,
        lambda acme, value, key: with_key(acme.invoices.counter, key).start(value),
    ),
    "contact used before": Keyed(
        lambda acme: acme.contacts.find(saved_customer(acme).contact_id),
        lambda acme, what, key: with_key(acme.contacts, key).delete(what),
    ),
    "posted entry": Keyed(
        lambda _: None,
        lambda acme, _, key: with_key(acme.transactions, key).post(DAY, "Innskudd", *_LINES),
        before=1,
    ),
    "a recurring invoice from a draft by id": Keyed(
        lambda acme: acme.invoices.drafts.save(repeating_draft(acme)).draft_id,
        lambda acme, draft, key: with_key(acme.recurring_invoices, key).create_from_draft(draft),
        before=1,
    ),
    "credit note without invoice": Keyed(customer, _credited_without_invoice, before=1),
}


def saved_customer(acme: CompanyClient) -> Contact:
    """Return a customer who has an invoice, and cannot be deleted any more."""
    acme.invoices.save(invoice(acme))
    return customer(acme)
