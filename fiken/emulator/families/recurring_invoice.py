"""Recurring invoices (repeterende fakturaer), their jobs, and the invoices that they generate.

Observed: docs/observed.md#c1-recurring-invoices

Emulator choice: an invoice is issued before the first request on its date or after it. It then has
its own date, also where the clock has passed several dates at once. Each date is used once per job.
Each invoice has a draft UUID of its own. Its lines are those of the recurring invoice, with the
prices that its products had when the lines were written.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fiken.emulator.books import invoices, recurring, recurring_schema, series
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.recurring import Plan
from fiken.emulator.books.sales_documents import SalesDocument
from fiken.emulator.books.sales_kind import INVOICE
from fiken.emulator.families import _recurring_jobs
from fiken.emulator.families._finalizing import REPEATING, document_of
from fiken.emulator.families._recipients import (
    Recipients,
    derived_recipients,
    emails_of_persons,
    send_invoice,
    write_recipients,
)
from fiken.emulator.families._recurring import RECURRING, changed, job_rows
from fiken.emulator.families._sales_document import (
    add_pdf,
    checked_uuid,
    customer_account,
    new_uuid,
    no_series_for_draft,
)
from fiken.emulator.families._sales_drafts import DRAFTS
from fiken.emulator.families._sales_lines import sales_lines
from fiken.emulator.families.bank_account import require_used
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.files import copy_attachments, move_attachments
from fiken.emulator.store.handlers import created, finds, lists, located
from fiken.emulator.store.resources import Call, Family
from fiken.emulator.store.rows import find, remove, update
from fiken.emulator.store.state import State
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse, refuse_fields
from fiken.emulator.wire.validation import missing

# --- creating ------------------------------------------------------------------------------------


def _create(call: Call) -> Reply:
    """Create a recurring invoice with one job.

    Emulator choice: two requests with the same UUID create two recurring invoices.
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
    return created(call, _start(call, document, _plan(body)))


def _plan(body: Mapping[str, Any]) -> Plan:
    return Plan(
        interval=body["frequency"]["interval"],
        unit=body["frequency"]["intervalUnit"],
        days_until_due_date=body["daysUntilDueDate"],
        bank_account_number=body["bankAccountNumber"],
        iban=body.get("iban"),
        bic=body.get("bic"),
        end_date=body.get("endDate"),
    )


def _create_from_draft(call: Call) -> Reply:
    """Create a recurring invoice from a draft, and delete the draft.

    Emulator choice: each generated invoice gets the attachments and the project of the draft. The
    time entries of the draft are not invoiced: they are released, as by the deletion of a draft.
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

    By the contract, the number series must exist.

    Emulator choice: that is the series of invoices, and the bank account must have been used on an
    invoice. Both are refused as for drafts (docs/observed.md#4-error-bodies). The job sends its
    invoices to the contact person, if there is one. Otherwise the recipients are chosen as for a
    job that is added without contact persons. Unlike there, the job may have no recipient.
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


# --- changing ------------------------------------------------------------------------------------


def _update_lines(call: Call) -> Reply:
    """Replace the lines and the rounding of all jobs. Issued invoices stay the same."""
    row = find(call, RECURRING)
    job = job_rows(call, row)[0]
    document = recurring.document_of(call.state, job, "", row["invoice_draft_uuid"])
    lines, rounding = sales_lines(call, call.body["lines"]), call.body.get("roundingType")
    new = replace(document, lines=lines, rounding_type=rounding)
    recurring.replace_lines(call.state, row, new)
    return changed(call)


def _update_frequency(call: Call) -> Reply:
    """Replace the description, the frequency and the days until the due date of all jobs.

    Emulator choice: the next date of each job stays the same. If the invoices become monthly, later
    ones are issued on the day of the month of that date.
    """
    row, frequency = find(call, RECURRING), call.body["frequency"]
    invoices.due_date(call.state.today().isoformat(), call.body["daysUntilDueDate"])
    recurring.keep_days(call.state, row, frequency["intervalUnit"])
    columns = {
        "description": call.body.get("description"),
        "frequency_interval": frequency["interval"],
        "frequency_interval_unit": frequency["intervalUnit"],
        "days_until_due_date": call.body["daysUntilDueDate"],
    }
    update(call, RECURRING, row["recurring_invoice_id"], columns)
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
        "addRecurringInvoiceJob": _recurring_jobs.add_job,
        "updateRecurringInvoiceLines": _update_lines,
        "updateRecurringInvoiceFrequency": _update_frequency,
        "updateRecurringInvoiceJobSchedule": _recurring_jobs.update_schedule,
        "updateRecurringInvoiceJobRecipients": _recurring_jobs.update_recipients,
        "pauseRecurringInvoiceJob": _recurring_jobs.pause,
        "resumeRecurringInvoiceJob": _recurring_jobs.resume,
        "stopRecurringInvoiceJob": _recurring_jobs.stop,
    },
    invariants=(recurring_schema.violations,),
    as_time_passes=issue_due,
)
