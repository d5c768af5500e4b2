"""The balances of all accounts at the end of days, read once per day."""

from collections.abc import Iterable
from datetime import date

from fiken import CompanyClient
from fiken.reports._accounts import is_result, main_of, order_of


class Balances:
    """The balances of a company's accounts at the end of days. Each day is requested once.

    Six requests are sent per day, for the 514 accounts of a demo company. Observed:
    docs/observed.md#5-lists

    Amounts are in øre, debit positive.

    Args:
        company: The client of the company.
    """

    def __init__(self, company: CompanyClient) -> None:
        self._company = company
        self._days: dict[date, dict[str, int]] = {}
        self.names: dict[str, str] = {}

    def on(self, day: date) -> dict[str, int]:
        """Return the balance of each account at the end of a day.

        The balance of 1500 is without that of its sub-account 1500:10001, so that the balances sum
        to zero. Whether Fiken includes it in the balance of 1500 was not seen. It does if the
        balances sum to zero only without the sub-accounts, or if they sum to zero both ways and
        each main account equals its sub-accounts. These are then subtracted.
        """
        if day not in self._days:
            rows = list(self._company.account_balances.all(date=day))
            self.names |= {row.code: row.name for row in rows}
            self._days[day] = _apart({row.code: row.balance or 0 for row in rows})
        return self._days[day]

    def of_year(self, day: date, before: date) -> dict[str, int]:
        """Return the balances at the end of a day, those of profit and loss of one year only.

        Fiken does not close the accounts of profit and loss, so their balances have the results of
        all years. Observed: docs/observed.md#15-companies-and-operation

        Args:
            day: The day.
            before: The last day of the year before.
        """
        earlier = self.on(before)
        return {
            code: amount - (earlier.get(code, 0) if is_result(code) else 0)
            for code, amount in self.on(day).items()
        }

    def result_on(self, day: date) -> int:
        """Return the balance of all accounts of profit and loss. A profit is negative, in øre."""
        return sum(amount for code, amount in self.on(day).items() if is_result(code))

    def name_of(self, code: str) -> str:
        """Return the name of an account; empty if Fiken did not name it."""
        return self.names.get(code, "")

    def codes(self, *days: date) -> list[str]:
        """Return the codes of all accounts on some days, sorted."""
        return sorted({code for day in days for code in self.on(day)}, key=order_of)


def merged(codes: Iterable[str], *, sub_accounts: bool) -> dict[str, list[str]]:
    """Return the codes of the rows of a report, each with the accounts that it is the sum of.

    Args:
        codes: The codes of all accounts, sorted.
        sub_accounts: Whether each sub-account has a row of its own. Otherwise it is a part of its
            main account.
    """
    rows: dict[str, list[str]] = {}
    for code in codes:
        rows.setdefault(code if sub_accounts else main_of(code), []).append(code)
    return rows


def _apart(balances: dict[str, int]) -> dict[str, int]:
    """Return the balances of main accounts without those of their sub-accounts."""
    apart = dict(balances)
    for code, amount in balances.items():
        if ":" in code and main_of(code) in apart:
            apart[main_of(code)] -= amount
    if sum(apart.values()):
        return balances
    mains = {main_of(code) for code in balances if ":" in code} & balances.keys()
    includes = sum(balances.values()) or not any(apart[main] for main in mains)
    return apart if includes else balances
