"""The jobs of a recurring invoice: added, rescheduled, paused, resumed and stopped.

By the contract, a job that is stopped stays so. Emulator choice: a change of a stopped job is
refused with 400.
"""

from dataclasses import replace

from fiken.emulator.books import recurring
from fiken.emulator.books.recurring import Job
from fiken.emulator.families._recipients import (
    Recipients,
    derived_recipients,
    emails_of_persons,
    requested_recipients,
    write_recipients,
)
from fiken.emulator.families._recurring import JOBS, RECURRING, changed, generated, job_rows
from fiken.emulator.families._sales_document import customer_account
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.handlers import located
from fiken.emulator.store.resources import Call
from fiken.emulator.store.rows import find, remove, update
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse


def add_job(call: Call) -> Reply:
    """Add a job for another customer to a recurring invoice.

    By the contract, a customer has one job at most, and a job has a recipient.

    Emulator choice: refusals have the status 400. A stopped job counts as the job of its customer.
    The end date is that of the first job that is not stopped. The next date is also that of this
    job, unless the request has one. If it is before today, the first date from today on is used.
    """
    row, customer = find(call, RECURRING), call.body["customerId"]
    customer_account(call, customer, None, "projectId")
    others = sorted(job_rows(call, row), key=lambda job: bool(job["stopped"]))
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


def update_schedule(call: Call) -> Reply:
    """Change the next date of a job, if the request has one, and always change its end date.

    By the contract, leaving out the next date keeps it, and leaving out the end date clears it.

    Emulator choice: the next date must be after the last invoice of the job, which would otherwise
    be issued twice. A job that is over and gets a later end date skips the dates before today,
    unless it is paused: then `resume` skips them.
    """
    job, date = _job(call), call.body.get("nextDate")
    columns = {"end_date": call.body.get("endDate")}
    if date is None:
        if job["active"]:
            columns |= {"next_date": recurring.date_from_today(call.state, job)}
    else:
        sql = "SELECT max(issue_date) FROM invoices WHERE recurring_invoice_job_id = ?"
        last = call.state.value(sql, job["job_id"])
        if last is not None and date <= last:
            raise refuse(400, f"'nextDate' must be after {last}, the date of the last invoice")
        recurring.require_bookable(call.state, call.company, date)
        columns |= {"next_date": date, "month_day": recurring.month_day(date)}
    call.state.update("recurring_invoice_jobs", "job_id", job["job_id"], **columns)
    return changed(call)


def update_recipients(call: Call) -> Reply:
    """Replace all recipients of a job."""
    job = _job(call)
    customer = find(call, CONTACTS, job["customer_id"])
    recipients = requested_recipients(call, customer, job["currency"])
    write_recipients(call.state, job["job_id"], recipients)
    return changed(call)


def pause(call: Call) -> Reply:
    """Pause a job. A paused job stays paused."""
    call.state.update("recurring_invoice_jobs", "job_id", _job(call)["job_id"], active=0)
    return changed(call)


def resume(call: Call) -> Reply:
    """Resume a paused job.

    Emulator choice: no invoices are issued for the dates that passed during the pause. An active
    job stays active.
    """
    job = _job(call)
    columns = {"active": 1, "next_date": recurring.date_from_today(call.state, job)}
    call.state.update("recurring_invoice_jobs", "job_id", job["job_id"], **columns)
    return changed(call)


def stop(call: Call) -> Reply:
    """Stop a job permanently. It is deleted if it has generated no invoice and is not the only one.

    Emulator choice: the end date is today, unless it was earlier. A stopped job stays stopped.
    """
    row = find(call, JOBS)
    if row["stopped"]:
        return Reply(200)
    if len(job_rows(call, row)) > 1 and not generated(call, row):
        remove(call, JOBS, row)
    else:
        end = min(row["end_date"] or "9999-12-31", call.state.today().isoformat())
        columns = {"active": 0, "stopped": 1, "next_date": None, "end_date": end}
        call.state.update("recurring_invoice_jobs", "job_id", row["job_id"], **columns)
    return changed(call)


def _job(call: Call) -> Row:
    """Return the row of `recurring.JOBS` of the job in the path, and refuse a stopped job."""
    key = find(call, JOBS)["job_id"]
    job = call.state.row(f"SELECT * FROM {recurring.JOBS} WHERE job_id = ?", key)  # noqa: S608
    assert job is not None, "it has just been found"
    if job["stopped"]:
        raise refuse(400, f"The job {key} is stopped for ever")
    return job
