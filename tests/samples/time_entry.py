"""GET, POST and PATCH /timeEntries, and the body of POST /timeEntries/createInvoiceDraft.

Hours are a number (docs/observed.md#7-units). Fiken does not accept another person in an update.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import attrs

from fiken import Activity, TimeEntry, TimeEntryInvoiceDraft, TimeGrouping, TimeUser
from tests.samples._embedded import PROJECT, PROJECT_ANSWER
from tests.samples._sample import Sample

ENTRY = Sample(
    result="timeEntryResult",
    answer={
        "timeEntryId": 123456,
        "date": "2026-03-15",
        "hours": 7.5,
        "startTime": "09:00",
        "endTime": "16:30",
        "description": "Ny forside",
        "internalNote": "Spør kunden om farger",
        "activity": {
            "activityId": 12345,
            "name": "Utvikling",
            "hourlyRate": 125000,
            "billable": True,
            "archived": False,
        },
        "project": PROJECT_ANSWER,
        "timeUser": {"timeUserId": 11111, "name": "Ola Nordmann", "email": "ola@example.com"},
        "invoiced": True,
        "invoiceId": 2888156,
        "locked": True,
        "createdDate": "2026-03-15T15:31:12Z",
        "lastModifiedDate": "2026-03-16T06:00:00Z",
    },
    loaded=TimeEntry(
        time_entry_id=123456,
        date=date(2026, 3, 15),
        hours=Decimal("7.5"),
        start_time="09:00",
        end_time="16:30",
        description="Ny forside",
        internal_note="Spør kunden om farger",
        activity_id=12345,
        activity=Activity(
            activity_id=12345,
            name="Utvikling",
            hourly_rate=125000,
            billable=True,
            archived=False,
        ),
        project_id=73408307,
        project=PROJECT,
        time_user_id=11111,
        time_user=TimeUser(time_user_id=11111, name="Ola Nordmann", email="ola@example.com"),
        invoiced=True,
        invoice_id=2888156,
        locked=True,
        created_date=datetime(2026, 3, 15, 15, 31, 12, tzinfo=UTC),
        last_modified_date=datetime(2026, 3, 16, 6, 0, tzinfo=UTC),
    ),
    request="timeEntryRequest",
    new=TimeEntry(
        date=date(2026, 3, 15),
        hours=Decimal("7.5"),
        start_time="09:00",
        description="Ny forside",
        internal_note="Spør kunden om farger",
        activity_id=12345,
        project_id=73408307,
        time_user_id=11111,
    ),
    sent={
        "date": "2026-03-15",
        "hours": 7.5,
        "startTime": "09:00",
        "description": "Ny forside",
        "internalNote": "Spør kunden om farger",
        "activityId": 12345,
        "projectId": 73408307,
        "timeUserId": 11111,
    },
    changed={
        "date": date(2026, 3, 16),
        "hours": Decimal("0.25"),
        "start_time": "23:59",
        "description": "Forside",
        "internal_note": "Fargene er avtalt",
        "activity_id": 12346,
        "project_id": 73408308,
    },
    update_request="updateTimeEntryRequest",
    update={
        "date": "2026-03-16",
        "hours": 0.25,
        "startTime": "23:59",
        "description": "Forside",
        "internalNote": "Fargene er avtalt",
        "activityId": 12346,
        "projectId": 73408308,
    },
)

#: What can be cleared.
CLEARED = attrs.evolve(
    ENTRY,
    new=None,
    sent=None,
    request=None,
    changed={"internal_note": None, "project_id": None},
    update={"internalNote": None, "projectId": None},
)

INVOICE_DRAFT = Sample(
    request="timeEntryInvoiceDraftRequest",
    new=TimeEntryInvoiceDraft(
        time_entry_ids=[123456, 123457],
        customer_id=7340852,
        days_until_due_date=14,
        group_by=TimeGrouping.ACTIVITY_AND_PERSON,
        include_time_entry_descriptions=True,
        issue_date=date(2026, 3, 31),
        project_id=73408307,
        invoice_text="Timer i mars",
        your_reference="Betty Boop",
        our_reference="Ola Nordmann",
        order_reference="PO-77",
        currency="NOK",
        bank_account_number="11112233334",
    ),
    sent={
        "timeEntryIds": [123456, 123457],
        "customerId": 7340852,
        "daysUntilDueDate": 14,
        "groupBy": "activityAndPerson",
        "includeTimeEntryDescriptions": True,
        "issueDate": "2026-03-31",
        "projectId": 73408307,
        "invoiceText": "Timer i mars",
        "yourReference": "Betty Boop",
        "ourReference": "Ola Nordmann",
        "orderReference": "PO-77",
        "currency": "NOK",
        "bankAccountNumber": "11112233334",
    },
)

SAMPLES = (ENTRY, CLEARED, INVOICE_DRAFT)
