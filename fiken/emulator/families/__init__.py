"""The parts of the API that are emulated, one module per family of operations (such as sales).

The handlers of a family read the request, call the accounting functions or the database, and
return the rows as JSON.
"""

from collections.abc import Sequence

from fiken.emulator.books import schema, series, violations
from fiken.emulator.families import (
    account,
    account_balance,
    accrual,
    activity,
    attachment,
    bank_account,
    company,
    contact,
    credit_note,
    draft,
    ehf_document,
    group,
    inbox,
    invoice,
    journal_entry,
    offer,
    order_confirmation,
    payment,
    product,
    project,
    purchase,
    recurring_invoice,
    sale,
    sales_draft,
    time_entry,
    time_user,
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
    Family(tables=series.TABLES),
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
    sales_draft.FAMILY,
    recurring_invoice.FAMILY,
    invoice.FAMILY,
    credit_note.FAMILY,
    offer.FAMILY,
    order_confirmation.FAMILY,
    activity.FAMILY,
    time_user.FAMILY,
    time_entry.FAMILY,
    journal_entry.FAMILY,
    transaction.FAMILY,
    inbox.FAMILY,
    ehf_document.FAMILY,
    # This has to be the last: its triggers refer to the tables of the owners of attachments.
    attachment.FAMILY,
)
