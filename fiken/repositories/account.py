"""The repositories of the accounts and of their balances."""

from typing import Required, TypedDict, Unpack

from fiken import types as t
from fiken.mappers.account import AccountBalanceMapper, AccountMapper
from fiken.models.account import Account, AccountBalance
from fiken.repositories._collection import Collection
from fiken.repositories._filters import query_of
from fiken.repositories._finding import FindsByCode, first_of
from fiken.repositories._listing import Lists


class AccountFilters(TypedDict, total=False):
    """The filters of `AccountRepository.all`.

    Give account numbers without a sub-account, such as 1500.
    """

    from_account: int
    to_account: int
    range: str
    """Numbers and ranges, such as ``"1000-1500, 1580"``."""


class AccountBalanceFilters(TypedDict, total=False):
    """The filters of `AccountBalanceRepository.all`.

    Give account numbers without a sub-account, such as 1500.
    """

    date: Required[t.Date]
    """The day at whose end the balances are taken."""
    from_account: int
    to_account: int


class AccountRepository(FindsByCode[Account], Lists[Account]):
    """The accounts of the current year, with the sub-accounts of customers and suppliers."""

    mapper = AccountMapper()
    path = "accounts"

    def all(self, **filters: Unpack[AccountFilters]) -> Collection[Account]:
        """Return all accounts that match (GET /accounts)."""
        return self._all(AccountFilters, filters)

    find_by = first_of(all)


class AccountBalanceRepository(Lists[AccountBalance]):
    """The balances of the accounts at the end of a given day."""

    mapper = AccountBalanceMapper()
    path = "accountBalances"

    def all(self, **filters: Unpack[AccountBalanceFilters]) -> Collection[AccountBalance]:
        """Return the balances of all accounts that match (GET /accountBalances)."""
        return self._all(AccountBalanceFilters, filters)

    find_by = first_of(all)

    def find(self, account: str | Account | AccountBalance, /, *, date: t.Date) -> AccountBalance:
        """Return the balance of one account at the end of a day.

        The request is GET /accountBalances/{accountCode}.

        Raises:
            NotFoundError: There is no such account.
            InvalidAttributeError: `account` is not an account or its code, or `date` is not a date;
                nothing was sent.
        """
        code = account.code if isinstance(account, Account) else account
        query = query_of(AccountBalanceFilters, {"date": date}, "AccountBalanceRepository.find")
        return self._load(self._url_of(code), query)
