"""GET and POST /products. Prices are in øre, stock is a number (docs/observed.md#7-units)."""

from datetime import date
from decimal import Decimal

from fiken import Product, ProductSalesFigures, ProductSalesReport, VatType
from tests.samples._sample import Sample

FIGURES = Sample(
    result="productSalesLineInfo",
    answer={
        "count": 12,
        "sales": 4,
        "netAmount": 3600600,
        "vatAmount": 900150,
        "grossAmount": 4500750,
    },
    loaded=ProductSalesFigures(
        count=12, sales=4, net_amount=3600600, vat_amount=900150, gross_amount=4500750
    ),
)
REPORT = Sample(
    result="productSalesReportResult",
    answer={
        "product": {
            "productId": 2888156,
            "name": "Spade",
            "incomeAccount": "3000",
            "vatType": "HIGH",
            "active": True,
        },
        "sold": FIGURES.answer,
        "credited": {
            "count": 2,
            "sales": 1,
            "netAmount": 600100,
            "vatAmount": 150025,
            "grossAmount": 750125,
        },
        "sum": {
            "count": 10,
            "sales": 3,
            "netAmount": 3000500,
            "vatAmount": 750125,
            "grossAmount": 3750625,
        },
    },
    loaded=ProductSalesReport(
        product=Product(
            product_id=2888156,
            name="Spade",
            income_account="3000",
            vat_type=VatType.HIGH,
            active=True,
        ),
        sold=ProductSalesFigures(
            count=12, sales=4, net_amount=3600600, vat_amount=900150, gross_amount=4500750
        ),
        credited=ProductSalesFigures(
            count=2, sales=1, net_amount=600100, vat_amount=150025, gross_amount=750125
        ),
        sum=ProductSalesFigures(
            count=10, sales=3, net_amount=3000500, vat_amount=750125, gross_amount=3750625
        ),
    ),
)

SAMPLES = (
    FIGURES,
    REPORT,
    Sample(
        result="product",
        answer={
            "productId": 2888156,
            "createdDate": "2026-01-05",
            "lastModifiedDate": "2026-03-31",
            "name": "Spade",
            "unitPrice": 300050,
            "incomeAccount": "3000",
            "vatType": "HIGH",
            "active": True,
            "productNumber": "125-1",
            "stock": 5.5,
            "note": "Nederste hylle",
        },
        loaded=Product(
            product_id=2888156,
            created_date=date(2026, 1, 5),
            last_modified_date=date(2026, 3, 31),
            name="Spade",
            unit_price=300050,
            income_account="3000",
            vat_type=VatType.HIGH,
            active=True,
            product_number="125-1",
            stock=Decimal("5.5"),
            note="Nederste hylle",
        ),
        request="product",
        new=Product(
            name="Spade",
            unit_price=300050,
            income_account="3000",
            vat_type=VatType.HIGH,
            active=False,
            product_number="125-1",
            stock=Decimal("5.5"),
            note="Nederste hylle",
        ),
        sent={
            "name": "Spade",
            "unitPrice": 300050,
            "incomeAccount": "3000",
            "vatType": "HIGH",
            "active": False,
            "productNumber": "125-1",
            "stock": 5.5,
            "note": "Nederste hylle",
        },
        changed={"unit_price": 299000, "note": None},
        update_request="product",
        update={
            "name": "Spade",
            "unitPrice": 299000,
            "incomeAccount": "3000",
            "vatType": "HIGH",
            "active": True,
            "productNumber": "125-1",
            "stock": 5.5,
            "note": None,
        },
    ),
)
