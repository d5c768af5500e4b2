"""Transactions (bilag): journal entries that belong together."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.journal_entry import JournalEntry


@model
class Transaction(Model):
    """A transaction (bilag): journal entries that belong together.

    If you save a new transaction, Fiken posts it as a general journal entry (fri postering).

    A transaction cannot be changed. To correct a transaction, delete it and post a new transaction.
    """

    transaction_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    description: t.Text166 | None = None
    """At most 166 characters. Fiken accepts 200 and adds 34 of its own before the text."""
    type: t.ReadOnly[str | None] = None
    """The kind of transaction, in Fiken's words."""
    entries: Sequence[JournalEntry] = ()
    """The journal entries. A new transaction needs at least one."""
    open: t.WriteOnly[bool | None] = None
    """Whether a new transaction can be deleted without a reversal. None is the same as False."""
    deleted: t.ReadOnly[bool] = t.UNSET
    """Whether the transaction was deleted: it stays in the books, and another one reverses it."""
