"""The kinds of entities that the pages list, each with the columns of its list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias, TypeGuard

Json: TypeAlias = Mapping[str, Any]
#: How a value looks: as it is, a date, an amount, yes or no, a contact by its id, or words.
Look: TypeAlias = Literal["text", "date", "amount", "flag", "contact", "words"]


def is_object(value: Any) -> TypeGuard[Json]:
    """Return whether a value is a JSON object."""
    return isinstance(value, Mapping)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Return whether a value is a JSON list."""
    return isinstance(value, list)


class Column(NamedTuple):
    """A column of a list: its heading, where its value is in the JSON, and how it looks.

    `source` is a path such as `customer.name`, or a function of the JSON.
    """

    heading: str
    source: str | Callable[[Json], Any]
    look: Look = "text"

    def value(self, entity: Json) -> Any:
        """Return the value of the column for an entity, or None."""
        if not isinstance(self.source, str):
            return self.source(entity)
        found: Any = entity
        for name in self.source.split("."):
            found = found.get(name) if is_object(found) else None
        return found


@dataclass(frozen=True)
class Kind:
    """A kind of entity.

    Attributes:
        title: its name in the plural.
        one: its name in the singular.
        lists: the name of the operation that lists them.
        finds: the name of the operation that finds one.
        key: the field with the id.
        columns: the columns of the list. The first one names an entity.
        query: query parameters for the list, by which the oldest ones come first.
    """

    title: str
    one: str
    lists: str
    finds: str
    key: str
    columns: tuple[Column, ...]
    query: Mapping[str, str] = field(default_factory=dict[str, str])


def _gross(document: Json) -> int | None:
    """Return the sum of the lines of a sale or purchase in the currency of the document.

    It is None if a line does not have both of its amounts in that currency.
    """
    suffix = "" if document["currency"] in {None, "NOK"} else "InCurrency"
    names = ("netPrice" + suffix, "vat" + suffix)
    amounts: list[int | None] = [line[name] for line in document["lines"] for name in names]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _debit(entry: Json) -> int:
    return sum(max(line["amount"], 0) for line in entry["lines"])


def _roles(contact: Json) -> str:
    names = [name for name in ("customer", "supplier", "inactive") if contact[name]]
    return ", ".join(names)


def _numbers(contact: Json) -> str:
    numbers = [contact["customerNumber"], contact["supplierNumber"]]
    return ", ".join(str(number) for number in numbers if number is not None)


_AMOUNTS = (Column("Gross", "gross", "amount"), Column("Currency", "currency"))
_TRADE = (
    Column("Kind", "kind", "words"),
    Column("Due", "dueDate", "date"),
    Column("Gross", _gross, "amount"),
    Column("Currency", "currency"),
    Column("Settled", "settled", "flag"),
    Column("Deleted", "deleted", "flag"),
)
_DRAFT = (Column("Changed", "lastModifiedDate", "date"), Column("Type", "type", "words"), *_AMOUNTS)

CONTACTS = Kind(
    "Contacts",
    "Contact",
    "getContacts",
    "getContact",
    "contactId",
    (
        Column("Name", "name"),
        Column("Number", _numbers),
        Column("Role", _roles),
        Column("E-mail", "email"),
        Column("Org. no.", "organizationNumber"),
        Column("Created", "createdDate", "date"),
    ),
)

#: The kinds of documents, by their names in the path.
DOCUMENTS = {
    "invoices": Kind(
        "Invoices",
        "Invoice",
        "getInvoices",
        "getInvoice",
        "invoiceId",
        (
            Column("Number", "invoiceNumber"),
            Column("Date", "issueDate", "date"),
            Column("Due", "dueDate", "date"),
            Column("Customer", "customer.name"),
            *_AMOUNTS,
            Column("Settled", "sale.settled", "flag"),
        ),
    ),
    "credit-notes": Kind(
        "Credit notes",
        "Credit note",
        "getCreditNotes",
        "getCreditNote",
        "creditNoteId",
        (
            Column("Number", "creditNoteNumber"),
            Column("Date", "issueDate", "date"),
            Column("Customer", "customer.name"),
            *_AMOUNTS,
            Column("Settled", "settled", "flag"),
        ),
    ),
    "sales": Kind(
        "Sales",
        "Sale",
        "getSales",
        "getSale",
        "saleId",
        (
            Column("Number", "saleNumber"),
            Column("Date", "date", "date"),
            Column("Customer", "customer.name"),
            *_TRADE,
        ),
    ),
    "purchases": Kind(
        "Purchases",
        "Purchase",
        "getPurchases",
        "getPurchase",
        "purchaseId",
        (
            Column("Number", "identifier"),
            Column("Date", "date", "date"),
            Column("Supplier", "supplier.name"),
            *_TRADE,
        ),
    ),
    "offers": Kind(
        "Offers",
        "Offer",
        "getOffers",
        "getOffer",
        "offerId",
        (
            Column("Number", "offerNumber"),
            Column("Date", "date", "date"),
            Column("Customer", "contactId", "contact"),
            *_AMOUNTS,
            Column("Accepted", "accepted", "date"),
        ),
    ),
    "order-confirmations": Kind(
        "Order confirmations",
        "Order confirmation",
        "getOrderConfirmations",
        "getOrderConfirmation",
        "confirmationId",
        (
            Column("Number", "confirmationNumber"),
            Column("Date", "date", "date"),
            Column("Customer", "contactId", "contact"),
            *_AMOUNTS,
        ),
    ),
    "journal-entries": Kind(
        "Journal entries",
        "Journal entry",
        "getJournalEntries",
        "getJournalEntry",
        "journalEntryId",
        (
            Column("Number", "journalEntryNumber"),
            Column("Date", "date", "date"),
            Column("Description", "description"),
            Column("Debit", _debit, "amount"),
        ),
    ),
    "inbox": Kind(
        "Inbox",
        "Document",
        "getInbox",
        "getInboxDocument",
        "documentId",
        (
            Column("Name", "name"),
            Column("File", "filename"),
            Column("Created", "createdAt", "date"),
            Column("Used", "status", "flag"),
        ),
        {"sortBy": "createdDate asc"},
    ),
    "invoice-drafts": Kind(
        "Invoice drafts",
        "Draft",
        "getInvoiceDrafts",
        "getInvoiceDraft",
        "draftId",
        (Column("Draft", "draftId"), *_DRAFT),
    ),
    "recurring-invoices": Kind(
        "Recurring invoices",
        "Recurring invoice",
        "getRecurringInvoices",
        "getRecurringInvoice",
        "recurringInvoiceId",
        (
            Column("Description", "description"),
            Column("Created", "createdDate", "date"),
            Column("Active", "active", "flag"),
        ),
    ),
}
