"""Bodies and functions that the tests of recurring invoices share; the requests are plain HTTP."""

from datetime import datetime
from typing import Any

import requests

from tests.emulator.billing import LINE, NUMBER, customer
from tests.emulator.conftest import OSLO
from tests.emulator.trade import ask, post, read

MONTHLY = {"interval": 1, "intervalUnit": "MONTH"}
EMAIL = "kunde@example.com"
BODY: dict[str, Any] = {
    "startDate": "2026-07-01",
    "daysUntilDueDate": 14,
    "frequency": MONTHLY,
    "bankAccountNumber": NUMBER,
    "lines": [LINE],
}


class MovableClock:
    """A clock that a test sets. It begins at noon of 15 June 2026."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 15, 12, tzinfo=OSLO)

    def move(self, day: str) -> None:
        """Set the clock to noon of a day, such as `2026-07-01`."""
        self.now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=OSLO)


def recur(api: requests.Session, **fields: Any) -> str:
    """Create a recurring invoice for a new customer with an address, and return its URL."""
    if "customerId" not in fields:
        fields["customerId"] = customer(api, email=EMAIL)
    return post(api, "/recurringInvoices", {**BODY, **fields})


def job_of(api: requests.Session, location: str, place: int = 0) -> dict[str, Any]:
    """Return a job of a recurring invoice: the first one, or the one at this place."""
    job: dict[str, Any] = read(api, location)["jobs"][place]
    return job


def job_path(api: requests.Session, location: str, place: int = 0) -> str:
    """Return the URL of a job, which only its sub-resources have."""
    return f"{location}/jobs/{job_of(api, location, place)['jobId']}"


def add_job(api: requests.Session, location: str, **fields: Any) -> dict[str, Any]:
    """Add a job for a new customer with an address, and return the job."""
    who = fields.pop("customerId", None) or customer(api, email=EMAIL)
    body = {"customerId": who, **fields}
    assert location == ask(api, "POST", f"{location}/jobs", 201, json=body)
    return job_of(api, location, -1)


def reschedule(api: requests.Session, job: str, **fields: Any) -> None:
    """Change the schedule of the job at this URL."""
    assert ask(api, "PUT", f"{job}/schedule", 200, json=fields) is None


def act(api: requests.Session, job: str, verb: str) -> None:
    """Pause, resume or stop the job at this URL."""
    assert ask(api, "POST", f"{job}/{verb}", 200) is None


def generated(api: requests.Session, location: str, place: int = 0) -> list[dict[str, Any]]:
    """Return the invoices that a job has generated, the oldest first."""
    ids = job_of(api, location, place)["generatedInvoiceIds"]
    return [read(api, f"/invoices/{key}") for key in ids]


def dates(api: requests.Session, location: str, place: int = 0) -> list[str]:
    """Return the dates of the invoices that a job has generated."""
    return [invoice["issueDate"] for invoice in generated(api, location, place)]
