"""The user whose token it is."""

from fiken.mappers.user import UserMapper
from fiken.models.user import User
from fiken.repositories._repository import Repository


class UserRepository(Repository[User]):
    """The one user there is (GET /user)."""

    mapper = UserMapper()
    path = "user"

    def get(self) -> User:
        """Give the user."""
        return self._load(self._url)
