"""Accounts on the wire."""

from fiken.mappers._base import Mapper
from fiken.models.account import Account


class AccountMapper(Mapper[Account]):
    model = Account
