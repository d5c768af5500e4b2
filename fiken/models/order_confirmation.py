"""Order confirmations (ordrebekreftelser)."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import model
from fiken.models._sales_document import UnbookedDocument
from fiken.models.invoice import InvoiceLine


@model
class OrderConfirmation(UnbookedDocument):
    """A confirmation that a customer ordered something (ordrebekreftelse).

    It cannot be changed. ``order_confirmations.drafts.finalize`` creates it from an
    `OrderConfirmationDraft`.
    """

    confirmation_id: t.Identity[int] = t.UNSET
    confirmation_number: t.ReadOnly[t.Int32] = t.UNSET
    """The number of the order confirmation, from the number series of the company."""
    confirmation_draft_uuid: t.ReadOnly[str | None] = None
    """The UUID of the draft that became the order confirmation."""
    lines: t.ReadOnly[Sequence[InvoiceLine]] = ()
    created_invoice: t.ReadOnly[int | None] = None
    """The id of the invoice that was made from the order confirmation; None if there is none."""
    internal_comment: t.ReadOnly[str | None] = None
    """A comment for the company only. It is not printed on the order confirmation."""
