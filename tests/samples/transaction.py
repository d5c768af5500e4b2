"""GET /transactions, and POST /generalJournalEntries.

Observed: docs/observed.md#3-responses, docs/observed.md#9-journal-entries

A salary in two entries: net pay of 25 000.00 kroner and tax of 12 000.00.
"""

from datetime import date

from fiken import JournalEntry, JournalEntryLine, Transaction
from tests.samples._sample import Sample
from tests.samples.journal_entry import RENT, RENT_ANSWER

SAMPLES = (
    Sample(
        result="transaction",
        answer={
            "transactionId": 734083065,
            "createdDate": "2026-06-15",
            "lastModifiedDate": "2026-06-16",
            "description": "Fri postering registrert via API: Husleie",
            "type": "General Journal Entry",
            "entries": [RENT_ANSWER],
            "deleted": True,
        },
        loaded=Transaction(
            transaction_id=734083065,
            created_date=date(2026, 6, 15),
            last_modified_date=date(2026, 6, 16),
            description="Fri postering registrert via API: Husleie",
            type="General Journal Entry",
            entries=[RENT],
            deleted=True,
        ),
        request="generalJournalEntryRequest",
        new=Transaction(
            description="Lønn juni",
            open=True,
            entries=[
                JournalEntry(
                    description="Utbetalt lønn",
                    date=date(2026, 6, 12),
                    lines=[
                        JournalEntryLine(
                            amount=2500000, debit_account="5000", credit_account="1920:10001"
                        ),
                    ],
                ),
                JournalEntry(
                    description="Forskuddstrekk",
                    date=date(2026, 6, 12),
                    lines=[
                        JournalEntryLine(
                            amount=1200000,
                            debit_account="5000",
                            debit_vat_code=0,
                        ),
                        JournalEntryLine(amount=1200000, credit_account="2600", credit_vat_code=7),
                    ],
                ),
            ],
        ),
        sent={
            "description": "Lønn juni",
            "open": True,
            "journalEntries": [
                {
                    "description": "Utbetalt lønn",
                    "date": "2026-06-12",
                    "lines": [
                        {
                            "amount": 2500000,
                            "debitAccount": "5000",
                            "creditAccount": "1920:10001",
                        }
                    ],
                },
                {
                    "description": "Forskuddstrekk",
                    "date": "2026-06-12",
                    "lines": [
                        {"amount": 1200000, "debitAccount": "5000", "debitVatCode": 0},
                        {"amount": 1200000, "creditAccount": "2600", "creditVatCode": 7},
                    ],
                },
            ],
        },
    ),
)
