"""GET and POST /products. Prices are in øre, stock is a number (docs/observed.md#7-units)."""

from datetime import date
from decimal import Decimal

from fiken import Product, VatType
from tests.samples._sample import Sample

SAMPLES = (
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
