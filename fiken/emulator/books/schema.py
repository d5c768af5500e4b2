"""The tables of the books, as SQL."""

from fiken.emulator.books.trade import Trade

#: Accounts, fiscal years, transactions, journal entries and their lines.
LEDGER = """
CREATE TABLE accounts (
    company_id INTEGER NOT NULL REFERENCES companies,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,  -- 1500 of 1500:10001
    sub INTEGER,              -- 10001 of 1500:10001
    UNIQUE (company_id, code)
);
CREATE INDEX accounts_in_order ON accounts (company_id, number, sub);
CREATE TABLE fiscal_years (
    company_id INTEGER NOT NULL REFERENCES companies,
    year INTEGER NOT NULL,
    PRIMARY KEY (company_id, year)
);
CREATE TABLE transactions (
    transaction_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    description TEXT,
    type TEXT,
    open INTEGER NOT NULL DEFAULT 0,  -- posted with `open`: it can be erased
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX transactions_of_company ON transactions (company_id, created_date);
CREATE INDEX transactions_in_order ON transactions (company_id);
CREATE INDEX transactions_by_change ON transactions (company_id, last_modified_date);
CREATE TABLE journal_entries (
    journal_entry_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    transaction_id INTEGER NOT NULL REFERENCES transactions ON DELETE CASCADE,
    offset_transaction_id INTEGER REFERENCES transactions,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    journal_entry_number INTEGER NOT NULL,
    description TEXT,
    date TEXT NOT NULL
);
CREATE INDEX journal_entries_of_transaction ON journal_entries (transaction_id);
CREATE INDEX journal_entries_offset ON journal_entries (offset_transaction_id);
CREATE INDEX journal_entries_of_company ON journal_entries (company_id, date);
CREATE INDEX journal_entries_in_order ON journal_entries (company_id);
CREATE INDEX journal_entries_by_creation ON journal_entries (company_id, created_date);
CREATE INDEX journal_entries_by_change ON journal_entries (company_id, last_modified_date);
CREATE TABLE journal_lines (
    journal_line_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    journal_entry_id INTEGER NOT NULL REFERENCES journal_entries ON DELETE CASCADE,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL,  -- øre; debit positive, credit negative
    vat_code TEXT,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL,
    entry_date TEXT NOT NULL,  -- copied from the entry, so that a balance needs one index
    last_modified_date TEXT NOT NULL,
    FOREIGN KEY (company_id, account) REFERENCES accounts (company_id, code)
);
CREATE INDEX journal_lines_of_entry ON journal_lines (journal_entry_id);
CREATE INDEX journal_lines_of_account ON journal_lines (company_id, account, entry_date, amount);
CREATE INDEX journal_lines_of_project ON journal_lines (project_id);
CREATE TRIGGER posted_lines_stay
BEFORE UPDATE OF amount, account, entry_date, journal_entry_id ON journal_lines
BEGIN SELECT RAISE(ABORT, 'a posted line is never changed: post its reverse'); END;
"""

