"""The models: classes for contacts, sales and the other entities of Fiken.

Models cannot be changed; `evolve` returns a changed copy. The module of a model is imported when
the model is first used.
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily
from fiken.models._base import Model, model

HOMES = homes(
    __name__,
    account="Account AccountBalance",
    accrual="Accrual",
    attachment="Attachment",
    bank_account="BankAccount BankBalance",
    company="Company",
    contact="Address Contact ContactPerson Note",
    journal_entry="JournalEntry JournalEntryLine",
    payment="Payment",
    product="Product",
    project="Project",
    purchase="Purchase PurchaseDraft PurchaseDraftLine",
    sale="OrderLine Sale SaleDraft SaleDraftLine WriteOff",
    transaction="Transaction",
    user="User",
)

if TYPE_CHECKING:
    from fiken.models.account import Account, AccountBalance
    from fiken.models.accrual import Accrual
    from fiken.models.attachment import Attachment
    from fiken.models.bank_account import BankAccount, BankBalance
    from fiken.models.company import Company
    from fiken.models.contact import Address, Contact, ContactPerson, Note
    from fiken.models.journal_entry import JournalEntry, JournalEntryLine
    from fiken.models.payment import Payment
    from fiken.models.product import Product
    from fiken.models.project import Project
    from fiken.models.purchase import Purchase, PurchaseDraft, PurchaseDraftLine
    from fiken.models.sale import OrderLine, Sale, SaleDraft, SaleDraftLine, WriteOff
    from fiken.models.transaction import Transaction
    from fiken.models.user import User
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "Account",
    "AccountBalance",
    "Accrual",
    "Address",
    "Attachment",
    "BankAccount",
    "BankBalance",
    "Company",
    "Contact",
    "ContactPerson",
    "JournalEntry",
    "JournalEntryLine",
    "Model",
    "Note",
    "OrderLine",
    "Payment",
    "Product",
    "Project",
    "Purchase",
    "PurchaseDraft",
    "PurchaseDraftLine",
    "Sale",
    "SaleDraft",
    "SaleDraftLine",
    "Transaction",
    "User",
    "WriteOff",
    "model",
]
