"""Products: what invoices sell. Their sales report comes with the sales."""

from fiken.emulator.books import ledger as _ledger, vat as _vat
from fiken.emulator.families._trade import SALE
from fiken.emulator.store.handlers import creates, find, finds, lists, removes, replaces
from fiken.emulator.store.resources import (
    Call,
    Family,
    Resource,
    date_filters,
    equal_filters,
    text_filters,
)

TABLES = """
CREATE TABLE products (
    product_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    name TEXT NOT NULL,
    unit_price INTEGER,  -- øre, net
    income_account TEXT NOT NULL,
    vat_type TEXT NOT NULL,
    active INTEGER NOT NULL,
    product_number TEXT,
    stock NUMERIC,
    note TEXT
);
CREATE INDEX products_by_creation ON products (company_id, created_date);
CREATE INDEX products_by_change ON products (company_id, last_modified_date);
"""

PRODUCTS = Resource(
    table="products",
    key="productId",
    schema="product",
    filters={
        **date_filters("createdDate", "created_date"),
        **date_filters("lastModified", "last_modified_date"),
        **equal_filters("active", "productNumber"),
        **text_filters("name"),
    },
    dated=True,
)


def _check(call: Call, key: int) -> None:
    """Refuse (400) an account that is not in the chart, and a VAT type that it does not take.

    Emulator choice: a product takes what a sale takes, RAW_FISH too, which the contract leaves out
    of its list for products; and a company that is not registered for VAT can have any product.
    """
    product = find(call, PRODUCTS, key)
    account, vat_type = product["income_account"], product["vat_type"]
    _ledger.require_accounts(call.state, call.company, [account])
    _vat.require_taken(account, vat_type, SALE.types, selling=True)


FAMILY = Family(
    tables=TABLES,
    operations={
        "getProducts": lists(PRODUCTS),
        "createProduct": creates(PRODUCTS, _check),
        "getProduct": finds(PRODUCTS),
        "updateProduct": replaces(PRODUCTS, _check),
        "deleteProduct": removes(PRODUCTS),
    },
)
