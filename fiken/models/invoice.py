"""Invoices (fakturaer), their lines, and how they were sent."""

from collections.abc import Sequence
from decimal import Decimal

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.models._base import Model, model
from fiken.models._owed import day_or_today, is_late
from fiken.models._sales_document import BookedDocument, SalesLine
from fiken.models._sending import Sending
from fiken.models.attachment import Attachment
from fiken.models.product import Product
from fiken.models.sale import is_closed
from fiken.types.amounts import in_percent
from fiken.vat import VAT, LineSums


@model
class InvoiceLine(SalesLine):
    """A line of an invoice, a credit note, an offer or an order confirmation (fakturalinje).

    Fiken computes the sums of a line from price, quantity, discount and VAT type.

    >>> InvoiceLine(description="Consulting", unit_price=t.kroner("1200"), quantity=3,
    ...             vat_type=t.VatType.HIGH, income_account="3000")
    InvoiceLine(description='Consulting', unit_price=120000, quantity=3, \
vat_type=<VatType.HIGH: 'HIGH'>, income_account='3000')
    """

    product_name: str | None = None
    """The name of the product on the document. A new line has it or `product_id`, not both."""
    discount: t.Percent | None = None
    """The discount of a new line in percent, from 0 to 100. None: no discount.

    For the lines that Fiken answers, its documentation says two things: a share from 0 to 1, and 25
    as the example. The discount is loaded as it comes, without a conversion.

    Observed: docs/observed.md#7-units
    """
    vat_in_percent: t.Percent | None = None
    """The VAT rate of a new line in percent, from 0 to 100. `vat_type` can be given instead.

    For the lines that Fiken answers, its documentation says that it is a share from 0 to 1.
    """
    net: t.Amount | None = None
    """The amount without VAT, in the smallest unit of the document's currency."""
    vat: t.Amount | None = None
    """The VAT, in the smallest unit of the document's currency."""
    gross: t.Amount | None = None
    """The amount with VAT, in the smallest unit of the document's currency."""
    net_in_nok: t.ReadOnly[t.Amount | None] = None
    """Øre: the amount without VAT, if the document is in another currency."""
    vat_in_nok: t.ReadOnly[t.Amount | None] = None
    """Øre: the VAT, if the document is in another currency."""
    gross_in_nok: t.ReadOnly[t.Amount | None] = None
    """Øre: the amount with VAT, if the document is in another currency."""

    def sums(self, product: Product | None = None) -> LineSums:
        """Return the net, VAT and gross of the line.

        For a line that Fiken answered, they are the sums that Fiken computed. For a new or changed
        line, `fiken.vat.line_sums` computes them. Fiken may round otherwise by an øre per line.

        Args:
            product: The product of the line. It is needed if the line has no price or no VAT type
                of its own. Its price is in NOK.

        Raises:
            InvalidAttributeError: The price or the VAT type is missing, and so is the product, or
                no VAT type has the rate `vat_in_percent`.
            ValueError: The VAT type is a DIRECT type, or one that this version does not know.
        """
        net, vat, gross = self.net, self.vat, self.gross
        if not self.is_new and not self.changes and None not in (net, vat, gross):
            return LineSums(net or 0, vat or 0, gross or 0)
        if self.vat_type is not None or self.vat_in_percent is None:
            return SalesLine.sums(self, product)
        return SalesLine.sums(self.evolve(vat_type=_type_at(self.vat_in_percent)), product)


def _type_at(percent: Decimal | int) -> t.VatType:
    """Return the VAT type of sales with a rate in percent, such as HIGH for 25.

    Raises:
        InvalidAttributeError: There is none.
    """
    for vat in VAT.values():
        if vat.for_sales and in_percent(vat.rate) == percent:
            return vat.type
    rates = ", ".join(
        f"{in_percent(vat.rate):f}" for vat in VAT.values() if vat.for_sales and vat.rate
    )
    rule = f"a rate of the VAT types for sales ({rates} or 0 percent)"
    raise InvalidAttributeError("InvoiceLine.sums", "vat_in_percent", percent, rule)


@model
class Dispatch(Model):
    """One time that a document was sent to the customer (utsendelse)."""

    date: t.ReadOnly[t.Date] = t.UNSET
    """The day on which the document was sent."""
    dispatch_type: t.ReadOnly[t.DispatchType] = t.UNSET
    """The way in which it was sent, such as e-mail."""


