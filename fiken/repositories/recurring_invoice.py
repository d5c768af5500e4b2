"""The repository of recurring invoices."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypedDict, Unpack

import attrs

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.mappers.draft import InvoiceDraftMapper
from fiken.mappers.recurring_invoice import (
    RecurringInvoiceFrequencyMapper,
    RecurringInvoiceLinesMapper,
    RecurringInvoiceMapper,
)
from fiken.models.draft import DraftLine, InvoiceDraft
from fiken.models.frequency import Frequency
from fiken.models.recurring_invoice import (
    RecurringInvoice,
    RecurringInvoiceFrequency,
    RecurringInvoiceLines,
)
from fiken.repositories._collection import Collection
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._ids import id_of
from fiken.repositories._listing import Lists
from fiken.repositories._once import content_of
from fiken.repositories._recurring_jobs import RecurringInvoiceJobRepository
from fiken.repositories._recurring_read_back import (
    Pair,
    compare_frequency,
    compare_lines,
    compare_new,
    is_carried_out,
    warn_of_unkept_pairs,
)
from fiken.repositories._repository import loaded
from fiken.repositories._sales_document import LINE_COMPARISONS
from fiken.repositories._saving import Saves
from fiken.repositories._search import Search, search_by
from fiken.repositories._trace import Trace
from fiken.repositories._verbs import Acts, CreatedIn, refuse_unsaved
from fiken.repositories._written import Written


class RecurringInvoiceFilters(TypedDict, total=False):
    """The filters for the list of recurring invoices (GET /recurringInvoices)."""

    customer_id: int
    """The id of a contact: those with a job for this customer."""
    active: bool
    """Whether at least one job is active."""


class RecurringInvoiceRepository(
    Finds[RecurringInvoice],
    Lists[RecurringInvoice],
    Saves[RecurringInvoice],
    Acts[RecurringInvoice],
):
    """The invoices that Fiken issues again and again (repeterende faktura).

    A new one has one customer. Fiken issues the first invoice on its start date, and sends each
    invoice to the recipients of the job. A saved one cannot be deleted, only stopped, job by job.

    Fiken refuses to create the first recurring invoice of a company through the API. Create that
    one in the web application, which starts the number series.

    If the answer to a creation was lost, look in ``all(customer_id=…)``: a second request creates a
    second recurring invoice.
    """

    mapper = RecurringInvoiceMapper()
    path = "recurringInvoices"
    trace = Trace(
        uuid="invoice_draft_uuid",
        is_doubtful=True,
        alike=("customer_id", "days_until_due_date"),
        ask=("customer_id",),
    )
    comparisons = LINE_COMPARISONS

    def all(self, **filters: Unpack[RecurringInvoiceFilters]) -> Collection[RecurringInvoice]:
        """Return all recurring invoices that match (GET /recurringInvoices)."""
        return self._all(RecurringInvoiceFilters, filters)

    find_by = first_of(all)

    def jobs(self, recurring: int | RecurringInvoice, /) -> RecurringInvoiceJobRepository:
        """Return the repository of the jobs of one recurring invoice: one job per customer."""
        return RecurringInvoiceJobRepository(self._session, self._url_of(recurring))

    def create_from_draft(
        self, draft: int | InvoiceDraft, /, *, idempotency_key: str | None = None
    ) -> RecurringInvoice:
        """Start a recurring invoice from its draft, and return it.

        The request is POST /invoices/drafts/{draftId}/createRecurringInvoice.

        The draft has the type REPEATING_INVOICE. It is saved with ``invoices.drafts``.

        If the answer was lost, look for a recurring invoice whose `invoice_draft_uuid` is the
        `uuid` of the draft: a second request may start a second recurring invoice.

        Args:
            draft: The draft, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

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
        refuse_unsaved(draft, InvoiceDraft)
        key = id_of(InvoiceDraftMapper(), draft)
        if isinstance(draft, InvoiceDraft) and not draft.is_new:
            _check_repeating(draft)
        url = f"{self._root}/invoices/drafts/{key}/createRecurringInvoice"
        once = self._once(idempotency_key, {}, lambda: self._started_from(draft, int(key)))
        return self._write("POST", url, CreatedIn(self), model=draft, creates=True, once=once)

    def _started_from(self, draft: int | InvoiceDraft, key: int) -> Search:
        """Return how it is found out whether a recurring invoice was made from a draft."""
        url = f"{self._root}/invoices/drafts/{key}"
        looking = self._looking
        if isinstance(draft, InvoiceDraft):
            new = RecurringInvoice(
                customer_id=draft.customer_id, days_until_due_date=draft.days_until_due_date
            )
            search = looking.search_for_draft(str(draft.uuid), url)
            # A search for one that is saved without a draft must not take it for its own.
            return attrs.evolve(search, alike=looking.signature(looking.clue_of(new)))

        def load() -> Search:
            return self._started_from(loaded(InvoiceDraftMapper(), self._get(url)), key)

        return Search(looking.look, made_in=looking.list_url, identify=load)

    def replace_lines(
        self,
        recurring: int | RecurringInvoice,
        lines: Sequence[DraftLine],
        /,
        *,
        rounding_type: t.RoundingType | None,
        idempotency_key: str | None = None,
    ) -> RecurringInvoice:
        """Replace all lines, in every job (PUT /recurringInvoices/{recurringInvoiceId}/lines).

        Lines that are not given are removed. To keep a line of a job, give
        ``DraftLine.from_line(line)``. The rounding must be given, since Fiken does not return it.

        Args:
            recurring: The recurring invoice, or its id.
            lines: All lines of each invoice: at least one.
            rounding_type: The rounding of the total, in NOK only. None: the request leaves it out.
                Fiken's documentation does not say whether an earlier rounding then stays; the
                emulator removes it.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidModelError: There is no line, a line of free text lacks values, or `recurring` is
                a model in another currency than NOK and there is a rounding; nothing was sent.
            BadRequestError: Fiken refused a line.
            NotFoundError: There is no such recurring invoice.
            UnsavedChangesError: The model has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            ChangeNotKeptWarning: A job has other values afterwards than were sent.
        """
        request = RecurringInvoiceLines(lines=lines, rounding_type=rounding_type)
        mapper = RecurringInvoiceLinesMapper()
        if isinstance(recurring, RecurringInvoice) and recurring.jobs:
            mapper.currency = recurring.jobs[0].currency
        payload = mapper.create(request)
        compare = partial(compare_lines, sent=request)
        once = self._once(
            idempotency_key, content_of(request), lambda: self._search_by(recurring, compare)
        )
        then = self._compared(compare)
        return self._act("PUT", "{id}/lines", recurring, then, json=payload, once=once)

    def set_frequency(
        self,
        recurring: int | RecurringInvoice,
        frequency: Frequency,
        /,
        *,
        days_until_due_date: t.Int32,
        description: str | None,
        idempotency_key: str | None = None,
    ) -> RecurringInvoice:
        """Set the frequency and the terms (PUT /recurringInvoices/{recurringInvoiceId}/frequency).

        They are the same for all jobs. The request replaces the frequency, the days until the due
        date and the description, so all of them must be given. To keep the description, give
        ``recurring.description``.

        Args:
            recurring: The recurring invoice, or its id.
            frequency: The time between two invoices.
            days_until_due_date: The number of days from the issue date to the due date.
            description: A text for you; None for no text.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            BadRequestError: Fiken refused a value.
            NotFoundError: There is no such recurring invoice.
            UnsavedChangesError: The model has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type, or the interval is less than 1;
                nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            ChangeNotKeptWarning: A job has other values afterwards than were sent.
        """
        request = RecurringInvoiceFrequency(
            frequency=frequency, days_until_due_date=days_until_due_date, description=description
        )
        payload = RecurringInvoiceFrequencyMapper().create(request)
        compare = partial(compare_frequency, sent=request)
        once = self._once(
            idempotency_key, content_of(request), lambda: self._search_by(recurring, compare)
        )
        then = self._compared(compare)
        return self._act("PUT", "{id}/frequency", recurring, then, json=payload, once=once)

    def _search_by(
        self,
        recurring: int | RecurringInvoice,
        compare: Callable[[RecurringInvoice], Iterable[Pair]],
    ) -> Search:
        """Return how it is found out whether a recurring invoice has the values that were sent."""
        url = self._url_of(recurring)
        before = recurring if isinstance(recurring, RecurringInvoice) else None
        return search_by(lambda: is_carried_out(before, self._load(url), compare))

    def _reloaded(
        self, saved: RecurringInvoice, changes: Mapping[str, Any], written: Written
    ) -> RecurringInvoice:
        """Load a new recurring invoice, and compare its job with what was sent."""
        complete = super()._reloaded(saved, changes, written)
        if not written.is_repeated:
            warn_of_unkept_pairs(compare_new(complete, changes))
        return complete

    def _compared(
        self, compare: Callable[[RecurringInvoice], Iterable[Pair]]
    ) -> Callable[[Written], RecurringInvoice]:
        """Return a function that loads the recurring invoice after a change, and compares it."""

        def then(written: Written) -> RecurringInvoice:
            changed = self._afterwards(written)
            written.step = ""
            if not written.is_repeated:
                warn_of_unkept_pairs(compare(changed))
            return changed

        return then


def _check_repeating(draft: InvoiceDraft) -> None:
    """Raise `InvalidAttributeError` if a draft is not that of a recurring invoice."""
    if draft.type != t.DraftType.REPEATING_INVOICE:
        rule = "repeating_invoice to become a recurring invoice"
        hint = "invoices.drafts.finalize(draft) issues an invoice"
        raise InvalidAttributeError("InvoiceDraft", "type", str(draft.type), rule, hint)
