"""The repository of the jobs of one recurring invoice: one job per customer."""

from collections.abc import Sequence
from functools import partial

from fiken import types as t
from fiken.mappers.recurring_invoice import (
    NewRecurringInvoiceJobMapper,
    RecurringInvoiceRecipientMapper,
    RecurringInvoiceScheduleMapper,
)
from fiken.models.recurring_invoice import (
    NewRecurringInvoiceJob,
    RecurringInvoice,
    RecurringInvoiceJob,
    RecurringInvoiceRecipient,
    RecurringInvoiceSchedule,
)
from fiken.repositories._once import content_of
from fiken.repositories._reads_jobs import ReadsJobs
from fiken.repositories._recurring_read_back import (
    compare_active,
    compare_recipients,
    compare_schedule,
)
from fiken.repositories._search import search_by


class RecurringInvoiceJobRepository(ReadsJobs):
    """The jobs of one recurring invoice: one per customer. They are read from it.

    Each method that changes a job returns the recurring invoice as it is afterwards, with all its
    jobs.
    """

    def add(
        self,
        customer_id: int,
        /,
        *,
        contact_person_ids: Sequence[int] = (),
        next_date: t.Date | None = None,
        idempotency_key: str | None = None,
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
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            BadRequestError: Fiken refused the customer.
            NotFoundError: The recurring invoice does not exist.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            ChangeNotKeptWarning: The new job has another next date than was sent.
        """
        job = NewRecurringInvoiceJob(
            customer_id=customer_id, contact_person_ids=contact_person_ids, next_date=next_date
        )
        payload = NewRecurringInvoiceJobMapper().create(job)
        compare = partial(compare_schedule, sent=job)
        then = self._compared("customer_id", customer_id, compare)
        search = partial(self._search, "customer_id", customer_id, lambda _: ())
        once = self._once(idempotency_key, content_of(job), search)
        return self._write("POST", self._url, then, model=job, json=payload, once=once)

    def reschedule(
        self,
        job: int | RecurringInvoiceJob,
        /,
        *,
        end_date: t.Date | None,
        next_date: t.Date | None = None,
        idempotency_key: str | None = None,
    ) -> RecurringInvoice:
        """Change the dates of one job (PUT /recurringInvoices/{id}/jobs/{jobId}/schedule).

        `end_date` must be given, because Fiken removes an end date that a request leaves out. To
        keep it, give ``end_date=job.end_date``.

        Args:
            job: The job, or its id.
            end_date: The day after which no more invoices are issued; None for no end.
            next_date: The day of the next invoice; None to keep it as it is.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            BadRequestError: Fiken refused the dates.
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            ChangeNotKeptWarning: The job has other dates afterwards than were sent.
        """
        schedule = RecurringInvoiceSchedule(next_date=next_date, end_date=end_date)
        payload = RecurringInvoiceScheduleMapper().create(schedule)
        compare = partial(compare_schedule, sent=schedule)
        then = self._compared("job_id", self._id_of(job), compare)
        search = partial(self._search_changed, job, compare)
        once = self._once(idempotency_key, content_of(schedule), search)
        return self._act("PUT", "{id}/schedule", job, then, json=payload, once=once)

    def set_recipients(
        self,
        job: int | RecurringInvoiceJob,
        recipients: RecurringInvoiceRecipient,
        /,
        *,
        idempotency_key: str | None = None,
    ) -> RecurringInvoice:
        """Replace the recipients of one job (PUT /recurringInvoices/{id}/jobs/{jobId}/recipients).

        Each way that is not in `recipients` is switched off. To change one of several, start from
        those of the job: ``job.recipients.evolve(letter=True)``.

        Args:
            job: The job, or its id.
            recipients: All recipients, and all ways to send the invoices.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

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

        Warns:
            ChangeNotKeptWarning: The job has other recipients afterwards than were sent.
        """
        t.rule_of(RecurringInvoiceRecipient).check(
            "RecurringInvoiceJobRepository.set_recipients", "recipients", recipients
        )
        payload = RecurringInvoiceRecipientMapper().create(recipients)
        compare = partial(compare_recipients, sent=recipients)
        then = self._compared("job_id", self._id_of(job), compare)
        search = partial(self._search_changed, job, compare)
        once = self._once(idempotency_key, content_of(recipients), search)
        return self._act("PUT", "{id}/recipients", job, then, json=payload, once=once)

    def pause(
        self, job: int | RecurringInvoiceJob, /, *, idempotency_key: str | None = None
    ) -> RecurringInvoice:
        """Pause one job (POST /recurringInvoices/{id}/jobs/{jobId}/pause).

        No invoices are issued until `resume`.

        Args:
            job: The job, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            BadRequestError: Fiken refused, for instance because the job is stopped.
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            ChangeNotKeptWarning: The job is still active afterwards.
        """
        return self._switched("pause", job, idempotency_key, active=False)

    def resume(
        self, job: int | RecurringInvoiceJob, /, *, idempotency_key: str | None = None
    ) -> RecurringInvoice:
        """Resume a paused job (POST /recurringInvoices/{id}/jobs/{jobId}/resume).

        Args:
            job: The job, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            BadRequestError: Fiken refused, for instance because the job is stopped.
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            ChangeNotKeptWarning: The job is still inactive afterwards.
        """
        return self._switched("resume", job, idempotency_key, active=True)

    def stop(
        self, job: int | RecurringInvoiceJob, /, *, idempotency_key: str | None = None
    ) -> RecurringInvoice:
        """Stop one job permanently (POST /recurringInvoices/{id}/jobs/{jobId}/stop).

        A stopped job cannot be resumed: `pause` is for a break. If it has issued no invoice and
        there are other jobs, Fiken deletes the job. Otherwise Fiken keeps it, inactive and with an
        end date.

        Args:
            job: The job, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            NotFoundError: There is no such job.
            UnsavedChangesError: The job has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            ChangeNotKeptWarning: The job is still active afterwards.
        """
        key = self._id_of(job)
        then = self._compared("job_id", key, partial(compare_active, active=False))
        once = self._once(idempotency_key, {}, lambda: search_by(lambda: self._is_stopped(key)))
        return self._act("POST", "{id}/stop", job, then, once=once)

    def _switched(
        self, verb: str, job: int | RecurringInvoiceJob, key: str | None, *, active: bool
    ) -> RecurringInvoice:
        """Pause or resume a job, and return the recurring invoice as it is then.

        Args:
            verb: The last part of the path: ``pause`` or ``resume``.
            job: The job, or its id.
            key: The idempotency key, if there is one.
            active: Whether the job has to be active afterwards. If it is not, the user is warned.
        """
        compare = partial(compare_active, active=active)
        then = self._compared("job_id", self._id_of(job), compare)
        search = partial(self._search, "job_id", self._id_of(job), compare)
        once = self._once(key, {}, search)
        return self._act("POST", f"{{id}}/{verb}", job, then, once=once)
