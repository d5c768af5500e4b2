"""Bank accounts (bankkontoer), and what the bank says is on them."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class BankAccount(Model):
    """A bank account of the company. The API does not change one."""

    bank_account_id: t.Identity[int] = t.UNSET
    name: str = t.UNSET
    #: Its account in the books: 1920:10001.
    account_code: t.ReadOnly[str] = t.UNSET
    bank_account_number: str = t.UNSET
    iban: str | None = None
    bic: str | None = None
    #: The bank abroad; for the type `FOREIGN` only.
    foreign_service: str | None = None
    type: t.BankAccountType = t.UNSET
    #: Øre, as far as the account was reconciled, and until when.
    reconciled_balance: t.ReadOnly[t.Amount | None] = None
    reconciled_date: t.ReadOnly[t.Date | None] = None
    inactive: bool | None = None


@model
class BankBalance(Model):
    """What was on a bank account on a day, as the bank or a user said."""

    #: Who said so.
    source: t.ReadOnly[str | None] = None
    bank_account_id: t.ReadOnly[int] = t.UNSET
    bank_account_code: t.ReadOnly[str] = t.UNSET
    date: t.ReadOnly[t.Date] = t.UNSET
    #: Øre.
    amount: t.ReadOnly[t.Amount] = t.UNSET
