"""The repository of the time entries."""

from collections.abc import Callable, Iterable
from typing import Any, TypedDict, TypeVar, Unpack, cast

from fiken import types as t
from fiken.errors import BadRequestError, ConflictError, FikenError
from fiken.mappers.time_entry import TimeEntryInvoiceDraftMapper, TimeEntryMapper
from fiken.models.draft import InvoiceDraft
from fiken.models.time_entry import TimeEntry, TimeEntryInvoiceDraft
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import Deletes
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._once import content_of
from fiken.repositories._saving import Saves
from fiken.repositories._search import Search
from fiken.repositories._trace import Trace
from fiken.repositories._verbs import Acts, CreatedIn, refuse_unsaved
from fiken.repositories._written import Written
from fiken.repositories.draft import MADE_ELSEWHERE, InvoiceDraftRepository
from fiken.repositories.invoice import InvoiceRepository

R = TypeVar("R")


class TimeEntryFilters(TypedDict, total=False):
    """The filters for the list of time entries (GET /timeEntries).

    ``date_ge=date(2026, 6, 15)`` finds the work of 15 June 2026 or later, and ``_le`` means on or
    before. Unlike in other lists, `last_modified_ge` and `last_modified_le` are moments: a
    `datetime` with a time zone.
    """

    date: t.Date
    date_ge: t.Date
    date_le: t.Date
    project_id: int
    activity_id: int
    time_user_id: int
    invoiced: bool
    """Whether the hours are on an invoice. False also finds hours that a draft has locked."""
    last_modified_ge: t.DateTime
    last_modified_le: t.DateTime


