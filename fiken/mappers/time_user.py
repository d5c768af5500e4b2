"""The mapper of time users."""

from fiken.mappers._base import Mapper
from fiken.models.time_user import TimeUser


class TimeUserMapper(Mapper[TimeUser]):
    model = TimeUser
