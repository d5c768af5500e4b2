"""Accounts of the books (kontoer)."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Account(Model):
    """An account of the current year's chart, or a sub-account of one customer or supplier."""

    #: 1920, or with its sub-account 1500:10001.
    code: t.Identity[str] = t.UNSET
    name: t.ReadOnly[str] = t.UNSET


@model
class AccountBalance(Model):
    """What stands on an account at the end of a day: 0 where nothing was ever posted."""

    code: t.Identity[str] = t.UNSET
    name: t.ReadOnly[str] = t.UNSET
    #: Øre: debit is positive, credit negative.
    balance: t.ReadOnly[t.Amount] = t.UNSET
