"""The bodies of the verbs of sales documents, counters and the sales report."""

from datetime import date
from decimal import Decimal

from fiken import (
    Counter,
    CreditNoteLine,
    EmailSendOption,
    FullCreditNote,
    PartialCreditNote,
    ProductSalesPeriod,
    RoundingType,
    SendCreditNote,
    SendInvoice,
    SendMethod,
    SendOffer,
    VatType,
)
from tests.samples._sample import Sample

COUNTER = Sample(
    result="counter",
    answer={"value": 10041},
    loaded=Counter(value=10041),
    request="counter",
    new=Counter(value=10041),
    sent={"value": 10041},
)

INVOICE = Sample(
    request="sendInvoiceRequest",
    new=SendInvoice(
        method=[SendMethod.EHF, SendMethod.EMAIL],
        include_document_attachments=False,
        recipient_name="Betty Boop",
        recipient_email="betty@kvist.example",
        message="Takk for handelen",
        email_send_option=EmailSendOption.DOCUMENT_LINK,
        merge_invoice_and_attachments=True,
        organization_number="999999999",
        mobile_number="99999999",
        invoice_id=2888156,
    ),
    sent={
        "method": ["ehf", "email"],
        "includeDocumentAttachments": False,
        "recipientName": "Betty Boop",
        "recipientEmail": "betty@kvist.example",
        "message": "Takk for handelen",
        "emailSendOption": "document_link",
        "mergeInvoiceAndAttachments": True,
        "organizationNumber": "999999999",
        "mobileNumber": "99999999",
        "invoiceId": 2888156,
    },
)

CREDIT_NOTE = Sample(
    request="sendCreditNoteRequest",
    new=SendCreditNote(
        method=[SendMethod.AUTO],
        recipient_name="Betty Boop",
        recipient_email="betty@kvist.example",
        message="Beklager feilen",
        email_send_option=EmailSendOption.ATTACHMENT,
        merge_invoice_and_attachments=False,
        organization_number="999999999",
        mobile_number="99999999",
        credit_note_id=2888157,
    ),
    sent={
        "method": ["auto"],
        "includeDocumentAttachments": True,
        "recipientName": "Betty Boop",
        "recipientEmail": "betty@kvist.example",
        "message": "Beklager feilen",
        "emailSendOption": "attachment",
        "mergeInvoiceAndAttachments": False,
        "organizationNumber": "999999999",
        "mobileNumber": "99999999",
        "creditNoteId": 2888157,
    },
)

OFFER = Sample(
    request="sendOfferRequest",
    new=SendOffer(
        method=[SendMethod.SMS, SendMethod.LETTER],
        recipient_name="Betty Boop",
        recipient_email="betty@kvist.example",
        message="Vennlig hilsen",
        email_send_option=EmailSendOption.AUTO,
        merge_invoice_and_attachments=True,
        organization_number="999999999",
        mobile_number="99999999",
        offer_id=2888158,
    ),
    sent={
        "method": ["sms", "letter"],
        "includeDocumentAttachments": True,
        "recipientName": "Betty Boop",
        "recipientEmail": "betty@kvist.example",
        "message": "Vennlig hilsen",
        "emailSendOption": "auto",
        "mergeInvoiceAndAttachments": True,
        "organizationNumber": "999999999",
        "mobileNumber": "99999999",
        "offerId": 2888158,
    },
)

FULL = Sample(
    request="fullCreditNoteRequest",
    new=FullCreditNote(
        invoice_id=2888156, issue_date=date(2026, 6, 15), credit_note_text="Feil pris"
    ),
    sent={"invoiceId": 2888156, "issueDate": "2026-06-15", "creditNoteText": "Feil pris"},
)

# Two and a half hours at 1 200 kroner, with 10 % off.
PARTIAL = Sample(
    request="partialCreditNoteRequest",
    new=PartialCreditNote(
        issue_date=date(2026, 6, 15),
        lines=[
            CreditNoteLine(
                product_id=2888100,
                description="Konsulenttimer",
                unit_price=120000,
                quantity=Decimal("2.5"),
                discount=10,
                vat_type=VatType.HIGH,
                income_account="3000",
                comment="Ikke utført",
            )
        ],
        invoice_id=2888156,
        contact_id=2888101,
        contact_person_id=2888102,
        project_id=2888103,
        currency="NOK",
        credit_note_text="Retur",
        your_reference="Betty",
        our_reference="Ned",
        order_reference="B-1",
        rounding_type=RoundingType.ROUND_WHOLE,
    ),
    sent={
        "issueDate": "2026-06-15",
        "lines": [
            {
                "productId": 2888100,
                "description": "Konsulenttimer",
                "unitPrice": 120000,
                "quantity": 2.5,
                "discount": 10,
                "vatType": "HIGH",
                "incomeAccount": "3000",
                "comment": "Ikke utført",
            }
        ],
        "invoiceId": 2888156,
        "contactId": 2888101,
        "contactPersonId": 2888102,
        "project": 2888103,
        "currency": "NOK",
        "creditNoteText": "Retur",
        "yourReference": "Betty",
        "ourReference": "Ned",
        "orderReference": "B-1",
        "roundingType": "round_whole",
    },
)

PERIOD = Sample(
    request="productSalesReportRequest",
    new=ProductSalesPeriod(start=date(2026, 1, 1), end=date(2026, 3, 31)),
    sent={"from": "2026-01-01", "to": "2026-03-31"},
)

SAMPLES = (COUNTER, INVOICE, CREDIT_NOTE, OFFER, FULL, PARTIAL, PERIOD)
