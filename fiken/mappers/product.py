"""The mappers of products and their sales reports."""

from fiken.mappers._base import Mapper
from fiken.models.product import Product, ProductSalesFigures, ProductSalesReport


class ProductMapper(Mapper[Product]):
    model = Product


class ProductSalesFiguresMapper(Mapper[ProductSalesFigures]):
    model = ProductSalesFigures


class ProductSalesReportMapper(Mapper[ProductSalesReport]):
    model = ProductSalesReport
