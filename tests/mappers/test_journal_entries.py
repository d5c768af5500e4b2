"""Checks of journal entries and transactions, before anything is sent."""

from collections.abc import Callable
from typing import Any

import pytest

from fiken import (
    InvalidAttributeError,
    JournalEntry,
    JournalEntryLine,
    Transaction,
    WriteOff,
    WriteOffType,
)
from fiken.models import Model
from tests.mappers.books import (
    DAY,
    TRANSACTIONS,
    loaded_from,
    problems_of,
)
from tests.samples import transaction


def debit(amount: int, account: str = "6540", **fields: Any) -> JournalEntryLine:
    return JournalEntryLine(amount=amount, debit_account=account, **fields)


def credit(amount: int, account: str = "1920:10001", **fields: Any) -> JournalEntryLine:
    return JournalEntryLine(amount=amount, credit_account=account, **fields)


def moved(amount: int, **fields: Any) -> JournalEntryLine:
    return debit(amount, credit_account="1920:10001", **fields)


def an_entry(*lines: JournalEntryLine, description: str = "Skrivebord") -> JournalEntry:
    return JournalEntry(description=description, date=DAY, lines=lines)


def posted(*lines: JournalEntryLine) -> Transaction:
    return Transaction(description="Møbler", entries=[an_entry(*lines)])


UNBALANCED: list[tuple[tuple[JournalEntryLine, ...], str]] = [
    (
        (debit(12345), credit(12340)),
        "debit is 0.05 kroner more than credit (debit 123.45, credit 123.40)",
    ),
    (
        (debit(5000), credit(10000)),
        "credit is 50.00 kroner more than debit (debit 50.00, credit 100.00)",
    ),
    ((debit(5000),), "debit is 50.00 kroner more than credit (debit 50.00, credit 0.00)"),
    ((credit(1),), "credit is 0.01 kroner more than debit (debit 0.00, credit 0.01)"),
    (
        (moved(99999), credit(250)),
        "credit is 2.50 kroner more than debit (debit 999.99, credit 1002.49)",
    ),
    (
        (debit(100), debit(200), credit(299)),
        "debit is 0.01 kroner more than credit (debit 3.00, credit 2.99)",
    ),
    (
        (debit(10**14), credit(10**14 - 100000)),
        "debit is 1000.00 kroner more than credit (debit 1000000000000.00, credit 999999999000.00)",
    ),
]


@pytest.mark.parametrize(("lines", "difference"), UNBALANCED, ids=lambda value: str(value)[:40])
def test_an_unbalanced_entry_is_refused(
    lines: tuple[JournalEntryLine, ...], difference: str
) -> None:
    """The message has the difference in kroner."""
    expected = {"entries[0]": f"does not balance: {difference}"}
    assert expected == problems_of(TRANSACTIONS, posted(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        (debit(500), credit(500)),
        (credit(500), debit(500)),
        (moved(500),),
        (moved(500), moved(1)),
        (debit(500), debit(250), credit(750)),
        (moved(100), debit(5), credit(5)),
    ],
    ids=lambda lines: str(len(lines)),
)
def test_a_balanced_entry_is_sent(lines: tuple[JournalEntryLine, ...]) -> None:
    [entry] = TRANSACTIONS.payload(posted(*lines))["journalEntries"]
    sent = [
        (line["amount"], line.get("debitAccount"), line.get("creditAccount"))
        for line in entry["lines"]
    ]
    assert [(line.amount, line.debit_account, line.credit_account) for line in lines] == sent


def test_each_entry_balances_by_itself() -> None:
    both = Transaction(entries=[an_entry(debit(500)), an_entry(credit(500)), an_entry(moved(1))])
    first = "debit is 5.00 kroner more than credit (debit 5.00, credit 0.00)"
    second = "credit is 5.00 kroner more than debit (debit 0.00, credit 5.00)"
    assert {
        "entries[0]": f"does not balance: {first}",
        "entries[1]": f"does not balance: {second}",
    } == problems_of(TRANSACTIONS, both)


@pytest.mark.parametrize(
    "lines",
    [
        (debit(1000000, debit_vat_code=1), credit(1250000)),
        (debit(1250000, "1920:10001"), credit(1000000, "3000", credit_vat_code=3)),
        (debit(1000000, debit_vat_code=1), credit(1000000)),
        (debit(500, debit_vat_code=0), credit(600)),
        (debit(100), debit(100, debit_vat_code=1), credit(225)),
        (moved(500, debit_vat_code=1, credit_vat_code=3), credit(1)),
    ],
    ids=["input tax", "output tax", "gross", "code 0", "one of three", "two-sided"],
)
def test_entries_with_vat_codes_are_not_checked(
    lines: tuple[JournalEntryLine, ...],
) -> None:
    """Fiken adds the postings of the tax, and decides."""
    # The contract and the live service disagree which side is net
    # (docs/observed.md#9-journal-entries).
    [entry] = TRANSACTIONS.payload(posted(*lines))["journalEntries"]
    assert [line.amount for line in lines] == [line["amount"] for line in entry["lines"]]


