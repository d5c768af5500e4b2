"""The repository of the projects."""

from typing import TypedDict, Unpack

from fiken.mappers.project import ProjectMapper
from fiken.models.project import Project
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import Deletes
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._saving import Saves
from fiken.repositories._trace import Trace


class ProjectFilters(TypedDict, total=False):
    """The filters for the list of projects (GET /projects). A string must equal the whole value."""

    completed: bool
    name: str
    number: str


class ProjectRepository(Finds[Project], Lists[Project], Saves[Project], Deletes[Project]):
    """The projects. Deleted projects are not listed.

    Saving a changed project sends only the changed fields (PATCH).
    """

    mapper = ProjectMapper()
    path = "projects"
    trace = Trace(own=("number",), alike=("name",), ask=("number",))

    def all(self, **filters: Unpack[ProjectFilters]) -> Collection[Project]:
        """Return all projects that match the filters (GET /projects)."""
        return self._all(ProjectFilters, filters)

    find_by = first_of(all)
