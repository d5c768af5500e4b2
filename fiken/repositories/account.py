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
    """The filters for the list of accounts (GET /accounts).

    ``from_account=1500, to_account=1599`` finds the accounts 1500 to 1599, with their sub-accounts.
    """

    from_account: int
    to_account: int
    range: str
    """Numbers and ranges, such as ``"1000-1500, 1580"``."""


class AccountBalanceFilters(TypedDict, total=False):
    """The filters for the list of account balances (GET /accountBalances).

    ``from_account=1500, to_account=1599`` finds the accounts 1500 to 1599, with their sub-accounts.
    `date` is required: the balances are those at the end of this day.
    """

    date: Required[t.Date]
    """The day at whose end the balances are taken."""
    from_account: int
    to_account: int


class AccountRepository(FindsByCode[Account], Lists[Account]):
    """The accounts of the current year, with the sub-accounts of customers and suppliers.

    A sub-account, such as 1500:10001, belongs to one customer or supplier.
    """

    mapper = AccountMapper()
    path = "accounts"

    def all(self, **filters: Unpack[AccountFilters]) -> Collection[Account]:
        """Return all accounts that match the filters (GET /accounts)."""
        return self._all(AccountFilters, filters)

    find_by = first_of(all)


class AccountBalanceRepository(Lists[AccountBalance]):
    """The balances of the accounts at the end of a given day."""

    mapper = AccountBalanceMapper()
    path = "accountBalances"

    def all(self, **filters: Unpack[AccountBalanceFilters]) -> Collection[AccountBalance]:
        """Return the balance of each account that matches the filters (GET /accountBalances).

        The filter `date` is required: the balances are those at the end of this day.
        """
        return self._all(AccountBalanceFilters, filters)

    find_by = first_of(all)

    def find(self, account: str | Account | AccountBalance, /, *, date: t.Date) -> AccountBalance:
        """Return the balance of one account at the end of a day.

        The request is GET /accountBalances/{accountCode}.

        Args:
            account: The account, or its code, such as "1920", or its balance on another day.
            date: The day.

        Raises:
            NotFoundError: There is no such account.
            InvalidAttributeError: `account` is not an account, a balance or a code, or `date` is
                not a date; nothing was sent.
        """
        code = account.code if isinstance(account, Account) else account
        query = query_of(AccountBalanceFilters, {"date": date}, "AccountBalanceRepository.find")
        return self._load(self._url_of(code), query)
