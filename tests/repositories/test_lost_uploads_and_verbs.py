"""Writes that are neither a save nor a verb of the table: a lost answer is never sent again.

They are uploads, deletions, and verbs that act on an entity of another repository.
"""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from fiken import AmbiguousWriteError, CompanyClient, Contact, Fiken, WrittenButNotLoadedError
from fiken.emulator import CutBody, DropAfterCarryingOut, DropBeforeReading, Emulator, Status
from tests.catalogue import (
    ATTACHMENTS,
    UPLOADED,
    activity,
    recurring_invoice,
    repeating_draft,
    time_entry,
)

PDF = b"%PDF-1.4 made up"


@attrs.frozen
class Write:
    """One write.

    Args:
        prepare: Returns what the write needs.
        send: Sends the write.
        result: The class of the result, and of the model of the error if it cannot be loaded.
    """

    prepare: Callable[[CompanyClient], Any]
    send: Callable[[CompanyClient, Any], object]
    result: str = "NoneType"


def _added(where: str) -> Write:
    return Write(ATTACHMENTS[where], lambda _, files: files.add(PDF, "a.pdf"), "Attachment")


def _deleted(where: str) -> Write:
    def prepare(acme: CompanyClient) -> Any:
        files = ATTACHMENTS[where](acme)
        return files, files.add(PDF, "a.pdf")

    return Write(prepare, lambda _, pair: pair[0].delete(pair[1]))


def _from_inbox(where: str) -> Write:
    return Write(
        lambda acme: (ATTACHMENTS[where](acme), acme.inbox.find_by(status="unused")),
        lambda _, pair: pair[0].add_from_inbox(pair[1]),
        "Attachment",
    )


def _from_ehf(where: str) -> Write:
    return Write(
        lambda acme: (ATTACHMENTS[where](acme), acme.ehf_documents.all().first()),
        lambda _, pair: pair[0].add_from_ehf(pair[1]),
        "Attachment",
    )


def _customer_added(acme: CompanyClient, pair: Any) -> object:
    recurring, other = pair
    return acme.recurring_invoices.jobs(recurring).add(other.contact_id)


WRITES: dict[str, Write] = {
    **{f"{where}: a file": _added(where) for where in ATTACHMENTS},
    **{f"{where}: no file": _deleted(where) for where in ATTACHMENTS},
    **{f"{w}: a document": _from_inbox(w) for w in ATTACHMENTS if w not in UPLOADED},
    **{f"{w}: an e-invoice": _from_ehf(w) for w in ATTACHMENTS if w not in UPLOADED},
    "the inbox: a file": Write(
        lambda _: None, lambda acme, _: acme.inbox.add(PDF, "a.pdf"), "InboxDocument"
    ),
    "the inbox: no file": Write(
        lambda acme: acme.inbox.add(PDF, "a.pdf"), lambda acme, what: acme.inbox.delete(what)
    ),
    "a recurring invoice from a draft": Write(
        lambda acme: acme.invoices.drafts.save(repeating_draft(acme)),
        lambda acme, draft: acme.recurring_invoices.create_from_draft(draft),
        "RecurringInvoice",
    ),
    "a customer of a recurring invoice": Write(
        lambda acme: (
            acme.recurring_invoices.save(recurring_invoice(acme)),
            acme.contacts.save(
                Contact(name="Nordlys", customer=True, email="post@nordlys.example")
            ),
        ),
        _customer_added,
        "RecurringInvoice NewRecurringInvoiceJob",
    ),
    "no activity": Write(activity, lambda acme, what: acme.activities.delete(what)),
    "no time entry": Write(
        lambda acme: acme.time_entries.save(time_entry(acme)),
        lambda acme, what: acme.time_entries.delete(what),
    ),
}
each = pytest.mark.parametrize("what", WRITES)
LOADING = [what for what, write in WRITES.items() if write.result != "NoneType"]


@pytest.fixture
def client(quick_client: Fiken) -> Fiken:
    """The client that does not wait long before it tries again."""
    return quick_client


def writes_since(before: int, emulator: Emulator) -> list[bool]:
    """Return for each write whether it was carried out."""
    sent = emulator.requests[before:]
    return [request.carried_out for request in sent if request.method != "GET"]


@each
@pytest.mark.parametrize(
    ("fault", "done"), [(DropBeforeReading(), False), (DropAfterCarryingOut(), True)]
)
def test_a_lost_answer_is_ambiguous(
    fault: Any, done: bool, what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent afterwards, not even to find out whether a time entry is locked."""
    given = WRITES[what].prepare(acme)
    before = len(emulator.requests)
    emulator.fail_next(fault)
    with pytest.raises(AmbiguousWriteError) as caught:
        WRITES[what].send(acme, given)
    assert "unknown" == caught.value.outcome
    assert [done] == writes_since(before, emulator)
    assert 1 == len(emulator.requests) - before


@each
def test_half_an_answer_is_enough(what: str, acme: CompanyClient, emulator: Emulator) -> None:
    """The status says that the write was carried out."""
    given = WRITES[what].prepare(acme)
    before = len(emulator.requests)
    emulator.fail_next(CutBody())
    returned = WRITES[what].send(acme, given)
    assert WRITES[what].result.split()[0] == type(returned).__name__
    assert [True] == writes_since(before, emulator)


@pytest.mark.parametrize("what", LOADING)
def test_a_failed_load_is_done(what: str, acme: CompanyClient, emulator: Emulator) -> None:
    """The model of the error says what was created."""
    given = WRITES[what].prepare(acme)
    before = len(emulator.requests)
    emulator.fail_next(Status(503), method="GET", times=9)
    with pytest.raises(WrittenButNotLoadedError, match="loading it failed: GET") as caught:
        WRITES[what].send(acme, given)
    emulator.clear_faults()
    assert WRITES[what].result.split()[-1] == type(caught.value.model).__name__
    assert "done" == caught.value.outcome
    assert [True] == writes_since(before, emulator)
