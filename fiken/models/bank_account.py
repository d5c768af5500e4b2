"""Bank accounts (bankkontoer), and their balances according to the bank."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class BankAccount(Model):
    """A bank account of the company (bankkonto). The API cannot change bank accounts."""

    bank_account_id: t.Identity[int] = t.UNSET
    name: str = t.UNSET
    account_code: t.ReadOnly[str] = t.UNSET
    """The account of the books that the bank account belongs to: 1920:10001."""
    bank_account_number: str = t.UNSET
    """The number of the account at the bank."""
    iban: str | None = None
    """The international account number."""
    bic: str | None = None
    """The code of the bank, also called SWIFT."""
    foreign_service: str | None = None
    """The bank abroad, for an account of the type `BankAccountType.FOREIGN` only."""
    type: t.BankAccountType = t.UNSET
    """The use of the account: normal, for withheld tax, abroad or a credit card."""
    reconciled_balance: t.ReadOnly[t.Amount | None] = None
    """Øre: the balance on `reconciled_date`."""
    reconciled_date: t.ReadOnly[t.Date | None] = None
    """The last day up to which the account was reconciled (avstemt)."""
    inactive: bool | None = None


@model
class BankBalance(Model):
    """The balance of a bank account on one day (banksaldo), as the bank or a user stated it."""

    source: t.ReadOnly[str | None] = None
    """Where the balance comes from."""
    bank_account_id: t.ReadOnly[int] = t.UNSET
    bank_account_code: t.ReadOnly[str] = t.UNSET
    """The account of the books that the bank account belongs to: 1920:10001."""
    date: t.ReadOnly[t.Date] = t.UNSET
    amount: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the balance."""
