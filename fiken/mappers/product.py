"""The mapper of products."""

from fiken.mappers._base import Mapper
from fiken.models.product import Product


class ProductMapper(Mapper[Product]):
    model = Product
