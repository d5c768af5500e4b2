"""Transactions on the wire: a general journal entry goes out, a transaction comes back."""

from collections.abc import Iterator

from fiken.mappers._base import Mapper
from fiken.models.journal_entry import JournalEntry, JournalEntryLine
from fiken.models.transaction import Transaction
from fiken.types import in_kroner


class TransactionMapper(Mapper[Transaction]):
    model = Transaction
    new_keys = {"entries": "journalEntries"}
    required = ("entries",)
    updates = {}
    instead = "delete it, and post it again"

    def problems(self, model: Transaction) -> Iterator[tuple[str, str]]:
        """Lines need a side and a positive amount, and entries without VAT codes balance."""
        for place, entry in enumerate(model.entries):
            wrong = list(_line_problems(entry, f"entries[{place}].lines"))
            yield from wrong
            if not wrong and (difference := _difference(entry)):
                yield f"entries[{place}]", _unbalanced(difference)


def _line_problems(entry: JournalEntry, path: str) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(entry.lines):
        if line.debit_account is None and line.credit_account is None:
            yield f"{path}[{place}]", "needs a debit_account or a credit_account"
        for side in ("debit", "credit"):
            if _coded(line, side) and getattr(line, f"{side}_account") is None:
                yield f"{path}[{place}].{side}_vat_code", f"is given without a {side}_account"
        if (line.amount or 0) <= 0:
            yield f"{path}[{place}].amount", "must be positive: the side is in the account's name"


def _difference(entry: JournalEntry) -> int:
    """Give debit less credit in øre; 0 where VAT codes let Fiken add postings of its own."""
    if any(_coded(line, side) for line in entry.lines for side in ("debit", "credit")):
        return 0
    return sum(_signed(line) for line in entry.lines)


def _coded(line: JournalEntryLine, side: str) -> bool:
    return getattr(line, f"{side}_vat_code") is not None


def _signed(line: JournalEntryLine) -> int:
    return line.amount * ((line.debit_account is not None) - (line.credit_account is not None))


def _unbalanced(difference: int) -> str:
    more, less = ("debit", "credit") if difference > 0 else ("credit", "debit")
    return f"does not balance: {more} is {in_kroner(abs(difference))} kroner more than {less}"
