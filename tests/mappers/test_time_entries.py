"""Checks of hours, and of a draft made from them, before anything is sent."""

import warnings
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fiken import (
    Activity,
    InvalidAttributeError,
    InvalidModelError,
    MissingAttributesError,
    NotUpdatableError,
    TimeEntry,
    TimeEntryInvoiceDraft,
    TimeGrouping,
    UnlikelyValueWarning,
    UnsavedChangesError,
)
from fiken.mappers import ActivityMapper, TimeEntryInvoiceDraftMapper, TimeEntryMapper
from fiken.repositories import TimeEntryRepository
from tests.mappers.books import ACME
from tests.samples.time_entry import ENTRY

DAY = date(2026, 6, 15)


@pytest.fixture
def entries() -> TimeEntryRepository:
    """The time entries of a company that no server answers for."""
    return ACME.time_entries


def an_entry(**fields: Any) -> TimeEntry:
    """Return a new time entry of seven and a half hours."""
    return TimeEntry(
        **{"date": DAY, "hours": Decimal("7.5"), "activity_id": 5, "time_user_id": 6, **fields}
    )


def loaded() -> TimeEntry:
    """Return a time entry as Fiken sends it, of seven and a half hours."""
    return TimeEntryMapper().load(ENTRY.answer)


def test_hours_are_not_a_float() -> None:
    """The message has the Decimal to write."""
    hours: Any = 7.5
    with pytest.raises(InvalidAttributeError) as caught:
        an_entry(hours=hours)
    assert "TimeEntry.hours must be a number of hours" in str(caught.value)
    assert 'write Decimal("7.5")' == caught.value.hint


@pytest.mark.parametrize("start", ["25:00", "24:00", "09:60", "9:00", "", 9])
def test_a_wrong_start_time_is_refused(start: Any) -> None:
    """In a new time entry, and in a change of a loaded one."""
    with pytest.raises(InvalidAttributeError, match=r"start_time must be a time of day"):
        an_entry(start_time=start)
    with pytest.raises(InvalidAttributeError, match=r"start_time must be a time of day"):
        loaded().evolve(start_time=start)


def test_an_odd_start_time_is_loaded(entries: TimeEntryRepository) -> None:
    """What Fiken sends is not checked, and not sent back either."""
    odd = TimeEntryMapper().load({**(ENTRY.answer or {}), "startTime": "09:00:00"})
    assert "09:00:00" == odd.start_time
    assert {"hours": 8} == entries.payload(odd.evolve(hours=8))


def test_missing_fields_are_named_at_once(entries: TimeEntryRepository) -> None:
    with pytest.raises(MissingAttributesError) as caught:
        entries.payload(TimeEntry())
    assert {"date", "hours", "activity_id", "time_user_id"} == caught.value.problems.keys()
    with pytest.raises(MissingAttributesError, match="name is missing"):
        ACME.activities.payload(Activity(hourly_rate=100))


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        (25, "TimeEntry.hours: 25 is more than a day has"),
        (Decimal("24.01"), "TimeEntry.hours: 24.01 is more than a day has"),
        (0, "TimeEntry.hours: 0 is not a positive number of hours"),
        (-1, "TimeEntry.hours: -1 is not a positive number of hours"),
    ],
)
def test_unlikely_hours_give_a_warning(
    hours: Any, message: str, entries: TimeEntryRepository
) -> None:
    """They are sent all the same, in a new time entry and in a change."""
    for entry in (an_entry(hours=hours), loaded().evolve(hours=hours)):
        with pytest.warns(UnlikelyValueWarning) as caught:
            payload = entries.payload(entry)
        assert float(hours) == payload["hours"]
        assert [message] == [str(warning.message) for warning in caught]


@pytest.mark.parametrize("hours", [24, Decimal("0.01")])
def test_likely_hours_give_no_warning(hours: Any, entries: TimeEntryRepository) -> None:
    """Nor does a change of something else in an entry with unlikely hours."""
    odd = TimeEntryMapper().load({**(ENTRY.answer or {}), "hours": 25})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        entries.payload(an_entry(hours=hours))
        entries.payload(odd.evolve(description="Døgnvakt"))


def test_the_person_cannot_be_changed(entries: TimeEntryRepository) -> None:
    with pytest.raises(NotUpdatableError) as caught:
        entries.payload(loaded().evolve(time_user_id=2))
    assert ("time_user_id",) == tuple(caught.value.fields)


