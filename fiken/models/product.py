"""Products (varer og tjenester)."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Product(Model):
    """Something that is sold: lines of invoices can name it instead of saying it all again.

    >>> Product(name="Spade", unit_price=t.kroner("499"), income_account="3000",
    ...         vat_type=t.VatType.HIGH)
    Product(name='Spade', unit_price=49900, income_account='3000', vat_type=<VatType.HIGH: 'HIGH'>)
    """

    product_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    name: str
    #: Øre, without value added tax.
    unit_price: t.Amount | None = None
    #: The account that the sale is booked on: 3000.
    income_account: t.AccountCode
    #: Which types an account takes, Fiken decides.
    vat_type: t.VatType
    active: bool = True
    product_number: str | None = None
    #: None where no stock is kept.
    stock: t.Stock | None = None
    note: t.Text200 | None = None
