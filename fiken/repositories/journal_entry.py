"""The repository of the journal entries, which are read-only: save a transaction to post one."""

from typing import Unpack

from fiken.mappers.journal_entry import JournalEntryMapper
from fiken.models.journal_entry import JournalEntry
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Created, Dated, LastModified
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories.attachment import PlainAttachmentRepository


class JournalEntryFilters(Dated, Created, LastModified, total=False):
    """The filters for the list of journal entries (GET /journalEntries)."""


class JournalEntryRepository(Finds[JournalEntry], Lists[JournalEntry]):
    """The journal entries in the company's books. Journal entries are read-only.

    To post a new journal entry, save a transaction that contains it.
    """

    mapper = JournalEntryMapper()
    path = "journalEntries"

    def all(self, **filters: Unpack[JournalEntryFilters]) -> Collection[JournalEntry]:
        """Return all journal entries that match the filters (GET /journalEntries)."""
        return self._all(JournalEntryFilters, filters)

    find_by = first_of(all)

    def attachments(self, entry: int | JournalEntry, /) -> PlainAttachmentRepository:
        """Return the repository for the attachments of one journal entry.

        ``company.journal_entries.attachments(entry).all()`` lists them.
        """
        return PlainAttachmentRepository(self._session, self._url_of(entry))
