"""Accounts and their balances in JSON."""

from fiken.mappers._base import Mapper
from fiken.models.account import Account, AccountBalance


class AccountMapper(Mapper[Account]):
    model = Account


class AccountBalanceMapper(Mapper[AccountBalance]):
    model = AccountBalance
