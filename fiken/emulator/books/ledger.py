"""The double-entry core: accounts, and transactions whose lines sum to zero.

Every operation that changes a balance ends in `post`, `reverse` or `undo`; nothing else writes a
line or takes one away. Amounts are in øre, debit positive and credit negative.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fiken.emulator.books import vat as _vat
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.refusals import refuse

#: The ledgers whose sub-accounts are contacts: `1500:10001` is a customer, `2400:20001` a supplier.
CUSTOMERS, SUPPLIERS = "1500", "2400"
#: The largest amount, in øre or cents: ten thousand billion. Emulator choice: Fiken's own limit is
#: not known, and sums must fit in 64 bits.
LARGEST = 10**15
#: The longest description of a transaction, whatever Fiken puts before it included
#: (docs/observed.md#4-error-bodies).
DESCRIPTION = 200

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
    open INTEGER NOT NULL DEFAULT 0,  -- told to stay open: it can be erased
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
    entry_date TEXT NOT NULL,  -- that of its entry, so that a balance reads one index
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


@dataclass(frozen=True)
class Line:
    """One posting: an account, øre (debit positive), and the VAT code.

    Observed: docs/observed.md#8-vat-types
    """

    account: str
    amount: int
    vat_code: str | None = None
    project: int | None = None


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


def is_year_open(state: State, company: int, year: int) -> bool:
    """Whether anything can be posted in that accounting year; the API can't open one."""
    sql = "SELECT 1 FROM fiscal_years WHERE company_id = ? AND year = ?"
    return state.row(sql, company, year) is not None


def post(
    state: State,
    company: int,
    description: str,
    entries: Sequence[Entry],
    kind: str | None = None,
    *,
    stays_open: bool = False,
) -> int:
    """Post a transaction and return its id.

    A Refusal where an entry does not balance, or its year is not open (400), or a description is
    too long (500). `require_accounts` is for the caller, who knows which field named them.
    """
    for entry in entries:
        _check(state, company, entry)
    for text in (description, *(entry.description for entry in entries)):
        _check_description(text)
    key = state.new_id()
    facts = {"description": description, "type": kind, "open": stays_open, **state.stamps()}
    state.insert("transactions", transaction_id=key, company_id=company, **facts)
    for entry in entries:
        _write(state, company, key, entry)
    return key


def reverse(state: State, transaction: int, description: str | None = None) -> int:
    """Post the reverse of a transaction, mark that as deleted, and return the new one's id.

    The reversed entries name it as their offset.

    Emulator choice: it is booked today, whichever month the reversed transaction is of, or on the
    day of that transaction where it lies ahead.
    """
    row = state.row("SELECT * FROM transactions WHERE transaction_id = ?", transaction)
    assert row is not None
    text = description or f"Tilbakeført: {row['description']}"[:DESCRIPTION]
    entries = [_reversed(state, entry, text) for entry in _entries(state, transaction)]
    key = post(state, row["company_id"], text, entries, row["type"])
    today = state.today().isoformat()
    sql = "UPDATE transactions SET deleted = 1, last_modified_date = ? WHERE transaction_id = ?"
    state.execute(sql, today, transaction)
    sql = """UPDATE journal_entries SET offset_transaction_id = ?, last_modified_date = ?
        WHERE transaction_id = ?"""
    state.execute(sql, key, today, transaction)
    return key


def undo(state: State, transaction: int, description: str | None = None) -> int | None:
    """Erase a transaction that is open, or reverse one that is closed; None, or the reverse's id.

    Whoever refers to an open one takes the reference away first.
    """
    if not is_open(state, transaction):
        return reverse(state, transaction, description)
    state.execute("DELETE FROM transactions WHERE transaction_id = ?", transaction)
    return None


