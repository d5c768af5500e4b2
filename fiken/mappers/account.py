"""The mappers of accounts and their balances."""

from fiken.mappers._base import Mapper
from fiken.models.account import Account, AccountBalance


class AccountMapper(Mapper[Account]):
    model = Account


class AccountBalanceMapper(Mapper[AccountBalance]):
    model = AccountBalance
