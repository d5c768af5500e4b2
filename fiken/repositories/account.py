"""Accounts of the books, found by their code."""

from typing import TypedDict, Unpack

from fiken.mappers.account import AccountMapper
from fiken.models.account import Account
from fiken.repositories._base import FindsByCode, Lists, first_of
from fiken.repositories._collection import Collection


class AccountFilters(TypedDict, total=False):
    """What `AccountRepository.all` takes. Numbers are without sub-accounts."""

    from_account: int
    to_account: int
    #: Numbers and ranges: "1000-1500, 1580".
    range: str


class AccountRepository(FindsByCode[Account], Lists[Account]):
    """The accounts of the current year, sub-accounts of customers and suppliers among them."""

    mapper = AccountMapper()
    path = "accounts"

    def all(self, **filters: Unpack[AccountFilters]) -> Collection[Account]:
        """Every account that matches (GET /accounts)."""
        return self._all(AccountFilters, filters)

    find_by = first_of(all)
