"""GET /journalEntries, and a journal entry as POST /generalJournalEntries sends it.

Observed: docs/observed.md#9-journal-entries

Rent of 10 000.00 kroner and 2 500.00 of VAT: one line with a VAT code is returned as two.
"""

from datetime import date
from typing import Any

from fiken import JournalEntry, JournalEntryLine
from tests.samples._embedded import ATTACHMENT, ATTACHMENT_ANSWER
from tests.samples._sample import Sample

POSTING = Sample(
    result="journalEntryLine",
    answer={
        "amount": 1000000,
        "account": "6300",
        "vatCode": "1",
        "projectId": [73408307, 73408308],
        "lastModifiedDate": "2026-06-15",
    },
    loaded=JournalEntryLine(
        amount=1000000,
        account="6300",
        vat_code="1",
        project_id=[73408307, 73408308],
        last_modified_date=date(2026, 6, 15),
    ),
    request="journalEntryLine",
    new=JournalEntryLine(
        amount=1000000,
        debit_account="6300",
        debit_vat_code=1,
        credit_account="3000",
        credit_vat_code=3,
    ),
    sent={
        "amount": 1000000,
        "debitAccount": "6300",
        "debitVatCode": 1,
        "creditAccount": "3000",
        "creditVatCode": 3,
    },
)

RENT_ANSWER: dict[str, Any] = {
    "journalEntryId": 734083066,
    "createdDate": "2026-06-15",
    "lastModifiedDate": "2026-06-16",
    "transactionId": 734083065,
    "offsetTransactionId": 734083070,
    "journalEntryNumber": 18,
    "description": "Fri postering registrert via API: Husleie juni",
    "date": "2026-06-01",
    "lines": [
        {
            "amount": 1000000,
            "account": "6300",
            "vatCode": "1",
            "projectId": [73408307],
            "lastModifiedDate": "2026-06-15",
        },
        {
            "amount": 250000,
            "account": "2711",
            "vatCode": "1",
            "projectId": [73408307],
            "lastModifiedDate": "2026-06-15",
        },
        {
            "amount": -1250000,
            "account": "1920:10001",
            "vatCode": "0",
            "projectId": [73408307],
            "lastModifiedDate": "2026-06-15",
        },
    ],
    "attachments": [ATTACHMENT_ANSWER],
}
RENT = JournalEntry(
    journal_entry_id=734083066,
    created_date=date(2026, 6, 15),
    last_modified_date=date(2026, 6, 16),
    transaction_id=734083065,
    offset_transaction_id=734083070,
    journal_entry_number=18,
    description="Fri postering registrert via API: Husleie juni",
    date=date(2026, 6, 1),
    lines=[
        JournalEntryLine(
            amount=1000000,
            account="6300",
            vat_code="1",
            project_id=[73408307],
            last_modified_date=date(2026, 6, 15),
        ),
        JournalEntryLine(
            amount=250000,
            account="2711",
            vat_code="1",
            project_id=[73408307],
            last_modified_date=date(2026, 6, 15),
        ),
        JournalEntryLine(
            amount=-1250000,
            account="1920:10001",
            vat_code="0",
            project_id=[73408307],
            last_modified_date=date(2026, 6, 15),
        ),
    ],
    attachments=[ATTACHMENT],
)

ENTRY = Sample(
    result="journalEntry",
    answer=RENT_ANSWER,
    loaded=RENT,
    request="journalEntry",
    new=JournalEntry(
        description="Husleie juni",
        date=date(2026, 6, 1),
        lines=[
            JournalEntryLine(amount=1000000, debit_account="6300", debit_vat_code=1),
            JournalEntryLine(amount=1250000, credit_account="1920:10001"),
        ],
    ),
    sent={
        "description": "Husleie juni",
        "date": "2026-06-01",
        "lines": [
            {"amount": 1000000, "debitAccount": "6300", "debitVatCode": 1},
            {"amount": 1250000, "creditAccount": "1920:10001"},
        ],
    },
)

SAMPLES = (ENTRY, POSTING)
