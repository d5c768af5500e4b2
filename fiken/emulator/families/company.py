"""Companies (foretak). The API can read them, but not create or change them."""

from fiken.emulator.store.handlers import finds, lists
from fiken.emulator.store.resources import Family, Resource

TABLES = """
CREATE TABLE companies (
    company_id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    organization_number TEXT,
    vat_type TEXT,
    phone_number TEXT,
    email TEXT,
    creation_date TEXT NOT NULL,
    has_api_access INTEGER NOT NULL,
    test_company INTEGER NOT NULL,
    accounting_start_date TEXT,
    vat_registration_date TEXT,
    has_kid_agreement INTEGER NOT NULL DEFAULT 1,  -- not shown: whether invoices get a KID
    address_street_address TEXT,
    address_street_address_line2 TEXT,
    address_city TEXT,
    address_post_code TEXT,
    address_country TEXT
);
"""

COMPANIES = Resource(
    table="companies",
    key="companySlug",
    column="slug",
    schema="company",
    sorts={
        "createdDate": "creation_date",
        "name": "name",
        "organizationNumber": "organization_number",
    },
    order=("name",),
    shared=True,
)

FAMILY = Family(
    tables=TABLES,
    operations={"getCompanies": lists(COMPANIES), "getCompany": finds(COMPANIES)},
)
