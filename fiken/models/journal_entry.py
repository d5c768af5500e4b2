"""Journal entries (posteringer): the lines of the general ledger."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.attachment import Attachment


@model
class JournalEntryLine(Model):
    """One posting of a journal entry (posteringslinje). Reading and writing differ.

    A loaded line has an `account` and a signed `amount`: debit is positive, credit negative. A new
    line has a `debit_account`, a `credit_account` or both, and a positive amount:

    >>> JournalEntryLine(amount=t.kroner("500"), debit_account="6540", credit_account="1920:10001")
    JournalEntryLine(amount=50000, debit_account='6540', credit_account='1920:10001')

    On a side with a VAT code (see `fiken.vat.VAT`) the amount is net, and Fiken adds the posting of
    the tax. This was observed on the real service. Fiken's documentation calls the amount of a
    credit gross, so check which one holds for your company.

    Observed: docs/observed.md#9-journal-entries
    """

    amount: t.Amount
    """Øre: signed in a loaded line, positive in a new one."""
    account: t.ReadOnly[str | None] = None
    """The code of the account of a loaded line."""
    vat_code: t.ReadOnly[str | None] = None
    """The VAT code of a loaded line: `fiken.vat.vat_of_code` returns its type."""
    debit_account: t.WriteOnly[t.AccountCode | None] = None
    """The account that a new line debits."""
    debit_vat_code: t.WriteOnly[int | None] = None
    """The VAT code on the debit side of a new line."""
    credit_account: t.WriteOnly[t.AccountCode | None] = None
    """The account that a new line credits."""
    credit_vat_code: t.WriteOnly[int | None] = None
    """The VAT code on the credit side of a new line."""
    project_id: t.ReadOnly[Sequence[int]] = ()
    """The ids of the projects of the line: several, though Fiken's name is in the singular."""
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET


@model
class JournalEntry(Model):
    """Lines of one day that balance (postering). New ones are posted within a `Transaction`."""

    journal_entry_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    transaction_id: t.ReadOnly[int] = t.UNSET
    """The id of the `Transaction` that the entry belongs to."""
    offset_transaction_id: t.ReadOnly[int | None] = None
    """The id of the transaction that reverses this entry; None unless it was cancelled."""
    journal_entry_number: t.ReadOnly[t.Int32] = t.UNSET
    """The number of the entry in the books (bilagsnummer)."""
    description: t.Text166
    """At most 166 characters: Fiken puts 34 of its own before them and refuses more than 200."""
    date: t.Date
    """The day on which the entry is posted."""
    lines: Sequence[JournalEntryLine]
    """The postings. Without VAT codes, debit and credit must be equal."""
    attachments: t.ReadOnly[Sequence[Attachment]] = ()
