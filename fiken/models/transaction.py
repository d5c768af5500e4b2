"""Transactions (bilag): journal entries that belong together."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.journal_entry import JournalEntry


@model
class Transaction(Model):
    """Journal entries that belong together (bilag). A new one posts a general journal entry.

    It cannot be changed: delete it, and post it again.
    """

    transaction_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    description: t.Text166 | None = None
    """At most 166 characters: Fiken puts 34 of its own before them and refuses more than 200."""
    type: t.ReadOnly[str | None] = None
    """The kind of transaction, in Fiken's words."""
    entries: Sequence[JournalEntry] = ()
    """The journal entries. A new transaction needs at least one."""
    open: t.WriteOnly[bool | None] = None
    """Whether the new entry can be deleted without a trace. Fiken closes it unless it is True."""
    deleted: t.ReadOnly[bool] = t.UNSET
    """Whether it was deleted. It stays in the books, with a transaction that reverses it."""
