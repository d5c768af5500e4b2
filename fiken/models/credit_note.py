"""Credit notes (kreditnotaer)."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models._copied_line import CopiedLine
from fiken.models._sales_document import BookedDocument
from fiken.models._sending import Sending
from fiken.models.attachment import Attachment
from fiken.models.invoice import InvoiceLine


@model
class CreditNoteLine(CopiedLine):
    """A line of a partial credit note, for ``credit_notes.create_partial``.

    Unlike other lines, it always needs a price. ``CreditNoteLine.from_line`` makes it from a line
    of the invoice. The lines of a loaded `CreditNote` are of the class `InvoiceLine`.

    Observed: docs/observed.md#10-invoices-and-counters
    """

    unit_price: t.Amount = t.UNSET
    """The price of one unit without VAT and before the discount.

    It is in the smallest unit of the credit note's currency: øre for NOK.
    """


@model
class CreditNote(BookedDocument):
    """A credit note, which cancels an invoice or a part of it (kreditnota).

    It cannot be changed. ``credit_notes.create_full``, ``credit_notes.create_partial`` and
    ``credit_notes.drafts.finalize`` create credit notes.
    """

    credit_note_id: t.Identity[int] = t.UNSET
    credit_note_number: t.ReadOnly[int] = t.UNSET
    """The number of the credit note, from the number series of the company."""
    credit_note_draft_uuid: t.ReadOnly[str | None] = None
    """The UUID of the draft that became the credit note; None if it had no draft."""
    associated_invoice_id: t.ReadOnly[int | None] = None
    lines: t.ReadOnly[Sequence[InvoiceLine]] = ()
    credit_note_text: t.ReadOnly[str | None] = None
    """The text above the lines."""
    settled: t.ReadOnly[bool] = t.UNSET
    """Whether the credit note is marked as settled."""
    credit_note_pdf: t.ReadOnly[Attachment | None] = None
    """The PDF file of the credit note. ``company.download`` reads it."""


@model
class SendCreditNote(Sending):
    """The request to send a credit note to the customer. ``credit_notes.send`` makes it."""

    credit_note_id: int
    """The id of the credit note."""


@model
class FullCreditNote(Model):
    """The request for a credit note for a whole invoice. ``credit_notes.create_full`` makes it."""

    invoice_id: int
    """The id of the invoice."""
    issue_date: t.Date
    """The day on which the credit note is issued. It must not be before that of the invoice."""
    credit_note_text: t.Text500 | None = None
    """The text above the lines: at most 500 characters."""


@model
class PartialCreditNote(Model):
    """The request for a credit note with its own lines, for ``credit_notes.create_partial``."""

    issue_date: t.Date
    """The day on which the credit note is issued. It must not be before that of the invoice."""
    lines: Sequence[CreditNoteLine]
    """What is credited. Fiken needs the price in each line."""
    invoice_id: int | None = None
    """The id of the invoice that is credited, if there is one."""
    contact_id: int | None = None
    """The id of the customer, for a credit note without an invoice."""
    contact_person_id: int | None = None
    """The id of a contact person of the customer."""
    project_id: int | None = None
    currency: t.Currency | None = None
    """The currency of the amounts. Fiken's documentation does not say what it is if it is None."""
    credit_note_text: t.Text500 | None = None
    """The text above the lines: at most 500 characters."""
    your_reference: str | None = None
    """The reference of the customer (deres referanse)."""
    our_reference: str | None = None
    """The reference of the company (vår referanse)."""
    order_reference: str | None = None
    """The reference to the customer's order, for electronic invoices (EHF)."""
    rounding_type: t.RoundingType | None = None
    """The rounding of the total, for credit notes in NOK. None: no rounding."""
