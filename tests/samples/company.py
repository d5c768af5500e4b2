"""GET /companies/{companySlug}."""

from datetime import date

from fiken import Address, Company, VatPeriod
from tests.samples._sample import Sample

SAMPLES = (
    Sample(
        result="company",
        answer={
            "name": "Eple og pære AS",
            "slug": "fiken-demo-eple-og-paere-as",
            "organizationNumber": "913312465",
            "vatType": "bi-monthly",
            "address": {
                "streetAddress": "Storgata 1",
                "streetAddressLine2": "H0405",
                "city": "Oslo",
                "postCode": "0155",
                "country": "Norge",
            },
            "phoneNumber": "22000000",
            "email": "post@example.com",
            "creationDate": "2024-02-29",
            "hasApiAccess": False,
            "testCompany": True,
            "accountingStartDate": "2025-01-01",
            "vatRegistrationDate": "2025-02-01",
        },
        loaded=Company(
            name="Eple og pære AS",
            slug="fiken-demo-eple-og-paere-as",
            organization_number="913312465",
            vat_type=VatPeriod.BI_MONTHLY,
            address=Address(
                street_address="Storgata 1",
                street_address_line2="H0405",
                city="Oslo",
                post_code="0155",
                country="Norge",
            ),
            phone_number="22000000",
            email="post@example.com",
            creation_date=date(2024, 2, 29),
            has_api_access=False,
            test_company=True,
            accounting_start_date=date(2025, 1, 1),
            vat_registration_date=date(2025, 2, 1),
        ),
    ),
)
