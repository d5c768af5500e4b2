"""GET and POST /recurringInvoices, with a job, and the bodies of the verbs."""

from datetime import date
from typing import Any

from fiken import (
    DraftLine,
    Frequency,
    IntervalUnit,
    NewRecurringInvoiceJob,
    RecurringInvoice,
    RecurringInvoiceFrequency,
    RecurringInvoiceJob,
    RecurringInvoiceLines,
    RecurringInvoiceRecipient,
    RecurringInvoiceSchedule,
    RoundingType,
    VatType,
)
from tests.samples._sample import Sample
from tests.samples.invoice import LINE as INVOICE_LINE

UUID = "123e4567-e89b-12d3-a456-426655440000"

FREQUENCY = Sample(
    result="frequency",
    answer={"interval": 2, "intervalUnit": "WEEK"},
    loaded=Frequency(interval=2, interval_unit=IntervalUnit.WEEK),
    request="frequency",
    new=Frequency(interval=2, interval_unit=IntervalUnit.WEEK),
    sent={"interval": 2, "intervalUnit": "WEEK"},
)

RECIPIENT = Sample(
    result="recurringInvoiceRecipient",
    answer={
        "emails": ["regnskap@kvist.example"],
        "contactPersonIds": [2747367],
        "ehf": False,
        "efaktura": False,
        "letter": True,
        "smsPhoneNumber": "99999999",
    },
    loaded=RecurringInvoiceRecipient(
        emails=["regnskap@kvist.example"],
        contact_person_ids=[2747367],
        ehf=False,
        efaktura=False,
        letter=True,
        sms_phone_number="99999999",
    ),
    request="recurringInvoiceRecipient",
    new=RecurringInvoiceRecipient(
        emails=["regnskap@kvist.example"],
        contact_person_ids=[2747367],
        letter=True,
        sms_phone_number="99999999",
    ),
    sent={
        "emails": ["regnskap@kvist.example"],
        "contactPersonIds": [2747367],
        "ehf": False,
        "efaktura": False,
        "letter": True,
        "smsPhoneNumber": "99999999",
    },
)

JOB = Sample(
    result="recurringInvoiceJobResult",
    answer={
        "jobId": 2888157,
        "customerId": 13665985353,
        "frequency": FREQUENCY.answer,
        "nextDate": "2026-07-01",
        "endDate": "2026-12-31",
        "active": True,
        "bankAccountNumber": "11112233334",
        "iban": "NO9311112233334",
        "bic": "DNBANOKKXXX",
        "recipients": RECIPIENT.answer,
        "currency": "EUR",
        "net": 75000,
        "gross": 93750,
        "generatedInvoiceIds": [2888170, 2888171],
        "lines": [INVOICE_LINE.answer],
    },
    loaded=RecurringInvoiceJob(
        job_id=2888157,
        customer_id=13665985353,
        frequency=FREQUENCY.loaded,  # type: ignore[arg-type]
        next_date=date(2026, 7, 1),
        end_date=date(2026, 12, 31),
        active=True,
        bank_account_number="11112233334",
        iban="NO9311112233334",
        bic="DNBANOKKXXX",
        recipients=RECIPIENT.loaded,  # type: ignore[arg-type]
        currency="EUR",
        net=75000,
        gross=93750,
        generated_invoice_ids=[2888170, 2888171],
        lines=[INVOICE_LINE.loaded],  # type: ignore[list-item]
    ),
)

# Consulting for 1 200.00 euro, every second week of the second half of 2026.
NEW_LINE = DraftLine(
    product_id=2888100,
    description="Konsulenttimer",
    unit_price=120000,
    vat_type=VatType.HIGH,
    quantity=1,
    discount=10,
    comment="Etter avtale",
    income_account="3000",
)
NEW_LINE_SENT: dict[str, Any] = {
    "productId": 2888100,
    "description": "Konsulenttimer",
    "unitPrice": 120000,
    "vatType": "HIGH",
    "quantity": 1,
    "discount": 10,
    "comment": "Etter avtale",
    "incomeAccount": "3000",
}

