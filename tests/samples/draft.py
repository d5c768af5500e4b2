"""GET, POST and PUT of the drafts of invoices, credit notes, offers and order confirmations.

A draft's GET has `customers` and no contact person, a request has `customerId`.

Observed: docs/observed.md#10-invoices-and-counters
"""

from datetime import date
from decimal import Decimal
from typing import Any

from fiken import (
    CreditNoteDraft,
    DraftLine,
    DraftType,
    Frequency,
    IntervalUnit,
    InvoiceDraft,
    OfferDraft,
    OrderConfirmationDraft,
    RoundingType,
    VatType,
)
from tests.samples._embedded import ATTACHMENT, ATTACHMENT_ANSWER, CONTACT, CONTACT_ANSWER
from tests.samples._sample import Sample

# 2.5 hours at 400.00 less 25 %: 750.00 without VAT.
LINE = Sample(
    result="invoiceishDraftLine",
    answer={
        "invoiceishDraftLineId": 2888161,
        "lastModifiedDate": "2026-06-02",
        "productId": 2888156,
        "description": "Konsulenttimer",
        "unitPrice": 40000,
        "vatType": "HIGH",
        "quantity": 2.5,
        "discount": 25,
        "comment": "Møte i mai",
        "incomeAccount": "3000",
    },
    loaded=DraftLine(
        invoiceish_draft_line_id=2888161,
        last_modified_date=date(2026, 6, 2),
        product_id=2888156,
        description="Konsulenttimer",
        unit_price=40000,
        vat_type=VatType.HIGH,
        quantity=Decimal("2.5"),
        discount=Decimal(25),
        comment="Møte i mai",
        income_account="3000",
    ),
    request="invoiceishDraftLine",
    new=DraftLine(
        product_id=2888156,
        description="Konsulenttimer",
        unit_price=40000,
        vat_type=VatType.HIGH,
        quantity=Decimal("2.5"),
        discount=Decimal("12.5"),
        comment="Møte i mai",
        income_account="3000",
    ),
    sent={
        "productId": 2888156,
        "description": "Konsulenttimer",
        "unitPrice": 40000,
        "vatType": "HIGH",
        "quantity": 2.5,
        "discount": 12.5,
        "comment": "Møte i mai",
        "incomeAccount": "3000",
    },
)


def answer(kind: str) -> dict[str, Any]:
    """Return the answer for a draft of this type. Only recurring invoices use the last three."""
    return {
        "draftId": 2888160,
        "uuid": "123e4567-e89b-12d3-a456-426655440000",
        "type": kind,
        "lastModifiedDate": "2026-06-02",
        "issueDate": "2026-06-01",
        "daysUntilDueDate": 14,
        "invoiceText": "Takk for handelen",
        "currency": "NOK",
        "yourReference": "Aya Holm",
        "ourReference": "Betty Boop",
        "orderReference": "PO-77",
        "lines": [LINE.answer],
        "net": 75000,
        "gross": 93750,
        "bankAccountNumber": "11112233334",
        "iban": "NO9386011117947",
        "bic": "DNBANOKK",
        "paymentAccount": "1920:10001",
        "customers": [CONTACT_ANSWER],
        "attachments": [ATTACHMENT_ANSWER],
        "createdFromInvoiceId": 73408306,
        "projectId": 73408307,
        "roundingType": "none",
        "startDate": "2026-06-01",
        "endDate": "2027-06-01",
        "frequency": {"interval": 1, "intervalUnit": "MONTH"},
    }


LOADED: dict[str, Any] = {
    "draft_id": 2888160,
    "uuid": "123e4567-e89b-12d3-a456-426655440000",
    "last_modified_date": date(2026, 6, 2),
    "issue_date": date(2026, 6, 1),
    "days_until_due_date": 14,
    "invoice_text": "Takk for handelen",
    "currency": "NOK",
    "your_reference": "Aya Holm",
    "our_reference": "Betty Boop",
    "order_reference": "PO-77",
    "lines": [LINE.loaded],
    "net": 75000,
    "gross": 93750,
    "bank_account_number": "11112233334",
    "iban": "NO9386011117947",
    "bic": "DNBANOKK",
    "payment_account": "1920:10001",
    "customer_id": 13665985353,
    "customers": [CONTACT],
    "attachments": [ATTACHMENT],
    "created_from_invoice_id": 73408306,
    "project_id": 73408307,
    "rounding_type": RoundingType.NONE,
    "start_date": date(2026, 6, 1),
    "end_date": date(2027, 6, 1),
    "frequency": Frequency(interval=1, interval_unit=IntervalUnit.MONTH),
}
NEW: dict[str, Any] = {
    "uuid": "123e4567-e89b-12d3-a456-426655440000",
    "issue_date": date(2026, 6, 1),
    "days_until_due_date": 14,
    "invoice_text": "Takk for handelen",
    "currency": "NOK",
    "your_reference": "Aya Holm",
    "our_reference": "Betty Boop",
    "order_reference": "PO-77",
    "lines": [LINE.new],
    "bank_account_number": "11112233334",
    "iban": "NO9386011117947",
    "bic": "DNBANOKK",
    "customer_id": 13665985353,
    "contact_person_id": 2747367,
    "project_id": 73408307,
    "rounding_type": RoundingType.ROUND_DOWN_HALF,
}
SENT: dict[str, Any] = {
    "uuid": "123e4567-e89b-12d3-a456-426655440000",
    "issueDate": "2026-06-01",
    "daysUntilDueDate": 14,
    "invoiceText": "Takk for handelen",
    "currency": "NOK",
    "yourReference": "Aya Holm",
    "ourReference": "Betty Boop",
    "orderReference": "PO-77",
    "lines": [LINE.sent],
    "bankAccountNumber": "11112233334",
    "iban": "NO9386011117947",
    "bic": "DNBANOKK",
    "customerId": 13665985353,
    "contactPersonId": 2747367,
    "projectId": 73408307,
    "roundingType": "round_down_half",
}
# Every field of the answer that a request may have, with the change. `uuid` and all else stay.
CHANGED: dict[str, Any] = {
    "days_until_due_date": 30,
    "invoice_text": None,
    "contact_person_id": 2747368,
}


