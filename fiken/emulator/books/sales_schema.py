"""The tables of sales documents: invoices, credit notes, offers and order confirmations, as SQL."""

from fiken.emulator.books.sales_kind import (
    CREDIT_NOTE,
    INVOICE,
    OFFER,
    ORDER_CONFIRMATION,
    SalesKind,
)

#: The columns of a line with its amounts. The lines of recurring invoices have them too.
LINE_COLUMNS = """\
product_id INTEGER REFERENCES products ON DELETE SET NULL,
    product_name TEXT,
    description TEXT,
    comment TEXT,
    income_account TEXT NOT NULL,
    vat_type TEXT NOT NULL,
    unit_price INTEGER NOT NULL,
    quantity NUMERIC NOT NULL,
    discount NUMERIC,             -- percent, from 0 to 100
    net INTEGER NOT NULL,         -- the smallest unit of the currency
    vat INTEGER NOT NULL,
    gross INTEGER NOT NULL,
    net_in_nok INTEGER NOT NULL,  -- øre
    vat_in_nok INTEGER NOT NULL,
    gross_in_nok INTEGER NOT NULL"""

_DOCUMENTS = """
CREATE TABLE {table} (
    {id} INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    {number} INTEGER NOT NULL,
    {draft_uuid} TEXT,
    {date} TEXT NOT NULL,
    {contact} INTEGER NOT NULL REFERENCES contacts,
    contact_person_id INTEGER REFERENCES contact_persons ON DELETE SET NULL,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL,
    currency TEXT NOT NULL,
    {text} TEXT,
    your_reference TEXT,
    our_reference TEXT,
    order_reference TEXT,
    address_street_address TEXT,  -- the address of the customer on the day of issue
    address_street_address_line2 TEXT,
    address_city TEXT,
    address_post_code TEXT,
    address_country TEXT,
    rounding_type TEXT,
    rounding INTEGER NOT NULL,    -- the part of net that no line has
    net INTEGER NOT NULL,         -- the smallest unit of the currency
    vat INTEGER NOT NULL,
    gross INTEGER NOT NULL,
    net_in_nok INTEGER NOT NULL,  -- øre
    vat_in_nok INTEGER NOT NULL,
    gross_in_nok INTEGER NOT NULL,
    {own}
    UNIQUE (company_id, {number})
);
CREATE INDEX {table}_in_order ON {table} (company_id);
CREATE INDEX {table}_by_date ON {table} (company_id, {date});
CREATE INDEX {table}_by_change ON {table} (company_id, last_modified_date);
CREATE INDEX {table}_by_uuid ON {table} ({draft_uuid});
CREATE INDEX {table}_of_contact ON {table} ({contact});
CREATE INDEX {table}_of_person ON {table} (contact_person_id);
CREATE INDEX {table}_of_project ON {table} (project_id);
CREATE TABLE {name}_lines (
    {id} INTEGER NOT NULL REFERENCES {table} ON DELETE CASCADE,
    {lines}
);
CREATE INDEX {name}_lines_of ON {name}_lines ({id});
CREATE INDEX {name}_lines_of_product ON {name}_lines (product_id);
CREATE TABLE {name}_dispatches (
    {id} INTEGER NOT NULL REFERENCES {table} ON DELETE CASCADE,
    date TEXT NOT NULL,
    dispatch_type TEXT NOT NULL   -- email, sms, ehf, efaktura, letter; unknown if sent manually
);
CREATE INDEX {name}_dispatches_of ON {name}_dispatches ({id});
"""

#: The further columns of each kind of documents.
_OWN = {
    INVOICE: """due_date TEXT NOT NULL,
    original_due_date TEXT,       -- where the due date was changed
    cash INTEGER NOT NULL,
    kid TEXT,
    bank_account_number TEXT,
    sent_manually INTEGER NOT NULL DEFAULT 0,
    recurring_invoice_id INTEGER REFERENCES recurring_invoices,
    recurring_invoice_job_id INTEGER REFERENCES recurring_invoice_jobs,
    sale_id INTEGER NOT NULL UNIQUE REFERENCES sales,""",
    CREDIT_NOTE: """associated_invoice_id INTEGER REFERENCES invoices,
    sale_id INTEGER NOT NULL UNIQUE REFERENCES sales,""",
    OFFER: """discount INTEGER NOT NULL,    -- the smallest unit of the currency
    archived INTEGER NOT NULL DEFAULT 0,
    accepted TEXT,                -- the day on which the customer accepted""",
    ORDER_CONFIRMATION: """discount INTEGER NOT NULL,    -- the smallest unit of the currency
    archived INTEGER NOT NULL DEFAULT 0,
    internal_comment TEXT,
    created_invoice INTEGER REFERENCES invoices,""",
}
#: The indexes of these columns.
_INDEXES = {
    INVOICE: """
CREATE INDEX invoices_by_due_date ON invoices (company_id, due_date);
CREATE INDEX invoices_by_text_number ON invoices (company_id, CAST(invoice_number AS TEXT));
CREATE INDEX invoices_by_order ON invoices (company_id, order_reference);
CREATE INDEX invoices_of_recurring ON invoices (recurring_invoice_id)
    WHERE recurring_invoice_id IS NOT NULL;
CREATE UNIQUE INDEX invoices_of_job ON invoices (recurring_invoice_job_id, issue_date)
    WHERE recurring_invoice_job_id IS NOT NULL;
""",
    CREDIT_NOTE: """
CREATE INDEX credit_notes_of_invoice ON credit_notes (associated_invoice_id);
""",
    ORDER_CONFIRMATION: """
CREATE INDEX order_confirmations_invoiced ON order_confirmations (created_invoice);
""",
}


def documents(kind: SalesKind) -> str:
    """Return the SQL that creates the tables for one kind of sales documents.

    The tables for invoices are `invoices`, `invoice_lines` and `invoice_dispatches`.
    """
    columns = {"own": _OWN[kind], "lines": LINE_COLUMNS}
    tables = _DOCUMENTS.format(**vars(kind), table=kind.table, **columns)
    return tables + _INDEXES.get(kind, "")
