"""GET, POST and PATCH /activities. The hourly rate is in øre (docs/observed.md#7-units)."""

from decimal import Decimal

import attrs

from fiken import Activity, Product, VatType
from tests.samples._embedded import PROJECT, PROJECT_ANSWER
from tests.samples._sample import Sample

ACTIVITY = Sample(
    result="activityResult",
    answer={
        "activityId": 12345,
        "name": "Utvikling",
        "hourlyRate": 125000,
        "product": {
            "productId": 2888156,
            "name": "Konsulenttime",
            "unitPrice": 120000,
            "incomeAccount": "3000",
            "vatType": "HIGH",
            "active": True,
            "stock": 0.5,
        },
        "billable": True,
        "description": "Programmering",
        "project": PROJECT_ANSWER,
        "archived": False,
    },
    loaded=Activity(
        activity_id=12345,
        name="Utvikling",
        hourly_rate=125000,
        product_id=2888156,
        product=Product(
            product_id=2888156,
            name="Konsulenttime",
            unit_price=120000,
            income_account="3000",
            vat_type=VatType.HIGH,
            active=True,
            stock=Decimal("0.5"),
        ),
        billable=True,
        description="Programmering",
        project_id=73408307,
        project=PROJECT,
        archived=False,
    ),
    request="activityRequest",
    new=Activity(
        name="Utvikling",
        hourly_rate=125000,
        product_id=2888156,
        billable=True,
        description="Programmering",
        project_id=73408307,
    ),
    sent={
        "name": "Utvikling",
        "hourlyRate": 125000,
        "productId": 2888156,
        "billable": True,
        "description": "Programmering",
        "projectId": 73408307,
    },
    changed={
        "name": "Drift",
        "hourly_rate": 99050,
        "product_id": 2888157,
        "billable": False,
        "description": "Døgnvakt",
        "project_id": 73408308,
    },
    update_request="updateActivityRequest",
    update={
        "name": "Drift",
        "hourlyRate": 99050,
        "productId": 2888157,
        "billable": False,
        "description": "Døgnvakt",
        "projectId": 73408308,
    },
)

#: What can be cleared.
CLEARED = attrs.evolve(
    ACTIVITY,
    new=None,
    sent=None,
    request=None,
    changed={"description": None},
    update={"description": None},
)

SAMPLES = (ACTIVITY, CLEARED)