def update(kind: str) -> dict[str, Any]:
    """Return what must be sent to save `CHANGED`: the whole draft, without what is read-only."""
    return {
        "type": kind,
        "uuid": "123e4567-e89b-12d3-a456-426655440000",
        "issueDate": "2026-06-01",
        "daysUntilDueDate": 30,
        "invoiceText": None,
        "yourReference": "Aya Holm",
        "ourReference": "Betty Boop",
        "orderReference": "PO-77",
        "lines": [
            {
                "productId": 2888156,
                "description": "Konsulenttimer",
                "unitPrice": 40000,
                "vatType": "HIGH",
                "quantity": 2.5,
                "discount": 25,
                "comment": "Møte i mai",
                "incomeAccount": "3000",
            }
        ],
        "currency": "NOK",
        "bankAccountNumber": "11112233334",
        "iban": "NO9386011117947",
        "bic": "DNBANOKK",
        "paymentAccount": "1920:10001",
        "customerId": 13665985353,
        "contactPersonId": 2747368,
        "projectId": 73408307,
        "roundingType": "none",
        "startDate": "2026-06-01",
        "endDate": "2027-06-01",
        "frequency": {"interval": 1, "intervalUnit": "MONTH"},
    }


# A recurring invoice has every field but the payment account, a cash invoice has that one.
REPEATING = Sample(
    result="invoiceishDraftResult",
    answer=answer("repeating_invoice"),
    loaded=InvoiceDraft(type=DraftType.REPEATING_INVOICE, **LOADED),
    request="invoiceishDraftRequest",
    new=InvoiceDraft(
        type=DraftType.REPEATING_INVOICE,
        start_date=date(2026, 6, 1),
        end_date=date(2027, 6, 1),
        frequency=Frequency(interval=1, interval_unit=IntervalUnit.MONTH),
        **NEW,
    ),
    sent=SENT
    | {
        "type": "repeating_invoice",
        "startDate": "2026-06-01",
        "endDate": "2027-06-01",
        "frequency": {"interval": 1, "intervalUnit": "MONTH"},
    },
    changed=CHANGED,
    update_request="invoiceishDraftRequest",
    update=update("repeating_invoice"),
)
CASH = Sample(
    request="invoiceishDraftRequest",
    new=InvoiceDraft(type=DraftType.CASH_INVOICE, payment_account="1920:10001", **NEW),
    sent=SENT | {"type": "cash_invoice", "paymentAccount": "1920:10001"},
)
CREDIT_NOTE = Sample(
    result="invoiceishDraftResult",
    answer=answer("credit_note"),
    loaded=CreditNoteDraft(**LOADED),
    request="invoiceishDraftRequest",
    new=CreditNoteDraft(**NEW),
    sent=SENT | {"type": "credit_note"},
    changed=CHANGED,
    update_request="invoiceishDraftRequest",
    update=update("credit_note"),
)
OFFER = Sample(
    result="invoiceishDraftResult",
    answer=answer("offer"),
    loaded=OfferDraft(**LOADED),
    request="invoiceishDraftRequest",
    new=OfferDraft(**NEW),
    sent=SENT | {"type": "offer"},
    changed=CHANGED,
    update_request="invoiceishDraftRequest",
    update=update("offer"),
)
ORDER_CONFIRMATION = Sample(
    result="invoiceishDraftResult",
    answer=answer("order_confirmation"),
    loaded=OrderConfirmationDraft(**LOADED),
    request="invoiceishDraftRequest",
    new=OrderConfirmationDraft(**NEW),
    sent=SENT | {"type": "order_confirmation"},
    changed=CHANGED,
    update_request="invoiceishDraftRequest",
    update=update("order_confirmation"),
)
SAMPLES = (LINE, REPEATING, CASH, CREDIT_NOTE, OFFER, ORDER_CONFIRMATION)