def test_another_activity_drops_the_loaded_one() -> None:
    """Its hourly rate would be that of the old activity."""
    changed = loaded().evolve(activity_id=99)
    assert (99, None) == (changed.activity_id, changed.activity)


# The draft of an invoice

GIVEN: dict[str, Any] = {"customer_id": 7, "days_until_due_date": 14}


@pytest.mark.parametrize("nothing", [[], (), set(), iter(())])
def test_a_draft_needs_a_time_entry(nothing: Any, entries: TimeEntryRepository) -> None:
    with pytest.raises(InvalidModelError, match="time_entry_ids is empty: give at least one"):
        entries.create_invoice_draft(nothing, **GIVEN)


def test_a_time_entry_is_given_once(entries: TimeEntryRepository) -> None:
    """Twice, it might be billed twice."""
    with pytest.raises(InvalidModelError, match="time_entry_ids has 123456 2 times: give it once"):
        entries.create_invoice_draft([loaded(), 5, 123456], **GIVEN)


def test_unsaved_changes_are_not_billed(entries: TimeEntryRepository) -> None:
    with pytest.raises(UnsavedChangesError, match="hours"):
        entries.create_invoice_draft([5, loaded().evolve(hours=8)], **GIVEN)


#: Values that are not a time entry, alone and in a list.
NO_ENTRIES: list[Any] = [
    *(None, True, 0, 2.5, Decimal(5), "5", "12", b"5", DAY, an_entry, TimeEntry, 2**63),
    *(Activity(name="Drift"), ActivityMapper().load({"activityId": 5}).evolve(name="Drift")),
]


@pytest.mark.parametrize("given", NO_ENTRIES)
def test_anything_else_is_not_billed(given: Any, entries: TimeEntryRepository) -> None:
    """The error shows the value, both alone and in a list."""
    for wrong in (given, [5, given], iter([given])):
        with pytest.raises(InvalidAttributeError, match=r"an id .* or a saved TimeEntry") as caught:
            entries.create_invoice_draft(wrong, **GIVEN)
        assert given is caught.value.value


def test_a_text_is_not_a_list_of_ids(entries: TimeEntryRepository) -> None:
    """Its digits are not taken for ids of time entries."""
    text: Any = "12"
    with pytest.raises(InvalidAttributeError, match="not '12': write 12"):
        entries.create_invoice_draft(text, **GIVEN)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"customer_id": None}, "customer_id must be a whole number"),
        ({"days_until_due_date": Decimal(14)}, "days_until_due_date must be a whole number"),
        ({"group_by": "person"}, "group_by must be a TimeGrouping"),
        ({"issue_date": "2026-06-15"}, "issue_date must be a date"),
        ({"currency": "kr"}, "currency must be a currency"),
        ({"include_time_entry_descriptions": 1}, "descriptions must be True or False"),
    ],
)
def test_a_wrong_argument_is_refused(
    wrong: dict[str, Any], message: str, entries: TimeEntryRepository
) -> None:
    with pytest.raises(InvalidAttributeError, match=message):
        entries.create_invoice_draft([5], **(GIVEN | wrong))


def test_a_negative_term_gives_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    """A draft that is due on its issue date gives no warning."""
    for days in (0, -1):
        draft = TimeEntryInvoiceDraft(time_entry_ids=[5], customer_id=7, days_until_due_date=days)
        assert days == TimeEntryInvoiceDraftMapper().create(draft)["daysUntilDueDate"]
    message = "TimeEntryInvoiceDraft.days_until_due_date: -1 is before the issue date"
    assert [message] == [str(one.message) for one in recwarn]


@pytest.mark.parametrize(("currency", "warned"), [("EUR", True), ("NOK", False), (None, False)])
def test_a_foreign_currency_gives_a_warning(
    currency: str | None, warned: bool, recwarn: pytest.WarningsRecorder
) -> None:
    """Hourly rates are in øre, which are not cents."""
    draft = TimeEntryInvoiceDraft(time_entry_ids=[5], currency=currency, **GIVEN)
    TimeEntryInvoiceDraftMapper().create(draft)
    expected = "TimeEntryInvoiceDraft.currency: hourly rates are in NOK, and the draft is in EUR"
    assert [warned] * warned == [str(one.message).startswith(expected) for one in recwarn]


def test_the_grouping_may_be_a_string() -> None:
    draft = TimeEntryInvoiceDraft(time_entry_ids=[5], group_by="none", **GIVEN)  # type: ignore[arg-type]
    assert TimeGrouping.NONE is draft.group_by
    assert "none" == TimeEntryInvoiceDraftMapper().create(draft)["groupBy"]
