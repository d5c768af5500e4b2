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
from fiken.emulator.store.rows import find, show
from fiken.emulator.wire.exchange import Reply

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


#: The figures of a sales report, as the contract names them, in the order of `_figures`.
_FIGURES = ("count", "sales", "netAmount", "vatAmount", "grossAmount")


def _sales_report(call: Call) -> Reply:
    """Return what was sold and credited of each product in a period, both days included.

    `sum` is what was sold less what was credited.

    Emulator choice: products without a line in the period are left out, as are deleted products.
    Invoices and credit notes count by their date of issue, drafts not at all. The figures of credit
    notes are positive.
    """
    sold, credited = _figures(call, "invoice"), _figures(call, "credit_note")
    none = (0,) * len(_FIGURES)
    report: list[dict[str, object]] = []
    for key in sorted({*sold, *credited}):
        plus, minus = sold.get(key, none), credited.get(key, none)
        rest = [more - less for more, less in zip(plus, minus, strict=True)]
        figures = {"sold": plus, "credited": minus, "sum": rest}
        parts = {name: dict(zip(_FIGURES, each, strict=True)) for name, each in figures.items()}
        report.append({"product": show(call, PRODUCTS, find(call, PRODUCTS, key)), **parts})
    return Reply(200, report)


def _figures(call: Call, kind: str) -> dict[int, tuple[int, ...]]:
    """Return the figures of all invoices or of all credit notes of a period, by id of the product.

    Emulator choice: `count` is the sum of the quantities, rounded to a whole number, half a unit
    away from zero. `sales` is the number of documents. The amounts are in NOK, in øre, without the
    rounding of the documents.

    Args:
        call: the request, whose body states the period.
        kind: `invoice` or `credit_note`.
    """
    # The inner round removes what adding decimals in binary leaves, such as 0.30000000000000004.
    sql = f"""SELECT product_id, CAST(round(round(sum(quantity), 9)) AS INTEGER),
            count(DISTINCT {kind}_id), sum(line.net_in_nok), sum(line.vat_in_nok),
            sum(line.gross_in_nok)
        FROM {kind}_lines AS line JOIN {kind}s AS document USING ({kind}_id)
        WHERE company_id = ? AND product_id IS NOT NULL AND issue_date BETWEEN ? AND ?
        GROUP BY product_id"""  # noqa: S608 - our own names
    rows = call.state.rows(sql, call.company, call.body["from"], call.body["to"])
    return {row[0]: tuple(row)[1:] for row in rows}


FAMILY = Family(
    tables=TABLES,
    operations={
        "getProducts": lists(PRODUCTS),
        "createProduct": creates(PRODUCTS, _check_account),
        "getProduct": finds(PRODUCTS),
        "updateProduct": replaces(PRODUCTS, _check_account),
        "deleteProduct": removes(PRODUCTS),
        "createProductSalesReport": _sales_report,
    },
)
