"""Comparing the values that were sent for a recurring invoice with those that Fiken returns.

The requests have other fields than the answers: the values that `save` sends come back in a job.
Most functions yield what has to be compared: the path of a value, the value that was sent, and the
value that Fiken returned. `warn_of_unkept_pairs` then warns the user (`ChangeNotKeptWarning`), as
`save` does for other entities.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias, TypeVar

from fiken.models.recurring_invoice import (
    NewRecurringInvoiceJob,
    RecurringInvoice,
    RecurringInvoiceFrequency,
    RecurringInvoiceJob,
    RecurringInvoiceLines,
    RecurringInvoiceRecipient,
    RecurringInvoiceSchedule,
)
from fiken.repositories._read_back import came_back, warn_of_unkept
from fiken.repositories._sales_document import LINE_COMPARISONS

#: The fields of a new recurring invoice that come back in its job, under the same name.
_OF_JOB = ("customer_id", "end_date", "frequency", "currency", "bank_account_number", "lines")

M = TypeVar("M", RecurringInvoice, RecurringInvoiceJob)

#: The path of a value, the value that was sent, and the value that Fiken returned.
Pair: TypeAlias = tuple[str, Any, Any]


def warn_of_unkept_pairs(pairs: Iterable[Pair]) -> None:
    """Warn the user of each value that Fiken returned otherwise than it was sent."""
    for path, sent, back in pairs:
        warn_of_unkept("RecurringInvoice", path, sent, back, LINE_COMPARISONS)


def are_kept(pairs: Iterable[Pair]) -> bool:
    """Return whether Fiken returned all values as they were sent."""
    return all(came_back(sent, back, LINE_COMPARISONS) for _, sent, back in pairs)


def is_carried_out(before: M | None, after: M, compare: Callable[[M], Iterable[Pair]]) -> bool:
    """Return whether a change is visible: not before it, but after it.

    A value that was not given, and one that Fiken does not return, are not compared. So what looks
    right may have looked right before: then it is not known whether the change was carried out.

    Args:
        before: The entity as it was loaded before the change; None if it was not.
        after: The entity as it is now.
        compare: The function that yields the values to compare with those sent.
    """
    return before is not None and not are_kept(compare(before)) and are_kept(compare(after))


def compare_new(recurring: RecurringInvoice, sent: Mapping[str, Any]) -> Iterator[Pair]:
    """Compare the fields that a new recurring invoice was created from with its job."""
    for job in recurring.jobs:
        for name in _OF_JOB:
            if name in sent:
                yield (name, sent[name], getattr(job, name))
        yield from _compare_next_date("start_date", sent.get("start_date"), job)


def compare_lines(recurring: RecurringInvoice, sent: RecurringInvoiceLines) -> Iterator[Pair]:
    """Compare the lines that were sent with those of every job. The rounding is not returned."""
    for place, job in enumerate(recurring.jobs):
        yield (f"jobs[{place}].lines", sent.lines, job.lines)


def compare_frequency(
    recurring: RecurringInvoice, sent: RecurringInvoiceFrequency
) -> Iterator[Pair]:
    """Compare the description, the days and the frequency, which every job has."""
    yield ("description", sent.description or None, recurring.description or None)
    yield ("days_until_due_date", sent.days_until_due_date, recurring.days_until_due_date)
    for place, job in enumerate(recurring.jobs):
        yield (f"jobs[{place}].frequency", sent.frequency, job.frequency)


def compare_schedule(
    job: RecurringInvoiceJob, sent: RecurringInvoiceSchedule | NewRecurringInvoiceJob
) -> Iterator[Pair]:
    """Compare the dates that were sent with those of the job. A new job is sent without an end."""
    if isinstance(sent, RecurringInvoiceSchedule):
        yield ("jobs.end_date", sent.end_date, job.end_date)
    yield from _compare_next_date("jobs.next_date", sent.next_date, job)


def compare_recipients(job: RecurringInvoiceJob, sent: RecurringInvoiceRecipient) -> Iterator[Pair]:
    """Compare the recipients that were sent with those of the job.

    By the contract, Fiken returns the id of a contact person instead of the person's address. Of
    a phone number, only whether there is one is compared, since Fiken may write it differently.
    """
    back = job.recipients
    if back is None:
        yield ("jobs.recipients", sent, back)
        return
    for name in ("ehf", "efaktura", "letter"):
        yield (f"jobs.recipients.{name}", getattr(sent, name), getattr(back, name))
    if bool(sent.sms_phone_number) != bool(back.sms_phone_number):
        yield ("jobs.recipients.sms_phone_number", sent.sms_phone_number, back.sms_phone_number)
    known = {email.casefold() for email in back.emails}
    as_persons = [email for email in sent.emails if email.casefold() not in known]
    if len(as_persons) > len(back.contact_person_ids) or not (sent.emails or not back.emails):
        yield ("jobs.recipients.emails", sent.emails, back.emails)
    elif bool(sent.contact_person_ids or as_persons) != bool(back.contact_person_ids):
        persons = (sent.contact_person_ids, back.contact_person_ids)
        yield ("jobs.recipients.contact_person_ids", *persons)


def compare_active(job: RecurringInvoiceJob, *, active: bool) -> Iterator[Pair]:
    """Compare whether the job is active with what was requested."""
    yield ("jobs.active", active, job.active)


def _compare_next_date(path: str, sent: date | None, job: RecurringInvoiceJob) -> Iterator[Pair]:
    """Compare a next date. A later one is right if the invoice of that date was issued already."""
    back = job.next_date
    is_over = back is None and job.end_date is not None
    is_issued = back is not None and bool(job.generated_invoice_ids)
    if sent is not None and not is_over and not (is_issued and back is not None and back > sent):
        yield (path, sent, back)
