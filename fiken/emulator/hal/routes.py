"""The paths of API v1, each with its methods and handlers.

docs/v1.md#paths
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from fiken.emulator.hal import attachment, company, contact, invoice, journal, search, trade
from fiken.emulator.hal.visit import Visit
from fiken.emulator.wire.exchange import BASE_V1, Reply
from fiken.emulator.wire.routes import Routes

V1Handler: TypeAlias = Callable[[Visit], Reply]

#: The template of the path of a company. Every company can be read, even one without the API.
COMPANY = f"{BASE_V1}/companies/{{companySlug}}"
_BELOW: Mapping[str, Mapping[str, V1Handler]] = {
    "accounts/{year}": {"GET": company.accounts},
    "accounts/{year}/{accountCode}": {"GET": company.account},
    "bank-accounts": {"GET": company.V1_BANK_ACCOUNTS.lists},
    "bank-accounts/{bankAccountId}": {"GET": company.V1_BANK_ACCOUNTS.finds},
    "contacts": {"GET": contact.V1_CONTACTS.lists, "POST": contact.create_contact},
    "contacts/{contactId}": {"GET": contact.V1_CONTACTS.finds, "PUT": contact.replace_contact},
    "products": {"GET": contact.V1_PRODUCTS.lists, "POST": contact.create_product},
    "products/{productId}": {"GET": contact.V1_PRODUCTS.finds, "PUT": contact.replace_product},
    "sales": {"GET": trade.V1_SALES.lists, "POST": trade.create_sale},
    "sales/{saleId}": {"GET": trade.V1_SALES.finds},
    "sales/{saleId}/payments": {"GET": trade.list_sale_payments, "POST": trade.pay_sale},
    "sales/{saleId}/payments/{paymentId}": {"GET": trade.find_sale_payment},
    "sales/{saleId}/attachments": {"GET": attachment.list_of_sale, "POST": attachment.add_to_sale},
    "purchases": {"GET": trade.V1_PURCHASES.lists, "POST": trade.create_purchase},
    "purchases/{purchaseId}": {"GET": trade.V1_PURCHASES.finds},
    "purchases/{purchaseId}/payments": {
        "GET": trade.list_purchase_payments,
        "POST": trade.pay_purchase,
    },
    "purchases/{purchaseId}/payments/{paymentId}": {"GET": trade.find_purchase_payment},
    "purchases/{purchaseId}/attachments": {
        "GET": attachment.list_of_purchase,
        "POST": attachment.add_to_purchase,
    },
    "attachments/{attachmentId}": {"GET": attachment.find_attachment},
    "invoices": {"GET": invoice.V1_INVOICES.lists},
    "invoices/{invoiceId}": {"GET": invoice.V1_INVOICES.finds},
    "credit-notes": {"GET": invoice.V1_CREDIT_NOTES.lists},
    "credit-notes/{creditNoteId}": {"GET": invoice.V1_CREDIT_NOTES.finds},
    "create-invoice-service": {"POST": invoice.create_invoice},
    "document-sending-service": {"POST": invoice.send},
    "createGeneralJournalEntriesService": {"POST": journal.create_journal_entries},
    "transactions/{transactionId}": {"GET": journal.find_transaction},
    "journal-entries/{journalEntryId}": {"GET": journal.find_entry},
    "journal-entries/{journalEntryId}/attachments": {
        "GET": attachment.list_of_entry,
        "POST": attachment.add_to_entry,
    },
    "search": {"GET": search.search_by_query, "POST": search.search},
}
_HANDLERS: Mapping[str, Mapping[str, V1Handler]] = {
    BASE_V1: {"GET": company.start},
    f"{BASE_V1}/whoAmI": {"GET": company.who_am_i},
    f"{BASE_V1}/companies": {"GET": company.V1_COMPANIES.lists},
    COMPANY: {"GET": company.V1_COMPANIES.finds},
    **{f"{COMPANY}/{path}": handlers for path, handlers in _BELOW.items()},
}
#: The methods with the templates of the whole paths.
OPERATIONS = (
    *((method, template) for template, handlers in _HANDLERS.items() for method in handlers),
    ("GET", attachment.FILE),
)
#: The index that finds the template and the handlers of a path.
ROUTES = Routes({template: (template, handlers) for template, handlers in _HANDLERS.items()})
