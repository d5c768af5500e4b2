"""The repositories, which find and save entities. Each is imported on first use.

The repositories of Fiken's entities have names that end in ``Repository``. The other names are
for writing a repository of your own: see the page "An endpoint of your own".
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

HOMES = homes(
    __name__,
    _attachments="AttachmentRepository",
    _collection="Collection",
    _deleting="Deletes DeletesSoftly",
    _downloads="Downloadable",
    _finding="Finds FindsByCode first_not_deleted_of first_of",
    _listing="Lists",
    _looking_for="LooksFor",
    _read_back="rewritten",
    _recurring_jobs="RecurringInvoiceJobRepository",
    _repository="Repository",
    _save_all="SaveProgress",
    _saving="Saves",
    _selection="Selection",
    _trace="Trace",
    _verbs="Acts CreatedIn Finalizes",
    _written="Written nothing",
    account="AccountBalanceRepository AccountRepository",
    accrual="AccrualRepository",
    activity="ActivityRepository",
    attachment=(
        "CommentedAttachmentRepository PlainAttachmentRepository "
        "TradeAttachmentRepository UploadedAttachmentRepository"
    ),
    bank_account="BankAccountRepository BankBalanceRepository",
    company="CompanyRepository",
    contact="ContactPersonRepository ContactRepository",
    counter="CounterRepository",
    credit_note="CreditNoteRepository",
    draft=(
        "CreditNoteDraftRepository InvoiceDraftRepository "
        "OfferDraftRepository OrderConfirmationDraftRepository"
    ),
    ehf_document="EhfDocumentRepository",
    group="GroupRepository",
    inbox="InboxDocumentRepository",
    invoice="InvoiceRepository",
    journal_entry="JournalEntryRepository",
    offer="OfferRepository",
    order_confirmation="OrderConfirmationRepository",
    payment="PaymentRepository",
    product="ProductRepository",
    project="ProjectRepository",
    purchase="PurchaseDraftRepository PurchaseRepository",
    recurring_invoice="RecurringInvoiceRepository",
    sale="SaleDraftRepository SaleRepository",
    time_entry="TimeEntryRepository",
    time_user="TimeUserRepository",
    transaction="TransactionRepository",
    user="UserRepository",
)

if TYPE_CHECKING:
    from fiken.repositories._attachments import AttachmentRepository
    from fiken.repositories._collection import Collection
    from fiken.repositories._deleting import Deletes, DeletesSoftly
    from fiken.repositories._downloads import Downloadable
    from fiken.repositories._finding import Finds, FindsByCode, first_not_deleted_of, first_of
    from fiken.repositories._listing import Lists
    from fiken.repositories._looking_for import LooksFor
    from fiken.repositories._read_back import rewritten
    from fiken.repositories._recurring_jobs import RecurringInvoiceJobRepository
    from fiken.repositories._repository import Repository
    from fiken.repositories._save_all import SaveProgress
    from fiken.repositories._saving import Saves
    from fiken.repositories._selection import Selection
    from fiken.repositories._trace import Trace
    from fiken.repositories._verbs import Acts, CreatedIn, Finalizes
    from fiken.repositories._written import Written, nothing
    from fiken.repositories.account import AccountBalanceRepository, AccountRepository
    from fiken.repositories.accrual import AccrualRepository
    from fiken.repositories.activity import ActivityRepository
    from fiken.repositories.attachment import (
        CommentedAttachmentRepository,
        PlainAttachmentRepository,
        TradeAttachmentRepository,
        UploadedAttachmentRepository,
    )
    from fiken.repositories.bank_account import BankAccountRepository, BankBalanceRepository
    from fiken.repositories.company import CompanyRepository
    from fiken.repositories.contact import ContactPersonRepository, ContactRepository
    from fiken.repositories.counter import CounterRepository
    from fiken.repositories.credit_note import CreditNoteRepository
    from fiken.repositories.draft import (
        CreditNoteDraftRepository,
        InvoiceDraftRepository,
        OfferDraftRepository,
        OrderConfirmationDraftRepository,
    )
    from fiken.repositories.ehf_document import EhfDocumentRepository
    from fiken.repositories.group import GroupRepository
    from fiken.repositories.inbox import InboxDocumentRepository
    from fiken.repositories.invoice import InvoiceRepository
    from fiken.repositories.journal_entry import JournalEntryRepository
    from fiken.repositories.offer import OfferRepository
    from fiken.repositories.order_confirmation import OrderConfirmationRepository
    from fiken.repositories.payment import PaymentRepository
    from fiken.repositories.product import ProductRepository
    from fiken.repositories.project import ProjectRepository
    from fiken.repositories.purchase import PurchaseDraftRepository, PurchaseRepository
    from fiken.repositories.recurring_invoice import RecurringInvoiceRepository
    from fiken.repositories.sale import SaleDraftRepository, SaleRepository
    from fiken.repositories.time_entry import TimeEntryRepository
    from fiken.repositories.time_user import TimeUserRepository
    from fiken.repositories.transaction import TransactionRepository
    from fiken.repositories.user import UserRepository
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "AccountBalanceRepository",
    "AccountRepository",
    "AccrualRepository",
    "ActivityRepository",
    "Acts",
    "AttachmentRepository",
    "BankAccountRepository",
    "BankBalanceRepository",
    "Collection",
    "CommentedAttachmentRepository",
    "CompanyRepository",
    "ContactPersonRepository",
    "ContactRepository",
    "CounterRepository",
    "CreatedIn",
    "CreditNoteDraftRepository",
    "CreditNoteRepository",
    "Deletes",
    "DeletesSoftly",
    "Downloadable",
    "EhfDocumentRepository",
    "Finalizes",
    "Finds",
    "FindsByCode",
    "GroupRepository",
    "InboxDocumentRepository",
    "InvoiceDraftRepository",
    "InvoiceRepository",
    "JournalEntryRepository",
    "Lists",
    "LooksFor",
    "OfferDraftRepository",
    "OfferRepository",
    "OrderConfirmationDraftRepository",
    "OrderConfirmationRepository",
    "PaymentRepository",
    "PlainAttachmentRepository",
    "ProductRepository",
    "ProjectRepository",
    "PurchaseDraftRepository",
    "PurchaseRepository",
    "RecurringInvoiceJobRepository",
    "RecurringInvoiceRepository",
    "Repository",
    "SaleDraftRepository",
    "SaleRepository",
    "SaveProgress",
    "Saves",
    "Selection",
    "TimeEntryRepository",
    "TimeUserRepository",
    "Trace",
    "TradeAttachmentRepository",
    "TransactionRepository",
    "UploadedAttachmentRepository",
    "UserRepository",
    "Written",
    "first_not_deleted_of",
    "first_of",
    "nothing",
    "rewritten",
]
