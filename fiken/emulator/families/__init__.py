"""The parts of the API that are emulated, one module per family of operations (such as sales).

The handlers of a family read the request, call the accounting functions or the database, and
return the rows as JSON.
"""

from collections.abc import Sequence

from fiken.emulator.books import schema, violations
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
from fiken.emulator.store import files
from fiken.emulator.store.resources import Family

#: All families, in the order in which their tables are created.
FAMILIES: Sequence[Family] = (
    user.FAMILY,
    company.FAMILY,
    Family(tables=schema.LEDGER, invariants=(violations.of_ledger,)),
    Family(tables=files.TABLES, invariants=(files.violations,)),
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
    # This has to be the last: its triggers refer to the tables of the owners of attachments.
    attachment.FAMILY,
)
