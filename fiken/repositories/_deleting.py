"""Deleting an entity: permanently, or by a reversal that stays in the books."""

from typing import TypeVar

from fiken.models._base import Model
from fiken.repositories._repository import Repository, nothing
from fiken.repositories._verbs import Acts
from fiken.types import Rule, can_be_sent

M = TypeVar("M", bound=Model)


class Deletes(Repository[M]):
    """A repository that can delete entities permanently."""

    def delete(self, what: int | M, /) -> None:
        """Delete the entity.

        Raises:
            NotFoundError: It is not there, or not any more.
            InvalidAttributeError: This is not an id; nothing was sent.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        self._write("DELETE", self._url_of(what), nothing, model=what)


class DeletesSoftly(Acts[M]):
    """A repository that deletes by reversing: the entity stays, marked as deleted."""

    def delete(self, what: int | M, /, *, description: str) -> M:
        """Delete the entity: Fiken books a transaction that reverses it, and keeps both.

        Emulator choice: the reversal is dated today, so that the balances of earlier months still
        show what is deleted. On which day Fiken dates it was not observed.

        Args:
            what: The entity, or its id.
            description: The reason, for the books.

        Returns:
            The entity as it is afterwards, with ``deleted=True``.

        Raises:
            NotFoundError: There is no such entity.
            BadRequestError: Fiken refuses it, for instance where payments must be undone first.
            UnsavedChangesError: The model was changed and not saved; nothing was sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            InvalidAttributeError: This is not an id, or the description is empty; nothing was sent.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        reason = _REASON.converted(f"{type(self).__name__}.delete", "description", description)
        return self._act("PATCH", "{id}/delete", what, self._itself, params={"description": reason})


def _has_content(value: object) -> bool:
    return isinstance(value, str) and value.strip() != "" and can_be_sent(value)


_REASON = Rule("a text that says why", _has_content)
