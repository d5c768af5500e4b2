"""Recurring invoices and their jobs as JSON."""

from typing import Any

from fiken.emulator.books import recurring
from fiken.emulator.families._recipients import shown_recipients
from fiken.emulator.families._sales_document import shown_lines
from fiken.emulator.store.resources import Call, Resource
from fiken.emulator.store.rows import show, update
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply


def job_rows(call: Call, row: Row) -> list[Row]:
    """Return the rows of `recurring.JOBS` of a recurring invoice, in the order of creation."""
    sql = f"SELECT * FROM {recurring.JOBS} WHERE recurring_invoice_id = ? ORDER BY job_id"  # noqa: S608
    return call.state.rows(sql, row["recurring_invoice_id"])


def _jobs(call: Call, row: Row) -> list[dict[str, Any]]:
    return [show(call, JOBS, job) for job in job_rows(call, row)]


def generated(call: Call, job: Row) -> list[int]:
    """Return the ids of the invoices that a job has generated, the oldest first."""
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
        "active": lambda call, row: any(job["active"] for job in job_rows(call, row)),
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
        "generatedInvoiceIds": generated,
        "lines": shown_lines("recurring_invoice_lines", "recurring_invoice_id"),
    },
)


def changed(call: Call) -> Reply:
    """Set the last modified date of the recurring invoice in the path, and return the answer."""
    update(call, RECURRING, int(call.path["recurringInvoiceId"]), {})
    return Reply(200)
