"""What hours can do beyond the shared tests: drafts of invoices, locked entries, archived ones."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fiken import (
    Activity,
    ApiError,
    BadRequestError,
    CompanyClient,
    ConflictError,
    InvoiceDraft,
    ModuleNotActivatedError,
    NotFoundError,
    TimeEntry,
    TimeGrouping,
    in_kroner,
)
from fiken.emulator import CannedAnswer, Emulator, Status
from tests.catalogue import DAY, activity, customer, invoice_draft, time_entry
from tests.conftest import NOW

JSON = {"Content-Type": "application/json"}
LOCKED = Status(400, body={"message": "Låst"})


def registered(
    acme: CompanyClient, hours: str, *, rate: int = 120000, person: int = 0, **fields: Any
) -> TimeEntry:
    """Save hours of work.

    Args:
        acme: The company.
        hours: The number of hours.
        rate: The price of an hour in øre. There is one activity for each price.
        person: The place of the person in the list of those who can register hours.
        fields: Other fields of the time entry.
    """
    name = f"Arbeid til {in_kroner(rate)}"
    work = acme.activities.find_by(name=name) or acme.activities.save(
        Activity(name=name, hourly_rate=rate, billable=True)
    )
    new = TimeEntry(
        date=DAY,
        hours=Decimal(hours),
        activity_id=work.activity_id,
        time_user_id=list(acme.time_users.all())[person].time_user_id,
    )
    return acme.time_entries.save(new.evolve(**fields))


def drafted(acme: CompanyClient, *entries: TimeEntry, **fields: Any) -> InvoiceDraft:
    """Make the draft of an invoice of hours."""
    kvist = customer(acme).contact_id
    return acme.time_entries.create_invoice_draft(
        entries, **{"customer_id": kvist, "days_until_due_date": 14, **fields}
    )


def test_hours_become_an_invoice(acme: CompanyClient) -> None:
    """Three and a quarter hours at 1,200 kroner are 3,900 kroner."""
    entries = [registered(acme, hours) for hours in ("1.5", "1.75")]
    draft = drafted(acme, *entries, bank_account_number=bank_account(acme))
    (line,) = draft.lines
    assert (Decimal("3.25"), 120000) == (line.quantity, line.unit_price)
    assert (390000, customer(acme).contact_id) == (draft.net, draft.customer_id)
    bill = acme.invoices.drafts.finalize(draft)
    assert 390000 == bill.net
    for entry in map(acme.time_entries.find, entries):
        assert (True, True, bill.invoice_id) == (entry.invoiced, entry.locked, entry.invoice_id)


def bank_account(acme: CompanyClient) -> str:
    return next(iter(acme.bank_accounts.all())).bank_account_number


#: Hours, price of an hour in øre, and person.
WORK = [("1", 120000, 0), ("2", 120000, 1), ("4", 95050, 0), ("8", 95050, 0)]


@pytest.mark.parametrize("group_by", TimeGrouping)
def test_hours_are_grouped_into_lines(group_by: TimeGrouping, acme: CompanyClient) -> None:
    entries = [registered(acme, h, rate=rate, person=who) for h, rate, who in WORK]
    draft = drafted(acme, *entries, group_by=group_by)
    parts: dict[Any, Decimal] = {}
    for place, (hours, rate, person) in enumerate(WORK):
        key: Any = (rate, place)
        if group_by is not TimeGrouping.NONE:
            key = (rate, person if group_by is TimeGrouping.ACTIVITY_AND_PERSON else None)
        parts[key] = parts.get(key, Decimal()) + Decimal(hours)
    expected = sorted((key[0], hours) for key, hours in parts.items())
    assert expected == sorted((line.unit_price, line.quantity) for line in draft.lines)
    assert sum(int(hours) * rate for hours, rate, _ in WORK) == draft.net


def test_everything_about_a_draft_is_sent(acme: CompanyClient, emulator: Emulator) -> None:
    entry = registered(acme, "1")
    number, buyer = bank_account(acme), customer(acme).contact_id
    before = len(emulator.requests)
    draft = acme.time_entries.create_invoice_draft(
        entry,
        customer_id=buyer,
        days_until_due_date=30,
        group_by=TimeGrouping.NONE,
        include_time_entry_descriptions=True,
        issue_date=DAY + timedelta(days=1),
        invoice_text="Timer i juni",
        your_reference="Betty",
        our_reference="Ola",
        order_reference="PO-7",
        currency="NOK",
        bank_account_number=number,
    )
    assert {
        "timeEntryIds": [entry.time_entry_id],
        "customerId": buyer,
        "daysUntilDueDate": 30,
        "groupBy": "none",
        "includeTimeEntryDescriptions": True,
        "issueDate": "2026-06-16",
        "invoiceText": "Timer i juni",
        "yourReference": "Betty",
        "ourReference": "Ola",
        "orderReference": "PO-7",
        "currency": "NOK",
        "bankAccountNumber": number,
    } == emulator.requests[before].body
    assert ["POST", "GET"] == [request.method for request in emulator.requests[before:]]
    assert (date(2026, 6, 16), 30, "Timer i juni") == (
        draft.issue_date,
        draft.days_until_due_date,
        draft.invoice_text,
    )
    assert ("Betty", "Ola", "PO-7", "NOK", number) == (
        draft.your_reference,
        draft.our_reference,
        draft.order_reference,
        draft.currency,
        draft.bank_account_number,
    )


def test_a_draft_in_the_answer_is_tolerated(acme: CompanyClient, emulator: Emulator) -> None:
    """The description of May 2026 has a draft in the answer. Only the Location counts."""
    entry, draft = registered(acme, "1"), acme.invoices.drafts.save(invoice_draft(acme))
    place = {"Location": f"{emulator.url}/companies/{acme.slug}/invoices/drafts/{draft.draft_id}"}
    body = json.dumps({"draftId": 1, "type": "invoice"}).encode()
    answer = CannedAnswer(201, {**JSON, **place}, body)
    emulator.fail_next(answer, path="/timeEntries/createInvoiceDraft")
    assert draft.draft_id == drafted(acme, entry).draft_id


def test_the_draft_can_have_a_project(acme: CompanyClient, emulator: Emulator) -> None:
    """Also one that its time entries do not have."""
    project = acme.projects.all().first()
    assert project
    entry = registered(acme, "1")
    draft = drafted(acme, entry, project_id=project.project_id)
    posts = [request.body for request in emulator.requests if request.method == "POST"]
    assert project.project_id == posts[-1]["projectId"] == draft.project_id


def test_hours_are_billed_once(acme: CompanyClient) -> None:
    entry = registered(acme, "1")
    drafted(acme, entry)
    before = len(acme.invoices.drafts.all())
    with pytest.raises(BadRequestError):
        drafted(acme, entry)
    assert before == len(acme.invoices.drafts.all())


def test_a_list_of_entries_is_billed(acme: CompanyClient) -> None:
    """What `all` returns can be given as it is."""
    registered(acme, "1.5", description="Flytting")
    mine = registered(acme, "2.5", date=DAY - timedelta(days=3))
    found = acme.time_entries.all(date=DAY - timedelta(days=3), activity_id=mine.activity_id)
    draft = acme.time_entries.create_invoice_draft(
        found, customer_id=customer(acme).contact_id, days_until_due_date=14
    )
    assert [Decimal("2.5")] == [line.quantity for line in draft.lines]


def test_fields_of_hours_can_be_cleared(acme: CompanyClient) -> None:
    """Without a start there is no end either."""
    fields: dict[str, Any] = {"description": "Møte", "internal_note": "Ring", "start_time": "09:00"}
    entry = registered(acme, "7.25", **fields)
    assert "16:15" == entry.end_time
    cleared = acme.time_entries.save(entry.evolve(**dict.fromkeys(fields)))
    assert [None] * 4 == [getattr(cleared, name) for name in (*fields, "end_time")]
    assert Decimal("7.25") == cleared.hours


# Locked entries


@pytest.fixture
def locked(acme: CompanyClient) -> TimeEntry:
    """A time entry that was loaded before it was locked by a draft."""
    entry = registered(acme, "1")
    drafted(acme, entry)
    return entry


@pytest.mark.parametrize("verb", ["save", "delete"])
def test_a_locked_entry_says_why(
    verb: str, locked: TimeEntry, acme: CompanyClient, emulator: Emulator
) -> None:
    """The client asks once, after the refusal, and changes nothing."""
    before = len(emulator.requests)
    changed = locked.evolve(description="Nytt")
    with pytest.raises(BadRequestError, match=r"the time entry is locked: .* draft") as caught:
        getattr(acme.time_entries, verb)(changed if verb == "save" else locked)
    assert "refused" == caught.value.outcome
    assert caught.value.message
    expected = {"save": "PATCH", "delete": "DELETE"}[verb]
    assert [(expected, 400), ("GET", 200)] == [
        (request.method, request.status) for request in emulator.requests[before:]
    ]
    assert locked.description == acme.time_entries.find(locked).description


def test_a_billed_entry_names_its_invoice(acme: CompanyClient) -> None:
    entry = registered(acme, "1")
    bill = acme.invoices.drafts.finalize(
        drafted(acme, entry, bank_account_number=bank_account(acme))
    )
    with pytest.raises(BadRequestError, match=f"locked: it is on the invoice {bill.invoice_id}"):
        acme.time_entries.delete(entry)
    with pytest.raises(BadRequestError, match=f"locked: it is on the invoice {bill.invoice_id}"):
        acme.time_entries.save(entry.evolve(hours=2))


def test_a_deleted_draft_unlocks_its_hours(locked: TimeEntry, acme: CompanyClient) -> None:
    assert acme.time_entries.find(locked).locked
    for draft in acme.invoices.drafts.all():
        acme.invoices.drafts.delete(draft)
    saved = acme.time_entries.save(locked.evolve(hours=3))
    assert (3, False) == (saved.hours, saved.locked)


def test_another_refusal_does_not_mention_locks(acme: CompanyClient) -> None:
    entry = registered(acme, "1")
    with pytest.raises(ApiError) as caught:
        acme.time_entries.save(entry.evolve(activity_id=2**40))
    assert "locked" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ({"locked": True, "invoiced": False}, "it is in the draft of an invoice, or its period"),
        ({"locked": True, "invoiced": True}, "it was invoiced, or is in the draft of an invoice"),
        ({"locked": False, "invoiced": True}, "it was invoiced, or is in the draft of an invoice"),
        ({"locked": True, "invoiced": True, "invoiceId": 7}, "it is on the invoice 7"),
        ({"locked": False, "invoiced": False}, ""),
        ({"locked": "maybe"}, ""),
    ],
)
def test_the_hint_comes_from_the_entry(
    answer: dict[str, Any], hint: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """An entry that cannot be read gives none, and hides nothing."""
    entry = registered(acme, "1")
    emulator.fail_next(LOCKED, method="PATCH")
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps(answer).encode()), method="GET")
    with pytest.raises(BadRequestError, match="Låst") as caught:
        acme.time_entries.save(entry.evolve(hours=2))
    assert (f"the time entry is locked: {hint}" if hint else "") in str(caught.value)
    assert bool(hint) == ("locked" in str(caught.value))


def test_a_conflict_says_why_too(
    locked: TimeEntry, acme: CompanyClient, emulator: Emulator
) -> None:
    """Fiken's answer to a locked entry was not observed: it may be a 409."""
    emulator.fail_next(Status(409, body={"message": "Låst"}), method="PATCH")
    with pytest.raises(ConflictError, match="Låst: the time entry is locked: "):
        acme.time_entries.save(locked.evolve(hours=2))


