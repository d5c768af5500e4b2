"""The repository of the transactions."""

from typing import Unpack

from fiken.mappers.transaction import TransactionMapper
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
