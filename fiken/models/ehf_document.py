"""Received e-invoices (EHF documents), and their lines."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model


@model
class EhfDocumentLine(Model):
    """A line of a received e-invoice (EHF document)."""

    description: t.ReadOnly[str | None] = None
    net: t.ReadOnly[t.Amount | None] = None
    """The amount without VAT, in the smallest unit of the document's currency."""
    vat: t.ReadOnly[t.Amount | None] = None
    """The VAT, in the smallest unit of the document's currency."""
    vat_type: t.ReadOnly[t.VatType | None] = None
    """The VAT type that Fiken would book the line with, as a purchase."""


@model
class EhfDocument(Model):
    """An invoice or credit note that a supplier sent electronically (mottatt EHF).

    The API can attach it to a purchase, a sale or a journal entry. It is booked or deleted in the
    web application only.
    """

    ehf_document_id: t.Identity[int] = t.UNSET
    status: t.ReadOnly[t.EhfStatus] = t.UNSET
    """Whether the document is unprocessed, or was attached, booked or deleted."""
    document_type: t.ReadOnly[t.EhfDocumentType] = t.UNSET
    """Whether the document is an invoice or a credit note."""
    invoice_number: t.ReadOnly[str | None] = None
    """The number that the supplier gave the invoice or credit note."""
    issue_date: t.ReadOnly[t.Date | None] = None
    """The date of the invoice or credit note."""
    due_date: t.ReadOnly[t.Date | None] = None
    supplier_name: t.ReadOnly[str | None] = None
    """The name of the supplier, as the document has it."""
    supplier_organization_number: t.ReadOnly[str | None] = None
    """The organization number of the supplier, as the document has it."""
    supplier_contact_id: t.ReadOnly[int | None] = None
    """The id of the contact that Fiken identified as the supplier; None without such a contact."""
    net: t.ReadOnly[t.Amount | None] = None
    """The total without VAT, in the smallest unit of `currency`."""
    vat: t.ReadOnly[t.Amount | None] = None
    """The VAT, in the smallest unit of `currency`."""
    gross: t.ReadOnly[t.Amount | None] = None
    """The total with VAT, in the smallest unit of `currency`."""
    amount_due: t.ReadOnly[t.Amount | None] = None
    """Øre: the amount to be paid."""
    currency: t.ReadOnly[str | None] = None
    kid: t.ReadOnly[str | None] = None
    """The reference to pay with (KID): 2 to 25 digits."""
    account_number: t.ReadOnly[str | None] = None
    """The number of the bank account to pay to."""
    bic: t.ReadOnly[str | None] = None
    """The code of the supplier's bank (BIC)."""
    iban: t.ReadOnly[str | None] = None
    """The international number of the bank account to pay to (IBAN)."""
    description: t.ReadOnly[str | None] = None
    purchase_id: t.ReadOnly[int | None] = None
    """The id of the purchase that the document was booked as, if its `status` is PROCESSED."""
    document_url: t.ReadOnly[str | None] = None
    """The URL of the PDF for programs with a token: `CompanyClient.download` uses it."""
    document_url_with_fiken_normal_user_credentials: t.ReadOnly[str | None] = None
    """The URL of the PDF for a browser that is logged in to Fiken."""
    xml_url: t.ReadOnly[str | None] = None
    """The URL of the XML for programs with a token: ``ehf_documents.download_xml`` uses it."""
    xml_url_with_fiken_normal_user_credentials: t.ReadOnly[str | None] = None
    """The URL of the XML for a browser that is logged in to Fiken."""
    created_at: t.ReadOnly[t.DateTime] = t.UNSET
    """The moment at which the document was received."""
    lines: t.ReadOnly[Sequence[EhfDocumentLine]] = ()
