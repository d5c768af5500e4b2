"""Drafts (utkast) of invoices, credit notes, offers and order confirmations."""

from collections.abc import Sequence

import attrs

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models._sales_document import SalesLine
from fiken.models.attachment import Attachment
from fiken.models.contact import Contact
from fiken.models.recurring_invoice import Frequency


@model
class DraftLine(SalesLine):
    """A line in the draft of an invoice, a credit note, an offer or an order confirmation.

    >>> DraftLine(description="Consulting", unit_price=t.kroner("1200"), quantity=3,
    ...           vat_type=t.VatType.HIGH, income_account="3000")
    DraftLine(description='Consulting', unit_price=120000, quantity=3, \
vat_type=<VatType.HIGH: 'HIGH'>, income_account='3000')
    """

    discount: t.Percent | None = None
    """The discount in percent, from 0 to 100."""
    invoiceish_draft_line_id: t.ReadOnly[int] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET


@model
class DocumentDraft(Model):
    """The fields that the drafts of all sales documents have.

    The amounts are in the smallest unit of `currency`: øre for NOK.
    """

    draft_id: t.Identity[int] = t.UNSET
    uuid: str | None = None
    """A UUID, 36 characters. Fiken makes one if a new draft has none.

    A second draft with the same UUID is refused with status 500.

    Observed: docs/observed.md#10-invoices-and-counters
    """
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    issue_date: t.Date | None = None
    """The day on which the document is issued."""
    days_until_due_date: t.Int32 = t.UNSET
    """The number of days from the issue date to the due date."""
    customer_id: int | None = None
    """The id of the contact that is the customer. It is None if `customers` has several."""
    customers: t.ReadOnly[Sequence[Contact]] = ()
    """The customers. A draft with several of them cannot be saved, only finalized or deleted."""
    contact_person_id: t.WriteOnly[int | None] = None
    """The id of a contact person of the customer.

    Fiken does not return it. A change of a loaded draft may clear it, unless you set it again.
    """
    lines: Sequence[DraftLine] = ()
    net: t.ReadOnly[t.Amount] = t.UNSET
    """The total without VAT, in the smallest unit of `currency`."""
    gross: t.ReadOnly[t.Amount] = t.UNSET
    """The total with VAT, in the smallest unit of `currency`."""
    currency: t.Currency | None = None
    rounding_type: t.RoundingType | None = None
    """The rounding of the total, for documents in NOK. None: no rounding."""
    invoice_text: str | None = None
    """The text above the lines."""
    your_reference: str | None = None
    """The reference of the customer (deres referanse)."""
    our_reference: str | None = None
    """The reference of the company (vår referanse)."""
    order_reference: str | None = None
    """The reference to the customer's order, for electronic invoices (EHF)."""
    bank_account_number: str | None = None
    """The number of the bank account that the customer shall pay to: 11 digits.

    A draft can be saved without it, but ``invoices.drafts.finalize`` needs it.

    Observed: docs/observed.md#4-error-bodies
    """
    iban: str | None = None
    """The international number of the bank account (IBAN)."""
    bic: str | None = None
    """The code of the bank (BIC)."""
    payment_account: t.AccountCode | None = None
    """The account that a cash invoice was paid to, such as 1920:10001. Others have none."""
    project_id: int | None = None
    created_from_invoice_id: t.ReadOnly[int | None] = None
    """The id of the invoice that the draft was made from, such as the one to be credited."""
    start_date: t.Date | None = None
    """The issue date of the first invoice, for a recurring invoice only."""
    end_date: t.Date | None = None
    """The day after which no more invoices are made, for a recurring invoice only."""
    frequency: Frequency | None = None
    """The time between two invoices, for a recurring invoice only."""
    attachments: t.ReadOnly[Sequence[Attachment]] = ()


@model
class InvoiceDraft(DocumentDraft):
    """An invoice that is not issued yet (fakturautkast). ``invoices.drafts.finalize`` issues it."""

    type: t.DraftType = t.DraftType.INVOICE
    """An invoice, a cash invoice or a recurring invoice."""


@model
class CreditNoteDraft(DocumentDraft):
    """A credit note that is not issued yet (kreditnotautkast)."""

    type: t.DraftType = attrs.field(default=t.DraftType.CREDIT_NOTE, init=False)
    """A credit note, always."""


@model
class OfferDraft(DocumentDraft):
    """An offer that is not issued yet (tilbudsutkast)."""

    type: t.DraftType = attrs.field(default=t.DraftType.OFFER, init=False)
    """An offer, always."""


@model
class OrderConfirmationDraft(DocumentDraft):
    """An order confirmation that is not issued yet (utkast til ordrebekreftelse)."""

    type: t.DraftType = attrs.field(default=t.DraftType.ORDER_CONFIRMATION, init=False)
    """An order confirmation, always."""
