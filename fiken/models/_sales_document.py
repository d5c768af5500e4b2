"""The parts that invoices, credit notes, offers, order confirmations and their drafts share."""

from collections.abc import Sequence
from typing import Any, Self

from fiken import types as t
from fiken._messages import warn_user
from fiken.errors import InvalidAttributeError, UnlikelyValueWarning
from fiken.models._base import Model, model
from fiken.models._frequency import Frequency
from fiken.models._trade import computable
from fiken.models.attachment import Attachment
from fiken.models.contact import Address, Contact
from fiken.models.product import Product
from fiken.models.project import Project
from fiken.models.sale import Sale
from fiken.vat import LineSums, discounted, line_sums, net_in


@model
class SalesLine(Model):
    """A line of a sales document or of its draft (fakturalinje).

    A line is for a product, or it is free text. The line of a product takes over the description,
    the price, the account and the VAT type of the product where it has none of its own. A line of
    free text needs them all.

    Observed: docs/observed.md#10-invoices-and-counters
    """

    product_id: int | None = None
    """The id of the product; None for a line of free text."""
    description: t.Text200 | None = None
    """The text of the line: at most 200 characters. None: the text of the product."""
    unit_price: t.Amount | None = None
    """The price of one unit without VAT and before the discount. None: the price of the product.

    It is in the smallest unit of the document's currency: øre for NOK.
    """
    quantity: t.Quantity
    """The number of units, with decimals: ``Decimal("7.5")``."""
    discount: t.Percent | None = None
    """The discount in percent, from 0 to 100."""
    vat_type: t.VatType | None = None
    """The treatment for value added tax. The account must accept it. None: that of the product."""
    comment: t.Text200 | None = None
    """A second text that is printed below the line: at most 200 characters."""
    income_account: t.AccountCode | None = None
    """The account of the income, such as 3000. None: that of the product."""

    @classmethod
    def of_gross(
        cls,
        unit_gross: t.Amount,
        *,
        vat_type: t.VatType,
        quantity: t.Quantity = 1,
        discount: t.Percent | None = None,
        product_id: int | None = None,
        description: t.Text200 | None = None,
        income_account: t.AccountCode | None = None,
        comment: t.Text200 | None = None,
    ) -> Self:
        """Return a line whose price is given with VAT, for a product or as free text.

        Fiken takes the price without VAT, as a whole øre. So the line can come to some øre more or
        less than the given price times the quantity, even for a quantity of 1. No price without
        VAT comes to 54.07 at 25 %, for example. An `UnlikelyValueWarning` then names both amounts.

        Args:
            unit_gross: The price of one unit with VAT and before the discount, in øre (or in the
                smallest unit of the document's currency).
            vat_type: The VAT type, also for a product.
            quantity: The number of units.
            discount: The discount in percent, from 0 to 100.
            product_id: The id of the product; None for free text.
            description: The text: at most 200 characters.
            income_account: The account of the income, such as 3000.
            comment: A second text: at most 200 characters.

        Raises:
            InvalidAttributeError: A value breaks the rule of its field, or the net cannot be
                computed for this VAT type: a DIRECT type, or one that this version does not know.
        """
        fields = ("unit_price", "vat_type")
        known = computable(cls, "of_gross", fields, vat_type, unit_gross=unit_gross)
        line = cls(
            product_id=product_id,
            description=description,
            unit_price=net_in(unit_gross, known),
            quantity=quantity,
            discount=discount,
            vat_type=known,
            comment=comment,
            income_account=income_account,
        )
        expected, gross = discounted(unit_gross, quantity, discount), line.sums().gross
        if gross != expected:
            warn_user(
                f"{cls.__name__}.of_gross: {quantity} at {t.in_kroner(unit_gross)} with VAT would "
                f"be {t.in_kroner(expected)}, but the line comes to {t.in_kroner(gross)}, since "
                "its price without VAT is a whole øre",
                UnlikelyValueWarning,
            )
        return line

    def sums(self, product: Product | None = None) -> LineSums:
        """Return the net, VAT and gross that the line will come to, after its discount.

        `fiken.vat.line_sums` computes them. Fiken may round otherwise by an øre per line.

        Args:
            product: The product of the line. It is needed if the line has no price or no VAT type
                of its own. Its price is in NOK.

        Raises:
            InvalidAttributeError: The price or the VAT type is missing, and so is the product.
            ValueError: The VAT type is a DIRECT type, or one that this version does not know.
        """
        return line_sums(
            self._own("unit_price", product),
            self.quantity,
            self._own("vat_type", product),
            self.discount,
        )

    def _own(self, field: str, product: Product | None) -> Any:
        """Return the price or the VAT type of the line, or else that of the product."""
        value = getattr(self, field)
        if value is not None:
            return value
        where = f"{type(self).__name__}.sums"
        if self.product_id is None:
            raise InvalidAttributeError(where, field, None, "given: the line has no product")
        if product is None or product.product_id != self.product_id:
            rule = f"the product of the line, which has no {field} of its own"
            hint = f"give product=company.products.find({self.product_id})"
            given = product and product.product_id
            raise InvalidAttributeError(where, "product", given, rule, hint)
        if getattr(product, field) is None:
            rule = f"given: neither the line nor its product has a {field}"
            raise InvalidAttributeError(where, field, None, rule)
        return getattr(product, field)


