"""Products: what invoices sell. Their sales report comes with the sales."""

from fiken.emulator._engine import creates, finds, lists, removes, replaces
from fiken.emulator._family import Family, Resource, date_filters, equal_filters, text_filters

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

# Which account takes which VAT type was observed on lines that are sold (§8), never on a product:
# any of both is taken here.
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

FAMILY = Family(
    tables=TABLES,
    operations={
        "getProducts": lists(PRODUCTS),
        "createProduct": creates(PRODUCTS),
        "getProduct": finds(PRODUCTS),
        "updateProduct": replaces(PRODUCTS),
        "deleteProduct": removes(PRODUCTS),
    },
)
