"""The mapper of transactions. Fiken stores a general journal entry as a transaction."""

from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import normalize

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

    def likeness(self, model: Transaction, names: Iterable[str]) -> dict[str, Any]:
        """Return `date`, the day of the first entry, and the `entries` (texts) and `amounts` of it.

        Fiken rewrites the description of a transaction, and lists its entries day by day.
        """
        day = model.entries[0].date if model.entries else None
        entries = [entry for entry in model.entries if entry.date == day]
        texts = [entry.description.strip() for entry in entries]
        likeness = {
            "date": None if day is None else day.isoformat(),
            "entries": sorted(texts, key=_folded),
            "amounts": _amounts(entries),
        }
        return {name: likeness[name] for name in names}

    def problems(self, model: Transaction) -> Iterator[tuple[str, str]]:
        """Yield a problem for each wrong line, and for each entry whose debit and credit differ.

        A line needs an account and a positive amount. In an entry with VAT codes, debit and credit
        may differ, because Fiken adds the postings of the tax.
        """
        for place, entry in enumerate(model.entries):
            line_problems = list(_line_problems(entry, f"entries[{place}].lines"))
            yield from line_problems
            debit, credit = (0, 0) if line_problems else _sums(entry)
            if debit != credit:
                more, less = ("debit", "credit") if debit > credit else ("credit", "debit")
                sums = f"debit {in_kroner(debit)}, credit {in_kroner(credit)}"
                kroner = in_kroner(abs(debit - credit))
                sentence = f"does not balance: {more} is {kroner} kroner more than {less} ({sums})"
                yield f"entries[{place}]", sentence


def _folded(text: str) -> str:
    """Return a text as it is compared, so that equal texts have the same place in a list."""
    return " ".join(normalize("NFC", text).split()).casefold()


def _amounts(entries: Iterable[JournalEntry]) -> list[int] | None:
    """Return the sum of debit of each entry, in øre; None if Fiken adds postings of a tax.

    A loaded line has a positive amount if it debits an account, and a new line has the account.
    """
    sums: list[int] = []
    for entry in entries:
        if any(_has_code(line, side) for line in entry.lines for side in ("debit", "credit")):
            return None
        debits = [
            line.amount
            for line in entry.lines
            if line.debit_account is not None or (line.account is not None and line.amount > 0)
        ]
        sums.append(sum(debits))
    return sorted(sums)


def _line_problems(entry: JournalEntry, path: str) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(entry.lines):
        if line.debit_account is None and line.credit_account is None:
            yield f"{path}[{place}]", "needs a debit_account or a credit_account"
        for side in ("debit", "credit"):
            if _has_code(line, side) and getattr(line, f"{side}_account") is None:
                yield f"{path}[{place}].{side}_vat_code", f"is given without a {side}_account"
        if (line.amount or 0) <= 0:
            yield (
                f"{path}[{place}].amount",
                "must be positive: debit_account or credit_account gives the sign",
            )


def _sums(entry: JournalEntry) -> tuple[int, int]:
    """Return the sums of debit and of credit of an entry, in øre.

    Return zeros if a line has a VAT code, because Fiken then adds the postings of the tax.
    """
    if any(_has_code(line, side) for line in entry.lines for side in ("debit", "credit")):
        return 0, 0
    debit = sum(line.amount for line in entry.lines if line.debit_account is not None)
    return debit, sum(line.amount for line in entry.lines if line.credit_account is not None)


def _has_code(line: JournalEntryLine, side: str) -> bool:
    return getattr(line, f"{side}_vat_code") is not None
