"""Recurring invoices and their jobs: what is sent, what stays, and what is refused before sending.

Observed: docs/observed.md#c1-recurring-invoices
"""

import json
import re
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from fiken import (
    BadRequestError,
    ChangeNotKeptWarning,
    CompanyClient,
    Contact,
    ContactPerson,
    CounterNotInitializedError,
    DispatchType,
    DraftLine,
    Frequency,
    IntervalUnit,
    InvalidAttributeError,
    InvalidModelError,
    InvoiceLine,
    MayClearWarning,
    MissingAttributesError,
    NewRecurringInvoiceJob,
    NotFoundError,
    NotUpdatableError,
    RecurringInvoice,
    RecurringInvoiceRecipient,
    RoundingType,
    UnlikelyValueWarning,
    UnsavedChangesError,
    VatType,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, Emulator, Status
from fiken.mappers import RecurringInvoiceJobMapper, RecurringInvoiceRecipientMapper
from fiken.mappers._fields import camel
from fiken.repositories._recurring_jobs import RecurringInvoiceJobRepository
from tests.catalogue import (
    DRAFT_LINE,
    customer,
    invoice_draft,
    recurring_invoice,
    repeating_draft,
)

END = date(2026, 12, 31)
MONTHLY = Frequency(interval=1, interval_unit=IntervalUnit.MONTH)
TEA = DraftLine(
    description="Te", unit_price=5000, quantity=2, vat_type=VatType.HIGH, income_account="3000"
)


@pytest.fixture
def recurring(acme: CompanyClient) -> RecurringInvoice:
    """A recurring invoice of 125 kroner per month, until the end of the year."""
    return acme.recurring_invoices.save(recurring_invoice(acme).evolve(end_date=END))


def other_customer(acme: CompanyClient) -> Contact:
    person = ContactPerson(name="Aya Holm", email="aya@nordlys.example")
    new = Contact(name="Nordlys", customer=True, email="post@nordlys.example")
    return acme.contacts.save(new.evolve(contact_person=[person]))


# Creating


def test_a_new_one_has_one_job(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    """The job has what was given, which the recurring invoice itself does not return."""
    (job,) = recurring.jobs
    assert (True, True, 14) == (recurring.active, job.active, recurring.days_until_due_date)
    assert (customer(acme).contact_id, MONTHLY) == (job.customer_id, job.frequency)
    assert (date(2026, 7, 1), END) == (job.next_date, job.end_date)
    assert (10000, 12500, ()) == (job.net, job.gross, job.generated_invoice_ids)
    assert ["Kaffe"] == [line.description for line in job.lines]
    found = acme.recurring_invoices.find(recurring)
    assert (recurring.jobs, None) == (found.jobs, found.frequency)


def test_what_is_required_is_listed(acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    with pytest.raises(MissingAttributesError) as caught:
        acme.recurring_invoices.save(RecurringInvoice())
    required = ("customer_id", "start_date", "days_until_due_date", "frequency")
    assert {*required, "bank_account_number", "lines"} == set(caught.value.problems)
    assert [] == emulator.requests


def test_a_line_of_free_text_must_be_whole(acme: CompanyClient) -> None:
    new = recurring_invoice(acme).evolve(lines=[DRAFT_LINE, DraftLine(quantity=1)])
    with pytest.raises(InvalidModelError) as caught:
        acme.recurring_invoices.save(new)
    assert ["lines[1]"] == list(caught.value.problems)


@pytest.mark.parametrize("interval", [0, -1, True, 1.0, "1", 2**31])
def test_an_interval_is_at_least_one(interval: Any) -> None:
    with pytest.raises(InvalidAttributeError, match=r"interval must be a whole number from 1 to"):
        Frequency(interval=interval, interval_unit=IntervalUnit.DAY)


def test_the_largest_interval_is_accepted() -> None:
    assert 2**31 - 1 == Frequency(interval=2**31 - 1, interval_unit=IntervalUnit.DAY).interval


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"end_date": date(2026, 6, 30)}, "end_date: 2026-06-30 is before 2026-07-01"),
        ({"days_until_due_date": -1}, "days_until_due_date: -1 is before the issue date"),
        ({"lines": [DRAFT_LINE.evolve(discount=100)]}, "the line costs nothing"),
    ],
)
def test_an_unlikely_value_gives_a_warning(
    change: dict[str, Any], message: str, acme: CompanyClient
) -> None:
    new = recurring_invoice(acme).evolve(**change)
    with pytest.warns(UnlikelyValueWarning, match=message):
        acme.recurring_invoices.payload(new)


