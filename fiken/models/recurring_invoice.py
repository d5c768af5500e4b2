"""Recurring invoices (repeterende fakturaer), their jobs, and the bodies of their verbs."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.draft import DraftLine
from fiken.models.frequency import Frequency
from fiken.models.invoice import InvoiceLine


@model
class RecurringInvoiceRecipient(Model):
    """The recipients of the invoices of a job, and the ways to send them (mottaker).

    ``jobs.set_recipients`` replaces all fields: a way that is not chosen is switched off. EHF,
    eFaktura and SMS exclude each other.
    """

    emails: Sequence[str] = ()
    """E-mail addresses that do not belong to contact persons.

    An address of a contact person comes back in `contact_person_ids` instead.
    """
    contact_person_ids: Sequence[int] = ()
    """The ids of contact persons of the customer. Each needs an e-mail address."""
    ehf: bool = False
    """Whether to send an electronic invoice between businesses (EHF).

    The customer needs an organization number.
    """
    efaktura: bool = False
    """Whether to send to the customer's online bank (eFaktura). The company needs an agreement."""
    letter: bool = False
    """Whether to send a letter on paper to the address of the customer."""
    sms_phone_number: str | None = None
    """The phone number that gets a text message; None for no text message."""


@model
class RecurringInvoiceJob(Model):
    """The part of a recurring invoice that concerns one customer (jobb).

    The amounts are in the smallest unit of `currency`.
    """

    job_id: t.Identity[int] = t.UNSET
    customer_id: t.ReadOnly[int] = t.UNSET
    frequency: t.ReadOnly[Frequency | None] = None
    """The time between two invoices. It is the same in all jobs of the recurring invoice."""
    next_date: t.ReadOnly[t.Date | None] = None
    """The day on which the next invoice is issued."""
    end_date: t.ReadOnly[t.Date | None] = None
    """The day after which no more invoices are issued; None if there is no such day."""
    active: t.ReadOnly[bool] = t.UNSET
    """Whether invoices are issued. False for a job that is paused or stopped."""
    bank_account_number: t.ReadOnly[str | None] = None
    """The number of the bank account that the customer shall pay to: 11 digits."""
    iban: t.ReadOnly[str | None] = None
    """The international number of the bank account (IBAN)."""
    bic: t.ReadOnly[str | None] = None
    """The code of the bank (BIC)."""
    recipients: t.ReadOnly[RecurringInvoiceRecipient | None] = None
    """How the invoices are sent, and to whom."""
    currency: t.ReadOnly[t.Currency | None] = None
    net: t.ReadOnly[t.Amount] = t.UNSET
    """The total of one invoice without VAT, in the smallest unit of `currency`."""
    gross: t.ReadOnly[t.Amount] = t.UNSET
    """The total of one invoice with VAT, in the smallest unit of `currency`."""
    generated_invoice_ids: t.ReadOnly[Sequence[int]] = ()
    """The ids of the invoices that were issued so far."""
    lines: t.ReadOnly[Sequence[InvoiceLine]] = ()
    """The lines of each invoice. ``DraftLine.from_line`` returns one that can be sent."""


@model
class RecurringInvoice(Model):
    """An invoice that Fiken issues again and again (repeterende faktura).

    The lines and the frequency are those of all its jobs. There is one job per customer. A new one
    has one customer; ``jobs(recurring).add`` adds others.

    Fiken returns most of the fields that a new one is created with in `jobs`, and not here. A saved
    one is changed only by the methods of its repository: ``replace_lines``, ``set_frequency`` and
    ``jobs``.
    """

    recurring_invoice_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    description: t.ReadOnly[str | None] = None
    """A text for you. ``recurring_invoices.set_frequency`` changes it."""
    days_until_due_date: t.Int32 = t.UNSET
    """The number of days from the issue date of each invoice to its due date."""
    active: t.ReadOnly[bool] = t.UNSET
    """Whether at least one job issues invoices. False if all are paused or stopped."""
    invoice_draft_uuid: t.ReadOnly[str | None] = None
    """The UUID of the draft that became the recurring invoice."""
    jobs: t.ReadOnly[Sequence[RecurringInvoiceJob]] = ()
    """One job per customer, with its own dates and recipients."""
    uuid: t.WriteOnly[str | None] = None
    """A UUID of your choice, 36 characters. Fiken makes one if it has none."""
    customer_id: t.WriteOnly[int | None] = None
    """The id of the contact that is the customer."""
    contact_person_id: t.WriteOnly[int | None] = None
    """The id of a contact person of the customer."""
    start_date: t.WriteOnly[t.Date | None] = None
    """The issue date of the first invoice."""
    end_date: t.WriteOnly[t.Date | None] = None
    """The day after which no more invoices are issued; None if there is no such day."""
    frequency: t.WriteOnly[Frequency | None] = None
    """The time between two invoices."""
    currency: t.WriteOnly[t.Currency | None] = None
    """The currency of the prices; None for NOK."""
    bank_account_number: t.WriteOnly[str | None] = None
    """The number of the bank account that the customer shall pay to: 11 digits."""
    iban: t.WriteOnly[str | None] = None
    """The international number of the bank account (IBAN)."""
    bic: t.WriteOnly[str | None] = None
    """The code of the bank (BIC)."""
    invoice_text: t.WriteOnly[str | None] = None
    """The text above the lines."""
    your_reference: t.WriteOnly[str | None] = None
    """The reference of the customer (deres referanse)."""
    our_reference: t.WriteOnly[str | None] = None
    """The reference of the company (vår referanse)."""
    order_reference: t.WriteOnly[str | None] = None
    """The reference to the customer's order, for electronic invoices (EHF)."""
    lines: t.WriteOnly[Sequence[DraftLine]] = ()
    """The lines of each invoice. A new one needs at least one."""


@model
class RecurringInvoiceLines(Model):
    """The new lines of a recurring invoice. ``recurring_invoices.replace_lines`` sends them."""

    lines: Sequence[DraftLine]
    """All lines of each invoice."""
    rounding_type: t.RoundingType | None = None
    """The rounding of the total, for invoices in NOK."""


@model
class RecurringInvoiceFrequency(Model):
    """The new frequency of a recurring invoice. ``recurring_invoices.set_frequency`` sends it."""

    frequency: Frequency
    """The time between two invoices."""
    days_until_due_date: t.Int32
    """The number of days from the issue date of each invoice to its due date."""
    description: str | None = None
    """A text for you."""


@model
class RecurringInvoiceSchedule(Model):
    """The new dates of one job. ``recurring_invoices.jobs(recurring).reschedule`` sends them."""

    next_date: t.Date | None = None
    """The day on which the next invoice is issued. None: it is not changed."""
    end_date: t.Date | None = None
    """The day after which no more invoices are issued. None: there is no such day any more."""


@model
class NewRecurringInvoiceJob(Model):
    """A new job, for another customer. ``recurring_invoices.jobs(recurring).add`` sends it."""

    customer_id: int
    """The id of the contact that is the customer."""
    contact_person_ids: Sequence[int] = ()
    """The ids of contact persons of the customer, to whom the invoices are sent."""
    next_date: t.Date | None = None
    """The day on which the first invoice is issued. None: that of another job."""
