"""Groups of customers: names, no entities."""

from typing import Any

from fiken.errors import MappingError
from fiken.repositories._collection import Collection
from fiken.repositories._listing import Listing
from fiken.repositories._protocols import SessionProtocol


class GroupRepository(Listing[str]):
    """The names of the customer groups. One comes to be when a contact is saved with it."""

    path = "groups"

    def __init__(self, session: SessionProtocol, root: str) -> None:
        self._session, self._url = session, f"{root}/{self.path}"

    def all(self) -> Collection[str]:
        """Every group's name (GET /groups)."""
        return self._collection({}, _name, lambda name: name)


def _name(data: Any) -> str:
    if type(data) is str:
        return data
    raise MappingError("", "$", "a group's name", data)
