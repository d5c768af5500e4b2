"""The repository of the products."""

from typing import Unpack

from fiken.mappers.product import (
    ProductMapper,
    ProductSalesPeriodMapper,
    ProductSalesReportMapper,
)
from fiken.models.product import Product, ProductSalesPeriod, ProductSalesReport
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import Deletes
from fiken.repositories._filters import Created, LastModified
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._repository import body_of, request_named
from fiken.repositories._saving import Saves
from fiken.repositories._trace import Trace
from fiken.types import Date


class ProductFilters(Created, LastModified, total=False):
    """The filters for the list of products (GET /products). A string must equal the whole value."""

    name: str
    product_number: str
    active: bool


class ProductRepository(Finds[Product], Lists[Product], Saves[Product], Deletes[Product]):
    """The products. Deleted products are not listed.

    Saving a changed product replaces the whole product in Fiken (PUT).
    """

    mapper = ProductMapper()
    path = "products"
    trace = Trace(
        own=("product_number",),
        alike=("name",),
        ask=("product_number", "name"),
        checked=("unit_price",),
    )

    def all(self, **filters: Unpack[ProductFilters]) -> Collection[Product]:
        """Return all products that match the filters (GET /products)."""
        return self._all(ProductFilters, filters)

    find_by = first_of(all)

    def sales_report(self, start: Date, end: Date) -> tuple[ProductSalesReport, ...]:
        """Return what was sold of each product in a period (POST /products/salesReport).

        Although it is sent as a POST, the request changes nothing. It is repeated like a GET.

        Emulator choice: both days belong to the period, and only products that were sold or
        credited are in the report.

        Args:
            start: The first day.
            end: The last day.

        Raises:
            InvalidAttributeError: `start` or `end` is not a date; nothing was sent.
            InvalidModelError: `end` is before `start`; nothing was sent.
            TransportError: No answer came. You can ask again.
        """
        period = ProductSalesPeriodMapper().create(ProductSalesPeriod(start=start, end=end))
        url = f"{self._url}/salesReport"
        answer = self._session.request("POST", url, json=period, reads=True)
        with request_named(answer):
            return ProductSalesReportMapper().load_page(body_of(answer), answer.json)