@model
class Invoice(BookedDocument):
    """An invoice that was issued, and its sale in the books (faktura).

    Only its due date can be changed, and whether it was sent manually. To correct anything else,
    credit the invoice and make a new one.

    Observed: docs/observed.md#10-invoices-and-counters
    """

    invoice_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    invoice_number: t.ReadOnly[int] = t.UNSET
    """The number of the invoice, from the number series of the company."""
    uuid: t.WriteOnly[str | None] = None
    """A UUID of your choice, 36 characters. Fiken answers it as `invoice_draft_uuid`.

    It does not prevent duplicates: if the same UUID is sent twice, Fiken makes two invoices. It
    serves to find the invoice again: ``invoices.find_by(invoice_draft_uuid=…)``.

    Observed: docs/observed.md#10-invoices-and-counters
    """
    invoice_draft_uuid: t.ReadOnly[str | None] = None
    """The UUID of the draft that became the invoice, or the `uuid` that was sent."""
    due_date: t.Date = t.UNSET
    original_due_date: t.ReadOnly[t.Date | None] = None
    """The first due date, if it was changed."""
    lines: Sequence[InvoiceLine] = ()
    """The lines. A new invoice needs at least one."""
    cash: bool = t.UNSET
    """Whether the invoice was paid at once (kontantfaktura)."""
    contact_person_id: t.WriteOnly[int | None] = None
    """The id of a contact person of the customer."""
    bank_account_code: t.WriteOnly[t.AccountCode | None] = None
    """The bank account that the customer shall pay to, such as 1920:10001."""
    bank_account_number: t.ReadOnly[str | None] = None
    """The number of the bank account that the customer shall pay to: 11 digits."""
    payment_account: t.WriteOnly[t.AccountCode | None] = None
    """The account that a cash invoice was paid to, such as 1920:10001. Others have none."""
    invoice_text: t.Text500 | None = None
    """The text above the lines: at most 500 characters."""
    rounding_type: t.WriteOnly[t.RoundingType | None] = None
    """The rounding of the total, for invoices in NOK. None: no rounding."""
    sent_manually: t.UpdateOnly[bool | None] = None
    """Whether the invoice was sent without Fiken."""
    recurring_invoice_id: t.ReadOnly[int | None] = None
    recurring_invoice_job_id: t.ReadOnly[int | None] = None
    invoice_pdf: t.ReadOnly[Attachment | None] = None
    """The PDF file of the invoice. ``company.download`` reads it."""
    attachments: t.ReadOnly[Sequence[Attachment]] = ()
    associated_credit_notes: t.ReadOnly[Sequence[int]] = ()
    """The ids of the credit notes of the invoice."""
    dispatches: t.ReadOnly[Sequence[Dispatch]] = ()
    """Each time that the invoice was sent from Fiken. It is empty if it was never sent."""

    @property
    def is_settled(self) -> bool | None:
        """Whether nothing is left to pay, from ``sale.settled``; None if Fiken sent no sale."""
        return None if self.sale is None else self.sale.settled

    @property
    def outstanding_balance(self) -> int | None:
        """Øre: the outstanding amount, from ``sale.outstanding_balance``; None without a sale."""
        return None if self.sale is None else self.sale.outstanding_balance

    @property
    def is_paid(self) -> bool | None:
        """Whether the customer has paid all of it, from `Sale.is_paid`; None if not known.

        False for an invoice that was credited or written off, though it is settled.
        """
        return None if self.sale is None else self.sale.is_paid

    def is_overdue(self, on: t.Date | None = None) -> bool | None:
        """Return whether the due date has passed and an amount is outstanding.

        Fiken has no such field. It is computed from `due_date` and from the sale. An invoice that
        is settled, credited or written off is not overdue, nor is one without a due date. The
        result is None if the due date has passed, but the sale or its facts are missing.

        Args:
            on: The day to compare the due date with. On the due date itself, the invoice is not
                overdue yet. None: today in Norway.

        Raises:
            InvalidAttributeError: `on` is not a date.
        """
        day = day_or_today(on, "Invoice.is_overdue")
        closed = None if self.sale is None else is_closed(self.sale)
        return is_late(self.due_date, day, is_closed=closed)


@model
class SendInvoice(Sending):
    """The request to send an invoice to the customer. ``invoices.send`` makes it."""

    invoice_id: int
    """The id of the invoice."""
