"""Time entries (timeføringer): the hours that a person spent on an activity on one day."""

import datetime
import re
from dataclasses import replace
from fractions import Fraction

from fiken.emulator.families._time_billing import create_invoice_draft
from fiken.emulator.families.activity import ACTIVITIES, require_not_null
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.families.time_user import TIME_USERS
from fiken.emulator.store.handlers import creates, finds, lists, patches, removes
from fiken.emulator.store.resources import Call, Family, Resource, date_filters, equal_filters
from fiken.emulator.store.rows import check_reference, find, shown_reference
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

TABLES = """
CREATE TABLE time_entries (
    time_entry_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,  -- a date-time in UTC
    last_modified_date TEXT NOT NULL,
    date TEXT NOT NULL,
    hours NUMERIC NOT NULL,
    start_time TEXT,             -- HH:mm
    description TEXT,
    internal_note TEXT,
    activity_id INTEGER NOT NULL REFERENCES activities DEFERRABLE INITIALLY DEFERRED,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    time_user_id INTEGER NOT NULL REFERENCES time_users DEFERRABLE INITIALLY DEFERRED,
    draft_id INTEGER REFERENCES invoice_drafts ON DELETE SET NULL,
    invoice_id INTEGER REFERENCES invoices
);
CREATE INDEX time_entries_by_date ON time_entries (company_id, date);
CREATE INDEX time_entries_of_activity ON time_entries (activity_id);
CREATE INDEX time_entries_of_project ON time_entries (project_id);
CREATE INDEX time_entries_of_user ON time_entries (time_user_id);
CREATE INDEX time_entries_of_draft ON time_entries (draft_id);
CREATE INDEX time_entries_of_invoice ON time_entries (invoice_id);
"""

#: The seconds since 1970 at which an entry was changed last.
_CHANGED = "CAST(strftime('%s', last_modified_date) AS INTEGER)"
_MINUTES_PER_DAY = 24 * 60
_MOST_HOURS = 1_000_000


def _is_billed(row: Row) -> bool:
    """Return whether a time entry is on an invoice, or on the draft of one."""
    return row["draft_id"] is not None or row["invoice_id"] is not None


def _is_closed(call: Call, date: str) -> bool:
    """Return whether a date is in a closed accounting period.

    Emulator choice: a period is closed if it is before the first open fiscal year.
    """
    sql = "SELECT min(year) FROM fiscal_years WHERE company_id = ?"
    first = call.state.value(sql, call.company)
    return first is not None and datetime.date.fromisoformat(date).year < int(first)


def _is_locked(call: Call, row: Row) -> bool:
    return _is_billed(row) or _is_closed(call, row["date"])


def _end_time(_call: Call, row: Row) -> str | None:
    """Return the start time plus the hours as `HH:mm`, or None without a start time.

    Emulator choice: the time is rounded to the minute. After midnight, it is that of the next day.
    """
    if row["start_time"] is None:
        return None
    hour, minute = map(int, row["start_time"].split(":"))
    end = hour * 60 + minute + round(Fraction(str(row["hours"])) * 60)
    return "{:02}:{:02}".format(*divmod(end % _MINUTES_PER_DAY, 60))


TIME_ENTRIES = Resource(
    table="time_entries",
    key="timeEntryId",
    schema="timeEntryResult",
    # By the contract, an entry is invoiced when it has an `invoiceId`. A draft only locks it.
    filters={
        **date_filters("date", "date"),
        **equal_filters("projectId", "activityId", "timeUserId"),
        "invoiced": "(invoice_id IS NOT NULL) = ?",
        "lastModifiedGe": f"{_CHANGED} >= ?",
        "lastModifiedLe": f"{_CHANGED} <= ?",
    },
    parts={
        "activity": shown_reference(ACTIVITIES, "activity_id"),
        "project": shown_reference(PROJECTS, "project_id"),
        "timeUser": shown_reference(TIME_USERS, "time_user_id"),
        "endTime": _end_time,
        "invoiced": lambda _call, row: row["invoice_id"] is not None,
        "locked": _is_locked,
    },
    timed=True,
)


def _get_time_entries(call: Call) -> Reply:
    """Return a page of time entries.

    Emulator choice: a time without an offset in `lastModifiedGe` or `lastModifiedLe` is in UTC.
    """
    moments = {name: text for name, text in call.query.items() if name.startswith("lastModified")}
    seconds = {name: _seconds(text) for name, text in moments.items()}
    return lists(TIME_ENTRIES)(replace(call, query={**call.query, **seconds}))


def _seconds(text: str) -> float:
    """Convert a date or a date-time to seconds since 1970."""
    moment = datetime.datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.timestamp()


def _check(call: Call, key: int) -> None:
    """Check the references, the hours and the start time of an entry that was written.

    By the contract, a start time is `HH:mm`.

    Emulator choice: from minus one million to one million hours are accepted. An archived activity
    and a date in a closed accounting period are accepted too. Such a date locks the entry.
    """
    for resource, field in (
        (ACTIVITIES, "activityId"),
        (PROJECTS, "projectId"),
        (TIME_USERS, "timeUserId"),
    ):
        check_reference(call, resource, field)
    entry = find(call, TIME_ENTRIES, key)
    start = entry["start_time"]
    if abs(entry["hours"]) > _MOST_HOURS:
        raise refuse(400, f"'hours' must be at most {_MOST_HOURS}, not {entry['hours']}")
    if start is not None and not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", start):
        raise refuse(400, f"'startTime' must be like 09:00, not {start[:60]}")


def _require_unlocked(call: Call, key: int) -> None:
    """Refuse with 400 to change or delete an entry that is invoiced or in a closed period.

    By the contract, an entry on a draft cannot be modified until the draft is deleted.

    Emulator choice: such an entry cannot be deleted either. The messages are worded by us.
    """
    entry = find(call, TIME_ENTRIES, key)
    if _is_billed(entry):
        where = "in an invoice draft" if entry["invoice_id"] is None else "invoiced"
        raise refuse(400, f"Time entry {key} is locked: it is {where}")
    if _is_closed(call, entry["date"]):
        raise refuse(400, f"Time entry {key} is locked: its accounting period is closed")


def _update(call: Call) -> Reply:
    """Change a time entry. The answer is 200 with a Location (docs/observed.md#3-responses)."""
    _require_unlocked(call, find(call, TIME_ENTRIES)["time_entry_id"])
    require_not_null(call, "date", "hours", "activityId")
    return patches(TIME_ENTRIES, _check)(call)


FAMILY = Family(
    tables=TABLES,
    module="time",
    operations={
        "getTimeEntries": _get_time_entries,
        "createTimeEntry": creates(TIME_ENTRIES, _check),
        "getTimeEntry": finds(TIME_ENTRIES),
        "updateTimeEntry": _update,
        "deleteTimeEntry": removes(TIME_ENTRIES, _require_unlocked),
        "createInvoiceDraftFromTimeEntries": create_invoice_draft,
    },
)
