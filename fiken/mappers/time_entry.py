"""The mappers of time entries. An update sends only the changed fields (PATCH)."""

from collections import Counter
from collections.abc import Iterator

from fiken.mappers._base import Mapper
from fiken.mappers._declaration import PATCH
from fiken.models.time_entry import TimeEntry, TimeEntryInvoiceDraft

_HOURS_OF_A_DAY = 24


class TimeEntryMapper(Mapper[TimeEntry]):
    model = TimeEntry
    required = ("date", "hours", "activity_id", "time_user_id")
    updates = PATCH

    def unlikely(self, model: TimeEntry) -> Iterator[str]:
        """Yield a warning for more hours than a day has, and for no hours."""
        if not model.is_new and "hours" not in model.changes:
            return
        if model.hours > _HOURS_OF_A_DAY:
            yield f"hours: {model.hours} is more than a day has"
        elif model.hours <= 0:
            yield f"hours: {model.hours} is not a positive number of hours"


class TimeEntryInvoiceDraftMapper(Mapper[TimeEntryInvoiceDraft]):
    model = TimeEntryInvoiceDraft

    def problems(self, model: TimeEntryInvoiceDraft) -> Iterator[tuple[str, str]]:
        """Yield a problem if there is no time entry, and for each that is given twice."""
        if not model.time_entry_ids:
            yield "time_entry_ids", "is empty: give at least one time entry"
        for time_entry_id, times in Counter(model.time_entry_ids).items():
            if times > 1:
                yield "time_entry_ids", f"has {time_entry_id} {times} times: give it once"

    def unlikely(self, model: TimeEntryInvoiceDraft) -> Iterator[str]:
        """Yield a warning for a due date before the issue date, and for another currency than NOK.

        Hourly rates are in øre. Whether Fiken converts them was not observed.
        """
        if model.currency not in {None, "NOK"}:
            yield (
                f"currency: hourly rates are in NOK, and the draft is in {model.currency}: look at "
                "its prices before you finalize it"
            )
        if model.days_until_due_date < 0:
            yield f"days_until_due_date: {model.days_until_due_date} is before the issue date"
