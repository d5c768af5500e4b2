"""Recurring invoices (repeterende fakturaer), their jobs, and the invoices that they generate.

Observed: docs/observed.md#c1-recurring-invoices

Emulator choice: an invoice is issued before the first request on its date or after it. It then has
its own date, also where the clock has passed several dates at once. Each date is used once per job.
"""

import datetime
import re
from dataclasses import replace
from typing import Any

from fiken.emulator.books import recurring, recurring_schema, series
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.recurring import Job, Plan
from fiken.emulator.books.sales_documents import SalesDocument
from fiken.emulator.books.sales_kind import INVOICE
from fiken.emulator.families._finalizing import REPEATING, document_of
from fiken.emulator.families._recipients import (
    Recipients,
    derived_recipients,
    emails_of_persons,
    requested_recipients,
    send_invoice,
    shown_recipients,
    write_recipients,
)
from fiken.emulator.families._sales_document import (
    add_pdf,
    checked_uuid,
    customer_account,
    new_uuid,
    no_series_for_draft,
    shown_lines,
)
from fiken.emulator.families._sales_drafts import DRAFTS
from fiken.emulator.families._sales_lines import sales_lines
from fiken.emulator.families.bank_account import require_used
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.files import copy_attachments, move_attachments
from fiken.emulator.store.handlers import created, finds, lists, located
from fiken.emulator.store.resources import Call, Family, Resource
from fiken.emulator.store.rows import find, remove, show, update
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse, refuse_fields
from fiken.emulator.wire.validation import missing

# --- showing -------------------------------------------------------------------------------------


def _job_rows(call: Call, row: Row) -> list[Row]:
    """Return the rows of `recurring.JOBS` of a recurring invoice, in the order of creation."""
    sql = f"SELECT * FROM {recurring.JOBS} WHERE recurring_invoice_id = ? ORDER BY job_id"  # noqa: S608
    return call.state.rows(sql, row["recurring_invoice_id"])


def _jobs(call: Call, row: Row) -> list[dict[str, Any]]:
    return [show(call, JOBS, job) for job in _job_rows(call, row)]


def _generated(call: Call, job: Row) -> list[int]:
    sql = "SELECT invoice_id FROM invoices WHERE recurring_invoice_job_id = ? ORDER BY issue_date"
    return [row["invoice_id"] for row in call.state.rows(sql, job["job_id"])]


_ACTIVE = """EXISTS (SELECT 1 FROM recurring_invoice_jobs AS j
    WHERE j.recurring_invoice_id = recurring_invoices.recurring_invoice_id AND j.active)"""
_OF_CUSTOMER = """recurring_invoice_id IN
    (SELECT recurring_invoice_id FROM recurring_invoice_jobs WHERE customer_id = ?)"""

# Emulator choice: a job has no `nextDate` when it generates no more invoices. It is still active if
# it was neither paused nor stopped.
RECURRING = Resource(
    table="recurring_invoices",
    key="recurringInvoiceId",
    schema="recurringInvoiceResult",
    filters={"customerId": _OF_CUSTOMER, "active": f"{_ACTIVE} = ?"},
    parts={
        "active": lambda call, row: any(job["active"] for job in _job_rows(call, row)),
        "jobs": _jobs,
    },
    dated=True,
)
JOBS = Resource(
    table="recurring_invoice_jobs",
    key="jobId",
    schema="recurringInvoiceJobResult",
    parent=RECURRING,
    parts={
        "nextDate": lambda _call, job: None if recurring.is_over(job) else job["next_date"],
        "recipients": shown_recipients,
        "generatedInvoiceIds": _generated,
        "lines": shown_lines("recurring_invoice_lines", "recurring_invoice_id"),
    },
)

# --- creating ------------------------------------------------------------------------------------


def _create(call: Call) -> Reply:
    """Create a recurring invoice with one job.

    Emulator choice: the same UUID twice makes two recurring invoices, as it makes two invoices.
    """
    body = call.body
    person, customer = body.get("contactPersonId"), body["customerId"]
    currency = body.get("currency") or NOK
    if not re.fullmatch("[A-Z]{3}", currency):
        raise refuse(400, f"'currency' must be a code such as NOK, not {currency[:60]!r}")
    document = SalesDocument(
        date=body["startDate"],
        contact_id=customer,
        ledger_account=customer_account(call, customer, person, "projectId"),
        lines=sales_lines(call, body["lines"]),
        currency=currency,
        contact_person_id=person,
        text=body.get("invoiceText"),
        your_reference=body.get("yourReference"),
        our_reference=body.get("ourReference"),
        order_reference=body.get("orderReference"),
        draft_uuid=checked_uuid(body.get("uuid")) or new_uuid(call.state),
    )
    plan = Plan(
        interval=body["frequency"]["interval"],
        unit=body["frequency"]["intervalUnit"],
        days_until_due_date=body["daysUntilDueDate"],
        bank_account_number=body["bankAccountNumber"],
        iban=body.get("iban"),
        bic=body.get("bic"),
        end_date=body.get("endDate"),
    )
    return created(call, _start(call, document, plan))


