"""The mappers of recurring invoices, their jobs, and the bodies of their verbs."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from fiken.mappers import _sales_document as _shared
from fiken.mappers._base import Mapper
from fiken.mappers._unknown import warn_of_unknown_fields
from fiken.models.recurring_invoice import (
    NewRecurringInvoiceJob,
    RecurringInvoice,
    RecurringInvoiceFrequency,
    RecurringInvoiceJob,
    RecurringInvoiceLines,
    RecurringInvoiceRecipient,
    RecurringInvoiceSchedule,
)


class RecurringInvoiceRecipientMapper(Mapper[RecurringInvoiceRecipient]):
    model = RecurringInvoiceRecipient
    # The request replaces all recipients, so the lists are sent even if they are empty.
    always = ("emails", "contact_person_ids")

    def create(self, model: RecurringInvoiceRecipient) -> dict[str, Any]:
        """Check the recipients of a job, and return the JSON that replaces all of them.

        The JSON names every way to send, so that each way that was not chosen is switched off.

        Raises:
            InvalidModelError: There is no recipient, or two ways exclude each other.

        Warns:
            MayClearWarning: The recipients came from Fiken with a field that this version does not
                know. Fiken may clear it.
        """
        payload = super().create(model)
        warn_of_unknown_fields(model)
        return payload

    def problems(self, model: RecurringInvoiceRecipient) -> Iterator[tuple[str, str]]:
        """Yield a problem if there is no recipient, and if two ways exclude each other."""
        exclusive = ("ehf", "efaktura", "sms_phone_number")
        chosen = [name for name in exclusive if getattr(model, name)]
        if len(chosen) > 1:
            others = " and ".join([chosen[0], *chosen[2:]])
            yield (
                chosen[1],
                f"cannot be used with {others}: EHF, eFaktura and SMS exclude each other",
            )
        if not (chosen or model.emails or model.contact_person_ids or model.letter):
            yield "emails", "is empty: a job needs at least one recipient; stop or pause it instead"
        if any(not email.strip() for email in model.emails):
            yield "emails", "contains an empty address"
        if model.sms_phone_number is not None and not model.sms_phone_number.strip():
            yield "sms_phone_number", "is empty: write a number, or None for no text message"


class RecurringInvoiceJobMapper(Mapper[RecurringInvoiceJob]):
    model = RecurringInvoiceJob


class RecurringInvoiceMapper(Mapper[RecurringInvoice]):
    model = RecurringInvoice
    required = (
        "customer_id",
        "start_date",
        "days_until_due_date",
        "frequency",
        "bank_account_number",
        "lines",
    )
    updates = {}
    instead = "use replace_lines, set_frequency or jobs(recurring) of recurring_invoices"

    def likeness(self, model: RecurringInvoice, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of some fields. The customer of a loaded one is that of its jobs."""
        likeness = super().likeness(model, names)
        customers = {job.customer_id for job in model.jobs}
        if "customer_id" in likeness and len(customers) == 1:
            likeness["customer_id"] = str(customers.pop())
        return likeness

    def problems(self, model: RecurringInvoice) -> Iterator[tuple[str, str]]:
        """Yield a problem for each line of free text that lacks values.

        Observed: docs/observed.md#4-error-bodies
        """
        yield from _shared.line_problems(model, model.lines)

    def unlikely(self, model: RecurringInvoice) -> Iterator[str]:
        """Yield a warning for each value that is probably a mistake."""
        yield from _unlikely_days(model.days_until_due_date)
        yield from _unlikely_end(model.start_date, model.end_date)
        yield from _shared.unlikely_lines(model, model.lines, model.currency)


class RecurringInvoiceLinesMapper(Mapper[RecurringInvoiceLines]):
    """The mapper of new lines.

    Attributes:
        currency: The currency of the recurring invoice, which the request does not contain. None
            if it is not known.
    """

    model = RecurringInvoiceLines
    currency: str | None = None

    def problems(self, model: RecurringInvoiceLines) -> Iterator[tuple[str, str]]:
        """Yield a problem if there is no line, and for each line of free text that lacks values.

        A rounding is a problem if the recurring invoice is in another currency than NOK.
        """
        if not model.lines:
            yield "lines", "is empty: an invoice needs at least one line"
        yield from _shared.line_problems(model, model.lines)
        yield from _shared.rounding_problems(model, model.rounding_type, self.currency)

    def unlikely(self, model: RecurringInvoiceLines) -> Iterator[str]:
        """Yield a warning for each value of a line that is probably a mistake."""
        yield from _shared.unlikely_lines(model, model.lines, self.currency)


class RecurringInvoiceFrequencyMapper(Mapper[RecurringInvoiceFrequency]):
    model = RecurringInvoiceFrequency

    def unlikely(self, model: RecurringInvoiceFrequency) -> Iterator[str]:
        """Yield a warning if each invoice would be due before it is issued."""
        yield from _unlikely_days(model.days_until_due_date)


class RecurringInvoiceScheduleMapper(Mapper[RecurringInvoiceSchedule]):
    model = RecurringInvoiceSchedule

    def unlikely(self, model: RecurringInvoiceSchedule) -> Iterator[str]:
        """Yield a warning if the last day is before the next invoice."""
        yield from _unlikely_end(model.next_date, model.end_date)


class NewRecurringInvoiceJobMapper(Mapper[NewRecurringInvoiceJob]):
    model = NewRecurringInvoiceJob


def _unlikely_days(days: int | None) -> Iterator[str]:
    if days is not None and days < 0:
        yield f"days_until_due_date: {days} is before the issue date"


def _unlikely_end(first: date | None, last: date | None) -> Iterator[str]:
    if first is not None and last is not None and last < first:
        yield f"end_date: {last} is before {first}, so no invoice is issued"
