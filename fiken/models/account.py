"""Accounts of the books (kontoer)."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Account(Model):
    """An account in this year's chart of accounts (konto), such as 1920, or a sub-account.

    A sub-account is a part of an account: 1500:10001 belongs to one customer, for example.
    """

    code: t.Identity[str] = t.UNSET
    """Four digits, such as 1920. A sub-account has its own number after a colon: 1500:10001."""
    name: t.ReadOnly[str] = t.UNSET


@model
class AccountBalance(Model):
    """The balance of an account at the end of a day (saldo). It is 0 if nothing was posted."""

    code: t.Identity[str] = t.UNSET
    """The code of the account, such as 1920 or 1500:10001."""
    name: t.ReadOnly[str] = t.UNSET
    """The name of the account."""
    balance: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the balance. Debit is positive and credit negative."""
