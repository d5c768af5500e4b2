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
    credit_note="CreditNote CreditNoteLine",
    draft="CreditNoteDraft DraftLine InvoiceDraft OfferDraft OrderConfirmationDraft",
    invoice="Dispatch Invoice InvoiceLine",
    journal_entry="JournalEntry JournalEntryLine",
    offer="Offer",
    order_confirmation="OrderConfirmation",
    payment="Payment",
    product="Product ProductSalesFigures ProductSalesReport",
    project="Project",
    purchase="Purchase PurchaseDraft PurchaseDraftLine",
    recurring_invoice="Frequency",
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
    from fiken.models.credit_note import CreditNote, CreditNoteLine
    from fiken.models.draft import (
        CreditNoteDraft,
        DraftLine,
        InvoiceDraft,
        OfferDraft,
        OrderConfirmationDraft,
    )
    from fiken.models.invoice import Dispatch, Invoice, InvoiceLine
    from fiken.models.journal_entry import JournalEntry, JournalEntryLine
    from fiken.models.offer import Offer
    from fiken.models.order_confirmation import OrderConfirmation
    from fiken.models.payment import Payment
    from fiken.models.product import Product, ProductSalesFigures, ProductSalesReport
    from fiken.models.project import Project
    from fiken.models.purchase import Purchase, PurchaseDraft, PurchaseDraftLine
    from fiken.models.recurring_invoice import Frequency
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
    "CreditNote",
    "CreditNoteDraft",
    "CreditNoteLine",
    "Dispatch",
    "DraftLine",
    "Frequency",
    "Invoice",
    "InvoiceDraft",
    "InvoiceLine",
    "JournalEntry",
    "JournalEntryLine",
    "Model",
    "Note",
    "Offer",
    "OfferDraft",
    "OrderConfirmation",
    "OrderConfirmationDraft",
    "OrderLine",
    "Payment",
    "Product",
    "ProductSalesFigures",
    "ProductSalesReport",
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
