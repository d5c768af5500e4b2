"""Projects on the wire: a PATCH of what changed."""

from fiken.mappers._base import PATCH, Mapper
from fiken.models.project import Project


class ProjectMapper(Mapper[Project]):
    model = Project
    required = ("number", "name", "start_date")
    updates = PATCH
