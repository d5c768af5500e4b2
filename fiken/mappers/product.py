"""The mappers of products and their sales reports."""

from collections.abc import Iterator

from fiken.mappers._base import Mapper
from fiken.models.product import (
    Product,
    ProductSalesFigures,
    ProductSalesPeriod,
    ProductSalesReport,
)


class ProductMapper(Mapper[Product]):
    model = Product


class ProductSalesFiguresMapper(Mapper[ProductSalesFigures]):
    model = ProductSalesFigures


class ProductSalesReportMapper(Mapper[ProductSalesReport]):
    model = ProductSalesReport


class ProductSalesPeriodMapper(Mapper[ProductSalesPeriod]):
    model = ProductSalesPeriod
    keys = {"start": "from", "end": "to"}

    def problems(self, model: ProductSalesPeriod) -> Iterator[tuple[str, str]]:
        """Yield a problem for a period that ends before it starts."""
        if model.end < model.start:
            yield "end", f"is {model.end}, which is before {model.start}"
