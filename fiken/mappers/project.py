"""The mapper of projects. An update sends only the changed fields (PATCH)."""

from fiken.mappers._base import Mapper
from fiken.mappers._declaration import PATCH
from fiken.models.project import Project


class ProjectMapper(Mapper[Project]):
    model = Project
    required = ("number", "name", "start_date")
    updates = PATCH