_DOCUMENTS = """
CREATE TABLE {name}s (
    {name}_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    transaction_id INTEGER NOT NULL REFERENCES transactions,
    {number} TEXT,
    date TEXT NOT NULL,
    due_date TEXT,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    kid TEXT,
    {party}_id INTEGER REFERENCES contacts,
    ledger_account TEXT NOT NULL,  -- for the unpaid amount: 1500:10001, or 1500
    project_id INTEGER REFERENCES projects ON DELETE SET NULL,
    payment_account TEXT,
    payment_date TEXT,
    net_amount INTEGER NOT NULL DEFAULT 0,   -- øre, like all that follow; see `sums.refresh`
    vat_amount INTEGER NOT NULL DEFAULT 0,
    gross_in_currency INTEGER,               -- NULL where unknown, or the currency is NOK
    total_paid INTEGER NOT NULL DEFAULT 0,
    total_paid_in_currency INTEGER,
    outstanding_balance INTEGER NOT NULL DEFAULT 0,
    outstanding_balance_in_currency INTEGER,
    settled INTEGER NOT NULL DEFAULT 0,
    settled_date TEXT,
    marked_date TEXT,                        -- marked as settled without payment
    write_off INTEGER NOT NULL DEFAULT 0,
    write_off_type TEXT,
    write_off_date TEXT,
    write_off_comment TEXT,
    written_off INTEGER NOT NULL DEFAULT 0,  -- øre
    write_off_transaction_id INTEGER REFERENCES transactions,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX {name}s_in_order ON {name}s (company_id);
CREATE INDEX {name}s_by_date ON {name}s (company_id, date);
CREATE INDEX {name}s_by_change ON {name}s (company_id, last_modified_date);
CREATE INDEX {name}s_by_number ON {name}s (company_id, {number});
CREATE INDEX {name}s_of_{party} ON {name}s ({party}_id);
CREATE INDEX {name}s_of_project ON {name}s (project_id);
CREATE INDEX {name}s_booked ON {name}s (transaction_id);
CREATE INDEX {name}s_written_off ON {name}s (write_off_transaction_id);
CREATE TABLE {name}_lines (
    line_id INTEGER PRIMARY KEY,
    {name}_id INTEGER NOT NULL REFERENCES {name}s ON DELETE CASCADE,
    description TEXT NOT NULL,
    account TEXT,
    vat_type TEXT NOT NULL,
    net_price INTEGER NOT NULL,  -- øre
    vat INTEGER NOT NULL,
    net_price_in_currency INTEGER,
    vat_in_currency INTEGER,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL
);
CREATE INDEX {name}_lines_of ON {name}_lines ({name}_id);
CREATE INDEX {name}_lines_of_project ON {name}_lines (project_id);
CREATE TABLE {name}_payments (
    payment_id INTEGER PRIMARY KEY,
    {name}_id INTEGER NOT NULL REFERENCES {name}s ON DELETE CASCADE,
    transaction_id INTEGER NOT NULL REFERENCES transactions,
    date TEXT NOT NULL,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL,     -- in the currency of the payment
    amount_in_nok INTEGER,       -- where the currency is not NOK
    currency TEXT NOT NULL,
    fee INTEGER,                 -- øre
    settles INTEGER NOT NULL,    -- the part of the sale or purchase that it pays, in øre
    settles_in_currency INTEGER  -- the same part in the foreign currency
);
CREATE INDEX {name}_payments_of ON {name}_payments ({name}_id);
CREATE INDEX {name}_payments_booked ON {name}_payments (transaction_id);
CREATE TABLE {name}_payments_undone (
    payment_id INTEGER PRIMARY KEY,
    {name}_id INTEGER NOT NULL REFERENCES {name}s ON DELETE CASCADE
);
CREATE INDEX {name}_payments_undone_of ON {name}_payments_undone ({name}_id);
CREATE TABLE {name}_credits (  -- the parts that a credit note settles; see `set_offs`
    {name}_id INTEGER NOT NULL REFERENCES {name}s ON DELETE CASCADE,
    date TEXT NOT NULL,
    amount INTEGER NOT NULL,    -- øre; negative on the sale of the credit note
    amount_in_currency INTEGER  -- the same in the foreign currency
);
CREATE INDEX {name}_credits_of ON {name}_credits ({name}_id);
"""

_ACCRUALS = """
CREATE TABLE {name}_accruals (
    accrual_id INTEGER PRIMARY KEY,
    {name}_id INTEGER NOT NULL REFERENCES {name}s,
    line_id INTEGER NOT NULL REFERENCES {name}_lines,
    account TEXT NOT NULL,
    start_date TEXT NOT NULL,
    periods INTEGER NOT NULL,
    amount_per_period INTEGER NOT NULL,  -- øre; the last part may be more
    end_date TEXT NOT NULL
);
CREATE INDEX {name}_accruals_of ON {name}_accruals ({name}_id);
CREATE INDEX {name}_accruals_of_line ON {name}_accruals (line_id);
CREATE TABLE {name}_accrual_postings (
    accrual_id INTEGER NOT NULL REFERENCES {name}_accruals ON DELETE CASCADE,
    date TEXT NOT NULL,
    amount INTEGER NOT NULL,  -- øre, to the accrual account; negative from it
    transaction_id INTEGER REFERENCES transactions  -- NULL where the fiscal year is not open
);
CREATE INDEX {name}_accrual_postings_of ON {name}_accrual_postings (accrual_id);
CREATE INDEX {name}_accrual_postings_booked ON {name}_accrual_postings (transaction_id);
"""


def documents(trade: Trade) -> str:
    """Return the SQL that creates the tables for sales, or the tables for purchases.

    The tables for sales are `sales`, `sale_lines`, `sale_payments` and `sale_payments_undone`.
    """
    return _DOCUMENTS.format(name=trade.name, party=trade.party, number=trade.number)


def accruals(trade: Trade) -> str:
    """Return the SQL that creates the tables for accruals of sales, or of purchases.

    The tables for sales are `sale_accruals` and `sale_accrual_postings`.
    """
    return _ACCRUALS.format(name=trade.name)
