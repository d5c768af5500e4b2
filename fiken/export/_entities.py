"""The entities that are exported, and how each is listed, whole and by what has changed."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, TypeAlias

import attrs

from fiken import CompanyClient, models as m

#: The filters that find what was changed on a day or later.
Changes: TypeAlias = Callable[[date], Mapping[str, Any]]


@attrs.frozen(eq=False)
class Entity:
    """An entity that is exported.

    Args:
        name: The name of its table, such as ``contacts``.
        singular: How the names of the tables of its parts begin, such as ``contact``.
        model: The class of its rows.
        repository: A function that returns its repository.
        changes: The filters that find what was changed on a day or later. None: Fiken has no such
            filter, so the list is always read whole.
        filters: Other filters that the list needs to be whole.
    """

    name: str
    singular: str
    model: type[m.Model]
    repository: Callable[[CompanyClient], Any]
    changes: Changes | None = None
    filters: Mapping[str, Any] = {}


def _by_day(day: date) -> Mapping[str, Any]:
    return {"last_modified_ge": day}


def _by_moment(day: date) -> Mapping[str, Any]:
    """Return the filter of time entries, which takes a moment, for the beginning of a day."""
    return {"last_modified_ge": datetime.combine(day, time(), UTC)}


#: In this order they are exported: what others refer to comes first.
ALL = (
    Entity("accounts", "account", m.Account, lambda c: c.accounts),
    Entity("bank_accounts", "bank_account", m.BankAccount, lambda c: c.bank_accounts),
    Entity("contacts", "contact", m.Contact, lambda c: c.contacts, _by_day),
    Entity("products", "product", m.Product, lambda c: c.products, _by_day),
    Entity("projects", "project", m.Project, lambda c: c.projects),
    Entity("activities", "activity", m.Activity, lambda c: c.activities),
    Entity("time_users", "time_user", m.TimeUser, lambda c: c.time_users),
    Entity("time_entries", "time_entry", m.TimeEntry, lambda c: c.time_entries, _by_moment),
    Entity("invoices", "invoice", m.Invoice, lambda c: c.invoices, _by_day),
    Entity("credit_notes", "credit_note", m.CreditNote, lambda c: c.credit_notes, _by_day),
    Entity("offers", "offer", m.Offer, lambda c: c.offers),
    Entity(
        "order_confirmations",
        "order_confirmation",
        m.OrderConfirmation,
        lambda c: c.order_confirmations,
    ),
    Entity(
        "recurring_invoices",
        "recurring_invoice",
        m.RecurringInvoice,
        lambda c: c.recurring_invoices,
    ),
    Entity("sales", "sale", m.Sale, lambda c: c.sales, _by_day),
    Entity("purchases", "purchase", m.Purchase, lambda c: c.purchases, _by_day),
    Entity("transactions", "transaction", m.Transaction, lambda c: c.transactions, _by_day),
    Entity(
        "journal_entries", "journal_entry", m.JournalEntry, lambda c: c.journal_entries, _by_day
    ),
    Entity("ehf_documents", "ehf_document", m.EhfDocument, lambda c: c.ehf_documents),
    Entity(
        "inbox_documents",
        "inbox_document",
        m.InboxDocument,
        lambda c: c.inbox,
        filters={"status": "all"},
    ),
    Entity("invoice_drafts", "invoice_draft", m.InvoiceDraft, lambda c: c.invoices.drafts),
    Entity(
        "credit_note_drafts",
        "credit_note_draft",
        m.CreditNoteDraft,
        lambda c: c.credit_notes.drafts,
    ),
    Entity("offer_drafts", "offer_draft", m.OfferDraft, lambda c: c.offers.drafts),
    Entity(
        "order_confirmation_drafts",
        "order_confirmation_draft",
        m.OrderConfirmationDraft,
        lambda c: c.order_confirmations.drafts,
    ),
    Entity("sale_drafts", "sale_draft", m.SaleDraft, lambda c: c.sales.drafts),
    Entity("purchase_drafts", "purchase_draft", m.PurchaseDraft, lambda c: c.purchases.drafts),
)

#: The names of the entities that `export` knows, in the order in which it exports them.
ENTITIES = tuple(entity.name for entity in ALL)