def test_a_remedy_is_not_replaced(
    locked: TimeEntry, acme: CompanyClient, emulator: Emulator
) -> None:
    """Where the refusal has one already, nothing is loaded."""
    before = len(emulator.requests)
    emulator.fail_next(Status(400, body={"message": "Kontonummer mangler"}), method="PATCH")
    with pytest.raises(BadRequestError) as caught:
        acme.time_entries.save(locked.evolve(hours=2))
    assert caught.value.hint
    assert "locked" not in caught.value.hint
    assert ["PATCH"] == [request.method for request in emulator.requests[before:]]


def test_a_refused_creation_asks_nothing(acme: CompanyClient, emulator: Emulator) -> None:
    """What does not exist is not locked."""
    new = time_entry(acme).evolve(activity_id=2**40)
    before = len(emulator.requests)
    with pytest.raises(BadRequestError):
        acme.time_entries.save(new)
    with pytest.raises(BadRequestError):
        drafted(acme, registered(acme, "1"), customer_id=2**40)
    posts = [request for request in emulator.requests[before:] if request.status == 400]
    after = {request.number + 1 for request in posts}
    assert {"POST"} == {request.method for request in posts}
    entries = f"/companies/{acme.slug}/timeEntries"
    followers = [r.path for r in emulator.requests if r.number in after and r.method == "GET"]
    assert [] == [path for path in followers if path.startswith(entries)]


