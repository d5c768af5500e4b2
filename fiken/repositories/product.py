"""The repository of the products."""

from typing import Unpack

from fiken.mappers.product import ProductMapper
from fiken.models.product import Product
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import Deletes
from fiken.repositories._filters import Created, LastModified
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._saving import Saves


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

    def all(self, **filters: Unpack[ProductFilters]) -> Collection[Product]:
        """Return all products that match the filters (GET /products)."""
        return self._all(ProductFilters, filters)

    find_by = first_of(all)
