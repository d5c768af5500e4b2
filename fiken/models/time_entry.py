"""Time entries (timeføringer): hours of work, which can be invoiced."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.activity import Activity
from fiken.models.project import Project
from fiken.models.time_user import TimeUser


@model
class TimeEntry(Model):
    """Hours of work by one person on one day (timeføring).

    The company must have bought Fiken's module for time tracking.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> TimeEntry(date=date(2026, 6, 15), hours=Decimal("7.5"), start_time="09:00",
    ...           activity_id=12345, time_user_id=11111)
    TimeEntry(date=datetime.date(2026, 6, 15), hours=Decimal('7.5'), start_time='09:00', \
activity_id=12345, time_user_id=11111)
    """

    time_entry_id: t.Identity[int] = t.UNSET
    date: t.Date = t.UNSET
    """The day of the work."""
    hours: t.Hours = t.UNSET
    """The number of hours, with decimals: ``Decimal("7.5")`` is 7 hours and 30 minutes."""
    start_time: t.ClockTime | None = None
    """The time at which the work started, such as 09:00."""
    end_time: t.ReadOnly[str | None] = None
    """The time at which the work ended, such as 16:30. Fiken computes it from start and hours."""
    description: str | None = None
    """What was done. Invoices can show it."""
    internal_note: str | None = None
    """A note for the company only. Invoices do not show it."""
    activity_id: int = t.UNSET
    """The id of the activity."""
    activity: t.ReadOnly[Activity | None] = None
    """The activity. It holds the hourly rate."""
    project_id: int | None = None
    project: t.ReadOnly[Project | None] = None
    time_user_id: t.CreateOnly[int] = t.UNSET
    """The id of the person who did the work. It cannot be changed."""
    time_user: t.ReadOnly[TimeUser | None] = None
    """The person who did the work."""
    invoiced: t.ReadOnly[bool] = t.UNSET
    """Whether the hours are on an invoice. Hours in a draft are `locked`, but not invoiced."""
    invoice_id: t.ReadOnly[int | None] = None
    """The id of the invoice with these hours; None if they were not invoiced."""
    locked: t.ReadOnly[bool] = t.UNSET
    """Whether Fiken refuses changes: the hours are invoiced, in a draft, or of a closed period."""
    created_date: t.ReadOnly[t.DateTime] = t.UNSET
    """The moment at which the time entry was created."""
    last_modified_date: t.ReadOnly[t.DateTime] = t.UNSET
    """The moment of the last change."""


@model
class TimeEntryInvoiceDraft(Model):
    """The hours that become the draft of an invoice, and the fields of that draft.

    ``time_entries.create_invoice_draft`` sends it to Fiken.
    """

    time_entry_ids: Sequence[int]
    """The ids of the time entries."""
    customer_id: int
    """The id of the customer."""
    days_until_due_date: t.Int32
    """The number of days from the issue date to the due date."""
    group_by: t.TimeGrouping = t.TimeGrouping.ACTIVITY
    """How the hours become lines."""
    include_time_entry_descriptions: bool = False
    """Whether the lines contain the descriptions of the time entries."""
    issue_date: t.Date | None = None
    """The issue date. None: today."""
    project_id: int | None = None
    """The id of a project. None: that of the time entries, if they all have the same."""
    invoice_text: str | None = None
    """The text above the lines."""
    your_reference: str | None = None
    """The reference of the customer (deres referanse)."""
    our_reference: str | None = None
    """The reference of the company (vår referanse)."""
    order_reference: str | None = None
    """The reference to the customer's order, for electronic invoices (EHF)."""
    currency: t.Currency | None = None
    """The currency of the draft: NOK if it is None."""
    bank_account_number: str | None = None
    """The number of the bank account that the customer shall pay to: 11 digits."""
