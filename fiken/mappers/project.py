"""Projects in JSON. An update is a PATCH of the changed fields."""

from fiken.mappers._base import Mapper
from fiken.mappers._declaration import PATCH
from fiken.models.project import Project


class ProjectMapper(Mapper[Project]):
    model = Project
    required = ("number", "name", "start_date")
    updates = PATCH
