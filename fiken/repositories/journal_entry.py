"""The repository of the journal entries, which are read-only: save a transaction to post one."""

from typing import Unpack

from fiken.mappers.journal_entry import JournalEntryMapper
from fiken.models.journal_entry import JournalEntry
from fiken.repositories._collection import Collection
from fiken.repositories._filters import Created, Dated, LastModified
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._selection import Selection, searched
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

    def find_by_description(
        self, description: str, **filters: Unpack[JournalEntryFilters]
    ) -> JournalEntry | None:
        """Return the first journal entry with this description that is not reversed, or None.

        Fiken has no filter for the description, so the list is requested page by page until an
        entry is found. Limit it by a date: ``date=date(2026, 6, 15)``.

        Args:
            description: The text that you posted, or the whole `JournalEntry.description`. Fiken
                puts 34 characters of its own before a posted text, and these are ignored, as are
                spaces before and after the text. Upper and lower case must match.
            **filters: Filters of `all`.

        Raises:
            TypeError: A filter does not exist; nothing was sent.
            InvalidAttributeError: The description is empty or not a text, or the value of a filter
                is not of its type; nothing was sent.

        Observed: docs/observed.md#4-error-bodies
        """
        text = searched(description, "JournalEntryRepository.find_by_description", "description")
        return self.all_by_description(text, **filters).first()

    def all_by_description(
        self, description: str, **filters: Unpack[JournalEntryFilters]
    ) -> Selection[JournalEntry]:
        """Return all journal entries with this description that are not reversed.

        An entry that reverses another one is left out too, if the list has both of them.

        See `find_by_description` for the arguments and errors. The client does not know the words
        that Fiken puts before a text. So an entry matches if there are 34 characters before the
        text, and the last of them is neither a letter nor a digit. For example, "fee" does not find
        an entry that was posted as "Bank fee".
        """
        text = searched(description, "JournalEntryRepository.all_by_description", "description")

        reversals: set[int | None] = set()  # the transactions that reverse the entries seen so far

        def matches(entry: JournalEntry) -> bool:
            if entry.offset_transaction_id is not None:
                reversals.add(entry.offset_transaction_id)
                return False
            return entry.transaction_id not in reversals and has_text(entry, text)

        return Selection(self.all(**filters), matches, what=f"{text!r} in {self._url}")

    def attachments(self, entry: int | JournalEntry, /) -> PlainAttachmentRepository:
        """Return the repository for the attachments of one journal entry.

        ``company.journal_entries.attachments(entry).all()`` lists them.
        """
        return PlainAttachmentRepository(self._session, self._url_of(entry))


_FIKENS_OWN = 34  # characters before the text that was posted; the last may be a space


def has_text(entry: JournalEntry, text: str) -> bool:
    """Return whether the description is the text, with or without Fiken's own text before it."""
    own, found, rest = ((entry.description or "").strip()).rpartition(text)
    if not found or rest:
        return False
    is_fikens = len(own.rstrip()) in (_FIKENS_OWN - 1, _FIKENS_OWN) and not own[-1].isalnum()
    return not own or is_fikens
