"""Journal entries (posteringer): the lines of the general ledger."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.attachment import Attachment


@model
class JournalEntryLine(Model):
    """One posting. It is read and written in two different forms.

    Read, it has an `account` and a signed `amount`: debit is positive, credit negative. Written,
    it has a `debit_account` or a `credit_account`, or both, and a positive amount:

    >>> JournalEntryLine(amount=t.kroner("500"), debit_account="6540", credit_account="1920:10001")
    JournalEntryLine(amount=50000, debit_account='6540', credit_account='1920:10001')

    A side with a VAT code (see `fiken.vat.VAT`) is net, and Fiken adds the posting of the tax:
    so it was seen on the real service. Its documentation says net of a debit and gross of a
    credit; try which one holds for you.

    Observed: docs/observed.md#9-journal-entries
    """

    amount: t.Amount
    account: t.ReadOnly[str | None] = None
    vat_code: t.ReadOnly[str | None] = None
    debit_account: t.WriteOnly[t.AccountCode | None] = None
    debit_vat_code: t.WriteOnly[int | None] = None
    credit_account: t.WriteOnly[t.AccountCode | None] = None
    credit_vat_code: t.WriteOnly[int | None] = None
    #: Under Fiken's name, but a list: the ids of the line's projects.
    project_id: t.ReadOnly[Sequence[int]] = ()
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET


@model
class JournalEntry(Model):
    """Lines of one day that balance. New ones are posted within a `Transaction`."""

    journal_entry_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    transaction_id: t.ReadOnly[int] = t.UNSET
    #: The transaction that reverses this entry, where it was cancelled.
    offset_transaction_id: t.ReadOnly[int | None] = None
    journal_entry_number: t.ReadOnly[t.Int32] = t.UNSET
    #: 166 characters: Fiken puts 34 of its own before them, and refuses more than 200.
    description: t.Text166
    date: t.Date
    lines: Sequence[JournalEntryLine]
    attachments: t.ReadOnly[Sequence[Attachment]] = ()
