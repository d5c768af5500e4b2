"""Products (varer og tjenester)."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Product(Model):
    """A product or service for sale (produkt). Lines of invoices can name a product.

    >>> Product(name="Spade", unit_price=t.kroner("499"), income_account="3000",
    ...         vat_type=t.VatType.HIGH)
    Product(name='Spade', unit_price=49900, income_account='3000', vat_type=<VatType.HIGH: 'HIGH'>)
    """

    product_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    name: str
    unit_price: t.Amount | None = None
    """Øre: the price without value added tax."""
    income_account: t.AccountCode
    """The account that sales of the product are posted to, such as 3000."""
    vat_type: t.VatType
    """The VAT type of sales. Fiken decides which types the account accepts."""
    active: bool = True
    """Whether the product is in use."""
    product_number: str | None = None
    """Your own number of the product."""
    stock: t.Stock | None = None
    """The number of pieces in stock, with decimals; None if no stock is kept."""
    note: t.Text200 | None = None
    """At most 200 characters."""


@model
class ProductSalesFigures(Model):
    """The figures for a product in one period, in a `ProductSalesReport`."""

    count: t.ReadOnly[int] = t.UNSET
    """The number of pieces. Fiken's contract does not explain it."""
    sales: t.ReadOnly[int] = t.UNSET
    """The number of sales. Fiken's contract does not explain it."""
    net_amount: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the sum without value added tax."""
    vat_amount: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the value added tax."""
    gross_amount: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the sum with value added tax."""


@model
class ProductSalesReport(Model):
    """The sales of one product in a period. ``products.sales_report`` returns such reports."""

    product: t.ReadOnly[Product | None] = None
    sold: t.ReadOnly[ProductSalesFigures | None] = None
    """The figures for what was sold."""
    credited: t.ReadOnly[ProductSalesFigures | None] = None
    """The figures for what was credited."""
    sum: t.ReadOnly[ProductSalesFigures | None] = None
    """The figures for what was sold, less what was credited."""


@model
class ProductSalesPeriod(Model):
    """The period of a sales report. ``products.sales_report`` sends it."""

    start: t.Date
    """The first day."""
    end: t.Date
    """The last day."""
