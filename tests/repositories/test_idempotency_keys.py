"""What a user of idempotency keys sees: replays, conflicts, refusals, and what is not clear."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Context, Decimal, localcontext
from inspect import signature
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from fiken import (
    AmbiguousWriteError,
    BadRequestError,
    CompanyClient,
    ConfigurationError,
    Contact,
    DraftLine,
    Fiken,
    IdempotencyConflictError,
    IdempotencyInProgressError,
    InvalidAttributeError,
    MappingError,
    NotAllSavedError,
    NotFoundError,
    Payment,
    Sale,
    SaleDraft,
    SendMethod,
    ServerError,
    StaleError,
    WrittenButNotLoadedError,
    repositories,
)
from fiken.emulator import (
    CannedAnswer,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
    Status,
    WaitBeforeCarryingOut,
    wire,
)
from fiken.idempotency import MemoryIdempotency
from fiken.repositories import Repository, Saves
from fiken.repositories._once import content_of
from fiken.session import Retries
from tests.catalogue import BANK, DAY, ENTITIES, GOODS, customer, invoice, invoice_draft, line, sale
from tests.verbs import SALE_LINE

NELLY = Contact(name="Nelly Bloom", customer=True)
JSON = {"Content-Type": "application/json"}
PAYMENT = Payment(date=DAY, account=BANK, amount=100)


@pytest.fixture
def store() -> MemoryIdempotency:
    """A store of idempotency keys. A call does not wait until a lost write can be sent again."""
    return MemoryIdempotency(wait=0.1)


@pytest.fixture
def client(emulator: Emulator, store: MemoryIdempotency) -> Iterator[Fiken]:
    """A client that keeps idempotency keys."""
    with emulator.client(idempotency=store) as fiken:
        yield fiken


def name_of(emulator: Emulator) -> str:
    """Return the name of the company in the store."""
    return f"{emulator.company_slug}@{emulator.url.split('/')[2]}"


# --- the key -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\nb", "a\0b", 17, b"key", True])
def test_a_wrong_key_is_refused(key: Any, acme: CompanyClient, emulator: Emulator) -> None:
    with pytest.raises(InvalidAttributeError, match="1 to 255 printable characters"):
        acme.contacts.save(NELLY, idempotency_key=key)
    assert [] == emulator.requests


@pytest.mark.parametrize("key", ["x", "x" * 255, "ordre-1017 æøå 🙂"])
def test_a_key_is_any_text(key: str, acme: CompanyClient) -> None:
    saved = acme.contacts.save(NELLY, idempotency_key=key)
    assert saved == acme.contacts.save(NELLY, idempotency_key=key)


def test_a_number_as_key_has_a_hint(acme: CompanyClient) -> None:
    number: Any = 17
    with pytest.raises(InvalidAttributeError, match='write "17"'):
        acme.contacts.save(NELLY, idempotency_key=number)


def test_a_key_needs_a_store(emulator: Emulator) -> None:
    """It is refused before anything is sent, and never ignored."""
    with emulator.client() as plain:
        contacts = plain.company(emulator.company_slug).contacts
        with pytest.raises(ConfigurationError, match="idempotency=SqlIdempotency"):
            contacts.save(NELLY, idempotency_key="order-1")
        with pytest.raises(ConfigurationError, match="idempotency=SqlIdempotency"):
            plain.company(emulator.company_slug).invoices.drafts.finalize(1, idempotency_key="a")
    assert [] == emulator.requests


@pytest.mark.parametrize("store", ["sqlite:///fiken.db", MemoryIdempotency, object()])
def test_a_store_must_be_one(store: Any) -> None:
    with pytest.raises(ConfigurationError, match="idempotency must be a store"):
        Fiken("made.up", idempotency=store)


def test_an_unchanged_model_needs_no_key(
    acme: CompanyClient, emulator: Emulator, store: MemoryIdempotency
) -> None:
    """Nothing is sent, and the key is not used up."""
    saved = acme.contacts.save(NELLY)
    before = len(emulator.requests)
    assert saved is acme.contacts.save(saved, idempotency_key="order-1")
    assert before == len(emulator.requests)
    assert None is store.get(name_of(emulator), "order-1")


# --- replays -------------------------------------------------------------------------------------


def test_a_replay_without_reload_asks_nothing(acme: CompanyClient, emulator: Emulator) -> None:
    first = acme.contacts.save(NELLY, reload=False, idempotency_key="order-1")
    before = len(emulator.requests)
    again = acme.contacts.save(NELLY, reload=False, idempotency_key="order-1")
    assert (first, before) == (again, len(emulator.requests))
    assert first.contact_id


def test_a_replay_does_not_warn_of_changes(acme: CompanyClient) -> None:
    """Somebody has changed the entity since, on purpose. Warnings are errors in the tests."""
    first = acme.contacts.save(NELLY, idempotency_key="order-1")
    acme.contacts.save(first.evolve(name="Ned Stark"))
    assert "Ned Stark" == acme.contacts.save(NELLY, idempotency_key="order-1").name


def test_a_replay_keeps_write_only_values(acme: CompanyClient) -> None:
    new = NELLY.evolve(phone_number="62158537")
    acme.contacts.save(new, idempotency_key="order-1")
    assert "62158537" == acme.contacts.save(new, idempotency_key="order-1").phone_number


def test_a_replay_of_a_fresh_update_is_never_stale(acme: CompanyClient, emulator: Emulator) -> None:
    """It was sent by the first call; what others have changed since does not matter."""
    changed = acme.contacts.save(NELLY).evolve(email="nelly@example.com")
    acme.contacts.save(changed, fresh=True, idempotency_key="order-1")
    other = acme.contacts.find(changed)
    acme.contacts.save(other.evolve(email="bloom@example.com"))
    before = len(emulator.requests)
    again = acme.contacts.save(changed, fresh=True, idempotency_key="order-1")
    assert ("bloom@example.com", before + 1) == (again.email, len(emulator.requests))


@pytest.mark.parametrize("fault", [DropAfterCarryingOut(), DropBeforeReading()])
def test_a_lost_fresh_update_keeps_others_changes(
    fault: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    """It is sent again on top of what others have changed in the meantime."""
    loaded = acme.contacts.save(NELLY)
    changed = loaded.evolve(email="nelly@example.com")
    emulator.fail_next(fault, method="PUT")
    try:
        acme.contacts.save(changed, fresh=True, idempotency_key="order-1")
    except AmbiguousWriteError:
        acme.contacts.save(loaded.evolve(name="Ned Stark"))
    saved = acme.contacts.save(changed, fresh=True, reload=False, idempotency_key="order-1")
    found = acme.contacts.find(loaded)
    names = {DropAfterCarryingOut(): "Nelly Bloom", DropBeforeReading(): "Ned Stark"}
    assert ("nelly@example.com", names[fault]) == (found.email, found.name)
    assert "nelly@example.com" == saved.email


def test_a_fresh_update_that_fiken_has_sends_nothing(
    acme: CompanyClient, emulator: Emulator, store: MemoryIdempotency
) -> None:
    """Its key stays free."""
    loaded = acme.contacts.save(NELLY)
    acme.contacts.save(loaded.evolve(name="Ned Stark"))
    before = len(emulator.requests)
    saved = acme.contacts.save(loaded.evolve(name="Ned Stark"), fresh=True, idempotency_key="a")
    assert ("Ned Stark", before + 1) == (saved.name, len(emulator.requests))
    assert not saved.changes
    assert None is store.get(name_of(emulator), "a")


def test_a_stale_update_frees_its_key(
    acme: CompanyClient, emulator: Emulator, store: MemoryIdempotency
) -> None:
    loaded = acme.contacts.save(NELLY)
    acme.contacts.save(loaded.evolve(name="Ned Stark"))
    with pytest.raises(StaleError):
        acme.contacts.save(loaded.evolve(name="Nora"), fresh=True, idempotency_key="a")
    assert None is store.get(name_of(emulator), "a")


def test_a_replay_of_something_deleted_was_done(acme: CompanyClient, emulator: Emulator) -> None:
    """The error says that it was carried out, and nothing is sent."""
    contact = acme.contacts.save(NELLY, idempotency_key="order-1")
    acme.contacts.delete(contact)
    with pytest.raises(WrittenButNotLoadedError, match="404") as caught:
        acme.contacts.save(NELLY, idempotency_key="order-1")
    assert contact.contact_id == caught.value.model.contact_id
    assert "DELETE" == [r.method for r in emulator.requests if r.method != "GET"][-1]


# --- conflicts -----------------------------------------------------------------------------------


def test_a_conflict_names_the_fields(acme: CompanyClient, emulator: Emulator) -> None:
    acme.sales.save(sale(), idempotency_key="order-1")
    before = len(emulator.requests)
    other = sale().evolve(lines=[line(), line()], due_date=DAY)
    with pytest.raises(IdempotencyConflictError) as caught:
        acme.sales.save(other, idempotency_key="order-1")
    assert ("due_date", "lines") == caught.value.fields
    assert before == len(emulator.requests)


def test_a_key_belongs_to_one_verb(acme: CompanyClient) -> None:
    saved = acme.sales.save(sale(), idempotency_key="order-1")
    with pytest.raises(IdempotencyConflictError, match="POST /companies"):
        acme.sales.settle(saved, settled_date=DAY, idempotency_key="order-1")


def test_a_verb_has_the_content_of_its_arguments(acme: CompanyClient) -> None:
    saved = acme.sales.save(sale())
    acme.sales.settle(saved, settled_date=DAY, idempotency_key="order-1")
    with pytest.raises(IdempotencyConflictError):
        acme.sales.settle(saved, settled_date=DAY + timedelta(days=1), idempotency_key="order-1")


def test_a_file_is_content_too(acme: CompanyClient) -> None:
    files = acme.sales.attachments(acme.sales.save(sale()))
    files.add(b"%PDF-1.4 one", "a.pdf", idempotency_key="order-1")
    with pytest.raises(IdempotencyConflictError) as caught:
        files.add(b"%PDF-1.4 two", "a.pdf", idempotency_key="order-1")
    assert ("file",) == caught.value.fields


def test_equal_values_are_the_same_content(acme: CompanyClient) -> None:
    """A decimal can be written in several ways, and a list is stored as a tuple."""
    drafts = acme.invoices.drafts
    one, two = (
        invoice_draft(acme).evolve(lines=[DraftLine(**GOODS | {"quantity": quantity})])
        for quantity in (1, Decimal("1.0"))
    )
    assert drafts.save(one, idempotency_key="a") == drafts.save(two, idempotency_key="a")


def test_a_decimal_context_changes_nothing(acme: CompanyClient, emulator: Emulator) -> None:
    """A program may compute with few digits. Amounts that differ in the last one still differ."""
    saved = acme.contacts.save(NELLY.evolve(discount=Decimal("12.5")), idempotency_key="order-1")
    acme.sales.save(sale())
    other = sale().evolve(lines=[line().evolve(net_price=10001)])
    emulator.fail_next(DropBeforeReading(), method="POST")
    with localcontext(Context(prec=2)):
        again = NELLY.evolve(discount=Decimal("12.50"))
        assert saved == acme.contacts.save(again, idempotency_key="order-1")
        with pytest.raises(AmbiguousWriteError, match="differs"):
            acme.sales.save(other, idempotency_key="order-2")


def test_content_leaves_out_defaults() -> None:
    """So a later version with more fields has the same content."""
    assert {"name": "Nelly Bloom", "customer": True} == content_of(NELLY)


# --- refusals ------------------------------------------------------------------------------------


def test_a_refused_write_frees_its_key(
    acme: CompanyClient, emulator: Emulator, store: MemoryIdempotency
) -> None:
    """The key can then be used for the corrected model."""
    with pytest.raises(BadRequestError):
        acme.sales.save(sale().evolve(date=DAY.replace(year=1990)), idempotency_key="order-1")
    assert None is store.get(name_of(emulator), "order-1")
    assert acme.sales.save(sale(), idempotency_key="order-1").sale_id


def test_a_missing_draft_frees_its_key(acme: CompanyClient) -> None:
    drafts = acme.invoices.drafts
    with pytest.raises(NotFoundError, match="it was deleted, or finalized before"):
        drafts.finalize(1, idempotency_key="order-1")
    draft = drafts.save(invoice_draft(acme))
    assert drafts.finalize(draft, idempotency_key="order-1").invoice_id


# --- what is not clear ---------------------------------------------------------------------------


def test_a_sale_with_the_number_that_differs(acme: CompanyClient, emulator: Emulator) -> None:
    """It is not ours, but ours cannot be sent either: a person has to look."""
    other = acme.sales.save(sale().evolve(lines=[line(), line()]))
    emulator.fail_next(DropBeforeReading(), method="POST")
    with pytest.raises(AmbiguousWriteError, match="one with this number differs") as caught:
        acme.sales.save(sale(), idempotency_key="order-1")
    assert (str(other.sale_id),) == caught.value.candidates


def test_an_equal_sale_by_hand_is_taken(acme: CompanyClient, emulator: Emulator) -> None:
    """The promise says so: an equal one, with the same number, counts as ours."""
    by_hand = acme.sales.save(sale())
    emulator.fail_next(DropBeforeReading(), method="POST")
    assert by_hand == acme.sales.save(sale(), idempotency_key="order-1")


def test_one_that_was_there_is_not_taken(acme: CompanyClient, emulator: Emulator) -> None:
    """Without a number, what looked alike before is never ours."""
    acme.contacts.save(NELLY)
    emulator.fail_next(DropBeforeReading(), method="POST")
    with pytest.raises(AmbiguousWriteError, match="not there yet") as caught:
        acme.contacts.save(NELLY, idempotency_key="order-1")
    assert caught.value.again_in == pytest.approx(120, abs=5)


def test_a_deleted_sale_is_not_sent_again(acme: CompanyClient, emulator: Emulator) -> None:
    """Somebody may have deleted what the lost request had saved."""
    acme.sales.delete(acme.sales.save(sale()), description="Feil")
    emulator.fail_next(DropBeforeReading(), method="POST")
    with pytest.raises(AmbiguousWriteError, match="it was deleted"):
        acme.sales.save(sale(), idempotency_key="order-1")


def test_a_numbered_twin_is_not_taken(acme: CompanyClient, emulator: Emulator) -> None:
    """A sale without a number, and one that looks alike and has a number, which came meanwhile."""
    emulator.fail_next(DropBeforeReading(), method="POST")
    unnumbered = sale().evolve(sale_number=None)
    with pytest.raises(AmbiguousWriteError, match="not there yet"):
        acme.sales.save(unnumbered, idempotency_key="order-1")
    acme.sales.save(sale())
    with pytest.raises(AmbiguousWriteError, match="has a number of its own"):
        acme.sales.save(unnumbered, idempotency_key="order-1")


def test_a_foreign_sale_is_found(acme: CompanyClient, emulator: Emulator) -> None:
    """Fiken has its amounts in two currencies; the request states one."""
    foreign = line().evolve(
        net_price=11000, vat=2750, net_price_in_currency=1000, vat_in_currency=250
    )
    new = sale().evolve(currency="EUR", lines=[foreign])
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    assert acme.sales.save(new, idempotency_key="order-1").sale_id


@pytest.mark.parametrize("has_date", [True, False])
def test_a_finalized_sale_is_found(has_date: bool, acme: CompanyClient, emulator: Emulator) -> None:
    """Fiken chooses the date if the draft has none."""
    draft = acme.sales.drafts.save(
        SaleDraft(
            invoice_number="X-1",
            invoice_issue_date=DAY if has_date else None,
            contact_id=customer(acme).contact_id,
            cash=False,
            paid=False,
            lines=[SALE_LINE],
        )
    )
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    found = acme.sales.drafts.finalize(draft, idempotency_key="order-1")
    assert (Sale, "X-1") == (type(found), found.sale_number)


def test_a_draft_thrown_away_is_not_clear(acme: CompanyClient, emulator: Emulator) -> None:
    """The draft is gone, and no invoice has its UUID."""
    drafts = acme.invoices.drafts
    draft = drafts.save(invoice_draft(acme))
    emulator.fail_next(DropBeforeReading(), method="POST")
    with pytest.raises(AmbiguousWriteError, match="not there yet"):
        drafts.finalize(draft, idempotency_key="order-1")
    drafts.delete(draft)
    with pytest.raises(AmbiguousWriteError, match="the draft is gone"):
        drafts.finalize(draft, idempotency_key="order-1")


def test_an_invoice_sent_before_is_not_resent(acme: CompanyClient, emulator: Emulator) -> None:
    """Its dispatches have days only: whether there are two of one day is not known."""
    issued = acme.invoices.save(invoice(acme))
    acme.invoices.send(issued, method=SendMethod.EMAIL)
    emulator.fail_next(DropBeforeReading(), method="POST")
    with pytest.raises(AmbiguousWriteError, match="it was sent before this"):
        acme.invoices.send(issued, method=SendMethod.EMAIL, idempotency_key="order-1")


def test_an_equal_payment_by_hand_is_taken(acme: CompanyClient, emulator: Emulator) -> None:
    """The promise says so: one that came in the meantime, and looks alike, counts as ours."""
    payments = acme.sales.payments(acme.sales.save(sale()))
    emulator.fail_next(DropBeforeReading(), method="POST")
    with pytest.raises(AmbiguousWriteError, match="not there yet"):
        payments.save(PAYMENT, idempotency_key="order-1")
    assert payments.save(PAYMENT) == payments.save(PAYMENT, idempotency_key="order-1")


def test_two_equal_payments_are_not_clear(store: MemoryIdempotency, emulator: Emulator) -> None:
    """Ours was carried out, and an equal one by hand: both are named, and nothing is sent."""
    retries = Retries(backoff_factor=0.01, backoff_max=0.02)
    with emulator.client(idempotency=store, retries=retries) as client:
        acme = client.company(emulator.company_slug)
        payments = acme.sales.payments(acme.sales.save(sale()))
        emulator.fail_next(DropAfterCarryingOut(), method="POST")
        emulator.fail_next(Status(503), method="GET", skip=1, times=3)
        with pytest.raises(AmbiguousWriteError, match="Fiken did not answer"):
            payments.save(PAYMENT, idempotency_key="order-1")
        payments.save(PAYMENT)
        with pytest.raises(AmbiguousWriteError, match="several look alike") as caught:
            payments.save(PAYMENT, idempotency_key="order-1")
        ids = [str(payment.payment_id) for payment in payments.all()]
    assert ids == list(caught.value.candidates)
    assert ["order-1"] == [row.key for row in store.unresolved()]


def test_a_write_only_change_is_sent_again(acme: CompanyClient, emulator: Emulator) -> None:
    """Fiken does not show whether it has the phone number. Sending it twice does no harm."""
    changed = acme.contacts.save(NELLY).evolve(phone_number="62158537")
    emulator.fail_next(DropBeforeReading(), method="PUT")
    with pytest.raises(AmbiguousWriteError, match="Call again"):
        acme.contacts.save(changed, idempotency_key="order-1")
    saved = acme.contacts.save(changed, idempotency_key="order-1")
    assert "62158537" == saved.phone_number
    assert 1 == sum(r.carried_out for r in emulator.requests if r.method == "PUT")


def test_a_late_finalization_is_not_doubled(emulator: Emulator) -> None:
    """The first request is carried out after the client has given up, and sent a second one."""
    store = MemoryIdempotency(settle=0.05)
    with emulator.client(idempotency=store, timeout=0.3) as client:
        drafts = client.company(emulator.company_slug).invoices.drafts
        draft = drafts.save(invoice_draft(client.company(emulator.company_slug)))
        # Long enough for the second request to be there before, on the busiest machine.
        emulator.fail_next(WaitBeforeCarryingOut(4.0), method="POST", times=1)
        issued = drafts.finalize(draft, idempotency_key="order-1")
        while not all(request.finished for request in emulator.requests):
            Event().wait(0.05)  # for the late one
    finalizing = [r for r in emulator.requests if r.path.endswith("createInvoice")]
    assert [404, 201] == sorted((r.status or 0 for r in finalizing), reverse=True)
    assert issued.invoice_draft_uuid == draft.uuid


UNREADABLE = CannedAnswer(200, JSON, b'{"uuid": 7, "associatedCreditNotes": 7}')


def test_an_unreadable_invoice_names_its_request(acme: CompanyClient, emulator: Emulator) -> None:
    """It is read before it is credited, to know afterwards which credit note is new."""
    issued = acme.invoices.save(invoice(acme))
    emulator.fail_next(UNREADABLE)
    with pytest.raises(MappingError) as caught:
        acme.credit_notes.create_full(issued, issue_date=DAY, idempotency_key="order-1")
    assert emulator.requests[-1].request_id == caught.value.request_id


def test_an_unreadable_draft_names_its_request(acme: CompanyClient, emulator: Emulator) -> None:
    """It is read before it becomes a recurring invoice, which has its UUID."""
    emulator.fail_next(UNREADABLE)
    with pytest.raises(MappingError) as caught:
        acme.recurring_invoices.create_from_draft(7, idempotency_key="order-1")
    assert emulator.requests[-1].request_id == caught.value.request_id


# --- UUIDs ---------------------------------------------------------------------------------------


def test_an_invoice_gets_a_uuid_of_the_key(acme: CompanyClient, emulator: Emulator) -> None:
    saved = acme.invoices.save(invoice(acme), idempotency_key="order-1")
    sent = next(r for r in emulator.requests if r.method == "POST" and "/invoices" in r.path)
    assert sent.body["uuid"] == saved.invoice_draft_uuid
    found = acme.invoices.find_by(invoice_draft_uuid=sent.body["uuid"])
    assert found is not None
    assert saved.invoice_id == found.invoice_id
    other = acme.invoices.save(invoice(acme), idempotency_key="order-2")
    assert saved.invoice_draft_uuid != other.invoice_draft_uuid


def test_a_uuid_of_your_own_is_kept(acme: CompanyClient) -> None:
    own = "5e4d2c0a-0000-4000-8000-123456789012"
    saved = acme.invoices.drafts.save(invoice_draft(acme).evolve(uuid=own), idempotency_key="a")
    assert own == saved.uuid


def test_without_a_key_no_uuid_is_made(acme: CompanyClient, emulator: Emulator) -> None:
    acme.invoices.save(invoice(acme))
    sent = next(r for r in emulator.requests if r.method == "POST" and "/invoices" in r.path)
    assert "uuid" not in sent.body


# --- many, and found -----------------------------------------------------------------------------


def test_save_all_takes_keys(acme: CompanyClient, emulator: Emulator) -> None:
    """After an error, all rows can be saved again: nothing is doubled."""
    sales = [sale(n) for n in (1, 2, 3)]

    def key(each: Sale) -> str:
        return f"order-{each.sale_number}"

    emulator.fail_next(Status(400), method="POST", skip=1)
    with pytest.raises(NotAllSavedError):
        acme.sales.save_all(sales, idempotency_key=key)
    saved = acme.sales.save_all(sales, idempotency_key=key)
    assert ["X-1", "X-2", "X-3"] == [each.sale_number for each in saved]
    assert 3 == sum(r.carried_out for r in emulator.requests if r.method == "POST")


def test_another_worker_stops_one_row_only(acme: CompanyClient, emulator: Emulator) -> None:
    """The other rows have other keys."""
    emulator.fail_next(DropBeforeReading(), method="POST")
    twins = [NELLY, NELLY.evolve(email="nelly@example.com"), Contact(name="Ned Stark")]
    keys = dict(zip((None, "nelly@example.com"), ("a", "b"), strict=True))
    with pytest.raises(NotAllSavedError) as caught:
        acme.contacts.save_all(twins, idempotency_key=lambda row: keys[row.email] + row.name)
    assert {0: AmbiguousWriteError, 1: IdempotencyInProgressError} == {
        index: type(error) for index, error in caught.value.errors.items()
    }
    assert [2] == list(caught.value.saved)


def test_save_all_needs_a_function(acme: CompanyClient, emulator: Emulator) -> None:
    """One key for all rows would save the first only."""
    key: Any = "order-1"
    with pytest.raises(InvalidAttributeError, match="lambda sale"):
        acme.sales.save_all([sale()], idempotency_key=key)
    assert [] == emulator.requests


def test_find_or_create_takes_a_key(acme: CompanyClient, emulator: Emulator) -> None:
    new = NELLY.evolve(member_number_string="M-1")
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    created = acme.contacts.find_or_create(new, idempotency_key="order-1")
    assert created.contact_id == acme.contacts.find_or_create(new).contact_id
    assert 1 == sum(r.carried_out for r in emulator.requests if r.method == "POST")


# --- errors --------------------------------------------------------------------------------------


def test_a_server_error_has_the_key(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.fail_next(Status(500), method="POST")
    with pytest.raises(ServerError, match="Call again with the key 'order-1'") as caught:
        acme.contacts.save(NELLY, idempotency_key="order-1")
    assert ("order-1", NELLY) == (caught.value.key, caught.value.model)


CONTRACT = json.loads(Path(wire.__file__).with_name("contract.json").read_text(encoding="utf-8"))

# --- completeness --------------------------------------------------------------------------------

#: Methods that send writes and take no key, with the reason.
WITHOUT_KEY = {
    "CounterRepository.ensure": "calling it again is safe",
    "ContactRepository.upsert": "calling it again is safe, and it may be a creation or an update",
}


def _writing_methods() -> Iterator[tuple[str, Any]]:
    """Yield each public method of a repository whose docstring names `AmbiguousWriteError`."""
    for name in repositories.__all__:
        cls = getattr(repositories, name)
        if not (isinstance(cls, type) and issubclass(cls, Repository)):
            continue
        for method in dir(cls):
            function = getattr(cls, method)
            if method[0] != "_" and "AmbiguousWriteError:" in (function.__doc__ or ""):
                yield f"{name}.{method}", function


def test_every_write_takes_a_key() -> None:
    missing = {
        name
        for name, function in _writing_methods()
        if "idempotency_key" not in signature(function).parameters
    }
    assert WITHOUT_KEY.keys() == missing


def test_every_write_says_what_the_key_does() -> None:
    silent = {
        name
        for name, function in _writing_methods()
        if name not in WITHOUT_KEY and "idempotency_key:" not in function.__doc__
    }
    assert set[str]() == silent


SAVING = [
    cls
    for name in repositories.__all__
    if isinstance(cls := getattr(repositories, name), type)
    and issubclass(cls, Saves)
    and cls is not Saves
]


@pytest.mark.parametrize("repository", SAVING, ids=lambda cls: cls.__name__)
def test_every_family_that_saves_has_a_trace(repository: Any) -> None:
    """Without one, what a lost request has saved could not be looked for."""
    assert repository.trace is not None, f"declare trace = Trace(…) in {repository.__name__}"
    fields = repository.mapper.fields
    names = (*repository.trace.own, *repository.trace.alike)
    assert set() == {name.partition(".")[0] for name in names} - set(fields) - {"entries"}


@pytest.mark.parametrize(
    "entity", [each for each in ENTITIES if each.new], ids=lambda entity: entity.name
)
def test_what_is_asked_is_a_filter(entity: Any, acme: CompanyClient, emulator: Emulator) -> None:
    """Fiken would ignore any other parameter, and return everything."""
    repository, new = entity.repository(acme), entity.new(acme, 1)
    before = len(emulator.requests)
    assert None is repository.look_for(new)
    looked = emulator.requests[before]
    filters = CONTRACT["operations"][f"GET {looked.template}"].get("query", {})
    assert set() == looked.query.keys() - {"page", "pageSize"} - filters.keys()


@pytest.mark.parametrize("kind", ["invoices", "credit_notes", "offers", "order_confirmations"])
def test_a_draft_that_was_finalized_is_not_resent(
    kind: str, acme: CompanyClient, emulator: Emulator, store: MemoryIdempotency
) -> None:
    """By hand, before the lost request was looked for: a second draft would be issued too."""
    repository = getattr(acme, kind)
    entity = next(each for each in ENTITIES if each.name == f"{kind.replace('_', ' ')}' drafts")
    assert entity.new
    new = entity.new(acme, 1)
    before = set(repository.drafts.all())
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    emulator.fail_next(Status(400), method="GET")
    with pytest.raises(AmbiguousWriteError):
        repository.drafts.save(new, idempotency_key="order-1")
    (draft,) = set(repository.drafts.all()) - before
    issued = repository.drafts.finalize(draft)
    with pytest.raises(AmbiguousWriteError, match="the draft was finalized") as caught:
        repository.drafts.save(new, idempotency_key="order-1")
    assert (str(getattr(issued, repository.mapper.key)),) == caught.value.candidates
    assert before == set(repository.drafts.all())
    assert ["order-1"] == [write.key for write in store.unresolved()]
