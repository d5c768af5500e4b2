"""The parts that invoices, credit notes, offers, order confirmations and their drafts share."""

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.contact import Address, Contact
from fiken.models.project import Project
from fiken.models.sale import Sale


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
    vat_type: t.VatType | None = None
    """The treatment for value added tax. The account must accept it. None: that of the product."""
    comment: t.Text200 | None = None
    """A second text that is printed below the line: at most 200 characters."""
    income_account: t.AccountCode | None = None
    """The account of the income, such as 3000. None: that of the product."""


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