@pytest.mark.parametrize("change", [{"end_date": date(2026, 7, 1)}, {"days_until_due_date": 0}])
def test_a_likely_value_gives_no_warning(change: dict[str, Any], acme: CompanyClient) -> None:
    """One invoice only, and a due date on the issue date, are likely."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        payload = acme.recurring_invoices.payload(recurring_invoice(acme).evolve(**change))
    assert {camel(name) for name in change} <= payload.keys()


def test_unlikely_settings_give_a_warning(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    """They are sent all the same."""
    with pytest.warns(UnlikelyValueWarning, match="-1 is before the issue date"):
        changed = acme.recurring_invoices.set_frequency(
            recurring, MONTHLY, days_until_due_date=-1, description=None
        )
    assert -1 == changed.days_until_due_date
    jobs = acme.recurring_invoices.jobs(recurring)
    with pytest.warns(UnlikelyValueWarning, match="2026-08-31 is before 2026-09-01"):
        jobs.reschedule(recurring.jobs[0], next_date=date(2026, 9, 1), end_date=date(2026, 8, 31))
    with pytest.warns(UnlikelyValueWarning, match="the line costs nothing"):
        acme.recurring_invoices.replace_lines(
            recurring, [DRAFT_LINE, TEA.evolve(discount=100)], rounding_type=None
        )


def test_a_foreign_currency_needs_prices(acme: CompanyClient) -> None:
    """The price of a product is in kroner."""
    line = DraftLine(product_id=5, quantity=1)
    new = recurring_invoice(acme).evolve(currency="EUR", lines=[line])
    with pytest.warns(UnlikelyValueWarning, match=r"unit_price: .* in NOK, .* in EUR"):
        acme.recurring_invoices.payload(new)


def test_a_saved_one_is_changed_by_verbs_only(
    recurring: RecurringInvoice, acme: CompanyClient, emulator: Emulator
) -> None:
    """The error names them. Nothing is sent."""
    before = len(emulator.requests)
    for change in ({"lines": [TEA]}, {"end_date": END.replace(year=2027)}, {"frequency": MONTHLY}):
        changed = acme.recurring_invoices.find(recurring).evolve(**change)
        with pytest.raises(NotUpdatableError, match=r"replace_lines, set_frequency or jobs\("):
            acme.recurring_invoices.save(changed)
    assert ["GET"] * 3 == [request.method for request in emulator.requests[before:]]


# From a draft


def test_a_draft_becomes_a_recurring_invoice(acme: CompanyClient) -> None:
    """Fiken deletes the draft."""
    draft = acme.invoices.drafts.save(repeating_draft(acme))
    started = acme.recurring_invoices.create_from_draft(draft)
    assert draft.uuid == started.invoice_draft_uuid
    assert [(date(2026, 7, 1), MONTHLY)] == [(job.next_date, job.frequency) for job in started.jobs]
    for verb in (acme.invoices.drafts.find, acme.recurring_invoices.create_from_draft):
        with pytest.raises(NotFoundError):
            verb(draft.draft_id)


@pytest.mark.parametrize("by_id", [True, False])
def test_a_draft_of_another_type_is_refused(
    by_id: bool, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent, unless only Fiken knows the type."""
    draft = acme.invoices.drafts.save(invoice_draft(acme))
    before = len(emulator.requests)
    if by_id:
        with pytest.raises(BadRequestError):
            acme.recurring_invoices.create_from_draft(draft.draft_id)
        return
    with pytest.raises(InvalidAttributeError, match=r"invoices\.drafts\.finalize\(draft\)"):
        acme.recurring_invoices.create_from_draft(draft)
    assert before == len(emulator.requests)


def test_the_draft_is_not_finalized(acme: CompanyClient, emulator: Emulator) -> None:
    """The other way round. Nothing is sent."""
    draft = acme.invoices.drafts.save(repeating_draft(acme))
    before = len(emulator.requests)
    with pytest.raises(InvalidAttributeError, match=r"recurring_invoices\.create_from_draft"):
        acme.invoices.drafts.finalize(draft)
    assert before == len(emulator.requests)