RECURRING_INVOICE = Sample(
    result="recurringInvoiceResult",
    answer={
        "recurringInvoiceId": 2888156,
        "createdDate": "2026-06-01",
        "description": "Vaktordning",
        "daysUntilDueDate": 14,
        "active": True,
        "invoiceDraftUuid": UUID,
        "jobs": [JOB.answer],
    },
    loaded=RecurringInvoice(
        recurring_invoice_id=2888156,
        created_date=date(2026, 6, 1),
        description="Vaktordning",
        days_until_due_date=14,
        active=True,
        invoice_draft_uuid=UUID,
        jobs=[JOB.loaded],  # type: ignore[list-item]
    ),
    request="recurringInvoiceRequest",
    new=RecurringInvoice(
        uuid=UUID,
        customer_id=13665985353,
        contact_person_id=2747367,
        start_date=date(2026, 7, 1),
        end_date=date(2026, 12, 31),
        days_until_due_date=14,
        frequency=FREQUENCY.new,  # type: ignore[arg-type]
        currency="EUR",
        bank_account_number="11112233334",
        iban="NO9311112233334",
        bic="DNBANOKKXXX",
        invoice_text="Takk for handelen",
        your_reference="Aya Holm",
        our_reference="Betty Boop",
        order_reference="PO-77",
        lines=[NEW_LINE],
    ),
    sent={
        "uuid": UUID,
        "customerId": 13665985353,
        "contactPersonId": 2747367,
        "startDate": "2026-07-01",
        "endDate": "2026-12-31",
        "daysUntilDueDate": 14,
        "frequency": {"interval": 2, "intervalUnit": "WEEK"},
        "currency": "EUR",
        "bankAccountNumber": "11112233334",
        "iban": "NO9311112233334",
        "bic": "DNBANOKKXXX",
        "invoiceText": "Takk for handelen",
        "yourReference": "Aya Holm",
        "ourReference": "Betty Boop",
        "orderReference": "PO-77",
        "lines": [NEW_LINE_SENT],
    },
)

LINES = Sample(
    request="updateRecurringInvoiceLinesRequest",
    new=RecurringInvoiceLines(lines=[NEW_LINE], rounding_type=RoundingType.ROUND_WHOLE),
    sent={"lines": [NEW_LINE_SENT], "roundingType": "round_whole"},
)

NEW_FREQUENCY = Sample(
    request="updateRecurringInvoiceFrequencyRequest",
    new=RecurringInvoiceFrequency(
        frequency=Frequency(interval=1, interval_unit=IntervalUnit.MONTH),
        days_until_due_date=30,
        description="Vaktordning",
    ),
    sent={
        "frequency": {"interval": 1, "intervalUnit": "MONTH"},
        "daysUntilDueDate": 30,
        "description": "Vaktordning",
    },
)

SCHEDULE = Sample(
    request="updateRecurringInvoiceJobScheduleRequest",
    new=RecurringInvoiceSchedule(next_date=date(2026, 8, 1), end_date=date(2027, 6, 30)),
    sent={"nextDate": "2026-08-01", "endDate": "2027-06-30"},
)

NEW_JOB = Sample(
    request="addRecurringInvoiceJobRequest",
    new=NewRecurringInvoiceJob(
        customer_id=13665985353, contact_person_ids=[2747367], next_date=date(2026, 8, 1)
    ),
    sent={
        "customerId": 13665985353,
        "contactPersonIds": [2747367],
        "nextDate": "2026-08-01",
    },
)

SAMPLES = (
    FREQUENCY,
    RECIPIENT,
    JOB,
    RECURRING_INVOICE,
    LINES,
    NEW_FREQUENCY,
    SCHEDULE,
    NEW_JOB,
)
