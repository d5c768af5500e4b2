"""The mappers of journal entries and their lines."""

from fiken.mappers._base import Mapper
from fiken.models.journal_entry import JournalEntry, JournalEntryLine


class JournalEntryLineMapper(Mapper[JournalEntryLine]):
    model = JournalEntryLine


class JournalEntryMapper(Mapper[JournalEntry]):
    model = JournalEntry
    updates = {}
    instead = "delete its transaction, and post it again"