def _create_from_draft(call: Call) -> Reply:
    """Create a recurring invoice from a draft, and delete the draft.

    Emulator choice: each generated invoice gets the attachments and the project of the draft.
    """
    draft = find(call, DRAFTS[INVOICE])
    if draft["type"] != REPEATING:
        raise refuse(400, f"Only a draft of type {REPEATING} becomes a recurring invoice")
    if draft["frequency_interval"] is None:
        raise refuse_fields([missing("frequency")])
    plan = Plan(
        interval=draft["frequency_interval"],
        unit=draft["frequency_interval_unit"],
        **{name: draft[name] for name in ("days_until_due_date", "end_date")},
        **{name: draft[name] for name in ("bank_account_number", "iban", "bic")},
    )
    document = replace(document_of(call, INVOICE, draft), date=draft["start_date"])
    key = _start(call, document, plan)
    draft_id = draft["draft_id"]
    move_attachments(call.state, "invoice_draft", draft_id, "recurring_invoice", key)
    remove(call, DRAFTS[INVOICE], draft)
    return located(call, f"/recurringInvoices/{key}")


def _start(call: Call, document: SalesDocument, plan: Plan) -> int:
    """Store a recurring invoice with one job, and return the id of the recurring invoice.

    The number series of invoices must be started, and the bank account must have been used on an
    invoice, as for drafts.

    Emulator choice: the job sends its invoices to the contact person, if there is one. Otherwise
    the recipients are those of a job that is added without contact persons, but they can be none.
    """
    if series.last_number(call.state, call.company, INVOICE) is None:
        raise no_series_for_draft(INVOICE, REPEATING)
    require_used(call, plan.bank_account_number)
    key, job = recurring.create(call.state, call.company, document, plan)
    customer, person = find(call, CONTACTS, document.contact_id), document.contact_person_id
    if person is None:
        recipients = derived_recipients(customer, document.currency)
    else:
        recipients = Recipients(emails_of_persons(call, customer, [person]))
    write_recipients(call.state, job, recipients)
    return key


def _add_job(call: Call) -> Reply:
    """Add a job for another customer to a recurring invoice.

    Emulator choice: the end date is that of the first job that is not stopped. So is the next date,
    unless the request has one; if it is before today, the first date from today on is used instead.
    """
    row, customer = find(call, RECURRING), call.body["customerId"]
    customer_account(call, customer, None, "projectId")
    others = sorted(_job_rows(call, row), key=lambda job: bool(job["stopped"]))
    if any(job["customer_id"] == customer for job in others):
        raise refuse(400, f"'customerId': contact {customer} has a job of this recurring invoice")
    contact, persons = find(call, CONTACTS, customer), call.body.get("contactPersonIds") or ()
    recipients = Recipients(emails_of_persons(call, contact, persons))
    if not persons:
        recipients = derived_recipients(contact, row["currency"])
    if recipients.is_empty:
        raise refuse(400, f"'customerId': contact {customer} has no e-mail address, and no EHF")
    job = recurring.add_job(
        call.state,
        call.company,
        row["recurring_invoice_id"],
        replace(
            _first_dates(call, others[0]),
            customer_id=customer,
            contact_person_id=persons[0] if persons else None,
        ),
    )
    write_recipients(call.state, job, recipients)
    update(call, RECURRING, row["recurring_invoice_id"], {})
    return located(call, f"/recurringInvoices/{row['recurring_invoice_id']}")


def _first_dates(call: Call, other: Row) -> Job:
    """Return a job with the dates of a new job, and the customer of the job `other`."""
    asked, end = call.body.get("nextDate"), None if other["stopped"] else other["end_date"]
    if asked is not None:
        return Job(other["customer_id"], asked, end)
    date = recurring.date_from_today(call.state, other)
    if date is None:
        raise refuse(400, "'nextDate' is required, since no job has a next date")
    return Job(other["customer_id"], date, end, month_day=other["month_day"])


# --- changing ------------------------------------------------------------------------------------


def _update_lines(call: Call) -> Reply:
    """Replace the lines and the rounding of all jobs. Issued invoices stay the same."""
    row = find(call, RECURRING)
    job = _job_rows(call, row)[0]
    document = recurring.document_of(call.state, job, "", row["invoice_draft_uuid"])
    lines, rounding = sales_lines(call, call.body["lines"]), call.body.get("roundingType")
    new = replace(document, lines=lines, rounding_type=rounding)
    recurring.replace_lines(call.state, row, new)
    return _changed(call)


def _update_frequency(call: Call) -> Reply:
    """Replace the description, the frequency and the days until the due date of all jobs.

    Emulator choice: the next date of each job stays the same.
    """
    row, frequency = find(call, RECURRING), call.body["frequency"]
    recurring.due_date(call.state.today().isoformat(), call.body["daysUntilDueDate"])
    columns = {
        "description": call.body.get("description"),
        "frequency_interval": frequency["interval"],
        "frequency_interval_unit": frequency["intervalUnit"],
        "days_until_due_date": call.body["daysUntilDueDate"],
    }
    update(call, RECURRING, row["recurring_invoice_id"], columns)
    return Reply(200)


