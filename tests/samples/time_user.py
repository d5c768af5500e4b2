"""GET /timeUsers. The dates are date-times here (docs/observed.md#14-description-and-service)."""

from datetime import UTC, datetime

from fiken import TimeUser
from tests.samples._sample import Sample

SAMPLES = (
    Sample(
        result="timeUserResult",
        answer={
            "timeUserId": 11111,
            "name": "Ola Nordmann",
            "email": "ola@example.com",
            "createdDate": "2026-01-05T08:30:00Z",
            "lastModifiedDate": "2026-03-31T12:15:30.250Z",
        },
        loaded=TimeUser(
            time_user_id=11111,
            name="Ola Nordmann",
            email="ola@example.com",
            created_date=datetime(2026, 1, 5, 8, 30, tzinfo=UTC),
            last_modified_date=datetime(2026, 3, 31, 12, 15, 30, 250000, tzinfo=UTC),
        ),
    ),
)
