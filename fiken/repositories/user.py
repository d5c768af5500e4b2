"""The repository of the user to whom the token belongs."""

from fiken.mappers.user import UserMapper
from fiken.models.user import User
from fiken.repositories._repository import Repository


class UserRepository(Repository[User]):
    """The user to whom the token belongs. Each token belongs to one user, whom `get` returns."""

    mapper = UserMapper()
    path = "user"

    def get(self) -> User:
        """Return the user to whom the token belongs (GET /user)."""
        return self._load(self._url)
