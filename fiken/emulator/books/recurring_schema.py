"""The tables of recurring invoices and of their jobs, as SQL, and checks that they are consistent.

A recurring invoice has the lines, the frequency and the terms. Each of its jobs has a customer.
"""

from collections.abc import Iterator

from fiken.emulator.books.sales_schema import LINE_COLUMNS
from fiken.emulator.store.state import State

TABLES = f"""
CREATE TABLE recurring_invoices (
    recurring_invoice_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    description TEXT,
    invoice_draft_uuid TEXT NOT NULL,
    frequency_interval INTEGER NOT NULL,
    frequency_interval_unit TEXT NOT NULL,  -- DAY, WEEK or MONTH
    days_until_due_date INTEGER NOT NULL,
    currency TEXT NOT NULL,
    bank_account_number TEXT NOT NULL,
    iban TEXT,
    bic TEXT,
    invoice_text TEXT,
    your_reference TEXT,
    our_reference TEXT,
    order_reference TEXT,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL,
    rounding_type TEXT,
    rounding INTEGER NOT NULL,              -- the part of net that no line has
    net INTEGER NOT NULL,                   -- the smallest unit of the currency
    gross INTEGER NOT NULL
);
CREATE INDEX recurring_invoices_of_company ON recurring_invoices (company_id);
CREATE INDEX recurring_invoices_of_project ON recurring_invoices (project_id);
CREATE TABLE recurring_invoice_lines (
    recurring_invoice_id INTEGER NOT NULL REFERENCES recurring_invoices,
    {LINE_COLUMNS}
);
CREATE INDEX recurring_invoice_lines_of ON recurring_invoice_lines (recurring_invoice_id);
CREATE INDEX recurring_invoice_lines_of_product ON recurring_invoice_lines (product_id);
CREATE TABLE recurring_invoice_jobs (
    job_id INTEGER PRIMARY KEY,
    recurring_invoice_id INTEGER NOT NULL REFERENCES recurring_invoices,
    customer_id INTEGER NOT NULL REFERENCES contacts,
    contact_person_id INTEGER REFERENCES contact_persons ON DELETE SET NULL,
    next_date TEXT,                         -- null for a stopped job, and after the year 9999
    month_day INTEGER NOT NULL,             -- the 31st becomes the last day of a shorter month
    end_date TEXT,
    active INTEGER NOT NULL DEFAULT 1,      -- not paused and not stopped
    stopped INTEGER NOT NULL DEFAULT 0,
    ehf INTEGER NOT NULL DEFAULT 0,
    efaktura INTEGER NOT NULL DEFAULT 0,
    letter INTEGER NOT NULL DEFAULT 0,
    sms_phone_number TEXT,
    UNIQUE (recurring_invoice_id, customer_id)
);
CREATE INDEX recurring_invoice_jobs_due ON recurring_invoice_jobs (next_date) WHERE active;
CREATE INDEX recurring_invoice_jobs_of_customer ON recurring_invoice_jobs (customer_id);
CREATE INDEX recurring_invoice_jobs_of_person ON recurring_invoice_jobs (contact_person_id);
CREATE TABLE recurring_invoice_emails (
    job_id INTEGER NOT NULL REFERENCES recurring_invoice_jobs ON DELETE CASCADE,
    email TEXT NOT NULL
);
CREATE INDEX recurring_invoice_emails_of ON recurring_invoice_emails (job_id);
"""


def violations(state: State) -> Iterator[str]:
    """Yield a sentence per recurring invoice or job that contradicts its lines or its invoices."""
    for row in state.rows(_OFF_SUMS):
        yield f"recurring invoice {row[0]}: its sums are not those of its lines"
    for row in state.rows(_WITHOUT_JOBS):
        yield f"recurring invoice {row[0]} has no job"
    for row in state.rows(_OTHERS):
        yield f"invoice {row[0]} is not for the customer of the job {row[1]}, which generated it"
    for row in state.rows(_TWICE):
        yield f"the job {row[0]} has generated an invoice of {row[1]}, and goes back to {row[2]}"
    for row in state.rows(_NOT_STOPPED):
        yield f"the job {row[0]} is stopped, but generates invoices"
    for row in state.rows(_SEVERAL_CHANNELS):
        yield f"the job {row[0]} sends by more than one of EHF, eFaktura and SMS"


_OFF_SUMS = """SELECT recurring_invoice_id FROM recurring_invoices AS r
    WHERE net <> rounding + (SELECT coalesce(sum(net), 0) FROM recurring_invoice_lines AS l
        WHERE l.recurring_invoice_id = r.recurring_invoice_id)
    OR gross <> rounding + (SELECT coalesce(sum(net + vat), 0) FROM recurring_invoice_lines AS l
        WHERE l.recurring_invoice_id = r.recurring_invoice_id)"""
_WITHOUT_JOBS = """SELECT recurring_invoice_id FROM recurring_invoices
    WHERE recurring_invoice_id NOT IN (SELECT recurring_invoice_id FROM recurring_invoice_jobs)"""
_OTHERS = """SELECT invoice_number, job_id FROM invoices AS i
    JOIN recurring_invoice_jobs AS j ON j.job_id = i.recurring_invoice_job_id
    WHERE i.customer_id <> j.customer_id OR i.recurring_invoice_id <> j.recurring_invoice_id"""
_TWICE = """SELECT job_id, max(issue_date) AS latest, next_date FROM recurring_invoice_jobs
    JOIN invoices ON recurring_invoice_job_id = job_id
    GROUP BY job_id HAVING next_date <= latest"""
_NOT_STOPPED = """SELECT job_id FROM recurring_invoice_jobs
    WHERE stopped AND (active OR end_date IS NULL OR next_date IS NOT NULL)"""
_SEVERAL_CHANNELS = """SELECT job_id FROM recurring_invoice_jobs
    WHERE ehf + efaktura + (sms_phone_number IS NOT NULL) > 1"""
