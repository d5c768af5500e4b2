"""Recurring invoices (repeterende fakturaer): their lines, their jobs and the dates of these.

A recurring invoice has lines and a frequency. It has one job per customer, and each job generates
invoices of its own.
"""

import calendar
import datetime
from dataclasses import dataclass

from fiken.emulator.books import invoices, ledger, sales_documents
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.invoices import Terms
from fiken.emulator.books.sales_documents import Priced, SalesDocument
from fiken.emulator.store.state import Row, State

#: The days of an interval, for the units that have a fixed number of days.
_DAYS = {"DAY": 1, "WEEK": 7}
#: The columns that a recurring invoice has under the names of `SalesDocument`.
_SHARED = (
    "currency",
    "project_id",
    "rounding_type",
    "your_reference",
    "our_reference",
    "order_reference",
)
#: The jobs, each with the columns of its recurring invoice.
JOBS = "recurring_invoice_jobs JOIN recurring_invoices USING (recurring_invoice_id)"


@dataclass(frozen=True)
class Plan:
    """The dates and terms of the invoices of a new recurring invoice.

    Attributes:
        interval: the number of units between two invoices, at least 1.
        unit: `DAY`, `WEEK` or `MONTH`.
        days_until_due_date: the days from the date of an invoice to its due date.
        bank_account_number: the bank account to pay to.
        iban: the international number of a bank account.
        bic: the code of the bank.
        end_date: the last day on which an invoice can be issued. None: it never ends.
    """

    interval: int
    unit: str
    days_until_due_date: int
    bank_account_number: str
    iban: str | None = None
    bic: str | None = None
    end_date: str | None = None


@dataclass(frozen=True)
class Job:
    """A new job: the customer who gets the invoices, and the dates of these.

    Attributes:
        customer_id: the customer. The caller has checked that it exists.
        next_date: the date of the first invoice, such as `2026-07-01`.
        end_date: the last day on which an invoice can be issued, or None.
        contact_person_id: the person at the customer, or None.
        month_day: the day of the month on which invoices are issued. None: that of `next_date`.
    """

    customer_id: int
    next_date: str
    end_date: str | None = None
    contact_person_id: int | None = None
    month_day: int | None = None


# --- creating and changing -----------------------------------------------------------------------


def create(state: State, company: int, document: SalesDocument, plan: Plan) -> tuple[int, int]:
    """Store a recurring invoice with one job, and return the ids of both.

    Emulator choice: the end date can be before the first invoice. Then none is issued.

    Args:
        state: the database.
        company: the id of the company.
        document: the first invoice. The others differ from it in their dates only.
        plan: the dates and terms.

    Raises:
        Rejected: an invoice with these lines or of this date cannot be issued.
    """
    invoices.due_date(document.date, plan.days_until_due_date)
    key = state.new_id()
    amounts = _priced(state, company, document)
    state.insert(
        "recurring_invoices",
        recurring_invoice_id=key,
        company_id=company,
        invoice_draft_uuid=document.draft_uuid,
        frequency_interval=plan.interval,
        frequency_interval_unit=plan.unit,
        days_until_due_date=plan.days_until_due_date,
        **{name: getattr(plan, name) for name in ("bank_account_number", "iban", "bic")},
        invoice_text=document.text,
        **{name: getattr(document, name) for name in _SHARED},
        **_sums(amounts),
        **state.stamps(),
    )
    _insert_lines(state, key, amounts)
    job = Job(document.contact_id, document.date, plan.end_date, document.contact_person_id)
    return key, add_job(state, company, key, job)


def add_job(state: State, company: int, recurring: int, job: Job) -> int:
    """Add a job to a recurring invoice, and return the id of the job.

    Raises:
        Rejected: the date of the first invoice is in the past, in a fiscal year that is not open.
    """
    require_bookable(state, company, job.next_date)
    key = state.new_id()
    keys = {"job_id": key, "recurring_invoice_id": recurring}
    columns = {**vars(job), "month_day": job.month_day or month_day(job.next_date)}
    state.insert("recurring_invoice_jobs", **keys, **columns)
    return key


def replace_lines(state: State, row: Row, document: SalesDocument) -> None:
    """Replace the lines and the rounding of a recurring invoice. Issued invoices stay the same.

    Args:
        state: the database.
        row: the recurring invoice.
        document: an invoice with the new lines and the new rounding type.

    Raises:
        Rejected: an invoice with these lines cannot be issued.
    """
    key = row["recurring_invoice_id"]
    amounts = _priced(state, row["company_id"], document)
    state.execute("DELETE FROM recurring_invoice_lines WHERE recurring_invoice_id = ?", key)
    _insert_lines(state, key, amounts)
    columns = {"rounding_type": document.rounding_type, **_sums(amounts)}
    state.update("recurring_invoices", "recurring_invoice_id", key, **columns)


def keep_days(state: State, row: Row, unit: str) -> None:
    """Set the day of the month of each job to that of its next date, if the unit changes.

    Args:
        state: the database.
        row: the recurring invoice, with the frequency that it had so far.
        unit: the new unit: `DAY`, `WEEK` or `MONTH`.
    """
    if row["frequency_interval_unit"] != unit:
        sql = """UPDATE recurring_invoice_jobs SET month_day = CAST(substr(next_date, 9) AS INTEGER)
            WHERE recurring_invoice_id = ? AND next_date IS NOT NULL"""
        state.execute(sql, row["recurring_invoice_id"])