def test_a_failed_reload_hides_nothing(acme: CompanyClient, emulator: Emulator) -> None:
    """The error is that of the write, although the entry could not be loaded."""
    entry = registered(acme, "1")
    emulator.fail_next(LOCKED, method="DELETE")
    emulator.fail_next(Status(404), method="GET")
    with pytest.raises(BadRequestError, match="Låst") as caught:
        acme.time_entries.delete(entry)
    assert "" == caught.value.hint


# Activities


def test_an_unused_activity_vanishes(acme: CompanyClient) -> None:
    unused = acme.activities.save(Activity(name="Aldri brukt"))
    acme.activities.delete(unused)
    with pytest.raises(NotFoundError):
        acme.activities.find(unused)


def test_a_used_activity_is_archived(acme: CompanyClient) -> None:
    """It is still there, and so are its hours."""
    used = activity(acme)
    entry = acme.time_entries.save(time_entry(acme))
    acme.activities.delete(used)
    assert acme.activities.find(used).archived
    archived = [each.activity_id for each in acme.activities.all(archived=True)]
    assert used.activity_id in archived
    assert used.activity_id == acme.time_entries.find(entry).activity_id


# Filters, and a company without the module


def test_moments_are_filters(acme: CompanyClient, emulator: Emulator) -> None:
    """Unlike in other lists, where `last_modified` is a day."""
    entry = registered(acme, "1")
    since = acme.time_entries.all(last_modified_ge=NOW)
    assert "2026-06-15T12:00:00+00:00" == query_of_first(since, emulator)["lastModifiedGe"]
    assert entry.time_entry_id in [each.time_entry_id for each in since]
    later = acme.time_entries.all(last_modified_ge=NOW + timedelta(minutes=1))
    assert [] == list(later)


def query_of_first(rows: Any, emulator: Emulator) -> dict[str, str]:
    """Request the first of the rows, and return the query of that request."""
    rows.first()
    return dict(emulator.requests[-1].query)


@pytest.fixture
def without_module() -> Iterator[CompanyClient]:
    """A company that has not bought the module for time tracking."""
    with Emulator(seed=1, modules=["projects"]) as emulator, emulator.client() as client:
        yield client.company(emulator.company_slug)


@pytest.mark.parametrize("name", ["activities", "time_entries", "time_users"])
def test_hours_need_a_module(name: str, without_module: CompanyClient) -> None:
    with pytest.raises(ModuleNotActivatedError, match="402"):
        getattr(without_module, name).all().first()