class TimeEntryRepository(
    Finds[TimeEntry], Lists[TimeEntry], Saves[TimeEntry], Deletes[TimeEntry], Acts[TimeEntry]
):
    """The time entries, which are hours of work (timeføring).

    Saving a changed time entry sends only the changed fields (PATCH).

    Fiken refuses to change or delete a locked time entry: one that was invoiced, that is in the
    draft of an invoice, or whose period is closed. The `hint` of the `BadRequestError` then says
    why. To find out, the client loads the time entry once.
    """

    mapper = TimeEntryMapper()
    path = "timeEntries"
    trace = Trace(
        alike=("date", "hours", "activity_id", "time_user_id", "description"),
        ask=("date", "activity_id", "time_user_id"),
    )

    def all(self, **filters: Unpack[TimeEntryFilters]) -> Collection[TimeEntry]:
        """Return all time entries that match the filters (GET /timeEntries)."""
        return self._all(TimeEntryFilters, filters)

    find_by = first_of(all)

    def create_invoice_draft(
        self,
        entries: int | TimeEntry | Iterable[int | TimeEntry],
        /,
        *,
        customer_id: int,
        days_until_due_date: t.Int32,
        group_by: t.TimeGrouping = t.TimeGrouping.ACTIVITY,
        include_time_entry_descriptions: bool = False,
        issue_date: t.Date | None = None,
        project_id: int | None = None,
        invoice_text: str | None = None,
        your_reference: str | None = None,
        our_reference: str | None = None,
        order_reference: str | None = None,
        currency: t.Currency | None = None,
        bank_account_number: str | None = None,
        idempotency_key: str | None = None,
    ) -> InvoiceDraft:
        """Create the draft of an invoice from hours (POST /timeEntries/createInvoiceDraft).

        The time entries are locked until the draft is deleted, or for good if it becomes an
        invoice. If the answer was lost, load one of them: if it is locked, the draft was created,
        and is in ``invoices.drafts.all()``.

        Args:
            entries: The time entries, or their ids. No time entry can be given twice.
            customer_id: The id of the customer.
            days_until_due_date: The number of days from the issue date to the due date.
            group_by: Whether the draft has a line per activity, per activity and person, or per
                time entry.
            include_time_entry_descriptions: Whether the lines contain the descriptions of the
                time entries.
            issue_date: The issue date. None: today.
            project_id: The id of a project. None: that of the time entries, if they all have the
                same.
            invoice_text: The text above the lines.
            your_reference: The reference of the customer.
            our_reference: The reference of the company.
            order_reference: The reference to the customer's order.
            currency: The currency of the draft; None for NOK. Hourly rates are in NOK: for another
                currency, look at the prices before you finalize the draft.
            bank_account_number: The bank account to pay to, 11 digits. The draft can be created
                without it, but ``invoices.drafts.finalize`` needs it.
            idempotency_key: The key under which the request is carried out once (docs/once.md). Its
                draft is recognized by the customer and the order reference.

        Raises:
            BadRequestError: Fiken refused, for instance because a time entry was invoiced before or
                is in another draft.
            UnsavedChangesError: A time entry has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            InvalidModelError: There is no time entry, or one is given twice; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        every = _items(entries)
        for entry in every:
            refuse_unsaved(entry, TimeEntry)
        request = TimeEntryInvoiceDraft(
            time_entry_ids=[cast("int", self._id_of(entry)) for entry in every],
            customer_id=customer_id,
            days_until_due_date=days_until_due_date,
            group_by=group_by,
            include_time_entry_descriptions=include_time_entry_descriptions,
            issue_date=issue_date,
            project_id=project_id,
            invoice_text=invoice_text,
            your_reference=your_reference,
            our_reference=our_reference,
            order_reference=order_reference,
            currency=currency,
            bank_account_number=bank_account_number,
        )
        payload = TimeEntryInvoiceDraftMapper().create(request)
        drafts = InvoiceRepository(self._session, self._root).drafts
        once = self._once(
            idempotency_key, content_of(request), lambda: self._drafted(drafts, request)
        )
        then = CreatedIn(drafts)
        return self._act("POST", "createInvoiceDraft", None, then, json=payload, once=once)

    def _drafted(self, drafts: InvoiceDraftRepository, request: TimeEntryInvoiceDraft) -> Search:
        """Return how it is found out whether hours are in a draft: it locks them."""
        url = self._url_of(request.time_entry_ids[0])
        draft = InvoiceDraft(
            days_until_due_date=request.days_until_due_date,
            customer_id=request.customer_id,
            order_reference=request.order_reference,
        )
        return self._looking_in(drafts).like(*MADE_ELSEWHERE).search_for(draft, locked=url)

    def _write(self, method: str, url: str, then: Callable[[Written], R], **options: Any) -> R:
        """Send a write, and say in the `hint` of a refusal if the time entry is locked."""
        try:
            return super()._write(method, url, then, **options)
        except (BadRequestError, ConflictError) as error:
            if method in {"PATCH", "DELETE"}:
                error.hint = error.hint or self._why_locked(url)
            raise

    def _why_locked(self, url: str) -> str:
        """Load a time entry, and return why Fiken refuses to change it.

        The reason is an empty string if the time entry is not locked, or could not be loaded.
        """
        try:
            entry = self._load(url)
        except FikenError:
            return ""
        if entry.invoice_id is not None:
            return f"the time entry is locked: it is on the invoice {entry.invoice_id}"
        if entry.invoiced or entry.locked:
            return f"the time entry is locked: {_REASONS[bool(entry.invoiced)]}"
        return ""


def _items(entries: int | TimeEntry | Iterable[int | TimeEntry]) -> tuple[int | TimeEntry, ...]:
    """Return several time entries as a tuple, and anything else as the only item of one.

    The item is checked later, so that the error names it. A string is one item, not a list of ids.
    """
    if isinstance(entries, Iterable) and not isinstance(entries, str | bytes):
        return tuple(entries)
    return (cast("int | TimeEntry", entries),)


#: Why a time entry is locked that is on no invoice yet, by `invoiced`.
_REASONS = {
    True: "it was invoiced, or is in the draft of an invoice",
    False: "it is in the draft of an invoice, or its period is closed",
}
