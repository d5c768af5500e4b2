"""The checks that a report makes of itself."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs


class CheckKind(StrEnum):
    """What a check compares."""

    SUM_IS_ZERO = "sum_is_zero"
    """The balances of all accounts sum to zero."""
    OPENING_SUM_IS_ZERO = "opening_sum_is_zero"
    """The balances of all accounts before the period sum to zero."""
    ASSETS_EQUAL_FUNDING = "assets_equal_funding"
    """Assets equal equity and liabilities, with the result that is not disposed yet."""
    ENTRIES_EQUAL_BALANCES = "entries_equal_balances"
    """The journal entries of the period equal the change of the balances."""
    DOCUMENTS_EQUAL_LEDGER = "documents_equal_ledger"
    """The outstanding amounts of the documents equal the balance of the customers or suppliers."""


@attrs.frozen
class Check:
    """A comparison of two sums that a report makes of itself.

    Args:
        kind: What is compared.
        expected: Øre: the one sum.
        actual: Øre: the other sum.
        account: The account that the sums are of; None for those of all accounts.
    """

    kind: CheckKind
    expected: int
    actual: int
    account: str | None = None

    @property
    def difference(self) -> int:
        """Øre: `actual` less `expected`."""
        return self.actual - self.expected

    @property
    def passed(self) -> bool:
        """Whether both sums are equal."""
        return self.difference == 0


def failed_among(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return the checks that did not pass."""
    return tuple(check for check in checks if not check.passed)


def entries_checked(balances: Mapping[str, int], entries: Mapping[str, int]) -> tuple[Check, ...]:
    """Return the checks that the balances of accounts follow from their journal entries.

    The first is about the sums of all accounts. Each account that differs has one more, so that
    two differences cannot hide each other.

    Args:
        balances: What the balances of the accounts say, in øre.
        entries: What the journal entries say.
    """
    kind = CheckKind.ENTRIES_EQUAL_BALANCES
    pairs = {
        code: (balances.get(code, 0), entries.get(code, 0))
        for code in sorted({*balances, *entries})
    }
    whole = Check(kind, sum(balances.values()), sum(entries.values()))
    return (
        whole,
        *(Check(kind, *both, code) for code, both in pairs.items() if both[0] != both[1]),
    )