def _update_schedule(call: Call) -> Reply:
    """Change the next date of a job, if the request has one, and its end date in any case.

    By the contract, leaving out the end date clears it.

    Emulator choice: the next date must be after the last invoice of the job, which would otherwise
    be issued twice. A job that is over and gets a later end date skips the dates before today.
    """
    job, date = _job(call), call.body.get("nextDate")
    columns = {"end_date": call.body.get("endDate")}
    if date is None:
        columns |= {"next_date": recurring.date_from_today(call.state, job)}
    else:
        sql = "SELECT max(issue_date) FROM invoices WHERE recurring_invoice_job_id = ?"
        last = call.state.value(sql, job["job_id"])
        if last is not None and date <= last:
            raise refuse(400, f"'nextDate' must be after {last}, the date of the last invoice")
        recurring.require_bookable(call.state, call.company, date)
        columns |= {"next_date": date, "month_day": recurring.month_day(date)}
    call.state.update("recurring_invoice_jobs", "job_id", job["job_id"], **columns)
    return _changed(call)


def _update_recipients(call: Call) -> Reply:
    """Replace all recipients of a job."""
    job = _job(call)
    customer = find(call, CONTACTS, job["customer_id"])
    recipients = requested_recipients(call, customer, job["currency"])
    write_recipients(call.state, job["job_id"], recipients)
    return _changed(call)


def _pause(call: Call) -> Reply:
    """Pause a job. A paused job stays paused."""
    call.state.update("recurring_invoice_jobs", "job_id", _job(call)["job_id"], active=0)
    return _changed(call)


def _resume(call: Call) -> Reply:
    """Resume a paused job.

    Emulator choice: no invoices are issued for the dates that passed during the pause. An active
    job stays active.
    """
    job = _job(call)
    columns = {"active": 1, "next_date": recurring.date_from_today(call.state, job)}
    call.state.update("recurring_invoice_jobs", "job_id", job["job_id"], **columns)
    return _changed(call)


def _stop(call: Call) -> Reply:
    """Stop a job for ever. It is deleted if it has generated no invoice and is not the only one.

    Emulator choice: the end date is today, unless it was earlier. A stopped job stays stopped.
    """
    row = find(call, JOBS)
    if row["stopped"]:
        return Reply(200)
    if len(_job_rows(call, row)) > 1 and not _generated(call, row):
        remove(call, JOBS, row)
    else:
        end = min(row["end_date"] or "9999-12-31", call.state.today().isoformat())
        columns = {"active": 0, "stopped": 1, "next_date": None, "end_date": end}
        call.state.update("recurring_invoice_jobs", "job_id", row["job_id"], **columns)
    return _changed(call)


def _job(call: Call) -> Row:
    """Return the row of `recurring.JOBS` of the job in the path, and refuse a stopped job with 400.

    Emulator choice: the status and the message. By the contract, a job is stopped for ever.
    """
    key = find(call, JOBS)["job_id"]
    job = call.state.row(f"SELECT * FROM {recurring.JOBS} WHERE job_id = ?", key)  # noqa: S608
    assert job is not None, "it has just been found"
    if job["stopped"]:
        raise refuse(400, f"The job {key} is stopped for ever")
    return job


def _changed(call: Call) -> Reply:
    """Set the last modified date of the recurring invoice in the path, and return the answer."""
    update(call, RECURRING, int(call.path["recurringInvoiceId"]), {})
    return Reply(200)


# --- issuing -------------------------------------------------------------------------------------


def issue_due(state: State) -> None:
    """Issue and send the invoices of all jobs up to today, the oldest first."""
    while (job := recurring.due_job(state)) is not None:
        with state.dated(datetime.date.fromisoformat(job["next_date"])):
            invoice = recurring.issue(state, job, new_uuid(state))
            if invoice is not None:
                add_pdf(state, job["company_id"], INVOICE, invoice)
                owner = job["recurring_invoice_id"]
                copy_attachments(state, "recurring_invoice", owner, "invoice", invoice)
                send_invoice(state, job, invoice)


FAMILY = Family(
    tables=recurring_schema.TABLES,
    operations={
        "getRecurringInvoices": lists(RECURRING),
        "createRecurringInvoice": _create,
        "createRecurringInvoiceFromDraft": _create_from_draft,
        "getRecurringInvoice": finds(RECURRING),
        "addRecurringInvoiceJob": _add_job,
        "updateRecurringInvoiceLines": _update_lines,
        "updateRecurringInvoiceFrequency": _update_frequency,
        "updateRecurringInvoiceJobSchedule": _update_schedule,
        "updateRecurringInvoiceJobRecipients": _update_recipients,
        "pauseRecurringInvoiceJob": _pause,
        "resumeRecurringInvoiceJob": _resume,
        "stopRecurringInvoiceJob": _stop,
    },
    invariants=(recurring_schema.violations,),
    as_time_passes=issue_due,
)
