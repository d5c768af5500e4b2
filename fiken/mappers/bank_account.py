"""The mappers of bank accounts and their balances."""

from collections.abc import Iterable
from typing import Any

from fiken.mappers._base import Mapper
from fiken.models.bank_account import BankAccount, BankBalance


class BankAccountMapper(Mapper[BankAccount]):
    model = BankAccount
    required = ("name", "bank_account_number", "type")
    updates = {}
    instead = "change it in Fiken itself"

    def likeness(self, model: BankAccount, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of some fields, with the number without spaces and dots."""
        likeness = super().likeness(model, names)
        if number := likeness.get("bank_account_number"):
            likeness["bank_account_number"] = "".join(filter(str.isalnum, number))
        return likeness


class BankBalanceMapper(Mapper[BankBalance]):
    model = BankBalance
