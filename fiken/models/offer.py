"""Offers (tilbud)."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import model
from fiken.models._sales_document import UnbookedDocument
from fiken.models._sending import Sending
from fiken.models.invoice import Dispatch, InvoiceLine


@model
class Offer(UnbookedDocument):
    """An offer that was issued to a customer (tilbud).

    It cannot be changed. ``offers.drafts.finalize`` creates it from an `OfferDraft`.
    """

    offer_id: t.Identity[int] = t.UNSET
    offer_number: t.ReadOnly[t.Int32] = t.UNSET
    """The number of the offer, from the number series of the company."""
    offer_draft_uuid: t.ReadOnly[str | None] = None
    """The UUID of the draft that became the offer."""
    lines: t.ReadOnly[Sequence[InvoiceLine]] = ()
    accepted: t.ReadOnly[t.Date | None] = None
    """The day on which the customer accepted the offer; None if that has not happened."""
    dispatches: t.ReadOnly[Sequence[Dispatch]] = ()
    """Each time that the offer was sent from Fiken. It is empty if it was never sent."""


@model
class SendOffer(Sending):
    """The request to send an offer to the customer. ``offers.send`` makes it."""

    offer_id: int
    """The id of the offer."""
