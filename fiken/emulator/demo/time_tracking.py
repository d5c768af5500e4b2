"""The time tracking of the demo company: persons, activities, and time entries in every state."""

from typing import Any

from fiken.emulator.demo.data import BANK_NUMBER, SERVICE
from fiken.emulator.demo.requests import Requests
from fiken.emulator.store.state import State

#: The persons who record time besides the user of the token.
_PERSONS = (
    ("Nora Lie", "nora@fjellbris.example"),
    ("Jonas Berg", "jonas@fjellbris.example"),
)


def add_time_user(state: State, company: int, name: str, email: str) -> int:
    """Add a person who can record time, and return the id. The API has no operation for that."""
    key = state.new_id()
    moments = dict.fromkeys(("created_date", "last_modified_date"), state.moment())
    keys = {"time_user_id": key, "company_id": company}
    state.insert("time_users", **keys, name=name, email=email, **moments)
    return key


class TimeTracking:
    """The activities and time entries of the demo company.

    Args:
        do: a function that carries out operations of the API.
        customer: the id of the customer of a draft.
        product: the id of a product, which an activity sells.
        project: the id of a project.
    """

    def __init__(self, do: Requests, customer: int, product: int, project: int) -> None:
        self._do = do
        self._customer, self._product, self._project = customer, product, project
        with do.state.dated(do.day(50)):
            self._persons = [add_time_user(do.state, do.company, *each) for each in _PERSONS]

    def make(self) -> None:
        """Create activities, and entries that are open, in a draft, invoiced, or in a closed year.

        One activity is archived. One has neither a price nor a product, and is not billable.
        """
        web = self._activity("Nettbutikk", hourlyRate=1_250_00, projectId=self._project)
        course = self._activity("Kurs", productId=self._product, description="Hos kunden")
        service = self._activity(SERVICE["description"], hourlyRate=SERVICE["unitPrice"])
        meeting = self._activity("Internt møte", billable=False)
        fair = self._activity("Messe", hourlyRate=600_00)
        self._entry(320, web, 7.5, description="Ny forside", startTime="09:00")
        self._entry(321, course, 3, description="To nye baristaer", internalNote="Kom sent")
        self._entry(322, meeting, 0.75, 1, startTime="23:30")
        self._entry(323, fair, 8, date=f"{self._do.year - 3}-12-15")
        self._do("deleteActivity", 324, activityId=fair)
        self._invoice(self._entry(298, service, SERVICE["quantity"], 1))
        shop = {"projectId": self._project}
        billed = [
            self._entry(325, web, 6, description="Betalingsløsning", **shop),
            self._entry(326, web, 4.5, description="Feilretting", **shop),
        ]
        draft = {"timeEntryIds": billed, "customerId": self._customer, "daysUntilDueDate": 14}
        issued = {"issueDate": self._do.date(330), "includeTimeEntryDescriptions": True}
        terms = {"bankAccountNumber": BANK_NUMBER, **issued}
        self._do("createInvoiceDraftFromTimeEntries", 330, {**draft, **terms})

    def _activity(self, name: str, **fields: Any) -> int:
        return self._do("createActivity", 51, {"name": name, **fields})

    def _entry(self, day: int, activity: int, hours: float, person: int = 0, **fields: Any) -> int:
        """Create an entry of an activity, and return its id. `person` is a place in `_PERSONS`."""
        body = {"date": self._do.date(day), "hours": hours, "activityId": activity, **fields}
        return self._do("createTimeEntry", day, {**body, "timeUserId": self._persons[person]})

    def _invoice(self, entry: int) -> None:
        """Mark an entry as invoiced on the last invoice, which has a line for it."""
        sql = "SELECT max(invoice_id) FROM invoices WHERE company_id = ?"
        invoice = self._do.state.value(sql, self._do.company)
        self._do.state.update("time_entries", "time_entry_id", entry, invoice_id=invoice)
