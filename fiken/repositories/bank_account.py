"""The repositories of bank accounts, and of the balances that the banks report."""

from typing import TypedDict, Unpack

from fiken import types as t
from fiken.mappers.bank_account import BankAccountMapper, BankBalanceMapper
from fiken.models.bank_account import BankAccount, BankBalance
from fiken.repositories._collection import Collection
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._saving import Saves
from fiken.repositories._trace import Trace


class BankAccountFilters(TypedDict, total=False):
    """The filters for the list of bank accounts (GET /bankAccounts).

    ``inactive=False`` finds only the bank accounts that are in use.
    """

    inactive: bool


class BankBalanceFilters(TypedDict, total=False):
    """The filters for the list of bank balances (GET /bankBalances).

    ``date=date(2026, 6, 15)`` finds the balances of that day.
    """

    date: t.Date


class BankAccountRepository(Finds[BankAccount], Lists[BankAccount], Saves[BankAccount]):
    """The bank accounts. A new one can be saved, but a saved one cannot be changed or deleted."""

    mapper = BankAccountMapper()
    path = "bankAccounts"
    trace = Trace(own=("bank_account_number",), alike=("name",))

    def all(self, **filters: Unpack[BankAccountFilters]) -> Collection[BankAccount]:
        """Return all bank accounts that match the filters (GET /bankAccounts)."""
        return self._all(BankAccountFilters, filters)

    find_by = first_of(all)


class BankBalanceRepository(Lists[BankBalance]):
    """The balances of the bank accounts, as the banks report them.

    A company without a bank integration has no such balances.
    """

    mapper = BankBalanceMapper()
    path = "bankBalances"

    def all(self, **filters: Unpack[BankBalanceFilters]) -> Collection[BankBalance]:
        """Return all bank balances that match the filters (GET /bankBalances)."""
        return self._all(BankBalanceFilters, filters)

    find_by = first_of(all)
