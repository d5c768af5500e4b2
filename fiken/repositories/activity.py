"""The repository of the activities."""

from typing import TypedDict, Unpack

from fiken.mappers.activity import ActivityMapper
from fiken.models.activity import Activity
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import Deletes
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._saving import Saves
from fiken.repositories._search import search_for_absence
from fiken.repositories._trace import Trace
from fiken.repositories._written import nothing


class ActivityFilters(TypedDict, total=False):
    """The filters for the list of activities (GET /activities)."""

    name: str
    """A part of the name."""
    archived: bool


class ActivityRepository(Finds[Activity], Lists[Activity], Saves[Activity], Deletes[Activity]):
    """The activities, which are kinds of work that hours are registered for (aktivitet).

    Saving a changed activity sends only the changed fields (PATCH).
    """

    mapper = ActivityMapper()
    path = "activities"
    trace = Trace(alike=("name",), ask=("name",))

    def all(self, **filters: Unpack[ActivityFilters]) -> Collection[Activity]:
        """Return all activities that match, including archived ones (GET /activities)."""
        return self._all(ActivityFilters, filters)

    find_by = first_of(all)

    def delete(self, what: int | Activity, /, *, idempotency_key: str | None = None) -> None:
        """Delete an activity, or archive it if it is in use (DELETE /activities/{activityId}).

        An activity is in use if it has time entries, or is the default activity of a project.
        Fiken's answer does not say which of the two happened: an archived activity can still be
        found, with ``archived=True``.

        Args:
            what: The activity, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            NotFoundError: There is no such activity.
            InvalidAttributeError: `what` is neither an id nor a saved activity; nothing was sent.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        url = self._url_of(what)
        once = self._once(
            idempotency_key,
            {},
            lambda: search_for_absence(lambda: self._load(url), lambda row: bool(row.archived)),
        )
        self._write("DELETE", url, nothing, model=what, once=once)