def test_a_changed_draft_is_refused(acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent, and neither for what is not a saved draft."""
    draft = acme.invoices.drafts.save(repeating_draft(acme))
    before = len(emulator.requests)
    with pytest.raises(UnsavedChangesError):
        acme.recurring_invoices.create_from_draft(draft.evolve(start_date=END))
    for wrong in (None, 0, True, "5", customer):
        with pytest.raises(InvalidAttributeError, match="draft_id must be an id"):
            acme.recurring_invoices.create_from_draft(cast("Any", wrong))
    assert before == len(emulator.requests)


def test_a_started_one_that_cannot_be_loaded_is_done(
    acme: CompanyClient, emulator: Emulator
) -> None:
    """The model of the error is the recurring invoice, with its id."""
    draft = acme.invoices.drafts.save(repeating_draft(acme))
    emulator.fail_next(Status(500), method="GET")
    with pytest.raises(WrittenButNotLoadedError) as caught:
        acme.recurring_invoices.create_from_draft(draft)
    found = acme.recurring_invoices.find(caught.value.model)
    assert draft.uuid == found.invoice_draft_uuid


def test_a_started_one_without_an_id_is_done(acme: CompanyClient, emulator: Emulator) -> None:
    """The model of the error is then the draft, because the recurring invoice is not known."""
    draft = acme.invoices.drafts.save(repeating_draft(acme))
    for headers in ({}, {"Location": f"{emulator.url}/x"}):
        emulator.fail_next(CannedAnswer(201, headers, b""), method="POST")
        with pytest.raises(WrittenButNotLoadedError, match="not send it again") as caught:
            acme.recurring_invoices.create_from_draft(draft)
        assert ("done", draft) == (caught.value.outcome, caught.value.model)


@pytest.mark.parametrize("way", ["save", "create_from_draft"])
def test_a_missing_series_is_started_in_fiken(way: str) -> None:
    """Recurring invoices have no counter that could be started.

    Observed: docs/observed.md#c1-recurring-invoices
    """
    with Emulator(empty=True) as empty, empty.client() as client:
        acme = client.company(empty.company_slug)
        what: Any = recurring_invoice(acme)
        if way == "create_from_draft":
            what = acme.invoices.drafts.save(repeating_draft(acme))
        with pytest.raises(CounterNotInitializedError) as caught:
            getattr(acme.recurring_invoices, way)(what)
    assert "create the first one in Fiken's web application" in str(caught.value)
    assert "counter.ensure" not in str(caught.value)


# What Fiken kept


def returned_job(acme: CompanyClient, emulator: Emulator, **job: Any) -> list[str]:
    """Save a recurring invoice whose job comes back with these values. Return the warnings."""
    new = recurring_invoice(acme).evolve(end_date=END, currency="NOK")
    kept = {
        "jobId": 5,
        "customerId": new.customer_id,
        "frequency": {"interval": 1, "intervalUnit": "MONTH"},
        "nextDate": "2026-07-01",
        "endDate": "2026-12-31",
        "currency": "NOK",
        "bankAccountNumber": new.bank_account_number,
        "lines": [LINE],
    }
    body = {"recurringInvoiceId": 7, "daysUntilDueDate": 14, "jobs": [kept | job]}
    emulator.fail_next(
        CannedAnswer(200, {"Content-Type": "application/json"}, json.dumps(body).encode()),
        method="GET",
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        saved = acme.recurring_invoices.save(new)
    assert ({ChangeNotKeptWarning} if caught else set()) == {each.category for each in caught}
    assert new.lines == saved.lines
    return [str(each.message) for each in caught]


LINE = {
    "description": "Kaffe",
    "unitPrice": 10000,
    "quantity": 1,
    "vatType": "HIGH",
    "incomeAccount": "3000",
    "net": 10000,
    "gross": 12500,
    "vatInPercent": 25,
}


@pytest.mark.parametrize(
    ("job", "message"),
    [
        (
            {"lines": [LINE | {"unitPrice": 1000}]},
            r"lines\[0\]\.unit_price was sent as 10000 .* 1000",
        ),
        ({"lines": []}, "lines was sent as"),
        ({"endDate": None}, r"end_date was sent as .* came back as None"),
        (
            {"frequency": {"interval": 2, "intervalUnit": "MONTH"}},
            "frequency.interval was sent as 1 and came back as 2",
        ),
        ({"currency": "EUR"}, "currency was sent as 'NOK' and came back as 'EUR'"),
        ({"bankAccountNumber": "15064912345"}, "bank_account_number was sent as"),
        ({"customerId": 5}, "customer_id was sent as"),
        ({"nextDate": "2026-08-01"}, "start_date was sent as"),
        ({"nextDate": "2026-06-01", "generatedInvoiceIds": [9]}, "start_date was sent as"),
    ],
)
def test_what_the_job_lacks_gives_a_warning(
    job: dict[str, Any], message: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Fiken returns what was sent in the job only."""
    (warning,) = returned_job(acme, emulator, **job)
    assert re.search(f"^RecurringInvoice.{message}", warning)


@pytest.mark.parametrize(
    "job",
    [
        {},
        {"nextDate": "2026-08-01", "generatedInvoiceIds": [9]},
        {"nextDate": None},
        {"iban": "NO9311112233334"},
        {"lines": [LINE | {"discount": 0, "lineId": 9}]},
    ],
)
def test_an_unchanged_job_gives_no_warning(
    job: dict[str, Any], acme: CompanyClient, emulator: Emulator
) -> None:
    """Also if Fiken has added something, or issued the first invoice already."""
    assert [] == returned_job(acme, emulator, **job)


# What all jobs share


def test_the_rounding_is_sent(
    recurring: RecurringInvoice, acme: CompanyClient, emulator: Emulator
) -> None:
    """None is left out."""
    for rounding, sent in ((RoundingType.ROUND_WHOLE, {"roundingType": "round_whole"}), (None, {})):
        acme.recurring_invoices.replace_lines(recurring, [TEA], rounding_type=rounding)
        body = emulator.requests[-2].body
        assert sent == {name: value for name, value in body.items() if name != "lines"}
        assert ["Te"] == [line["description"] for line in body["lines"]]


def in_euro(acme: CompanyClient) -> RecurringInvoice:
    """Save a recurring invoice in euro."""
    return acme.recurring_invoices.save(recurring_invoice(acme).evolve(currency="EUR"))


def test_kroner_are_not_rounded_in_euro(acme: CompanyClient, emulator: Emulator) -> None:
    """The currency is that of the model's jobs. Nothing is sent."""
    euro = in_euro(acme)
    before = len(emulator.requests)
    with pytest.raises(InvalidModelError, match="rounding_type is for documents in NOK only"):
        acme.recurring_invoices.replace_lines(euro, [TEA], rounding_type=RoundingType.ROUND_WHOLE)
    assert before == len(emulator.requests)
    for rounding in (RoundingType.NONE, None):
        acme.recurring_invoices.replace_lines(euro, [TEA], rounding_type=rounding)


def test_a_price_in_kroner_gives_a_warning(acme: CompanyClient) -> None:
    """The price of a product is in kroner, and each invoice would be in euro."""
    product = acme.products.all().first()
    assert product
    line = DraftLine(product_id=product.product_id, quantity=1)
    with pytest.warns(UnlikelyValueWarning, match=r"unit_price: .* in NOK, .* in EUR"):
        acme.recurring_invoices.replace_lines(in_euro(acme), [line], rounding_type=None)


def test_lines_are_replaced_in_every_job(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    acme.recurring_invoices.jobs(recurring).add(other_customer(acme).contact_id)
    changed = acme.recurring_invoices.replace_lines(
        recurring, [TEA], rounding_type=RoundingType.NONE
    )
    assert [["Te"]] * 2 == [[line.description for line in job.lines] for job in changed.jobs]
    assert [(10000, 12500)] * 2 == [(job.net, job.gross) for job in changed.jobs]


def test_a_line_of_a_job_can_be_kept(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    """With its discount, whichever way Fiken states it."""
    half = DRAFT_LINE.evolve(discount=50)
    once = acme.recurring_invoices.replace_lines(recurring, [half], rounding_type=None)
    kept = DraftLine.from_line(once.jobs[0].lines[0])
    assert half == kept
    twice = acme.recurring_invoices.replace_lines(recurring, [kept, TEA], rounding_type=None)
    assert [5000, 10000] == [line.net for line in twice.jobs[0].lines]


WRONG_LINES: dict[str, tuple[list[Any], str]] = {
    "no line": ([], "an invoice needs at least one line"),
    "a line that is not whole": ([DraftLine(quantity=1)], r"lines\[0\]"),
    "a line of a job": ([InvoiceLine(quantity=1)], r"DraftLine\.from_line\(line\) returns one"),
}


@pytest.mark.parametrize("what", WRONG_LINES)
def test_wrong_lines_are_refused(what: str, acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    lines, message = WRONG_LINES[what]
    with pytest.raises((InvalidModelError, InvalidAttributeError), match=message):
        acme.recurring_invoices.replace_lines(5, lines, rounding_type=None)
    assert [] == emulator.requests


def test_frequency_is_set_with_the_rest(
    recurring: RecurringInvoice, acme: CompanyClient, emulator: Emulator
) -> None:
    """The request names all that it replaces."""
    weekly = Frequency(interval=2, interval_unit=IntervalUnit.WEEK)
    changed = acme.recurring_invoices.set_frequency(
        recurring, weekly, days_until_due_date=30, description="Vaktordning"
    )
    body = {"interval": 2, "intervalUnit": "WEEK"}
    sent = {"frequency": body, "daysUntilDueDate": 30, "description": "Vaktordning"}
    assert sent == emulator.requests[-2].body
    assert (30, "Vaktordning") == (changed.days_until_due_date, changed.description)
    assert [weekly] == [job.frequency for job in changed.jobs]
    cleared = acme.recurring_invoices.set_frequency(
        changed, MONTHLY, days_until_due_date=30, description=None
    )
    assert cleared.description is None


Forget = Callable[[CompanyClient], object]
#: Calls that leave out what a request would clear.
FORGOTTEN: dict[str, tuple[Forget, str]] = {
    "the description": (
        lambda acme: acme.recurring_invoices.set_frequency(  # type: ignore[call-arg]
            5, MONTHLY, days_until_due_date=14
        ),
        "description",
    ),
    "the rounding": (
        lambda acme: acme.recurring_invoices.replace_lines(5, [TEA]),  # type: ignore[call-arg]
        "rounding_type",
    ),
    "the end date": (
        lambda acme: acme.recurring_invoices.jobs(5).reschedule(7, next_date=END),  # type: ignore[call-arg]
        "end_date",
    ),
}


@pytest.mark.parametrize("what", FORGOTTEN)
def test_what_would_be_cleared_must_be_given(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent."""
    call, name = FORGOTTEN[what]
    with pytest.raises(TypeError, match=f"missing .* '{name}'"):
        call(acme)
    assert [] == emulator.requests


# Jobs


def test_jobs_are_read_from_the_recurring_invoice(
    recurring: RecurringInvoice, acme: CompanyClient, emulator: Emulator
) -> None:
    jobs = acme.recurring_invoices.jobs(recurring)
    (job,) = jobs.all()
    before = len(emulator.requests)
    assert 1 == len(jobs.all())
    assert job == jobs.find(job) == jobs.find(job.job_id) == recurring.jobs[0]
    urls = {request.path for request in emulator.requests[before:]}
    assert {f"/companies/{acme.slug}/recurringInvoices/{recurring.recurring_invoice_id}"} == urls


@pytest.mark.parametrize("number", [2, 100, 250])
def test_all_jobs_are_in_one_answer(number: int, acme: CompanyClient, emulator: Emulator) -> None:
    """The list is not paged, however many there are."""
    body = {"recurringInvoiceId": 5, "jobs": [{"jobId": n + 1} for n in range(number)]}
    answer = CannedAnswer(200, {"Content-Type": "application/json"}, json.dumps(body).encode())
    emulator.fail_next(answer, method="GET")
    jobs = list(acme.recurring_invoices.jobs(5).all())
    assert [n + 1 for n in range(number)] == [job.job_id for job in jobs]
    assert 1 == len(emulator.requests)


def test_a_missing_job_is_not_found(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    """Whether the job is missing, or the recurring invoice."""
    jobs = acme.recurring_invoices.jobs(recurring)
    for ask in (jobs.find, jobs.pause, acme.recurring_invoices.jobs(5).find):
        with pytest.raises(NotFoundError) as caught:
            ask(5)
        assert 404 == caught.value.status
    with pytest.raises(NotFoundError, match=r"has no job 5 \(request \S+\)$"):
        jobs.find(5)
    with pytest.raises(NotFoundError):
        list(acme.recurring_invoices.jobs(5).all())


def test_a_customer_is_added(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    """The whole recurring invoice comes back."""
    other, jobs = other_customer(acme), acme.recurring_invoices.jobs(recurring)
    person = other.contact_person[0].contact_person_id
    changed = jobs.add(other.contact_id, contact_person_ids=[person], next_date=date(2026, 8, 1))
    first, second = changed.jobs
    assert (recurring.recurring_invoice_id, recurring.jobs[0]) == (
        changed.recurring_invoice_id,
        first,
    )
    assert (other.contact_id, date(2026, 8, 1)) == (second.customer_id, second.next_date)
    assert second.recipients == RecurringInvoiceRecipient(contact_person_ids=[person])
    assert first.gross == second.gross
    with pytest.raises(BadRequestError):
        jobs.add(other.contact_id)


@pytest.mark.parametrize("wrong", [None, True, "5", 1.0])
def test_a_wrong_customer_is_refused(wrong: Any, acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    with pytest.raises(InvalidAttributeError, match="customer_id must be"):
        acme.recurring_invoices.jobs(5).add(wrong)
    assert [] == emulator.requests


@pytest.mark.parametrize(
    ("dates", "sent"),
    [
        ({"end_date": None}, {}),
        ({"end_date": END}, {"endDate": "2026-12-31"}),
        ({"end_date": None, "next_date": date(2026, 9, 1)}, {"nextDate": "2026-09-01"}),
        (
            {"end_date": END, "next_date": date(2026, 9, 1)},
            {"nextDate": "2026-09-01", "endDate": "2026-12-31"},
        ),
    ],
)
def test_a_job_is_rescheduled(
    dates: dict[str, Any],
    sent: dict[str, str],
    recurring: RecurringInvoice,
    acme: CompanyClient,
    emulator: Emulator,
) -> None:
    """An end date of None is cleared, and a next date of None stays."""
    jobs = acme.recurring_invoices.jobs(recurring)
    (job,) = jobs.reschedule(recurring.jobs[0], **dates).jobs
    assert sent == emulator.requests[-2].body
    assert dates["end_date"] == job.end_date
    assert dates.get("next_date", date(2026, 7, 1)) == job.next_date


def test_pausing_and_resuming(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    jobs = acme.recurring_invoices.jobs(recurring)
    paused = jobs.pause(recurring.jobs[0])
    assert (False, False) == (paused.active, paused.jobs[0].active)
    resumed = jobs.resume(paused.jobs[0])
    assert (True, True) == (resumed.active, resumed.jobs[0].active)


def test_stopping_is_final(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    """The only job stays, inactive and with an end date."""
    jobs = acme.recurring_invoices.jobs(recurring)
    (stopped,) = jobs.stop(recurring.jobs[0]).jobs
    assert (False, date(2026, 6, 15)) == (stopped.active, stopped.end_date)
    with pytest.raises(BadRequestError):
        jobs.resume(stopped)


def test_a_stopped_job_without_invoices_is_deleted(
    recurring: RecurringInvoice, acme: CompanyClient
) -> None:
    """If there are others."""
    jobs = acme.recurring_invoices.jobs(recurring)
    added = jobs.add(other_customer(acme).contact_id).jobs[1]
    assert list(recurring.jobs) == list(jobs.stop(added).jobs)
    with pytest.raises(NotFoundError):
        jobs.find(added)


@pytest.mark.parametrize("verb", ["pause", "add"])
def test_an_unreadable_changed_job_is_done(
    verb: str, recurring: RecurringInvoice, acme: CompanyClient, emulator: Emulator
) -> None:
    """The error has the job, and the request whose answer could not be read."""
    other, jobs = other_customer(acme).contact_id, acme.recurring_invoices.jobs(recurring)
    answer = CannedAnswer(200, {"Content-Type": "application/json"}, b'{"jobs": 5}')
    emulator.fail_next(answer, method="GET")
    given: Any = {"pause": recurring.jobs[0], "add": other}[verb]
    with pytest.raises(WrittenButNotLoadedError, match=r"loading it failed: \$\.jobs ") as caught:
        getattr(jobs, verb)(given)
    assert f"(request {emulator.requests[-1].request_id})" in str(caught.value)
    expected = {"pause": given, "add": NewRecurringInvoiceJob(customer_id=other)}
    assert ("done", expected[verb]) == (caught.value.outcome, caught.value.model)
    (first, *_) = jobs.all()
    assert {"pause": (False, 1), "add": (True, 2)}[verb] == (first.active, len(jobs.all()))


# Recipients

WAYS: dict[str, dict[str, Any]] = {
    "e-mail": {"emails": ["regnskap@kvist.example"]},
    "letter": {"letter": True},
    "SMS": {"sms_phone_number": "99999999"},
    "SMS and letter": {"sms_phone_number": "99999999", "letter": True},
}


@pytest.mark.parametrize("way", WAYS)
def test_recipients_are_replaced(
    way: str, recurring: RecurringInvoice, acme: CompanyClient, emulator: Emulator
) -> None:
    """Each way that is not given is switched off, by name."""
    recipients = RecurringInvoiceRecipient(**WAYS[way])
    jobs = acme.recurring_invoices.jobs(recurring)
    (job,) = jobs.set_recipients(recurring.jobs[0], recipients).jobs
    assert recipients == job.recipients
    off = {"emails": [], "contactPersonIds": [], "ehf": False, "efaktura": False, "letter": False}
    on = {camel(name): value for name, value in WAYS[way].items()}
    assert off | on == emulator.requests[-2].body


def test_recipients_of_a_job_can_be_extended(
    recurring: RecurringInvoice, acme: CompanyClient
) -> None:
    """The others stay if the new ones are made from those of the job."""
    jobs, before = acme.recurring_invoices.jobs(recurring), recurring.jobs[0].recipients
    assert before is not None
    (job,) = jobs.set_recipients(recurring.jobs[0], before.evolve(letter=True)).jobs
    assert job.recipients == before.evolve(letter=True)


ALONE: list[dict[str, Any]] = [
    {"contact_person_ids": [5]},
    {"ehf": True},
    {"efaktura": True},
    *WAYS.values(),
]


@pytest.mark.parametrize("way", ALONE, ids=str)
def test_one_way_is_enough(way: dict[str, Any]) -> None:
    sent = RecurringInvoiceRecipientMapper().create(RecurringInvoiceRecipient(**way))
    assert {camel(name): value for name, value in way.items()}.items() <= sent.items()


REFUSED: dict[str, tuple[RecurringInvoiceRecipient, str]] = {
    "nobody": (RecurringInvoiceRecipient(), "at least one recipient"),
    "EHF and eFaktura": (RecurringInvoiceRecipient(ehf=True, efaktura=True), "exclude each other"),
    "EHF and SMS": (
        RecurringInvoiceRecipient(ehf=True, sms_phone_number="9"),
        "sms_phone_number cannot be used with ehf",
    ),
    "all three": (
        RecurringInvoiceRecipient(ehf=True, efaktura=True, sms_phone_number="9"),
        "efaktura cannot be used with ehf and sms_phone_number",
    ),
    "an empty address": (RecurringInvoiceRecipient(emails=[" "]), "an empty address"),
    "an empty address beside another": (
        RecurringInvoiceRecipient(emails=["regnskap@kvist.example", ""]),
        "an empty address",
    ),
    "a number of spaces": (
        RecurringInvoiceRecipient(sms_phone_number=" "),
        "sms_phone_number is empty",
    ),
    "an empty number": (
        RecurringInvoiceRecipient(letter=True, sms_phone_number=""),
        "sms_phone_number is empty",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_impossible_recipients_are_refused(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent."""
    recipients, message = REFUSED[what]
    with pytest.raises(InvalidModelError, match=message):
        acme.recurring_invoices.jobs(5).set_recipients(7, recipients)
    assert [] == emulator.requests


@pytest.mark.parametrize("wrong", [None, "post@kvist.example", {"letter": True}])
def test_other_recipients_are_refused(wrong: Any, acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    with pytest.raises(InvalidAttributeError, match="RecurringInvoiceRecipient"):
        acme.recurring_invoices.jobs(5).set_recipients(7, wrong)
    assert [] == emulator.requests


def test_an_unknown_way_gives_a_warning() -> None:
    """A request cannot name it, so Fiken may switch it off."""
    mapper = RecurringInvoiceRecipientMapper()
    loaded = mapper.load({"letter": True, "vippsOfTheFuture": True})
    with pytest.warns(MayClearWarning, match="vippsOfTheFuture"):
        mapper.create(loaded.evolve(ehf=True))


def test_a_job_without_recipients_is_loaded() -> None:
    loaded = RecurringInvoiceJobMapper().load({"jobId": 5, "recipients": None, "lines": None})
    assert (None, ()) == (loaded.recipients, loaded.lines)


# What Fiken did not keep

JSON = {"Content-Type": "application/json"}
#: The address to which the job sends its invoices.
EMAIL = "post@kvist.example"
Change = Callable[[CompanyClient, RecurringInvoice], object]


def jobs_of(acme: CompanyClient, recurring: RecurringInvoice) -> RecurringInvoiceJobRepository:
    return acme.recurring_invoices.jobs(recurring)


def recipients(**ways: Any) -> Change:
    """Return a change of the recipients of the first job."""
    return lambda acme, it: jobs_of(acme, it).set_recipients(
        it.jobs[0], RecurringInvoiceRecipient(**ways)
    )


#: Changes, and what the warning says if Fiken answers with 200 and does nothing.
IGNORED: dict[str, tuple[Change, str]] = {
    "lines": (
        lambda acme, it: acme.recurring_invoices.replace_lines(it, [TEA], rounding_type=None),
        r"jobs\[0\]\.lines\[0\]\.\w+ was sent as 'Te' and came back as 'Kaffe'",
    ),
    "frequency": (
        lambda acme, it: acme.recurring_invoices.set_frequency(
            it, MONTHLY.evolve(interval=2), days_until_due_date=14, description=None
        ),
        r"jobs\[0\]\.frequency\.interval was sent as 2 and came back as 1",
    ),
    "description": (
        lambda acme, it: acme.recurring_invoices.set_frequency(
            it, MONTHLY, days_until_due_date=14, description="Vakt"
        ),
        "description was sent as 'Vakt' and came back as None",
    ),
    "days": (
        lambda acme, it: acme.recurring_invoices.set_frequency(
            it, MONTHLY, days_until_due_date=15, description=None
        ),
        "days_until_due_date was sent as 15 and came back as 14",
    ),
    "no end": (
        lambda acme, it: jobs_of(acme, it).reschedule(it.jobs[0], end_date=None),
        "end_date was sent as None and came back as datetime.date",
    ),
    "next date": (
        lambda acme, it: jobs_of(acme, it).reschedule(
            it.jobs[0], end_date=END, next_date=date(2026, 8, 2)
        ),
        r"next_date was sent as datetime.date\(2026, 8, 2\)",
    ),
    "letter": (recipients(emails=[EMAIL], letter=True), "recipients.letter was sent as True"),
    "SMS": (
        recipients(emails=[EMAIL], sms_phone_number="99999999"),
        "sms_phone_number was sent as '99999999'",
    ),
    "address": (recipients(emails=["annen@kvist.example"]), r"recipients.emails\[0\] was sent as"),
    "person": (recipients(contact_person_ids=[5]), "recipients.(emails|contact_person_ids) was"),
    "pause": (lambda acme, it: jobs_of(acme, it).pause(it.jobs[0]), "active was sent as False"),
    "stop": (lambda acme, it: jobs_of(acme, it).stop(it.jobs[0]), "active was sent as False"),
}


@pytest.mark.parametrize("what", IGNORED)
def test_an_ignored_change_gives_a_warning(
    what: str, recurring: RecurringInvoice, acme: CompanyClient, emulator: Emulator
) -> None:
    change, message = IGNORED[what]
    method = "POST" if what in {"pause", "stop"} else "PUT"
    emulator.fail_next(CannedAnswer(200, JSON, b""), method=method)
    with pytest.warns(ChangeNotKeptWarning, match=message) as caught:
        change(acme, recurring)
    assert __file__ == caught[0].filename


def test_a_job_that_stays_paused_gives_a_warning(
    recurring: RecurringInvoice, acme: CompanyClient, emulator: Emulator
) -> None:
    jobs_of(acme, recurring).pause(recurring.jobs[0])
    emulator.fail_next(CannedAnswer(200, JSON, b""), method="POST")
    with pytest.warns(ChangeNotKeptWarning, match="active was sent as True and came back as False"):
        jobs_of(acme, recurring).resume(recurring.jobs[0])


def test_an_issued_invoice_gives_no_warning(acme: CompanyClient) -> None:
    """The first invoice is issued before the recurring invoice is loaded: the next date is later.

    The same holds for a new next date, and for a new job.
    """
    today = date(2026, 6, 15)
    new = recurring_invoice(acme).evolve(start_date=today)
    first = acme.recurring_invoices.save(new).jobs[0]
    assert (date(2026, 7, 15), 1) == (first.next_date, len(first.generated_invoice_ids))
    other = acme.recurring_invoices.save(recurring_invoice(acme))
    jobs = acme.recurring_invoices.jobs(other)
    (job,) = jobs.reschedule(other.jobs[0], end_date=None, next_date=today).jobs
    assert date(2026, 7, 15) == job.next_date
    added = jobs.add(other_customer(acme).contact_id, next_date=today).jobs[1]
    assert date(2026, 7, 15) == added.next_date


def test_a_persons_address_gives_no_warning(acme: CompanyClient) -> None:
    """It comes back as the id of the person."""
    other = other_customer(acme)
    new = recurring_invoice(acme).evolve(customer_id=other.contact_id)
    jobs = acme.recurring_invoices.jobs(it := acme.recurring_invoices.save(new))
    sent = RecurringInvoiceRecipient(emails=["AYA@nordlys.example", "b@nordlys.example"])
    back = jobs.set_recipients(it.jobs[0], sent).jobs[0].recipients
    person = other.contact_person[0].contact_person_id
    assert back == RecurringInvoiceRecipient(
        emails=["b@nordlys.example"], contact_person_ids=[person]
    )


# As time passes


def test_invoices_are_issued_and_sent() -> None:
    """One per month; each names its recurring invoice and its job."""
    now = [datetime(2026, 6, 15, 12, tzinfo=UTC)]
    with Emulator(seed=1, clock=lambda: now[0]) as emulator, emulator.client() as client:
        acme = client.company(emulator.company_slug)
        recurring = acme.recurring_invoices.save(recurring_invoice(acme))
        now[0] = datetime(2026, 9, 2, 12, tzinfo=UTC)
        (job,) = acme.recurring_invoices.jobs(recurring).all()
        issued = [acme.invoices.find(key) for key in job.generated_invoice_ids]
        assert [date(2026, month, 1) for month in (7, 8, 9)] == [i.issue_date for i in issued]
        assert {(recurring.recurring_invoice_id, job.job_id, 12500)} == {
            (i.recurring_invoice_id, i.recurring_invoice_job_id, i.gross) for i in issued
        }
        sent = [[d.dispatch_type for d in i.dispatches] for i in issued]
        assert [[DispatchType.EMAIL]] * 3 == sent
        assert date(2026, 10, 1) == job.next_date


@pytest.mark.parametrize("active", [True, False, None])
def test_the_list_is_filtered(
    active: bool | None, recurring: RecurringInvoice, acme: CompanyClient
) -> None:
    """By whether a job is active; the demo company has a recurring invoice of its own."""
    other = acme.recurring_invoices.save(
        recurring_invoice(acme).evolve(customer_id=other_customer(acme).contact_id)
    )
    acme.recurring_invoices.jobs(other).pause(other.jobs[0])
    filters = {} if active is None else {"active": active}
    keys = {row.recurring_invoice_id for row in acme.recurring_invoices.all(**filters)}
    assert (active is not False) == (recurring.recurring_invoice_id in keys)
    assert (active is not True) == (other.recurring_invoice_id in keys)


def test_the_list_is_filtered_by_customer(recurring: RecurringInvoice, acme: CompanyClient) -> None:
    """Also by one who was added later."""
    other = other_customer(acme)
    assert acme.recurring_invoices.find_by(customer_id=other.contact_id) is None
    acme.recurring_invoices.jobs(recurring).add(other.contact_id)
    (found,) = acme.recurring_invoices.all(customer_id=other.contact_id)
    assert recurring.recurring_invoice_id == found.recurring_invoice_id
