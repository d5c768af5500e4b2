"""The families that are emulated: one module each, a declaration and its rules."""

from collections.abc import Sequence

from fiken.emulator.books import ledger as _ledger
from fiken.emulator.families import (
    account,
    account_balance,
    accrual,
    attachment,
    bank_account,
    company,
    contact,
    draft,
    ehf_document,
    group,
    inbox,
    journal_entry,
    payment,
    product,
    project,
    purchase,
    sale,
    transaction,
    user,
)
from fiken.emulator.store import files as _files
from fiken.emulator.store.resources import Family

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
    sale.FAMILY,
    purchase.FAMILY,
    payment.FAMILY,
    accrual.FAMILY,
    draft.FAMILY,
    journal_entry.FAMILY,
    transaction.FAMILY,
    inbox.FAMILY,
    ehf_document.FAMILY,
    # The last: its triggers stand on the tables of what files hang on.
    attachment.FAMILY,
)
