"""A contact, a project and an attachment that other samples contain; every field has a value."""

from datetime import date
from decimal import Decimal
from typing import Any

from fiken import (
    Address,
    Attachment,
    AttachmentType,
    Contact,
    ContactPerson,
    Language,
    Note,
    Project,
)

UUID = "0b2f745b-1234-4408-8bf2-b1d2d7610cb2"

ATTACHMENT_ANSWER: dict[str, Any] = {
    "uuid": UUID,
    "filename": "XK455L.pdf",
    "identifier": "XK455L",
    "downloadUrl": f"https://api.fiken.no/api/v2/files/{UUID}/XK455L.pdf",
    "downloadUrlWithFikenNormalUserCredentials": f"https://fiken.no/filer/{UUID}",
    "comment": "Kopi",
    "type": "invoice",
}
ATTACHMENT = Attachment(
    uuid=UUID,
    filename="XK455L.pdf",
    identifier="XK455L",
    download_url=f"https://api.fiken.no/api/v2/files/{UUID}/XK455L.pdf",
    download_url_with_fiken_normal_user_credentials=f"https://fiken.no/filer/{UUID}",
    comment="Kopi",
    type=AttachmentType.INVOICE,
)

ADDRESS_ANSWER: dict[str, Any] = {
    "streetAddress": "Vestergade 12",
    "streetAddressLine2": "2. sal",
    "city": "Aarhus",
    "postCode": "8000",
    "country": "Danmark",
}
ADDRESS = Address(
    street_address="Vestergade 12",
    street_address_line2="2. sal",
    city="Aarhus",
    post_code="8000",
    country="Danmark",
)

CONTACT_ANSWER: dict[str, Any] = {
    "contactId": 13665985353,
    "createdDate": "2024-04-03",
    "lastModifiedDate": "2026-05-28",
    "name": "Nordlys Handel ApS",
    "email": "post@nordlys.example.com",
    "organizationNumber": "37460001",
    "customerNumber": 10031,
    "customerAccountCode": "1500:10031",
    "supplierNumber": 20079,
    "supplierAccountCode": "2400:20079",
    "customer": True,
    "supplier": True,
    "bankAccountNumber": "15035646830",
    "contactPerson": [
        {
            "contactPersonId": 2747367,
            "name": "Aya Holm",
            "email": "aya@nordlys.example.com",
            "phoneNumber": "98573565",
            "address": ADDRESS_ANSWER,
        }
    ],
    "notes": [{"author": "Betty Boop", "note": "Betaler i euro"}],
    "language": "ENGLISH",
    "inactive": False,
    "daysUntilInvoicingDueDate": 14,
    "discount": 2.5,
    "address": ADDRESS_ANSWER,
    "groups": ["Norden"],
    "documents": [ATTACHMENT_ANSWER],
}
CONTACT = Contact(
    contact_id=13665985353,
    created_date=date(2024, 4, 3),
    last_modified_date=date(2026, 5, 28),
    name="Nordlys Handel ApS",
    email="post@nordlys.example.com",
    organization_number="37460001",
    customer_number=10031,
    customer_account_code="1500:10031",
    supplier_number=20079,
    supplier_account_code="2400:20079",
    customer=True,
    supplier=True,
    bank_account_number="15035646830",
    contact_person=[
        ContactPerson(
            contact_person_id=2747367,
            name="Aya Holm",
            email="aya@nordlys.example.com",
            phone_number="98573565",
            address=ADDRESS,
        )
    ],
    notes=[Note(author="Betty Boop", note="Betaler i euro")],
    language=Language.ENGLISH,
    inactive=False,
    days_until_invoicing_due_date=14,
    discount=Decimal("2.5"),
    address=ADDRESS,
    groups=["Norden"],
    documents=[ATTACHMENT],
)

PROJECT_ANSWER: dict[str, Any] = {
    "projectId": 73408307,
    "number": "P-8",
    "name": "Flytting til skyen",
    "description": "Fra kjeller til sky",
    "startDate": "2026-03-01",
    "endDate": "2026-11-30",
    "contact": CONTACT_ANSWER,
    "completed": False,
}
PROJECT = Project(
    project_id=73408307,
    number="P-8",
    name="Flytting til skyen",
    description="Fra kjeller til sky",
    start_date=date(2026, 3, 1),
    end_date=date(2026, 11, 30),
    contact_id=13665985353,
    contact=CONTACT,
    completed=False,
)
