"""The families that are emulated: one module each, a declaration and its rules."""

from collections.abc import Sequence

from fiken.emulator import _files, _ledger
from fiken.emulator._family import Family
from fiken.emulator.families import (
    account,
    account_balance,
    attachment,
    bank_account,
    company,
    contact,
    ehf_document,
    group,
    inbox,
    journal_entry,
    product,
    project,
    transaction,
    user,
)

#: In the order in which their tables are made.
FAMILIES: Sequence[Family] = (
    user.FAMILY,
    company.FAMILY,
    Family(tables=_ledger.TABLES, invariants=(_ledger.broken,)),
    _files.FAMILY,
    account.FAMILY,
    account_balance.FAMILY,
    bank_account.FAMILY,
    contact.FAMILY,
    group.FAMILY,
    product.FAMILY,
    project.FAMILY,
    journal_entry.FAMILY,
    transaction.FAMILY,
    inbox.FAMILY,
    ehf_document.FAMILY,
    # The last: its triggers stand on the tables of what files hang on.
    attachment.FAMILY,
)
