"""The double-entry ledger: accounts, and transactions whose lines sum to zero.

Every operation that changes a balance calls `post`, `reverse` or `undo`. No other function inserts
or deletes a line. Amounts are in øre, debit positive and credit negative.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fiken.emulator.books import vat
from fiken.emulator.books.errors import DescriptionTooLong, Rejected
from fiken.emulator.store.state import Row, State

#: The main accounts of customers (`1500:10001`) and of suppliers (`2400:20001`).
CUSTOMERS, SUPPLIERS = "1500", "2400"
#: The largest amount in øre: 10 000 000 000 000 kroner. Emulator choice: Fiken's limit is not
#: known, and sums must fit in 64 bits.
LARGEST = 10**15
#: The longest description of a transaction, including the text that Fiken puts before it
#: (docs/observed.md#4-error-bodies).
DESCRIPTION = 200


@dataclass(frozen=True)
class Line:
    """A posting: an amount in øre on one account, positive for a debit and negative for a credit.

    `vat_code` is a VAT code such as `"3"`, and `project` is the id of a project.

    Observed: docs/observed.md#8-vat-types
    """

    account: str
    amount: int
    vat_code: str | None = None
    project: int | None = None


@dataclass(frozen=True)
class Entry:
    """A journal entry: a description, a date such as `2026-06-15`, and lines that sum to zero."""

    description: str
    date: str
    lines: Sequence[Line]


def open_account(state: State, company: int, code: str, name: str) -> None:
    """Add an account, such as `1920` or the sub-account `1920:10001`, to the chart of accounts."""
    number, _, sub = code.partition(":")
    facts = {"code": code, "name": name, "number": int(number), "sub": int(sub) if sub else None}
    state.insert("accounts", company_id=company, **facts)


def open_years(state: State, company: int, years: Iterable[int]) -> None:
    """Open fiscal years of a company, so that it can post in them.

    Years that are open already stay open.
    """
    for year in years:
        state.execute("INSERT OR IGNORE INTO fiscal_years VALUES (?, ?)", company, year)


def is_year_open(state: State, company: int, year: int) -> bool:
    """Return whether a fiscal year of a company is open. A company can post in open years only."""
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
    """Post a transaction, and return its id.

    The caller has to check that the accounts exist, with `require_accounts`.

    Args:
        state: the database.
        company: the id of the company.
        description: the description of the transaction.
        entries: the journal entries.
        kind: the `type` of the transaction in the API, such as `General Journal Entry`.
        stays_open: whether the transaction can be erased even after its month has ended.

    Raises:
        Rejected: an entry does not sum to zero, its fiscal year is not open, or an amount is too
            large.
        DescriptionTooLong: a description has more than 200 characters.
    """
    for entry in entries:
        _check(state, company, entry)
    if any(len(text) > DESCRIPTION for text in (description, *(e.description for e in entries))):
        raise DescriptionTooLong(
            f"Transaksjonsbeskrivelse kan ikke være på mer enn {DESCRIPTION} tegn"
        )
    key = state.new_id()
    facts = {"description": description, "type": kind, "open": stays_open, **state.stamps()}
    state.insert("transactions", transaction_id=key, company_id=company, **facts)
    for entry in entries:
        _write(state, company, key, entry)
    return key


def post_entry(
    state: State, company: int, kind: str, description: str, date: str, lines: Sequence[Line]
) -> int:
    """Post a transaction with one journal entry, and return the id of the transaction.

    `kind` becomes the `type` of the transaction in the API. A description of more than 200
    characters is cut.

    Emulator choice: the descriptions and kinds. Fiken's own are known for general journal entries
    only.
    """
    require_accounts(state, company, (line.account for line in lines))
    text = description[:DESCRIPTION]
    return post(state, company, text, [Entry(text, date, lines)], kind)


def reverse(state: State, transaction: int, description: str | None = None) -> int:
    """Mark a transaction as deleted, post its reversal, and return the id of the reversal.

    The reversal has the lines of the transaction with the opposite sign. The deleted entries refer
    to it by their `offset_transaction_id`.

    Emulator choice: each entry is reversed today, or on its own date if that date is later.
    """
    row = state.row("SELECT * FROM transactions WHERE transaction_id = ?", transaction)
    assert row is not None
    text = description or f"Tilbakeført: {row['description']}"[:DESCRIPTION]
    sql = "SELECT * FROM journal_entries WHERE transaction_id = ? ORDER BY journal_entry_id"
    entries = [_reversed(state, entry, text) for entry in state.rows(sql, transaction)]
    key = post(state, row["company_id"], text, entries, row["type"])
    today = state.today().isoformat()
    sql = "UPDATE transactions SET deleted = 1, last_modified_date = ? WHERE transaction_id = ?"
    state.execute(sql, today, transaction)
    sql = """UPDATE journal_entries SET offset_transaction_id = ?, last_modified_date = ?
        WHERE transaction_id = ?"""
    state.execute(sql, key, today, transaction)
    return key


def undo(state: State, transaction: int, description: str | None = None) -> int | None:
    """Undo a transaction: erase it if it can be erased, otherwise reverse it.

    A transaction can be erased until its month has ended, or at any time if it was posted with
    `stays_open`. The caller first has to delete the rows that refer to the transaction.
    `description` is the description of the reversal.

    Returns:
        The id of the reversal, or None if the transaction was erased.
    """
    if not is_open(state, transaction):
        return reverse(state, transaction, description)
    state.execute("DELETE FROM transactions WHERE transaction_id = ?", transaction)
    return None


def is_open(state: State, transaction: int) -> bool:
    """Return whether a transaction can be erased. Other transactions have to be reversed.

    A transaction can be erased if it was posted with `stays_open`, or if all its entries are dated
    in the current month or later.

    Emulator choice: the month ends with the last day of the calendar month.
    """
    sql = "SELECT open FROM transactions WHERE transaction_id = ?"
    if state.value(sql, transaction):
        return True
    first = state.today().replace(day=1).isoformat()
    sql = "SELECT 1 FROM journal_entries WHERE transaction_id = ? AND date < ?"
    return state.row(sql, transaction, first) is None


def owner_of(state: State, transaction: int) -> str | None:
    """Return the table of the object that owns a transaction, such as `sales` or `sale_payments`.

    A transaction with an owner must not be deleted alone: the sale, for example, would lose its
    postings. Return None for a transaction without an owner, such as a general journal entry.
    """
    owners = state.referring_tables("transactions", transaction, without={"journal_entries"})
    return next(owners, None)


def coded(
    account: str, code: int, amount: int, side: vat.Side, project: int | None = None
) -> list[Line]:
    """Return the postings for the debit or the credit side of a journal line with a VAT code.

    They post the net (negative for a credit) and the VAT. A debit of 1000 øre on 6300 with the code
    1 (25 % VAT) gives 1000 øre on 6300 and 250 øre on 2711.

    Args:
        account: the account that is debited or credited.
        code: the VAT code of the side.
        amount: the amount in the request, which has no sign for debit or credit. For most VAT codes
            it is the net.
        side: `debit` or `credit`.
        project: the id of the project.

    Raises:
        Rejected: no VAT type has the code.
    """
    if code not in vat.BUYING and code not in vat.SELLING:
        raise Rejected(f"{code} is not a VAT code")
    net, vat_amount = vat.net_and_vat_of(code, amount, side)
    pairs = vat.postings(vat.of_code(code), net, vat_amount, selling=code in vat.SELLING)
    lines = [Line(account, net, str(code), project)] if net else []
    return [*lines, *(Line(each, part, None, project) for each, part in pairs)]


def require_open_year(state: State, company: int, date: str) -> None:
    """Reject a date whose fiscal year is not open.

    Observed: docs/observed.md#4-error-bodies
    """
    year = int(date[:4])
    if not is_year_open(state, company, year):
        raise Rejected(f"Fiscal year {year} is invalid")


def require_accounts(state: State, company: int, codes: Iterable[str]) -> None:
    """Reject account codes that are not in the company's chart of accounts.

    Emulator choice: the status 400, and the message.
    """
    sql = "SELECT 1 FROM accounts WHERE company_id = ? AND code = ?"
    for code in codes:
        if state.row(sql, company, code) is None:
            raise Rejected(f"There is no account {code}")


def require_countable(*amounts: int | None) -> None:
    """Reject amounts above 10**15 øre: their sums could be too large for the database."""
    for amount in amounts:
        if amount is not None and abs(amount) > LARGEST:
            raise Rejected(f"The amount {amount} is too large: {LARGEST} is the most")


def balance(state: State, company: int, account: str, date: str) -> int:
    """Return the balance of an account in øre at the end of a day.

    The balance of `1500` does not include the balance of its sub-account `1500:10001`.
    """
    sql = """SELECT coalesce(sum(amount), 0) FROM journal_lines
        WHERE company_id = ? AND account = ? AND entry_date <= ?"""
    total: int = state.value(sql, company, account, date)
    return total


def balances(state: State, company: int, date: str) -> dict[str, int]:
    """Return the balances of a company's accounts in øre at the end of a day, by account code.

    Accounts without postings are left out.
    """
    sql = """SELECT account, sum(amount) AS balance FROM journal_lines
        WHERE company_id = ? AND entry_date <= ? GROUP BY account"""
    return {row["account"]: row["balance"] for row in state.rows(sql, company, date)}


def has_postings(state: State, company: int, account: str) -> bool:
    """Return whether an account has any postings."""
    sql = "SELECT 1 FROM journal_lines WHERE company_id = ? AND account = ?"
    return state.row(sql, company, account) is not None


def _check(state: State, company: int, entry: Entry) -> None:
    """Reject a journal entry that cannot be posted.

    Its fiscal year has to be open, its lines have to sum to zero, and no amount may be too large.

    Observed: docs/observed.md#4-error-bodies
    """
    require_open_year(state, company, entry.date)
    require_countable(*(line.amount for line in entry.lines))
    off = sum(line.amount for line in entry.lines)
    if off:
        raise Rejected(f"Summen av posteringslinjene er ikke null: {_kroner(off)}")


def _reversed(state: State, entry: Row, description: str) -> Entry:
    """Return the reversal of a journal entry: the same lines, with the opposite sign."""
    sql = "SELECT * FROM journal_lines WHERE journal_entry_id = ? ORDER BY journal_line_id"
    lines = [
        Line(line["account"], -line["amount"], line["vat_code"], line["project_id"])
        for line in state.rows(sql, entry["journal_entry_id"])
    ]
    return Entry(description, max(entry["date"], state.today().isoformat()), lines)


def _kroner(amount: int) -> str:
    """Return an amount in øre as kroner, in the form of Fiken's error messages.

    `_kroner(5000)` is `"50,00"`.
    """
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