@model
class BookedDocument(Model):
    """The fields of documents that are posted in the books: invoices and credit notes.

    The amounts are in the smallest unit of `currency`, and in øre where the name ends with
    ``in_nok``.
    """

    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    kid: t.ReadOnly[str | None] = None
    """The reference that the customer pays with (KID): 2 to 25 digits.

    It is None if the company has no agreement with its bank.
    """
    issue_date: t.Date = t.UNSET
    """The day on which the document was issued, and on which it is posted."""
    net: t.ReadOnly[t.Amount] = t.UNSET
    """The total without VAT, in the smallest unit of `currency`."""
    vat: t.ReadOnly[t.Amount] = t.UNSET
    """The VAT, in the smallest unit of `currency`."""
    gross: t.ReadOnly[t.Amount] = t.UNSET
    """The total with VAT, in the smallest unit of `currency`."""
    net_in_nok: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the total without VAT."""
    vat_in_nok: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the VAT."""
    gross_in_nok: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the total with VAT."""
    currency: t.Currency | None = None
    """The currency of the document: NOK if a new one has None."""
    customer_id: int | None = None
    """The id of the contact that is the customer."""
    customer: t.ReadOnly[Contact | None] = None
    address: t.ReadOnly[Address | None] = None
    """The address of the customer on the document."""
    your_reference: str | None = None
    """The reference of the customer (deres referanse)."""
    our_reference: str | None = None
    """The reference of the company (vår referanse)."""
    order_reference: str | None = None
    """The reference to the customer's order, for electronic invoices (EHF)."""
    project_id: int | None = None
    project: t.ReadOnly[Project | None] = None
    sale: t.ReadOnly[Sale | None] = None
    """The sale in the books: with payments, the outstanding balance, and whether it is settled."""


@model
class UnbookedDocument(Model):
    """The fields of documents that are not posted in the books: offers and order confirmations.

    Such a document cannot be changed. The amounts are in the smallest unit of `currency`.
    """

    date: t.ReadOnly[t.Date] = t.UNSET
    """The day on which the document was issued."""
    net: t.ReadOnly[t.Amount] = t.UNSET
    """The total without VAT, in the smallest unit of `currency`."""
    vat: t.ReadOnly[t.Amount] = t.UNSET
    """The VAT, in the smallest unit of `currency`."""
    gross: t.ReadOnly[t.Amount] = t.UNSET
    """The total with VAT, in the smallest unit of `currency`."""
    discount: t.ReadOnly[t.Number | None] = None
    """The discount on the whole document, as an amount in `currency`.

    Fiken's contract has 2500 as its example. It does not say whether this is in hundredths.
    """
    currency: t.ReadOnly[t.Currency] = t.UNSET
    contact_id: t.ReadOnly[int | None] = None
    """The id of the contact that is the customer."""
    contact_person_id: t.ReadOnly[int | None] = None
    address: t.ReadOnly[Address | None] = None
    """The address of the customer on the document."""
    comment: t.ReadOnly[str | None] = None
    """The text above the lines."""
    your_reference: t.ReadOnly[str | None] = None
    """The reference of the customer (deres referanse)."""
    our_reference: t.ReadOnly[str | None] = None
    """The reference of the company (vår referanse)."""
    order_reference: t.ReadOnly[str | None] = None
    """The reference to the customer's order, for electronic invoices (EHF)."""
    project_id: t.ReadOnly[int | None] = None
    archived: t.ReadOnly[bool] = t.UNSET
    """Whether the document was archived."""


@model
class DocumentDraft(Model):
    """The fields that the drafts of all sales documents have.

    The amounts are in the smallest unit of `currency`: øre for NOK.
    """

    draft_id: t.Identity[int] = t.UNSET
    type: t.DraftType = t.UNSET
    """The kind of document."""
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
    lines: Sequence[SalesLine] = ()
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
