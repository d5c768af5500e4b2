"""Journal entries (posteringer) and their lines."""

from collections.abc import Sequence
from typing import Self

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.attachment import Attachment


@model
class JournalEntryLine(Model):
    """A line of a journal entry (posteringslinje). Loaded and new lines have different fields.

    A loaded line has an `account` and a signed `amount`: debit is positive, credit negative. A new
    line has a `debit_account`, a `credit_account` or both, and a positive amount:

    >>> JournalEntryLine(amount=t.kroner("500"), debit_account="6540", credit_account="1920:10001")
    JournalEntryLine(amount=50000, debit_account='6540', credit_account='1920:10001')

    If the debit or credit side of a new line has a VAT code, the amount on this side is net. Fiken
    then adds a posting of the tax. This was observed on the real service. Fiken's documentation
    says otherwise: the amount on the credit side is gross. So check what Fiken does for your
    company.

    Observed: docs/observed.md#9-journal-entries
    """

    amount: t.Amount
    """Øre: the amount, with a sign in a loaded line and positive in a new line."""
    account: t.ReadOnly[str | None] = None
    """The code of the account of a loaded line."""
    vat_code: t.ReadOnly[str | None] = None
    """The VAT code of a loaded line. `fiken.vat.vat_of_code` returns the VAT type of a code."""
    debit_account: t.WriteOnly[t.AccountCode | None] = None
    """The account that a new line debits."""
    debit_vat_code: t.WriteOnly[int | None] = None
    """The VAT code on the debit side of a new line."""
    credit_account: t.WriteOnly[t.AccountCode | None] = None
    """The account that a new line credits."""
    credit_vat_code: t.WriteOnly[int | None] = None
    """The VAT code on the credit side of a new line."""
    project_id: t.ReadOnly[Sequence[int]] = ()
    """The ids of the projects of the line. The name is Fiken's, but there can be several ids."""
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET

    @classmethod
    def debit(
        cls, account: t.AccountCode, amount: t.Amount, *, vat_code: int | None = None
    ) -> Self:
        """Return a new line that debits an account.

        >>> JournalEntryLine.debit("6540", t.kroner("500"))
        JournalEntryLine(amount=50000, debit_account='6540')

        Args:
            account: The code of the account.
            amount: The amount in øre, which must be positive.
            vat_code: The VAT code. With it, `amount` is net, and Fiken adds a posting of the tax.

        Raises:
            InvalidAttributeError: A value is not valid for its field.
        """
        return cls(amount=amount, debit_account=account, debit_vat_code=vat_code)

    @classmethod
    def credit(
        cls, account: t.AccountCode, amount: t.Amount, *, vat_code: int | None = None
    ) -> Self:
        """Return a new line that credits an account.

        >>> JournalEntryLine.credit("1920:10001", t.kroner("500"))
        JournalEntryLine(amount=50000, credit_account='1920:10001')

        Args:
            account: The code of the account.
            amount: The amount in øre, which must be positive.
            vat_code: The VAT code. With it, `amount` is net, and Fiken adds a posting of the tax.

        Raises:
            InvalidAttributeError: A value is not valid for its field.
        """
        return cls(amount=amount, credit_account=account, credit_vat_code=vat_code)


@model
class JournalEntry(Model):
    """A journal entry (postering): lines on one day that sum to zero.

    To post a new entry, put it into a `Transaction`, and save the transaction.
    """

    journal_entry_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    transaction_id: t.ReadOnly[int] = t.UNSET
    """The id of the `Transaction` that the entry belongs to."""
    offset_transaction_id: t.ReadOnly[int | None] = None
    """The id of the transaction that reverses this entry; None if no transaction does."""
    journal_entry_number: t.ReadOnly[t.Int32] = t.UNSET
    """The number of the entry in the books (bilagsnummer)."""
    description: t.Text166
    """At most 166 characters. Fiken accepts 200 and adds 34 of its own before the text."""
    date: t.Date
    """The day on which the entry is posted."""
    lines: Sequence[JournalEntryLine]
    """The postings. Without VAT codes, debit and credit must be equal."""
    attachments: t.ReadOnly[Sequence[Attachment]] = ()
