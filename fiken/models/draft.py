"""Drafts (utkast) of invoices, credit notes, offers and order confirmations."""

from collections.abc import Sequence
from typing import cast

import attrs

from fiken import types as t
from fiken._messages import warn_user
from fiken.errors import InvalidAttributeError, UnlikelyValueWarning
from fiken.models._base import model
from fiken.models._copied_line import CopiedLine, copied
from fiken.models._sales_document import DocumentDraft
from fiken.models.invoice import Invoice, InvoiceLine
from fiken.models.offer import Offer
from fiken.models.order_confirmation import OrderConfirmation


@model
class DraftLine(CopiedLine):
    """A line in the draft of an invoice, a credit note, an offer or an order confirmation.

    >>> DraftLine(description="Consulting", unit_price=t.kroner("1200"), quantity=3,
    ...           vat_type=t.VatType.HIGH, income_account="3000")
    DraftLine(description='Consulting', unit_price=120000, quantity=3, \
vat_type=<VatType.HIGH: 'HIGH'>, income_account='3000')
    """

    invoiceish_draft_line_id: t.ReadOnly[int] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET


@model
class InvoiceDraft(DocumentDraft):
    """An invoice that is not issued yet (fakturautkast). ``invoices.drafts.finalize`` issues it."""

    type: t.DraftType = t.DraftType.INVOICE
    """An invoice, a cash invoice or a recurring invoice."""
    lines: Sequence[DraftLine] = ()

    @classmethod
    def from_document(
        cls,
        document: Invoice | Offer | OrderConfirmation,
        *,
        days_until_due_date: t.Int32,
        issue_date: t.Date | None = None,
        bank_account_number: str | None = None,
        contact_person_id: int | None = None,
        uuid: str | None = None,
    ) -> "InvoiceDraft":
        """Return the draft of an invoice with the customer, the lines and texts of a document.

        Each line gets the description, price, account and VAT type of the document, also a line
        with a product, whose price may have changed since. Fiken's documentation says two things
        about the discount of such a line: percent, and a share from 0 to 1. The reading that comes
        to the net of the line is taken (docs/observed.md#7-units).

        The rounding, the payment account and the attachments are not carried over: Fiken does not
        return the first two. Neither is the frequency of a recurring invoice. If an offer has a
        discount on the whole document, an `UnlikelyValueWarning` names both sums.

        Args:
            document: The invoice, offer or order confirmation.
            days_until_due_date: The number of days from the issue date to the due date.
            issue_date: The issue date of the new invoice.
            bank_account_number: The bank account to pay to, 11 digits. None: that of the invoice;
                offers and order confirmations have none.
            contact_person_id: A contact person. None: that of the offer or order confirmation;
                Fiken does not return that of an invoice.
            uuid: A UUID for the draft, 36 characters.

        Raises:
            InvalidAttributeError: The net of a line fits neither or both readings of its discount,
                or `document` is something else.
        """
        _check(document)
        draft = cls(
            uuid=uuid,
            issue_date=issue_date,
            days_until_due_date=days_until_due_date,
            contact_person_id=contact_person_id,
            lines=[_draft_line(line, place) for place, line in enumerate(document.lines)],
            currency=document.currency,
            your_reference=document.your_reference,
            our_reference=document.our_reference,
            order_reference=document.order_reference,
            bank_account_number=bank_account_number,
            project_id=document.project_id,
        )
        if isinstance(document, Invoice):
            return draft.evolve(
                customer_id=document.customer_id,
                invoice_text=document.invoice_text,
                bank_account_number=bank_account_number or document.bank_account_number,
            )
        return draft.evolve(
            customer_id=document.contact_id,
            invoice_text=document.comment,
            contact_person_id=contact_person_id or document.contact_person_id,
        )


@model
class CreditNoteDraft(DocumentDraft):
    """A credit note that is not issued yet (kreditnotautkast)."""

    type: t.DraftType = attrs.field(default=t.DraftType.CREDIT_NOTE, init=False)
    """A credit note, always."""
    lines: Sequence[DraftLine] = ()


@model
class OfferDraft(DocumentDraft):
    """An offer that is not issued yet (tilbudsutkast)."""

    type: t.DraftType = attrs.field(default=t.DraftType.OFFER, init=False)
    """An offer, always."""
    lines: Sequence[DraftLine] = ()


@model
class OrderConfirmationDraft(DocumentDraft):
    """An order confirmation that is not issued yet (utkast til ordrebekreftelse)."""

    type: t.DraftType = attrs.field(default=t.DraftType.ORDER_CONFIRMATION, init=False)
    """An order confirmation, always."""
    lines: Sequence[DraftLine] = ()


def _draft_line(line: InvoiceLine, place: int) -> DraftLine:
    """Return a line of a draft with the values of a document's line, which has this index."""
    return copied(DraftLine, line, "InvoiceDraft.from_document", f"lines[{place}].discount")


def _check(document: object) -> None:
    """Warn if the lines come to another net than the document, by more than a rounding.

    An offer may have a discount on the whole document, which a draft cannot have.

    Raises:
        InvalidAttributeError: It is something else, such as a credit note.
    """
    if not isinstance(document, (Invoice, Offer, OrderConfirmation)):
        rule = "an invoice, an offer or an order confirmation"
        raise InvalidAttributeError("InvoiceDraft.from_document", "document", document, rule)
    nets = [line.net for line in document.lines]
    net = cast("int | None", document.net)  # an answer may lack it
    if net is None or None in nets:
        return
    total = sum(each or 0 for each in nets)
    if abs(total - net) >= _KRONE:
        kind = type(document).__name__
        warn_user(
            f"InvoiceDraft.from_document: the lines come to {t.in_kroner(total)} without VAT, but "
            f"the {kind} to {t.in_kroner(net)}: a draft has no discount on the whole document",
            UnlikelyValueWarning,
        )


_KRONE = 100
