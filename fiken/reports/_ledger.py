"""The general ledger (hovedbok)."""

import re
from collections.abc import Callable
from datetime import date

import attrs

from fiken import CompanyClient
from fiken.errors import InvalidAttributeError
from fiken.reports._accounts import main_of, number_of, order_of
from fiken.reports._balances import Balances
from fiken.reports._check import Check, entries_checked
from fiken.reports._period import Period, as_period


@attrs.frozen
class LedgerPosting:
    """One posting on an account.

    Args:
        date: The day of the posting.
        entry_number: The number of the journal entry (bilagsnummer).
        transaction_id: The id of the transaction, for ``company.transactions.find``.
        description: The description of the journal entry.
        vat_code: The VAT code of the posting, if it has one.
        amount: Øre: the amount, debit positive and credit negative.
        balance: Øre: the balance of the account after the posting.
    """

    date: date
    entry_number: int
    transaction_id: int
    description: str
    vat_code: str | None
    amount: int
    balance: int


@attrs.frozen
class LedgerAccount:
    """An account of a ledger. Amounts are in øre, debit positive and credit negative.

    Args:
        code: The code of the account, such as 1920:10001.
        name: Its name.
        opening: The balance before the period. That of an account of profit and loss begins at 0
            with the year in which the period begins.
        postings: The postings of the period, by day and number of the journal entry.
        closing: The balance at the end of the period.
    """

    code: str
    name: str
    opening: int
    postings: tuple[LedgerPosting, ...]
    closing: int

    @property
    def debit(self) -> int:
        """Øre: the sum of the debit postings (sum debet)."""
        return sum(posting.amount for posting in self.postings if posting.amount > 0)

    @property
    def credit(self) -> int:
        """Øre: the sum of the credit postings (sum kredit), as a negative amount."""
        return sum(posting.amount for posting in self.postings if posting.amount < 0)


@attrs.frozen
class Ledger:
    """The postings of accounts, with their balances (hovedbok).

    Args:
        company: The slug of the company.
        period: The period.
        accounts: The accounts that have a balance or postings, by number.
        checks: The checks of the report: the opening balances with the postings equal the balances
            at the end of the period.
    """

    company: str
    period: Period
    accounts: tuple[LedgerAccount, ...]
    checks: tuple[Check, ...]


def ledger(company: CompanyClient, period: Period | str, *, accounts: str | None = None) -> Ledger:
    """Return the postings of the accounts in a period, with their balances.

    One request is sent per 100 journal entries of the period, and 12 for the balances (18 if the
    period begins within a year).

    Args:
        company: The client of the company.
        period: The period, or its text, such as ``"2026-06"`` (see `Period.parse`).
        accounts: The accounts, such as ``"1920:10001"``, ``"1500-1599, 3000"``. A number includes
            its sub-accounts. None: all accounts.

    Raises:
        InvalidAttributeError: The text names no period or no accounts; nothing was sent.
        FikenError: Fiken could not be asked.
    """
    span, is_wanted = as_period(period), _selection(accounts)
    posted = _posted(company, span, is_wanted)
    books = Balances(company)
    opening = books.of_year(span.before, span.before_year)
    closing = books.of_year(span.end, span.before_year)
    used = {code for day in (opening, closing) for code, amount in day.items() if amount}
    codes = sorted({code for code in used if is_wanted(code)} | {*posted}, key=order_of)
    pages = tuple(
        _account(code, books.name_of(code), opening.get(code, 0), posted.get(code, []))
        for code in codes
    )
    ends = {code: amount for code, amount in closing.items() if amount and is_wanted(code)}
    checks = entries_checked(ends, {page.code: page.closing for page in pages if page.closing})
    return Ledger(company.slug, span, pages, checks)


def _posted(
    company: CompanyClient, period: Period, is_wanted: Callable[[str], bool]
) -> dict[str, list[LedgerPosting]]:
    """Return the postings on each account, without balances yet."""
    posted: dict[str, list[LedgerPosting]] = {}
    for entry in company.journal_entries.all(date_ge=period.start, date_le=period.end):
        for line in entry.lines:
            code = line.account or ""
            if is_wanted(code):
                posting = LedgerPosting(
                    entry.date,
                    entry.journal_entry_number,
                    entry.transaction_id,
                    entry.description,
                    line.vat_code,
                    line.amount,
                    0,
                )
                posted.setdefault(code, []).append(posting)
    return posted


def _account(code: str, name: str, opening: int, postings: list[LedgerPosting]) -> LedgerAccount:
    balance, running = opening, list[LedgerPosting]()
    for posting in sorted(postings, key=lambda each: (each.date, each.entry_number)):
        balance += posting.amount
        running.append(attrs.evolve(posting, balance=balance))
    return LedgerAccount(code, name, opening, tuple(running), balance)


_PART = re.compile(r"(?P<first>[0-9]{4})(\s*-\s*(?P<last>[0-9]{4})|:[0-9]+)?")


def _selection(accounts: str | None) -> Callable[[str], bool]:
    """Return a function that says whether an account is one of those that a text names.

    Raises:
        InvalidAttributeError: The text names no accounts.
    """
    if accounts is None:
        return lambda _: True
    parts = [_PART.fullmatch(part.strip()) for part in str(accounts).split(",")]
    whole = set[str]()
    numbers = list[range]()
    for part in parts:
        if part is None or (part["last"] or part["first"]) < part["first"]:
            hint = 'write "1920", "1920:10001" or "1500-1599, 3000", with the lower number first'
            raise InvalidAttributeError("ledger", "accounts", accounts, "accounts", hint)
        if ":" in part[0]:
            whole.add(part[0])
        else:
            numbers.append(range(int(part["first"]), int(part["last"] or part["first"]) + 1))
    return lambda code: code in whole or any(number_of(main_of(code)) in each for each in numbers)
