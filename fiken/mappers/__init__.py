"""The mappers between models and JSON: ``load(data) -> model`` and ``dump(model) -> dict``.

Each mapper is imported when it is first used. All mappers use the cattrs converter `converter`.
"""

from typing import TYPE_CHECKING

from fiken import models
from fiken._lazy import homes, lazily

# Parallel to the models: the same modules, the same names.
HOMES = homes(__name__, _base="Mapper", _declaration="PATCH converter") | {
    f"{name}Mapper": home.replace(".models.", ".mappers.") for name, home in models.HOMES.items()
}

if TYPE_CHECKING:
    from fiken.mappers._base import Mapper
    from fiken.mappers._declaration import PATCH, converter
    from fiken.mappers.account import AccountBalanceMapper, AccountMapper
    from fiken.mappers.accrual import AccrualMapper
    from fiken.mappers.activity import ActivityMapper
    from fiken.mappers.attachment import AttachmentMapper
    from fiken.mappers.bank_account import BankAccountMapper, BankBalanceMapper
    from fiken.mappers.company import CompanyMapper
    from fiken.mappers.contact import AddressMapper, ContactMapper, ContactPersonMapper, NoteMapper
    from fiken.mappers.counter import CounterMapper
    from fiken.mappers.credit_note import (
        CreditNoteLineMapper,
        CreditNoteMapper,
        FullCreditNoteMapper,
        PartialCreditNoteMapper,
        SendCreditNoteMapper,
    )
    from fiken.mappers.draft import (
        CreditNoteDraftMapper,
        DraftLineMapper,
        InvoiceDraftMapper,
        OfferDraftMapper,
        OrderConfirmationDraftMapper,
    )
    from fiken.mappers.ehf_document import EhfDocumentLineMapper, EhfDocumentMapper
    from fiken.mappers.frequency import FrequencyMapper
    from fiken.mappers.inbox import InboxDocumentMapper
    from fiken.mappers.invoice import (
        DispatchMapper,
        InvoiceLineMapper,
        InvoiceMapper,
        SendInvoiceMapper,
    )
    from fiken.mappers.journal_entry import JournalEntryLineMapper, JournalEntryMapper
    from fiken.mappers.offer import OfferMapper, SendOfferMapper
    from fiken.mappers.order_confirmation import OrderConfirmationMapper
    from fiken.mappers.payment import PaymentMapper
    from fiken.mappers.product import (
        ProductMapper,
        ProductSalesFiguresMapper,
        ProductSalesPeriodMapper,
        ProductSalesReportMapper,
    )
    from fiken.mappers.project import ProjectMapper
    from fiken.mappers.purchase import PurchaseDraftLineMapper, PurchaseDraftMapper, PurchaseMapper
    from fiken.mappers.recurring_invoice import (
        NewRecurringInvoiceJobMapper,
        RecurringInvoiceFrequencyMapper,
        RecurringInvoiceJobMapper,
        RecurringInvoiceLinesMapper,
        RecurringInvoiceMapper,
        RecurringInvoiceRecipientMapper,
        RecurringInvoiceScheduleMapper,
    )
    from fiken.mappers.sale import (
        OrderLineMapper,
        SaleDraftLineMapper,
        SaleDraftMapper,
        SaleMapper,
        WriteOffMapper,
    )
    from fiken.mappers.time_entry import TimeEntryInvoiceDraftMapper, TimeEntryMapper
    from fiken.mappers.time_user import TimeUserMapper
    from fiken.mappers.transaction import TransactionMapper
    from fiken.mappers.user import UserMapper
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "PATCH",
    "AccountBalanceMapper",
    "AccountMapper",
    "AccrualMapper",
    "ActivityMapper",
    "AddressMapper",
    "AttachmentMapper",
    "BankAccountMapper",
    "BankBalanceMapper",
    "CompanyMapper",
    "ContactMapper",
    "ContactPersonMapper",
    "CounterMapper",
    "CreditNoteDraftMapper",
    "CreditNoteLineMapper",
    "CreditNoteMapper",
    "DispatchMapper",
    "DraftLineMapper",
    "EhfDocumentLineMapper",
    "EhfDocumentMapper",
    "FrequencyMapper",
    "FullCreditNoteMapper",
    "InboxDocumentMapper",
    "InvoiceDraftMapper",
    "InvoiceLineMapper",
    "InvoiceMapper",
    "JournalEntryLineMapper",
    "JournalEntryMapper",
    "Mapper",
    "NewRecurringInvoiceJobMapper",
    "NoteMapper",
    "OfferDraftMapper",
    "OfferMapper",
    "OrderConfirmationDraftMapper",
    "OrderConfirmationMapper",
    "OrderLineMapper",
    "PartialCreditNoteMapper",
    "PaymentMapper",
    "ProductMapper",
    "ProductSalesFiguresMapper",
    "ProductSalesPeriodMapper",
    "ProductSalesReportMapper",
    "ProjectMapper",
    "PurchaseDraftLineMapper",
    "PurchaseDraftMapper",
    "PurchaseMapper",
    "RecurringInvoiceFrequencyMapper",
    "RecurringInvoiceJobMapper",
    "RecurringInvoiceLinesMapper",
    "RecurringInvoiceMapper",
    "RecurringInvoiceRecipientMapper",
    "RecurringInvoiceScheduleMapper",
    "SaleDraftLineMapper",
    "SaleDraftMapper",
    "SaleMapper",
    "SendCreditNoteMapper",
    "SendInvoiceMapper",
    "SendOfferMapper",
    "TimeEntryInvoiceDraftMapper",
    "TimeEntryMapper",
    "TimeUserMapper",
    "TransactionMapper",
    "UserMapper",
    "WriteOffMapper",
    "converter",
]
