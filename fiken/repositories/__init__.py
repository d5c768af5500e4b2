"""How entities are found and saved. Each repository loads on first use."""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

HOMES = homes(
    __name__,
    _collection="Collection",
    account="AccountBalanceRepository AccountRepository",
    accrual="AccrualRepository",
    attachment=(
        "AttachmentRepository CommentedAttachmentRepository PlainAttachmentRepository "
        "TradeAttachmentRepository"
    ),
    bank_account="BankAccountRepository BankBalanceRepository",
    company="CompanyRepository",
    contact="ContactPersonRepository ContactRepository",
    group="GroupRepository",
    journal_entry="JournalEntryRepository",
    payment="PaymentRepository",
    product="ProductRepository",
    project="ProjectRepository",
    purchase="PurchaseDraftRepository PurchaseRepository",
    sale="SaleDraftRepository SaleRepository",
    transaction="TransactionRepository",
    user="UserRepository",
)

if TYPE_CHECKING:
    from fiken.repositories._collection import Collection
    from fiken.repositories.account import AccountBalanceRepository, AccountRepository
    from fiken.repositories.accrual import AccrualRepository
    from fiken.repositories.attachment import (
        AttachmentRepository,
        CommentedAttachmentRepository,
        PlainAttachmentRepository,
        TradeAttachmentRepository,
    )
    from fiken.repositories.bank_account import BankAccountRepository, BankBalanceRepository
    from fiken.repositories.company import CompanyRepository
    from fiken.repositories.contact import ContactPersonRepository, ContactRepository
    from fiken.repositories.group import GroupRepository
    from fiken.repositories.journal_entry import JournalEntryRepository
    from fiken.repositories.payment import PaymentRepository
    from fiken.repositories.product import ProductRepository
    from fiken.repositories.project import ProjectRepository
    from fiken.repositories.purchase import PurchaseDraftRepository, PurchaseRepository
    from fiken.repositories.sale import SaleDraftRepository, SaleRepository
    from fiken.repositories.transaction import TransactionRepository
    from fiken.repositories.user import UserRepository
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "AccountBalanceRepository",
    "AccountRepository",
    "AccrualRepository",
    "AttachmentRepository",
    "BankAccountRepository",
    "BankBalanceRepository",
    "Collection",
    "CommentedAttachmentRepository",
    "CompanyRepository",
    "ContactPersonRepository",
    "ContactRepository",
    "GroupRepository",
    "JournalEntryRepository",
    "PaymentRepository",
    "PlainAttachmentRepository",
    "ProductRepository",
    "ProjectRepository",
    "PurchaseDraftRepository",
    "PurchaseRepository",
    "SaleDraftRepository",
    "SaleRepository",
    "TradeAttachmentRepository",
    "TransactionRepository",
    "UserRepository",
]
