"""The families that are emulated: one module each, a declaration and its rules."""

from collections.abc import Sequence

from fiken.emulator import _ledger
from fiken.emulator._family import Family
from fiken.emulator.families import account, company, contact, group, product, project, user

#: In the order in which their tables are made.
FAMILIES: Sequence[Family] = (
    user.FAMILY,
    company.FAMILY,
    Family(tables=_ledger.TABLES, invariants=(_ledger.broken,)),
    account.FAMILY,
    contact.FAMILY,
    group.FAMILY,
    product.FAMILY,
    project.FAMILY,
)
