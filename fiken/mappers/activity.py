"""The mapper of activities. An update sends only the changed fields (PATCH)."""

from fiken.mappers._base import Mapper
from fiken.mappers._declaration import PATCH
from fiken.models.activity import Activity


class ActivityMapper(Mapper[Activity]):
    model = Activity
    required = ("name",)
    updates = PATCH