def test_entries_without_vat_codes_must_balance() -> None:
    """This holds also where another entry of the transaction has a VAT code."""
    taxed = an_entry(debit(1000, debit_vat_code=1), credit(1250))
    entity = Transaction(entries=[taxed, an_entry(debit(1), credit(2))])
    sentence = "credit is 0.01 kroner more than debit (debit 0.01, credit 0.02)"
    expected = {"entries[1]": f"does not balance: {sentence}"}
    assert expected == problems_of(TRANSACTIONS, entity)


def test_a_vat_code_needs_its_account() -> None:
    entity = posted(debit(500, credit_vat_code=3), credit(600))
    assert [path for path in problems_of(TRANSACTIONS, entity) if path.startswith("entries[0]")]


def test_a_line_without_a_side_is_refused() -> None:
    problems = problems_of(TRANSACTIONS, posted(debit(500), JournalEntryLine(amount=500)))
    assert {"entries[0].lines[1]": "needs a debit_account or a credit_account"} == problems


@pytest.mark.parametrize("amount", [0, -1, -500])
def test_amounts_of_new_lines_are_positive(amount: int) -> None:
    # Positive, with a debit or a credit account (docs/observed.md#9-journal-entries).
    problems = problems_of(TRANSACTIONS, posted(debit(amount), credit(amount), moved(amount)))
    assert [f"entries[0].lines[{n}].amount" for n in range(3)] == list(problems)
    assert all(message.startswith("must be positive") for message in problems.values())


def test_every_problem_of_an_entry_is_named() -> None:
    """Each problem has its path."""
    # Whether an entry balances is not known where one of its lines is wrong.
    entity = Transaction(
        entries=[
            an_entry(debit(-5), JournalEntryLine(amount=0)),
            an_entry(),
            an_entry(moved(5)),
            an_entry(debit(5)),
        ]
    )
    assert {
        "entries[0].lines[0].amount",
        "entries[0].lines[1]",
        "entries[0].lines[1].amount",
        "entries[1].lines",
        "entries[3]",
    } == problems_of(TRANSACTIONS, entity).keys()


def test_a_transaction_without_entries_is_refused() -> None:
    assert {"entries": "is missing"} == problems_of(TRANSACTIONS, Transaction(description="x"))


def test_a_transaction_needs_no_description() -> None:
    sent = TRANSACTIONS.payload(Transaction(entries=[an_entry(moved(5))]))
    assert ["journalEntries"] == list(sent)


def test_loaded_postings_cannot_be_posted() -> None:
    # A loaded line has a signed amount on an account. Its sides cannot be recovered
    # (docs/observed.md#9-journal-entries).
    loaded = loaded_from(transaction.SAMPLES[0])
    problems = problems_of(TRANSACTIONS, Transaction(entries=loaded.entries))
    sideless = [
        path for path, message in problems.items() if message.startswith("needs a debit_account")
    ]
    assert [f"entries[0].lines[{n}]" for n in range(3)] == sideless


TEXTS: list[tuple[str, str, Callable[[str], Model]]] = [
    ("JournalEntry", "description", lambda text: an_entry(moved(5), description=text)),
    ("Transaction", "description", lambda text: Transaction(description=text)),
]


@pytest.mark.parametrize(("cls", "name", "make"), TEXTS, ids=lambda value: str(value)[:11])
def test_a_description_has_at_most_166_characters(
    cls: str, name: str, make: Callable[[str], Model]
) -> None:
    # Fiken prefixes 34 characters, and answers 500 beyond 200 (docs/observed.md#4-error-bodies).
    assert 166 == len(getattr(make("x" * 166), name))
    with pytest.raises(InvalidAttributeError, match=r"at most 166 char.*it has 167") as caught:
        make("æ" * 167)
    assert (cls, name) == (caught.value.model, caught.value.attribute)


def test_a_comment_has_at_most_200_characters() -> None:
    """This is the comment of a write-off."""
    with pytest.raises(InvalidAttributeError, match="it has 201"):
        WriteOff(type=WriteOffType.COLLECTION_FAILED, date=DAY, comment="x" * 201)
