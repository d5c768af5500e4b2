"""Transactions (bilag): journal entries that belong together."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.journal_entry import JournalEntry


@model
class Transaction(Model):
    """Journal entries that belong together. A new one posts a general journal entry.

    It cannot be changed: delete it, and post it again.
    """

    transaction_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    #: 166 characters: Fiken puts 34 of its own before them, and refuses more than 200.
    description: t.Text166 | None = None
    type: t.ReadOnly[str | None] = None
    entries: Sequence[JournalEntry] = ()
    #: An open one can be deleted without a trace; closed is what Fiken takes it for otherwise.
    open: t.WriteOnly[bool | None] = None
    #: A deleted transaction stays, with another one that reverses it.
    deleted: t.ReadOnly[bool] = t.UNSET
