"""Bank accounts, and what is on them."""

from typing import TypedDict, Unpack

from fiken import types as t
from fiken.mappers.bank_account import BankAccountMapper, BankBalanceMapper
from fiken.models.bank_account import BankAccount, BankBalance
from fiken.repositories._collection import Collection
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._saving import Saves


class BankAccountFilters(TypedDict, total=False):
    """What `BankAccountRepository.all` takes."""

    inactive: bool


class BankBalanceFilters(TypedDict, total=False):
    """What `BankBalanceRepository.all` takes."""

    date: t.Date


class BankAccountRepository(Finds[BankAccount], Lists[BankAccount], Saves[BankAccount]):
    """Bank accounts: new ones can be saved, and none changed or deleted."""

    mapper = BankAccountMapper()
    path = "bankAccounts"

    def all(self, **filters: Unpack[BankAccountFilters]) -> Collection[BankAccount]:
        """Every bank account that matches (GET /bankAccounts)."""
        return self._all(BankAccountFilters, filters)

    find_by = first_of(all)


class BankBalanceRepository(Lists[BankBalance]):
    """What the banks say; nothing for a company without a bank integration."""

    mapper = BankBalanceMapper()
    path = "bankBalances"

    def all(self, **filters: Unpack[BankBalanceFilters]) -> Collection[BankBalance]:
        """Every balance that matches (GET /bankBalances)."""
        return self._all(BankBalanceFilters, filters)

    find_by = first_of(all)