def is_open(state: State, transaction: int) -> bool:
    """Return whether it can still be erased: it was told to stay open, or no month of it has ended.

    A general journal entry follows its `open` alone: ask the column.

    Emulator choice: payments and accruals are closed when their month has ended, by the clock.
    """
    sql = "SELECT open FROM transactions WHERE transaction_id = ?"
    if state.value(sql, transaction):
        return True
    first = state.today().replace(day=1).isoformat()
    sql = "SELECT 1 FROM journal_entries WHERE transaction_id = ? AND date < ?"
    return state.row(sql, transaction, first) is None


def owner_of(state: State, transaction: int) -> str | None:
    """The table whose row a transaction books (`sales`, `sale_payments` ...), or None.

    Such a transaction is undone through its document, or the document would contradict the books.
    """
    referring = state.rows(
        """SELECT m.name, f."from" AS "column"
        FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f
        WHERE m.type = 'table' AND f."table" = 'transactions' AND m.name <> 'journal_entries'"""
    )
    sql = "SELECT 1 FROM {name} WHERE {column} = ?"
    found = (r["name"] for r in referring if state.row(sql.format_map(dict(r)), transaction))
    return next(found, None)


def coded(
    account: str, code: int, amount: int, side: _vat.Side, project: int | None = None
) -> list[Line]:
    """The lines of one side of a journal line that has a VAT code: itself, net, and its VAT.

    The amount is positive as it is sent, and net on either side; see `_vat.net_and_vat_of`. A
    Refusal (400) where there is no such code.
    """
    if code not in _vat.BUYING and code not in _vat.SELLING:
        raise refuse(400, f"{code} is not a VAT code")
    net, vat = _vat.net_and_vat_of(code, amount, side)
    pairs = _vat.postings(_vat.of_code(code), net, vat, selling=code in _vat.SELLING)
    lines = [Line(account, net, str(code), project)] if net else []
    return [*lines, *(Line(each, vat_part, None, project) for each, vat_part in pairs)]


def require_open_year(state: State, company: int, date: str) -> None:
    """Refuse (400) a day whose accounting year is not open (docs/observed.md#4-error-bodies)."""
    year = int(date[:4])
    if not is_year_open(state, company, year):
        raise refuse(400, f"Fiscal year {year} is invalid")


def require_accounts(state: State, company: int, codes: Iterable[str]) -> None:
    """Refuse (400) accounts that are not in the chart.

    Emulator choice: the status and the words.
    """
    sql = "SELECT 1 FROM accounts WHERE company_id = ? AND code = ?"
    for code in codes:
        if state.row(sql, company, code) is None:
            raise refuse(400, f"There is no account {code}")


def require_countable(*amounts: int | None) -> None:
    """Refuse (400) amounts that the books cannot add up; see `LARGEST`."""
    for amount in amounts:
        if amount is not None and abs(amount) > LARGEST:
            raise refuse(400, f"The amount {amount} is too large: {LARGEST} is the most")


def balance(state: State, company: int, account: str, date: str) -> int:
    """What was posted on one account up to and with that day; its sub-accounts are others."""
    sql = """SELECT coalesce(sum(amount), 0) FROM journal_lines
        WHERE company_id = ? AND account = ? AND entry_date <= ?"""
    total: int = state.value(sql, company, account, date)
    return total


def balances(state: State, company: int, date: str) -> dict[str, int]:
    """The balance of every account that was posted on up to and with that day."""
    sql = """SELECT account, sum(amount) AS balance FROM journal_lines
        WHERE company_id = ? AND entry_date <= ? GROUP BY account"""
    return {row["account"]: row["balance"] for row in state.rows(sql, company, date)}


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
    for row in state.rows(_MISDATED):
        yield f"line {row[0]} is dated {row[1]}, its entry {row[2]}"
    for row in state.rows(_HALF_DELETED):
        yield f"transaction {row[0]} is deleted, but what it posted is not reversed"
    for row in state.rows(_UNOPENED):
        yield f"journal entry {row[0]} is dated {row[1]}, in a year that is not open"


