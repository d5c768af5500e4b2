"""GET /creditNotes, and the line that a partial credit note is created with."""

from datetime import date
from decimal import Decimal

from fiken import CreditNote, CreditNoteLine, VatType
from tests.samples._embedded import (
    ADDRESS,
    ADDRESS_ANSWER,
    ATTACHMENT,
    ATTACHMENT_ANSWER,
    CONTACT,
    CONTACT_ANSWER,
    PROJECT,
    PROJECT_ANSWER,
)
from tests.samples._sample import Sample
from tests.samples.invoice import LINE as INVOICE_LINE, SALE, SALE_ANSWER

LINE = Sample(
    request="creditNoteLineResult",
    new=CreditNoteLine(
        income_account="3000",
        vat_type=VatType.HIGH,
        unit_price=40000,
        quantity=Decimal("2.5"),
        discount=Decimal("12.5"),
        product_id=2888156,
        description="Konsulenttimer",
        comment="Møte i mai",
    ),
    sent={
        "incomeAccount": "3000",
        "vatType": "HIGH",
        "unitPrice": 40000,
        "quantity": 2.5,
        "discount": 12.5,
        "productId": 2888156,
        "description": "Konsulenttimer",
        "comment": "Møte i mai",
    },
)

IN_EURO = Sample(
    result="creditNoteResult",
    answer={
        "creditNoteId": 2888180,
        "creditNoteNumber": 10001,
        "kid": "5855454756",
        "customer": CONTACT_ANSWER,
        "net": 75000,
        "vat": 18750,
        "gross": 93750,
        "netInNok": 862500,
        "vatInNok": 215625,
        "grossInNok": 1078125,
        "creditNoteText": "Feil antall timer",
        "yourReference": "Aya Holm",
        "ourReference": "Betty Boop",
        "orderReference": "PO-77",
        "address": ADDRESS_ANSWER,
        "lines": [INVOICE_LINE.answer],
        "currency": "EUR",
        "issueDate": "2026-06-20",
        "lastModifiedDate": "2026-06-21",
        "settled": True,
        "associatedInvoiceId": 2888170,
        "creditNoteDraftUuid": "123e4567-e89b-12d3-a456-426655440001",
        "creditNotePdf": ATTACHMENT_ANSWER,
        "project": PROJECT_ANSWER,
        "sale": SALE_ANSWER,
    },
    loaded=CreditNote(
        credit_note_id=2888180,
        credit_note_number=10001,
        kid="5855454756",
        customer_id=13665985353,
        customer=CONTACT,
        net=75000,
        vat=18750,
        gross=93750,
        net_in_nok=862500,
        vat_in_nok=215625,
        gross_in_nok=1078125,
        credit_note_text="Feil antall timer",
        your_reference="Aya Holm",
        our_reference="Betty Boop",
        order_reference="PO-77",
        address=ADDRESS,
        lines=[INVOICE_LINE.loaded],  # type: ignore[list-item]
        currency="EUR",
        issue_date=date(2026, 6, 20),
        last_modified_date=date(2026, 6, 21),
        settled=True,
        associated_invoice_id=2888170,
        credit_note_draft_uuid="123e4567-e89b-12d3-a456-426655440001",
        credit_note_pdf=ATTACHMENT,
        project_id=73408307,
        project=PROJECT,
        sale=SALE,  # type: ignore[arg-type]
    ),
)
SAMPLES = (LINE, IN_EURO)
