"""The repository of the transactions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Unpack

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.mappers.transaction import TransactionMapper
from fiken.models._base import as_loaded
from fiken.models.journal_entry import JournalEntry, JournalEntryLine
from fiken.models.transaction import Transaction
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import DeletesSoftly
from fiken.repositories._filters import Created, LastModified
from fiken.repositories._finding import Finds, first_not_deleted_of
from fiken.repositories._listing import Lists
from fiken.repositories._read_back import rewritten
from fiken.repositories._saving import Saves
from fiken.repositories._search import folded
from fiken.repositories._trace import Trace
from fiken.repositories.journal_entry import JournalEntryRepository, has_text


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
    trace = Trace(alike=("entries",), ask=("date",), checked=("amounts",))
    comparisons = {Transaction: {"description": rewritten, "entries": rewritten}}

    def all(self, **filters: Unpack[TransactionFilters]) -> Collection[Transaction]:
        """Return all transactions that match the filters (GET /transactions)."""
        return self._all(TransactionFilters, filters)

    find_by = first_not_deleted_of(all)

    def _rows_for(self, query: Mapping[str, str]) -> Iterable[Transaction]:
        """Return the transactions with entries on a day, to look among them.

        The list of transactions has no filter for the day of an entry, but that of journal entries
        has. A reversal is left out, and what it reverses is marked as deleted.
        """
        day = date.fromisoformat(query["date"])
        entries = tuple(JournalEntryRepository(self._session, self._root).all(date=day))
        reversals = {entry.offset_transaction_id for entry in entries}
        found: dict[int, list[JournalEntry]] = {}
        for entry in entries:
            if entry.transaction_id not in reversals:
                found.setdefault(entry.transaction_id, []).append(entry)
        return [
            as_loaded(
                Transaction(),
                transaction_id=key,
                entries=tuple(posted),
                deleted=any(entry.offset_transaction_id is not None for entry in posted),
            )
            for key, posted in found.items()
        ]

    def _is_alike(self, row: Transaction, like: Mapping[str, Any]) -> bool:
        """Return whether a transaction has the texts that were posted, after Fiken's own words."""
        sent: list[str] = folded(like["entries"])
        rows = [as_loaded(each, description=folded(each.description)) for each in row.entries]
        return len(sent) == len(rows) and all(
            sum(has_text(entry, text) for entry in rows) >= sent.count(text) for text in sent
        )

    def post(
        self,
        date: t.Date,
        text: t.Text166,
        /,
        *lines: JournalEntryLine,
        idempotency_key: str | None = None,
    ) -> Transaction:
        """Post one journal entry, and return its transaction (POST /generalJournalEntries).

        ``post(day, "Bank fee", JournalEntryLine.debit("7770", 5000), …)`` debits account 7770 with
        50 kroner. Another line credits the bank account.

        Args:
            date: The day on which the entry is posted.
            text: The description of the entry and of the transaction: at most 166 characters.
            *lines: The lines. Without VAT codes, debit and credit must be equal.
            idempotency_key: The key under which the entry is posted once. See `save`.

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
        transaction = Transaction(description=text, entries=(entry,))
        return self.save(transaction, idempotency_key=idempotency_key)