_OF_TRANSACTION = "journal_lines JOIN journal_entries USING (journal_entry_id)"
_UNBALANCED = f"""SELECT transaction_id, sum(amount) FROM {_OF_TRANSACTION}
    GROUP BY transaction_id HAVING sum(amount) <> 0"""  # noqa: S608
_EMPTY = f"""SELECT transaction_id FROM transactions
    WHERE transaction_id NOT IN (SELECT transaction_id FROM {_OF_TRANSACTION})"""  # noqa: S608
_OFF_BALANCE = """SELECT company_id, sum(amount) FROM journal_lines
    GROUP BY company_id HAVING sum(amount) <> 0"""
_MISDATED = """SELECT journal_line_id, entry_date, date FROM journal_lines
    JOIN journal_entries USING (journal_entry_id) WHERE entry_date <> date"""
# Per account: what a deleted transaction and its offset posted sums to zero.
_HALF_DELETED = """WITH ended AS (
    SELECT DISTINCT transaction_id AS t, offset_transaction_id AS o
    FROM journal_entries JOIN transactions USING (transaction_id)
    WHERE deleted OR offset_transaction_id IS NOT NULL)
    SELECT DISTINCT t FROM ended JOIN journal_entries AS e ON e.transaction_id IN (t, o)
    JOIN journal_lines AS l USING (journal_entry_id)
    GROUP BY t, account HAVING sum(amount) <> 0"""
_UNOPENED = """SELECT journal_entry_id, date FROM journal_entries AS e WHERE NOT EXISTS (
    SELECT 1 FROM fiscal_years AS y
    WHERE y.company_id = e.company_id AND y.year = CAST(substr(e.date, 1, 4) AS INTEGER))"""


def _check(state: State, company: int, entry: Entry) -> None:
    """What was seen refused: a year that is not open, lines that do not balance.

    Observed: docs/observed.md#4-error-bodies
    """
    require_open_year(state, company, entry.date)
    require_countable(*(line.amount for line in entry.lines))
    off = sum(line.amount for line in entry.lines)
    if off:
        raise refuse(400, f"Summen av posteringslinjene er ikke null: {_kroner(off)}")


def _check_description(text: str | None) -> None:
    """The status is 500 (docs/observed.md#4-error-bodies)."""
    if text is not None and len(text) > DESCRIPTION:
        message = f"Transaksjonsbeskrivelse kan ikke være på mer enn {DESCRIPTION} tegn"
        raise refuse(500, message)


def _entries(state: State, transaction: int) -> list[Row]:
    sql = "SELECT * FROM journal_entries WHERE transaction_id = ? ORDER BY journal_entry_id"
    return state.rows(sql, transaction)


def _reversed(state: State, entry: Row, description: str) -> Entry:
    """The same lines with the other sign."""
    sql = "SELECT * FROM journal_lines WHERE journal_entry_id = ? ORDER BY journal_line_id"
    lines = [
        Line(line["account"], -line["amount"], line["vat_code"], line["project_id"])
        for line in state.rows(sql, entry["journal_entry_id"])
    ]
    return Entry(description, max(entry["date"], state.today().isoformat()), lines)


def _kroner(amount: int) -> str:
    """Øre as Fiken writes them, 50,00."""
    kroner, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{kroner},{rest:02}"


def _write(state: State, company: int, transaction: int, entry: Entry) -> None:
    # Emulator choice: entries are numbered within their year, as vouchers are in Norway.
    number = state.count_up(f"journal entry {company} {entry.date[:4]}")
    key, stamps = state.new_id(), state.stamps()
    facts = {"journal_entry_number": number, "description": entry.description, "date": entry.date}
    keys = {"company_id": company, "journal_entry_id": key}
    state.insert("journal_entries", **keys, transaction_id=transaction, **facts, **stamps)
    for line in entry.lines:
        posting = {"account": line.account, "amount": line.amount, "vat_code": line.vat_code}
        posting |= {"project_id": line.project, "entry_date": entry.date}
        changed = stamps["last_modified_date"]
        state.insert("journal_lines", **keys, **posting, last_modified_date=changed)
