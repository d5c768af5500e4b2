"""GET and POST /contacts, and contact persons.

Observed: docs/observed.md#12-updates-and-deletions, docs/observed.md#14-description-and-service
"""

from datetime import date
from decimal import Decimal

from fiken import (
    Address,
    Attachment,
    AttachmentType,
    Contact,
    ContactPerson,
    Language,
    Note,
)
from tests.samples._sample import Sample

ADDRESS = {
    "streetAddress": "Karl Johans gate 34",
    "streetAddressLine2": "H0405",
    "city": "Oslo",
    "postCode": "0550",
    "country": "Norway",
}
OSLO = Address(
    street_address="Karl Johans gate 34",
    street_address_line2="H0405",
    city="Oslo",
    post_code="0550",
    country="Norway",
)
UUID = "745b2f15-1234-4408-8bf2-b1d2d7610cb2"

PERSON = Sample(
    result="contactPerson",
    answer={
        "contactPersonId": 2747366,
        "name": "Betty Boop",
        "email": "betty@example.com",
        "phoneNumber": "98573564",
        "address": ADDRESS,
    },
    loaded=ContactPerson(
        contact_person_id=2747366,
        name="Betty Boop",
        email="betty@example.com",
        phone_number="98573564",
        address=OSLO,
    ),
    request="contactPerson",
    new=ContactPerson(
        name="Betty Boop", email="betty@example.com", phone_number="98573564", address=OSLO
    ),
    sent={
        "name": "Betty Boop",
        "email": "betty@example.com",
        "phoneNumber": "98573564",
        "address": ADDRESS,
    },
    changed={"address": None},
    update_request="contactPerson",
    update={
        "name": "Betty Boop",
        "email": "betty@example.com",
        "phoneNumber": "98573564",
        "address": None,
    },
)

CONTACT = Sample(
    result="contact",
    answer={
        "contactId": 13665985352,
        "createdDate": "2018-04-03",
        "lastModifiedDate": "2026-02-28",
        "name": "Fruktkassen AS",
        "email": "kontakt@example.com",
        "organizationNumber": "913312465",
        "customerNumber": 20001,
        "customerAccountCode": "1500:20001",
        "supplierNumber": 20002,
        "supplierAccountCode": "2400:20002",
        "customer": True,
        "supplier": True,
        "bankAccountNumber": "11112233334",
        "contactPerson": [PERSON.answer],
        "notes": [{"author": "Betty Boop", "note": "Garasje 45"}],
        "language": "ENGLISH",
        "inactive": False,
        "daysUntilInvoicingDueDate": 15,
        "discount": 12.5,
        "address": ADDRESS,
        "groups": ["Kafé", "Bergen"],
        "documents": [{"uuid": UUID, "filename": "avtale.pdf", "type": "unspecified"}],
    },
    loaded=Contact(
        contact_id=13665985352,
        created_date=date(2018, 4, 3),
        last_modified_date=date(2026, 2, 28),
        name="Fruktkassen AS",
        email="kontakt@example.com",
        organization_number="913312465",
        customer_number=20001,
        customer_account_code="1500:20001",
        supplier_number=20002,
        supplier_account_code="2400:20002",
        customer=True,
        supplier=True,
        bank_account_number="11112233334",
        contact_person=[
            ContactPerson(
                contact_person_id=2747366,
                name="Betty Boop",
                email="betty@example.com",
                phone_number="98573564",
                address=OSLO,
            )
        ],
        notes=[Note(author="Betty Boop", note="Garasje 45")],
        language=Language.ENGLISH,
        inactive=False,
        days_until_invoicing_due_date=15,
        discount=Decimal("12.5"),
        address=OSLO,
        groups=["Kafé", "Bergen"],
        documents=[
            Attachment(uuid=UUID, filename="avtale.pdf", type=AttachmentType.UNSPECIFIED),
        ],
    ),
    request="contact",
    new=Contact(
        name="Fruktkassen AS",
        email="kontakt@example.com",
        organization_number="913312465",
        phone_number="62158537",
        member_number=5464,
        member_number_string="5464-A",
        customer=True,
        supplier=False,
        bank_account_number="11112233334",
        contact_person=[ContactPerson(name="Betty Boop", email="betty@example.com")],
        currency="SEK",
        language=Language.NORWEGIAN,
        inactive=False,
        days_until_invoicing_due_date=15,
        discount=25,
        address=OSLO,
        groups=["Kafé"],
    ),
    sent={
        "name": "Fruktkassen AS",
        "email": "kontakt@example.com",
        "organizationNumber": "913312465",
        "phoneNumber": "62158537",
        "memberNumber": 5464,
        "memberNumberString": "5464-A",
        "customer": True,
        "supplier": False,
        "bankAccountNumber": "11112233334",
        "contactPerson": [{"name": "Betty Boop", "email": "betty@example.com"}],
        "currency": "SEK",
        "language": "NORWEGIAN",
        "inactive": False,
        "daysUntilInvoicingDueDate": 15,
        "discount": 25,
        "address": ADDRESS,
        "groups": ["Kafé"],
    },
    changed={"email": None, "groups": (), "customer": False, "currency": "EUR"},
    update_request="contact",
    update={
        "name": "Fruktkassen AS",
        "email": None,
        "organizationNumber": "913312465",
        "customer": False,
        "supplier": True,
        "bankAccountNumber": "11112233334",
        "currency": "EUR",
        "language": "ENGLISH",
        "inactive": False,
        "daysUntilInvoicingDueDate": 15,
        "discount": 12.5,
        "address": ADDRESS,
        "groups": [],
    },
)

NOTE = Sample(
    result="contactNote",
    answer={"author": "Betty Boop", "note": "Garasje 45"},
    loaded=Note(author="Betty Boop", note="Garasje 45"),
)

PLACE = Sample(
    result="address",
    answer=ADDRESS,
    loaded=OSLO,
    request="address",
    new=OSLO,
    sent=ADDRESS,
)

SAMPLES = (CONTACT, PERSON, NOTE, PLACE)
