"""The repository of the time users."""

from typing import TypedDict, Unpack

from fiken.mappers.time_user import TimeUserMapper
from fiken.models.time_user import TimeUser
from fiken.repositories._collection import Collection
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists


class TimeUserFilters(TypedDict, total=False):
    """The filters for the list of time users (GET /timeUsers)."""

    name: str
    """A part of the name."""
    email: str


class TimeUserRepository(Finds[TimeUser], Lists[TimeUser]):
    """The persons who can register hours. They are added in Fiken, and not through the API."""

    mapper = TimeUserMapper()
    path = "timeUsers"

    def all(self, **filters: Unpack[TimeUserFilters]) -> Collection[TimeUser]:
        """Return all time users that match the filters (GET /timeUsers)."""
        return self._all(TimeUserFilters, filters)

    find_by = first_of(all)
