"""Accounts of the books (kontoer)."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Account(Model):
    """An account of this year's chart of accounts (konto), or a sub-account."""

    code: t.Identity[str] = t.UNSET
    """Four digits, such as 1920. A sub-account has its own number after a colon: 1500:10001."""
    name: t.ReadOnly[str] = t.UNSET


@model
class AccountBalance(Model):
    """The balance of an account at the end of a day (saldo). Without postings, it is 0."""

    code: t.Identity[str] = t.UNSET
    """The code of the account, such as 1920 or 1500:10001."""
    name: t.ReadOnly[str] = t.UNSET
    """The name of the account."""
    balance: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the balance. Debit is positive and credit negative."""