def require_bookable(state: State, company: int, date: str) -> None:
    """Reject a date in the past whose fiscal year is not open. Later years will be open in time.

    Emulator choice: other dates in the past are accepted. The invoices of these dates are issued
    before the next request.
    """
    if date <= state.today().isoformat():
        ledger.require_open_year(state, company, date)


def _priced(state: State, company: int, document: SalesDocument) -> Priced:
    amounts = sales_documents.priced(state, company, document)
    sales_documents.require_positive(amounts)
    return amounts


def _sums(amounts: Priced) -> dict[str, int]:
    return {"rounding": amounts.rounding, "net": amounts.total.net, "gross": amounts.gross}


def _insert_lines(state: State, key: int, amounts: Priced) -> None:
    for line, each in amounts.lines:
        columns = {"recurring_invoice_id": key, **vars(line), **each.columns()}
        state.insert("recurring_invoice_lines", **columns)


# --- dates ---------------------------------------------------------------------------------------


def month_day(date: str) -> int:
    """Return the day of the month of a date: 31 for `2026-07-31`."""
    return int(date[8:])


def date_after(date: str, day: int, interval: int, unit: str) -> str | None:
    """Return the date of the invoice after that of `date`, or None if it is after the year 9999.

    Emulator choice: an invoice of the 31st is issued on the last day of a shorter month, and on
    the 31st again afterwards.

    Args:
        date: the date of an invoice.
        day: the day of the month on which invoices are issued, if the unit is `MONTH`.
        interval: the number of units between two invoices.
        unit: `DAY`, `WEEK` or `MONTH`.
    """
    then = datetime.date.fromisoformat(date)
    try:
        if unit in _DAYS:
            return (then + datetime.timedelta(interval * _DAYS[unit])).isoformat()
        year, month = divmod(12 * then.year + then.month - 1 + interval, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return datetime.date(year, month + 1, min(day, last)).isoformat()
    except (OverflowError, ValueError):
        return None


def date_from_today(state: State, job: Row) -> str | None:
    """Return the next date of a job that is not before today, or None after the year 9999.

    `job` is a row of `JOBS`.
    """
    date: str | None = job["next_date"]
    while date is not None and date < state.today().isoformat():
        date = _date_after(job, date)
    return date


def is_over(job: Row) -> bool:
    """Return whether a job generates no more invoices, even if it is not paused."""
    date, end = job["next_date"], job["end_date"]
    return date is None or (end is not None and date > end)


def _date_after(job: Row, date: str) -> str | None:
    frequency = job["frequency_interval"], job["frequency_interval_unit"]
    return date_after(date, job["month_day"], *frequency)


# --- issuing -------------------------------------------------------------------------------------


def due_job(state: State) -> Row | None:
    """Return the job with the oldest date up to today for which an invoice has to be issued."""
    sql = f"""SELECT * FROM {JOBS} WHERE active AND next_date <= ?
        AND (end_date IS NULL OR next_date <= end_date) ORDER BY next_date, job_id LIMIT 1"""  # noqa: S608
    return state.row(sql, state.today().isoformat())


def issue(state: State, job: Row, draft_uuid: str) -> int | None:
    """Issue the next invoice of a job, and return the id of the invoice.

    Emulator choice: a job whose invoice cannot be issued is paused, and keeps its date. Then the
    result is None. This happens if the fiscal year of the date is not open any more.

    Args:
        state: the database.
        job: the row of `JOBS`.
        draft_uuid: the UUID by which the invoice can be found.
    """
    key, date = job["job_id"], job["next_date"]
    try:
        with state.attempt():
            due_date = invoices.due_date(date, job["days_until_due_date"])
            terms = Terms(due_date, job["bank_account_number"])
            document = document_of(state, job, date, draft_uuid)
            invoice = invoices.issue(state, job["company_id"], document, terms)
    except Rejected:
        state.update("recurring_invoice_jobs", "job_id", key, active=0)
        return None
    source = {"recurring_invoice_id": job["recurring_invoice_id"], "recurring_invoice_job_id": key}
    state.update("invoices", "invoice_id", invoice, **source)
    state.update("recurring_invoice_jobs", "job_id", key, next_date=_date_after(job, date))
    return invoice


def document_of(state: State, job: Row, date: str, draft_uuid: str) -> SalesDocument:
    """Return the invoice of a job on a date, before it is issued. `job` is a row of `JOBS`."""
    account = "SELECT customer_account_code FROM contacts WHERE contact_id = ?"
    lines = "SELECT * FROM recurring_invoice_lines WHERE recurring_invoice_id = ? ORDER BY rowid"
    rows = state.rows(lines, job["recurring_invoice_id"])
    return SalesDocument(
        date=date,
        contact_id=job["customer_id"],
        ledger_account=state.value(account, job["customer_id"]),
        lines=[sales_documents.line_of(row) for row in rows],
        contact_person_id=job["contact_person_id"],
        text=job["invoice_text"],
        draft_uuid=draft_uuid,
        **{name: job[name] for name in _SHARED},
    )
