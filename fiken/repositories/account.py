"""Accounts of the books, found by their code."""

from typing import Required, TypedDict, Unpack

from fiken import types as t
from fiken.mappers.account import AccountBalanceMapper, AccountMapper
from fiken.models.account import Account, AccountBalance
from fiken.repositories._collection import Collection
from fiken.repositories._filters import query_of
from fiken.repositories._finding import FindsByCode, first_of
from fiken.repositories._listing import Lists


class AccountFilters(TypedDict, total=False):
    """What `AccountRepository.all` takes. Numbers are without sub-accounts."""

    from_account: int
    to_account: int
    #: Numbers and ranges: "1000-1500, 1580".
    range: str


class AccountBalanceFilters(TypedDict, total=False):
    """What `AccountBalanceRepository.all` takes. Numbers are without sub-accounts."""

    #: The day at whose end the balance is told.
    date: Required[t.Date]
    from_account: int
    to_account: int


class AccountRepository(FindsByCode[Account], Lists[Account]):
    """The accounts of the current year, sub-accounts of customers and suppliers among them."""

    mapper = AccountMapper()
    path = "accounts"

    def all(self, **filters: Unpack[AccountFilters]) -> Collection[Account]:
        """Every account that matches (GET /accounts)."""
        return self._all(AccountFilters, filters)

    find_by = first_of(all)


class AccountBalanceRepository(Lists[AccountBalance]):
    """What stands on the accounts at the end of a day."""

    mapper = AccountBalanceMapper()
    path = "accountBalances"

    def all(self, **filters: Unpack[AccountBalanceFilters]) -> Collection[AccountBalance]:
        """Every account's balance on a day (GET /accountBalances)."""
        return self._all(AccountBalanceFilters, filters)

    find_by = first_of(all)

    def find(self, account: str | Account | AccountBalance, /, *, date: t.Date) -> AccountBalance:
        """Give the balance of one account at the end of a day.

        Raises:
            NotFoundError: There is no such account.
            InvalidAttributeError: This is no code, or no date; nothing was sent.
        """
        code = account.code if isinstance(account, Account) else account
        query = query_of(AccountBalanceFilters, {"date": date}, "AccountBalanceRepository.find")
        return self._load(self._url_of(code), query)
