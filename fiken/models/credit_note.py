"""Credit notes (kreditnotaer)."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import model
from fiken.models._sales_document import BookedDocument, SalesLine
from fiken.models.attachment import Attachment
from fiken.models.invoice import InvoiceLine


@model
class CreditNoteLine(SalesLine):
    """A line of a partial credit note, for ``credit_notes.create_partial``.

    Unlike other lines, it always needs a price. The lines of a loaded `CreditNote` are of the
    class `InvoiceLine`.

    Observed: docs/observed.md#10-invoices-and-counters
    """

    unit_price: t.Amount
    """The price of one unit without VAT and before the discount.

    It is in the smallest unit of the credit note's currency: øre for NOK.
    """
    discount: t.Percent | None = None
    """The discount in percent, from 0 to 100."""


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
