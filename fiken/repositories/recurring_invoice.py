"""The repositories of recurring invoices and of their jobs."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import TypedDict, Unpack

from fiken import types as t
from fiken.errors import InvalidAttributeError, NotFoundError
from fiken.mappers.draft import InvoiceDraftMapper
from fiken.mappers.recurring_invoice import (
    NewRecurringInvoiceJobMapper,
    RecurringInvoiceFrequencyMapper,
    RecurringInvoiceJobMapper,
    RecurringInvoiceLinesMapper,
    RecurringInvoiceMapper,
    RecurringInvoiceRecipientMapper,
    RecurringInvoiceScheduleMapper,
)
from fiken.models._frequency import Frequency
from fiken.models.draft import DraftLine, InvoiceDraft
from fiken.models.recurring_invoice import (
    NewRecurringInvoiceJob,
    RecurringInvoice,
    RecurringInvoiceFrequency,
    RecurringInvoiceJob,
    RecurringInvoiceLines,
    RecurringInvoiceRecipient,
    RecurringInvoiceSchedule,
)
from fiken.repositories._collection import Collection, Page
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._ids import id_of
from fiken.repositories._listing import Lists
from fiken.repositories._repository import LOADING, Written, request_named
from fiken.repositories._saving import Saves
from fiken.repositories._verbs import Acts, CreatedIn, refuse_unsaved


class RecurringInvoiceFilters(TypedDict, total=False):
    """The filters for the list of recurring invoices (GET /recurringInvoices)."""

    customer_id: int
    """The id of a contact: those with a job for this customer."""
    active: bool
    """Whether at least one job is active."""


class RecurringInvoiceJobRepository(Acts[RecurringInvoiceJob]):
    """The jobs of one recurring invoice: one per customer. They are read from it.

    Each method that changes a job returns the recurring invoice as it is afterwards, with all its
    jobs.
    """

    mapper = RecurringInvoiceJobMapper()
    path = "jobs"

    def all(self) -> Collection[RecurringInvoiceJob]:
        """Return all jobs (from GET /recurringInvoices/{recurringInvoiceId})."""

        def fetch(number: int, _size: int) -> Page[RecurringInvoiceJob]:
            return Page(number, tuple(self._recurring_invoice().jobs), None)

        return Collection(fetch, what=self._url, key=lambda job: job.job_id or job, paged=False)

    def find(self, job: int | RecurringInvoiceJob, /) -> RecurringInvoiceJob:
        """Load the recurring invoice, and return one of its jobs.

        Args:
            job: The id of the job, or the job to load again.

        Raises:
            NotFoundError: There is no such job, or the recurring invoice does not exist.
            InvalidAttributeError: `job` is neither an id nor a job from Fiken; nothing was sent.
        """
        wanted = self._id_of(job)
        for found in self._recurring_invoice().jobs:
            if found.job_id == wanted:
                return found
        message = f"the recurring invoice has no job {wanted}"
        raise NotFoundError(HTTPStatus.NOT_FOUND, message, method="GET", url=self._root)

    def add(
        self,
        customer_id: int,
        /,
        *,
        contact_person_ids: Sequence[int] = (),
        next_date: t.Date | None = None,
    ) -> RecurringInvoice:
        """Add a customer to the recurring invoice (POST /recurringInvoices/{id}/jobs).

        The new job has the lines and settings of the other jobs. Fiken refuses a customer who has a
        job already, and one whom it cannot send an invoice.

        If the answer was lost, look in ``all()`` for a job of the customer.

        Args:
            customer_id: The id of the contact that is the customer.
            contact_person_ids: The ids of contact persons of the customer, who need e-mail
                addresses. Empty: the invoices are sent by EHF if the customer can receive it, or
                else to the e-mail address of the customer.
            next_date: The day of the first invoice; None for the next day of another job.

        Raises:
            BadRequestError: Fiken refused the customer.
            NotFoundError: The recurring invoice does not exist.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        job = NewRecurringInvoiceJob(
            customer_id=customer_id, contact_person_ids=contact_person_ids, next_date=next_date
        )
        payload = NewRecurringInvoiceJobMapper().create(job)
        return self._write("POST", self._url, self._with_all_jobs, model=job, json=payload)

    def reschedule(
        self,
        job: int | RecurringInvoiceJob,
        /,
        *,
        end_date: t.Date | None,
        next_date: t.Date | None = None,
    ) -> RecurringInvoice:
        """Change the dates of one job (PUT /recurringInvoices/{id}/jobs/{jobId}/schedule).

        `end_date` must be given, because Fiken removes an end date that a request leaves out. To
        keep it, give ``end_date=job.end_date``.

        Args:
            job: The job, or its id.
            end_date: The day after which no more invoices are issued; None for no end.
            next_date: The day of the next invoice; None to keep it as it is.

        Raises:
            BadRequestError: Fiken refused the dates.
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        schedule = RecurringInvoiceSchedule(next_date=next_date, end_date=end_date)
        payload = RecurringInvoiceScheduleMapper().create(schedule)
        return self._act("PUT", "{id}/schedule", job, self._with_all_jobs, json=payload)

    def set_recipients(
        self, job: int | RecurringInvoiceJob, recipients: RecurringInvoiceRecipient, /
    ) -> RecurringInvoice:
        """Replace the recipients of one job (PUT /recurringInvoices/{id}/jobs/{jobId}/recipients).

        Each way that is not in `recipients` is switched off. To change one of several, start from
        those of the job: ``job.recipients.evolve(letter=True)``.

        Args:
            job: The job, or its id.
            recipients: All recipients, and all ways to send the invoices.

        Raises:
            InvalidModelError: There is no recipient, or two of EHF, eFaktura and SMS are chosen;
                nothing was sent.
            BadRequestError: Fiken refused, for instance because the customer cannot receive EHF.
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        t.rule_of(RecurringInvoiceRecipient).check(
            "RecurringInvoiceJobRepository.set_recipients", "recipients", recipients
        )
        payload = RecurringInvoiceRecipientMapper().create(recipients)
        return self._act("PUT", "{id}/recipients", job, self._with_all_jobs, json=payload)

    def pause(self, job: int | RecurringInvoiceJob, /) -> RecurringInvoice:
        """Pause one job (POST /recurringInvoices/{id}/jobs/{jobId}/pause).

        No invoices are issued until `resume`.

        Args:
            job: The job, or its id.

        Raises:
            BadRequestError: Fiken refused, for instance because the job is stopped.
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        return self._act("POST", "{id}/pause", job, self._with_all_jobs)

    def resume(self, job: int | RecurringInvoiceJob, /) -> RecurringInvoice:
        """Resume a paused job (POST /recurringInvoices/{id}/jobs/{jobId}/resume).

        Args:
            job: The job, or its id.

        Raises:
            BadRequestError: Fiken refused, for instance because the job is stopped.
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        return self._act("POST", "{id}/resume", job, self._with_all_jobs)

    def stop(self, job: int | RecurringInvoiceJob, /) -> RecurringInvoice:
        """Stop one job for ever (POST /recurringInvoices/{id}/jobs/{jobId}/stop).

        A stopped job cannot be resumed: `pause` is for a break. If it has issued no invoice and
        there are other jobs, Fiken deletes the job. Otherwise Fiken keeps it, inactive and with an
        end date.

        Args:
            job: The job, or its id.

        Raises:
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        return self._act("POST", "{id}/stop", job, self._with_all_jobs)

    def _with_all_jobs(self, written: Written) -> RecurringInvoice:
        """Load the recurring invoice after a request that has changed a job."""
        written.step = LOADING
        return self._recurring_invoice()

    def _recurring_invoice(self) -> RecurringInvoice:
        answer = self._session.request("GET", self._root)
        with request_named(answer):
            return RecurringInvoiceMapper().load(answer.json())


class RecurringInvoiceRepository(
    Finds[RecurringInvoice],
    Lists[RecurringInvoice],
    Saves[RecurringInvoice],
    Acts[RecurringInvoice],
):
    """The invoices that Fiken issues again and again (repeterende faktura).

    A new one has one customer. Fiken issues the first invoice on its start date, and sends each
    invoice to the recipients of the job. A saved one cannot be deleted, only stopped, job by job.

    Fiken refuses the first recurring invoice of a company: it is made in the web application, which
    starts the number series.

    If the answer to a creation was lost, look in ``all(customer_id=…)``: a second request creates a
    second recurring invoice.
    """

    mapper = RecurringInvoiceMapper()
    path = "recurringInvoices"

    def all(self, **filters: Unpack[RecurringInvoiceFilters]) -> Collection[RecurringInvoice]:
        """Return all recurring invoices that match (GET /recurringInvoices)."""
        return self._all(RecurringInvoiceFilters, filters)

    find_by = first_of(all)

    def jobs(self, recurring: int | RecurringInvoice, /) -> RecurringInvoiceJobRepository:
        """Return the repository of the jobs of one recurring invoice: one job per customer."""
        return RecurringInvoiceJobRepository(self._session, self._url_of(recurring))

    def create_from_draft(self, draft: int | InvoiceDraft, /) -> RecurringInvoice:
        """Start a recurring invoice from its draft, and return it.

        The request is POST /invoices/drafts/{draftId}/createRecurringInvoice.

        The draft has the type REPEATING_INVOICE. It is saved with ``invoices.drafts``.

        If the answer was lost, compare the `invoice_draft_uuid` of all with the `uuid` of the
        draft: a second request may start a second recurring invoice.

        Args:
            draft: The draft, or its id.

        Raises:
            NotFoundError: There is no such draft.
            BadRequestError: Fiken refused the draft, for instance because of its type.
            InvalidAttributeError: `draft` is neither an id nor a saved draft, or has another type;
                nothing was sent.
            UnsavedChangesError: The draft has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        refuse_unsaved(draft)
        key = id_of(InvoiceDraftMapper(), draft)
        if isinstance(draft, InvoiceDraft) and not draft.is_new:
            _check_repeating(draft)
        url = f"{self._root}/invoices/drafts/{key}/createRecurringInvoice"
        return self._write("POST", url, CreatedIn(self), model=draft, creates=True)

    def replace_lines(
        self,
        recurring: int | RecurringInvoice,
        lines: Sequence[DraftLine],
        /,
        *,
        rounding_type: t.RoundingType | None = None,
    ) -> RecurringInvoice:
        """Replace all lines, in every job (PUT /recurringInvoices/{recurringInvoiceId}/lines).

        Lines that are not given are removed. To keep a line of a job, give
        ``DraftLine.from_line(line)``.

        Args:
            recurring: The recurring invoice, or its id.
            lines: All lines of each invoice: at least one.
            rounding_type: The rounding of the total, in NOK only. None: the request leaves it out,
                and Fiken's documentation does not say what it does then.

        Raises:
            InvalidModelError: There is no line, or a line of free text lacks values; nothing was
                sent.
            BadRequestError: Fiken refused a line.
            NotFoundError: There is no such recurring invoice.
            UnsavedChangesError: The model has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        request = RecurringInvoiceLines(lines=lines, rounding_type=rounding_type)
        payload = RecurringInvoiceLinesMapper().create(request)
        return self._act("PUT", "{id}/lines", recurring, self._afterwards, json=payload)

    def set_frequency(
        self,
        recurring: int | RecurringInvoice,
        frequency: Frequency,
        /,
        *,
        days_until_due_date: t.Int32,
        description: str | None,
    ) -> RecurringInvoice:
        """Set what all jobs share (PUT /recurringInvoices/{recurringInvoiceId}/frequency).

        The request replaces the frequency, the days until the due date and the description, so all
        of them must be given. To keep one, give ``recurring.description``, for example.

        Args:
            recurring: The recurring invoice, or its id.
            frequency: The time between two invoices.
            days_until_due_date: The number of days from the issue date to the due date.
            description: A text for you; None for no text.

        Raises:
            BadRequestError: Fiken refused a value.
            NotFoundError: There is no such recurring invoice.
            UnsavedChangesError: The model has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type, or the interval is less than 1;
                nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        request = RecurringInvoiceFrequency(
            frequency=frequency, days_until_due_date=days_until_due_date, description=description
        )
        payload = RecurringInvoiceFrequencyMapper().create(request)
        return self._act("PUT", "{id}/frequency", recurring, self._afterwards, json=payload)


def _check_repeating(draft: InvoiceDraft) -> None:
    """Raise `InvalidAttributeError` if a draft is not that of a recurring invoice."""
    if draft.type != t.DraftType.REPEATING_INVOICE:
        rule = "repeating_invoice to become a recurring invoice"
        hint = "invoices.drafts.finalize(draft) issues an invoice"
        raise InvalidAttributeError("InvoiceDraft", "type", str(draft.type), rule, hint)
