"""The repository of the transactions."""

from typing import Unpack

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.mappers.transaction import TransactionMapper
from fiken.models.journal_entry import JournalEntry, JournalEntryLine
from fiken.models.transaction import Transaction
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import DeletesSoftly
from fiken.repositories._filters import Created, LastModified
from fiken.repositories._finding import Finds, first_not_deleted_of
from fiken.repositories._listing import Lists
from fiken.repositories._read_back import rewritten
from fiken.repositories._saving import Saves


class TransactionFilters(Created, LastModified, total=False):
    """The filters for the list of transactions (GET /transactions)."""


class TransactionRepository(
    Finds[Transaction], Lists[Transaction], Saves[Transaction], DeletesSoftly[Transaction]
):
    """The transactions: groups of journal entries that belong together.

    Saving a new transaction posts its entries (POST /generalJournalEntries).
    """

    mapper = TransactionMapper()
    path = "transactions"
    new_path = "generalJournalEntries"
    comparisons = {Transaction: {"description": rewritten, "entries": rewritten}}

    def all(self, **filters: Unpack[TransactionFilters]) -> Collection[Transaction]:
        """Return all transactions that match the filters (GET /transactions)."""
        return self._all(TransactionFilters, filters)

    find_by = first_not_deleted_of(all)

    def post(self, date: t.Date, text: t.Text166, /, *lines: JournalEntryLine) -> Transaction:
        """Post one journal entry, and return its transaction (POST /generalJournalEntries).

        ``post(day, "Bank fee", JournalEntryLine.debit("7770", 5000), …)`` debits account 7770 with
        50 kroner. Another line credits the bank account.

        Args:
            date: The day on which the entry is posted.
            text: The description of the entry and of the transaction: at most 166 characters.
            *lines: The lines. Without VAT codes, debit and credit must be equal.

        Raises:
            InvalidAttributeError: There are no lines, or a value is not valid; nothing was sent.
            InvalidModelError: Debit and credit differ, or a line has no account or an amount that
                is not positive; nothing was sent. The message names the sums in kroner.
            WrittenButNotLoadedError: Fiken posted the entry, but it could not be read. Do not post
                it again.
            AmbiguousWriteError: The answer was lost. Look with
                ``journal_entries.find_by_description(text, date=date)`` before you post the
                entry again.
            ApiError: Fiken answered with an error.
        """
        if not lines:
            rule = "at least one JournalEntryLine"
            raise InvalidAttributeError("TransactionRepository.post", "lines", lines, rule)
        entry = JournalEntry(description=text, date=date, lines=lines)
        return self.save(Transaction(description=text, entries=(entry,)))
