"""The mapper of users."""

from fiken.mappers._base import Mapper
from fiken.models.user import User


class UserMapper(Mapper[User]):
    model = User
