"""Of two writes whose results would look alike, none takes the result of the other for its own."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest

from fiken import AmbiguousWriteError, CompanyClient, CreditNoteLine, Fiken
from fiken.emulator import DropAfterCarryingOut, DropBeforeReading, Emulator, Status
from fiken.idempotency import MemoryIdempotency
from tests.catalogue import (
    DAY,
    GOODS,
    confirmation_draft,
    credit_note_draft,
    invoice,
    invoice_draft,
)


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Fiken]:
    """A client that keeps idempotency keys. A lost write is sent again at once."""
    with emulator.client(idempotency=MemoryIdempotency(wait=0.1, settle=0.0)) as fiken:
        yield fiken


@attrs.frozen
class Pair:
    """Two writes that make entities that look alike, in different ways.

    Args:
        prepare: Returns what both of them need.
        found: Writes what has an id of its own, so that it is surely found.
        searched: Writes what has to be found among those that look alike.
        all: Lists what both of them make.
    """

    prepare: Callable[[CompanyClient], Any]
    found: Callable[[CompanyClient, Any], Any]
    searched: Callable[[CompanyClient, Any], Any]
    all: Callable[[CompanyClient], Any]


def _confirmed(acme: CompanyClient) -> Any:
    drafts = acme.order_confirmations.drafts
    return drafts.finalize(drafts.save(confirmation_draft(acme)))


def _credited(acme: CompanyClient, given: Any) -> Any:
    return acme.credit_notes.create_partial(
        contact_id=given.customer_id,
        issue_date=DAY,
        lines=[CreditNoteLine(**GOODS)],
        idempotency_key="searched",
    )


PAIRS = {
    "drafts of invoices": Pair(
        lambda acme: (_confirmed(acme), invoice_draft(acme)),
        lambda acme, given: acme.invoices.drafts.save(given[1], idempotency_key="found"),
        lambda acme, given: acme.order_confirmations.create_invoice_draft(
            given[0], idempotency_key="searched"
        ),
        lambda acme: acme.invoices.drafts.all(),
    ),
    "a credit note of a draft": Pair(
        lambda acme: acme.credit_notes.drafts.save(credit_note_draft(acme)),
        lambda acme, draft: acme.credit_notes.drafts.finalize(draft, idempotency_key="found"),
        _credited,
        lambda acme: acme.credit_notes.all(),
    ),
    "a credit note of an invoice": Pair(
        lambda acme: acme.invoices.save(invoice(acme)),
        lambda acme, billed: acme.credit_notes.create_full(
            billed, issue_date=DAY, idempotency_key="found"
        ),
        _credited,
        lambda acme: acme.credit_notes.all(),
    ),
}


@pytest.mark.parametrize("what", PAIRS)
def test_another_way_to_make_it_is_told(what: str, acme: CompanyClient, emulator: Emulator) -> None:
    """One never arrived; the answer to the other was lost, and so was the first look for it."""
    pair = PAIRS[what]
    given = pair.prepare(acme)
    before = len(pair.all(acme))
    emulator.fail_next(DropBeforeReading(), method="POST")
    with pytest.raises(AmbiguousWriteError):
        pair.searched(acme, given)
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    emulator.fail_next(Status(400), method="GET", skip=1)  # its first look
    with pytest.raises(AmbiguousWriteError):
        pair.found(acme, given)
    one, other = pair.searched(acme, given), pair.found(acme, given)
    assert one != other
    assert before + 2 == len(pair.all(acme))
