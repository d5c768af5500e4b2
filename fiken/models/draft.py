"""Drafts (utkast) of invoices, credit notes, offers and order confirmations."""

from collections.abc import Sequence
from decimal import Context, Decimal

import attrs

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.models._base import model
from fiken.models._sales_document import DocumentDraft, SalesLine
from fiken.models.invoice import Invoice, InvoiceLine
from fiken.models.offer import Offer
from fiken.models.order_confirmation import OrderConfirmation
from fiken.vat import discounted


@model
class DraftLine(SalesLine):
    """A line in the draft of an invoice, a credit note, an offer or an order confirmation.

    >>> DraftLine(description="Consulting", unit_price=t.kroner("1200"), quantity=3,
    ...           vat_type=t.VatType.HIGH, income_account="3000")
    DraftLine(description='Consulting', unit_price=120000, quantity=3, \
vat_type=<VatType.HIGH: 'HIGH'>, income_account='3000')
    """

    invoiceish_draft_line_id: t.ReadOnly[int] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET

    @classmethod
    def from_line(cls, line: InvoiceLine, /) -> "DraftLine":
        """Return a line that can be sent, with the values of a line that Fiken answered.

        It serves to replace the lines of a recurring invoice, and to keep some of them. The
        discount is read as in `InvoiceDraft.from_document`.

        Raises:
            InvalidAttributeError: The net of the line fits neither or both readings of its
                discount.
        """
        return _draft_line(line)


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
        return the first two. Neither is the frequency of a recurring invoice.

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
            InvalidAttributeError: The net of a line fits neither or both readings of its discount.
        """
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


def _draft_line(line: InvoiceLine, place: int | None = None) -> DraftLine:
    """Return a line of a draft with the values of a document's line.

    Args:
        line: The line of the document.
        place: Its index, for the message of an error; None if the line was given by itself.
    """
    return DraftLine(
        product_id=line.product_id,
        description=line.description or line.product_name,
        unit_price=line.unit_price,
        quantity=line.quantity,
        discount=_percent_off(line, place),
        vat_type=line.vat_type,
        comment=line.comment,
        income_account=line.income_account,
    )


def _percent_off(line: InvoiceLine, place: int | None) -> Decimal | int | None:
    """Return the discount in percent that leads to the net of the line.

    Args:
        line: The line of a document.
        place: Its index, for the message of an error; None if the line was given by itself.

    Raises:
        InvalidAttributeError: The net fits neither or both readings of the discount.
    """
    if not line.discount:
        return None
    shifted = Decimal(line.discount).scaleb(2, _EXACT)
    percents = [percent for percent in (line.discount, shifted) if percent <= _WHOLE]
    net, price = line.net, line.unit_price
    if net is None or price is None:
        why = "the line has no net or no unit_price to tell percent from a share"
    else:
        fitting = [p for p in percents if discounted(price, line.quantity, p) == net]
        if len(fitting) == 1:
            return fitting[0]
        results = " or ".join(str(discounted(price, line.quantity, p)) for p in percents)
        why = f"{price} * {line.quantity} less the discount is {results} øre, the net is {net}"
    alone = ("DraftLine.from_line", "discount")
    among = ("InvoiceDraft.from_document", f"lines[{place}].discount")
    method, path = alone if place is None else among
    hint = f"{why}: write the line yourself, with the discount that you know"
    rule = "a discount in percent or as a share, one of which leads to the net"
    raise InvalidAttributeError(method, path, line.discount, rule, hint)


_WHOLE = 100  # percent
_EXACT = Context(prec=60)  # the context of the user's thread may round
