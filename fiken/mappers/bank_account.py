"""The mappers of bank accounts and their balances."""

from fiken.mappers._base import Mapper
from fiken.models.bank_account import BankAccount, BankBalance


class BankAccountMapper(Mapper[BankAccount]):
    model = BankAccount
    required = ("name", "bank_account_number", "type")
    updates = {}
    instead = "change it in Fiken itself"


class BankBalanceMapper(Mapper[BankBalance]):
    model = BankBalance
