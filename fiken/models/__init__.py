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
    activity="Activity",
    attachment="Attachment",
    bank_account="BankAccount BankBalance",
    company="Company",
    contact="Address Contact ContactPerson Note",
    counter="Counter",
    credit_note="CreditNote CreditNoteLine FullCreditNote PartialCreditNote SendCreditNote",
    draft="CreditNoteDraft DraftLine InvoiceDraft OfferDraft OrderConfirmationDraft",
    ehf_document="EhfDocument EhfDocumentLine",
    inbox="InboxDocument",
    frequency="Frequency",
    invoice="Dispatch Invoice InvoiceLine SendInvoice",
    journal_entry="JournalEntry JournalEntryLine",
    offer="Offer SendOffer",
    order_confirmation="OrderConfirmation",
    payment="Payment",
    product="Product ProductSalesFigures ProductSalesPeriod ProductSalesReport",
    project="Project",
    purchase="Purchase PurchaseDraft PurchaseDraftLine",
    recurring_invoice=(
        "NewRecurringInvoiceJob RecurringInvoice RecurringInvoiceFrequency RecurringInvoiceJob "
        "RecurringInvoiceLines RecurringInvoiceRecipient RecurringInvoiceSchedule"
    ),
    sale="OrderLine Sale SaleDraft SaleDraftLine WriteOff",
    time_entry="TimeEntry TimeEntryInvoiceDraft",
    time_user="TimeUser",
    transaction="Transaction",
    user="User",
)

if TYPE_CHECKING:
    from fiken.models.account import Account, AccountBalance
    from fiken.models.accrual import Accrual
    from fiken.models.activity import Activity
    from fiken.models.attachment import Attachment
    from fiken.models.bank_account import BankAccount, BankBalance
    from fiken.models.company import Company
    from fiken.models.contact import Address, Contact, ContactPerson, Note
    from fiken.models.counter import Counter
    from fiken.models.credit_note import (
        CreditNote,
        CreditNoteLine,
        FullCreditNote,
        PartialCreditNote,
        SendCreditNote,
    )
    from fiken.models.draft import (
        CreditNoteDraft,
        DraftLine,
        InvoiceDraft,
        OfferDraft,
        OrderConfirmationDraft,
    )
    from fiken.models.ehf_document import EhfDocument, EhfDocumentLine
    from fiken.models.frequency import Frequency
    from fiken.models.inbox import InboxDocument
    from fiken.models.invoice import Dispatch, Invoice, InvoiceLine, SendInvoice
    from fiken.models.journal_entry import JournalEntry, JournalEntryLine
    from fiken.models.offer import Offer, SendOffer
    from fiken.models.order_confirmation import OrderConfirmation
    from fiken.models.payment import Payment
    from fiken.models.product import (
        Product,
        ProductSalesFigures,
        ProductSalesPeriod,
        ProductSalesReport,
    )
    from fiken.models.project import Project
    from fiken.models.purchase import Purchase, PurchaseDraft, PurchaseDraftLine
    from fiken.models.recurring_invoice import (
        NewRecurringInvoiceJob,
        RecurringInvoice,
        RecurringInvoiceFrequency,
        RecurringInvoiceJob,
        RecurringInvoiceLines,
        RecurringInvoiceRecipient,
        RecurringInvoiceSchedule,
    )
    from fiken.models.sale import OrderLine, Sale, SaleDraft, SaleDraftLine, WriteOff
    from fiken.models.time_entry import TimeEntry, TimeEntryInvoiceDraft
    from fiken.models.time_user import TimeUser
    from fiken.models.transaction import Transaction
    from fiken.models.user import User
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "Account",
    "AccountBalance",
    "Accrual",
    "Activity",
    "Address",
    "Attachment",
    "BankAccount",
    "BankBalance",
    "Company",
    "Contact",
    "ContactPerson",
    "Counter",
    "CreditNote",
    "CreditNoteDraft",
    "CreditNoteLine",
    "Dispatch",
    "DraftLine",
    "EhfDocument",
    "EhfDocumentLine",
    "Frequency",
    "FullCreditNote",
    "InboxDocument",
    "Invoice",
    "InvoiceDraft",
    "InvoiceLine",
    "JournalEntry",
    "JournalEntryLine",
    "Model",
    "NewRecurringInvoiceJob",
    "Note",
    "Offer",
    "OfferDraft",
    "OrderConfirmation",
    "OrderConfirmationDraft",
    "OrderLine",
    "PartialCreditNote",
    "Payment",
    "Product",
    "ProductSalesFigures",
    "ProductSalesPeriod",
    "ProductSalesReport",
    "Project",
    "Purchase",
    "PurchaseDraft",
    "PurchaseDraftLine",
    "RecurringInvoice",
    "RecurringInvoiceFrequency",
    "RecurringInvoiceJob",
    "RecurringInvoiceLines",
    "RecurringInvoiceRecipient",
    "RecurringInvoiceSchedule",
    "Sale",
    "SaleDraft",
    "SaleDraftLine",
    "SendCreditNote",
    "SendInvoice",
    "SendOffer",
    "TimeEntry",
    "TimeEntryInvoiceDraft",
    "TimeUser",
    "Transaction",
    "User",
    "WriteOff",
    "model",
]
