"""Products (varer): the goods and services on the lines of invoices."""

from fiken.emulator.books import ledger, vat
from fiken.emulator.books.trade import SALE
from fiken.emulator.store.handlers import creates, finds, lists, removes, replaces
from fiken.emulator.store.resources import (
    Call,
    Family,
    Resource,
    date_filters,
    equal_filters,
    text_filters,
)
from fiken.emulator.store.rows import find

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


def _check_account(call: Call, key: int) -> None:
    """Reject a product whose account is unknown or does not accept its VAT type.

    Emulator choice: a product can have any VAT type of sales, even RAW_FISH, which the contract
    does not list for products. It can have any of these types even if the company is not VAT
    registered.
    """
    product = find(call, PRODUCTS, key)
    account, vat_type = product["income_account"], product["vat_type"]
    ledger.require_accounts(call.state, call.company, [account])
    vat.require_accepted(account, vat_type, SALE.types, selling=True)


FAMILY = Family(
    tables=TABLES,
    operations={
        "getProducts": lists(PRODUCTS),
        "createProduct": creates(PRODUCTS, _check_account),
        "getProduct": finds(PRODUCTS),
        "updateProduct": replaces(PRODUCTS, _check_account),
        "deleteProduct": removes(PRODUCTS),
    },
)
