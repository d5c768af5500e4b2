"""The double-entry core: accounts, and transactions whose lines sum to zero.

Every operation that changes a balance ends in `post`; nothing else writes a line. Amounts are in
øre, debit positive and credit negative.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fiken.emulator._refusals import refuse
from fiken.emulator._state import State

#: The ledgers whose sub-accounts are contacts: `1500:10001` is a customer, `2400:20001` a supplier.
CUSTOMERS, SUPPLIERS = "1500", "2400"

TABLES = """
CREATE TABLE accounts (
    company_id INTEGER NOT NULL REFERENCES companies,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,  -- 1500 of 1500:10001
    sub INTEGER,              -- 10001 of it
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
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX transactions_of_company ON transactions (company_id, created_date);
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
CREATE INDEX journal_entries_of_company ON journal_entries (company_id, date);
CREATE TABLE journal_lines (
    journal_line_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    journal_entry_id INTEGER NOT NULL REFERENCES journal_entries ON DELETE CASCADE,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL,  -- øre; debit positive, credit negative
    vat_code TEXT,
    last_modified_date TEXT NOT NULL,
    FOREIGN KEY (company_id, account) REFERENCES accounts (company_id, code)
);
CREATE INDEX journal_lines_of_entry ON journal_lines (journal_entry_id);
CREATE INDEX journal_lines_of_account ON journal_lines (company_id, account, amount);
CREATE TRIGGER posted_lines_stay BEFORE UPDATE OF amount, account, journal_entry_id ON journal_lines
BEGIN SELECT RAISE(ABORT, 'a posted line is never changed: post its reverse'); END;
"""


@dataclass(frozen=True)
class Line:
    """One posting: an account, øre (debit positive), and the VAT code of observed §8."""

    account: str
    amount: int
    vat_code: str | None = None


@dataclass(frozen=True)
class Entry:
    """Lines that belong together under one date, ISO."""

    description: str
    date: str
    lines: Sequence[Line]


def open_account(state: State, company: int, code: str, name: str) -> None:
    """Add an account, `1920` or `1920:10001`."""
    number, _, sub = code.partition(":")
    facts = {"code": code, "name": name, "number": int(number), "sub": int(sub) if sub else None}
    state.insert("accounts", company_id=company, **facts)


def open_years(state: State, company: int, years: Iterable[int]) -> None:
    """Open accounting years; those that are open stay so."""
    for year in years:
        state.execute("INSERT OR IGNORE INTO fiscal_years VALUES (?, ?)", company, year)


def post(
    state: State, company: int, description: str, entries: Sequence[Entry], kind: str | None = None
) -> int:
    """Post a transaction and return its id; a Refusal (400) where it does not balance."""
    for entry in entries:
        _check(state, company, entry)
    key = state.new_id()
    facts = {"description": description, "type": kind, **state.stamps()}
    state.insert("transactions", transaction_id=key, company_id=company, **facts)
    for entry in entries:
        _write(state, company, key, entry)
    return key


def has_postings(state: State, company: int, account: str | None) -> bool:
    """Whether anything was ever posted on that account."""
    sql = "SELECT 1 FROM journal_lines WHERE company_id = ? AND account = ?"
    return account is not None and state.row(sql, company, account) is not None


def broken(state: State) -> Iterator[str]:
    """A sentence for everything that is wrong with the books."""
    for row in state.rows("PRAGMA foreign_key_check"):
        yield f"a row of {row['table']} refers to a row of {row['parent']} that isn't there"
    for row in state.rows(_UNBALANCED):
        yield f"transaction {row[0]} does not balance: its lines sum to {row[1]} øre"
    for row in state.rows(_EMPTY):
        yield f"transaction {row[0]} has no lines"
    for row in state.rows(_OFF_BALANCE):
        yield f"the balances of company {row[0]} sum to {row[1]} øre"
    for row in state.rows(_UNOPENED):
        yield f"journal entry {row[0]} is dated {row[1]}, in a year that is not open"


_OF_TRANSACTION = "journal_lines JOIN journal_entries USING (journal_entry_id)"
_UNBALANCED = f"""SELECT transaction_id, sum(amount) FROM {_OF_TRANSACTION}
    GROUP BY transaction_id HAVING sum(amount) <> 0"""  # noqa: S608
_EMPTY = f"""SELECT transaction_id FROM transactions
    WHERE transaction_id NOT IN (SELECT transaction_id FROM {_OF_TRANSACTION})"""  # noqa: S608
_OFF_BALANCE = """SELECT company_id, sum(amount) FROM journal_lines
    GROUP BY company_id HAVING sum(amount) <> 0"""
_UNOPENED = """SELECT journal_entry_id, date FROM journal_entries AS e WHERE NOT EXISTS (
    SELECT 1 FROM fiscal_years AS y
    WHERE y.company_id = e.company_id AND y.year = CAST(substr(e.date, 1, 4) AS INTEGER))"""


def _check(state: State, company: int, entry: Entry) -> None:
    """What was seen refused (observed §4): a year that is not open, lines that do not balance."""
    year = int(entry.date[:4])
    sql = "SELECT 1 FROM fiscal_years WHERE company_id = ? AND year = ?"
    if state.row(sql, company, year) is None:
        raise refuse(400, f"Fiscal year {year} is invalid")
    off = sum(line.amount for line in entry.lines)
    if off:
        raise refuse(400, f"Summen av posteringslinjene er ikke null: {_kroner(off)}")


def _kroner(amount: int) -> str:
    """Øre as Fiken writes them, 50,00."""
    kroner, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{kroner},{rest:02}"


def _write(state: State, company: int, transaction: int, entry: Entry) -> None:
    # Numbered within its year, as vouchers are in Norway; how Fiken numbers was not observed.
    number = state.count_up(f"journal entry {company} {entry.date[:4]}")
    key, stamps = state.new_id(), state.stamps()
    facts = {"journal_entry_number": number, "description": entry.description, "date": entry.date}
    keys = {"company_id": company, "journal_entry_id": key}
    state.insert("journal_entries", **keys, transaction_id=transaction, **facts, **stamps)
    for line in entry.lines:
        posting = {"account": line.account, "amount": line.amount, "vat_code": line.vat_code}
        changed = stamps["last_modified_date"]
        state.insert("journal_lines", **keys, **posting, last_modified_date=changed)
