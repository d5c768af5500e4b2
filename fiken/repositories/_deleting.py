"""Deleting an entity, either permanently or by a reversal that stays in the books."""

from typing import TypeVar

from fiken.models._base import Model
from fiken.repositories._repository import Repository
from fiken.repositories._search import Search, search_for_absence
from fiken.repositories._verbs import Acts
from fiken.repositories._written import nothing
from fiken.types import Rule, can_be_sent

M = TypeVar("M", bound=Model)


class Deletes(Repository[M]):
    """A repository that can delete entities permanently."""

    def delete(self, what: int | M, /, *, idempotency_key: str | None = None) -> None:
        """Delete one entity in Fiken permanently.

        Args:
            what: The entity, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            NotFoundError: There is no such entity.
            InvalidAttributeError: `what` is neither an id nor a saved model; nothing was sent.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        url = self._url_of(what)
        once = self._once(idempotency_key, {}, lambda: search_for_absence(lambda: self._load(url)))
        self._write("DELETE", url, nothing, model=what, once=once)


class DeletesSoftly(Acts[M]):
    """A repository whose deleted entities stay in Fiken, marked as deleted.

    For example, a deleted sale can still be loaded, and its `deleted` is True. Fiken books a
    reversal: postings that cancel those of the sale.
    """

    def delete(
        self, what: int | M, /, *, description: str, idempotency_key: str | None = None
    ) -> M:
        """Delete an entity. Fiken marks it as deleted, and books a reversal of its postings.

        Emulator choice: the reversal is dated today, so that the balances of earlier months still
        include the deleted entity. Which date Fiken uses was not observed.

        Args:
            what: The entity, or its id.
            description: The reason for the deletion, which is stored in the books.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Returns:
            The entity as it is after the deletion, with ``deleted=True``.

        Raises:
            NotFoundError: There is no such entity.
            BadRequestError: Fiken refused, for instance because a sale has payments, which must be
                deleted first.
            UnsavedChangesError: The model has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            InvalidAttributeError: `what` is neither an id nor a saved model, or the description is
                empty; nothing was sent.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        reason = _REASON.converted(f"{type(self).__name__}.delete", "description", description)
        params = {"description": reason}
        once = self._once(idempotency_key, params, lambda: self._deleted(what))
        return self._act("PATCH", "{id}/delete", what, self._itself, params=params, once=once)

    def _deleted(self, what: int | M) -> Search:
        """Return how it is found out whether an entity was deleted."""
        url = self._url_of(what)
        return search_for_absence(lambda: self._load(url), lambda row: bool(row.deleted))


def _has_content(value: object) -> bool:
    return isinstance(value, str) and value.strip() != "" and can_be_sent(value)


_REASON = Rule("a text that says why", _has_content)
