"""The repository of the customer groups, which Fiken returns as names."""

from typing import Any

from fiken.errors import MappingError
from fiken.mappers._rows import rows_in
from fiken.repositories._collection import Collection
from fiken.repositories._listing import Listing
from fiken.repositories._protocols import AnswerProtocol, SessionProtocol


class GroupRepository(Listing[str]):
    """The names of the customer groups.

    To create a group, save a contact with the new name in its `groups`.
    """

    path = "groups"

    def __init__(self, session: SessionProtocol, root: str) -> None:
        self._session, self._url = session, f"{root}/{self.path}"

    def all(self) -> Collection[str]:
        """Return the names of all customer groups (GET /groups)."""
        return self._collection({}, _names_in, lambda name: name)


def _names_in(answer: AnswerProtocol) -> tuple[str, ...]:
    return rows_in(answer.json(), _name)


def _name(data: Any) -> str:
    if type(data) is str:
        return data
    raise MappingError("", "$", "the name of a group", data)
