"""Verbs: requests that do more to an entity than to create, update or delete it.

A family writes a verb as a method with typed arguments, and sends it with `Acts._act`::

    def settle(self, sale: int | Sale, /, *, settled_date: t.Date) -> Sale:
        query = query_of(Settled, {"settled_date": settled_date}, "SaleRepository.settle")
        return self._act("PATCH", "{id}/settled", sale, self._itself, params=query)

The fourth argument says what the answer is: the entity itself, a new entity of another repository
(`CreatedIn`), or nothing (`nothing`).
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar, cast

import attrs

from fiken.errors import UnsavedChangesError
from fiken.models._base import Model, key_of
from fiken.repositories._finding import Finds
from fiken.repositories._repository import LOADING, Repository, Written

M = TypeVar("M", bound=Model)
D = TypeVar("D", bound=Model)
R = TypeVar("R")


class Acts(Repository[M]):
    """A repository with verbs of its own."""

    def _act(
        self,
        method: str,
        path: str,
        what: object,
        then: Callable[[Written], R],
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> R:
        """Send a verb that acts on an entity, and return what `then` reads from the answer.

        Args:
            method: PATCH, POST or PUT.
            path: The path below that of the repository. ``{id}`` in it becomes the id of the
                entity; verbs of Fiken without it name the entity in their body.
            what: The entity, or its id. A model with unsaved changes is refused.
            then: `self._itself`, ``CreatedIn(repository)``, `nothing`, or a function of the family.
            params: The query.
            json: The body.

        Raises:
            UnsavedChangesError: The model was changed and not saved; nothing was sent.
            InvalidAttributeError: This is not an id; nothing was sent.
            WrittenButNotLoadedError: It was carried out; its result could not be read.
        """
        refuse_unsaved(what)
        below = path.replace("{id}", self._in_url(what)) if "{id}" in path else path
        creates = isinstance(then, CreatedIn)
        return self._write(
            method,
            f"{self._url}/{below}",
            then,
            params=params,
            json=json,
            creates=creates,
            model=what,
        )

    def _itself(self, written: Written) -> M:
        """Return the entity after a verb: read from the answer, or loaded if it is not in it."""
        if written.holds_entity:
            return self._loaded(written.answer)
        written.step = LOADING
        return self._load(self._url_of(written.model))


@attrs.frozen
class CreatedIn(Generic[D]):
    """The answer to a verb that creates an entity of another repository.

    The id of the new entity is in the Location header.

    Args:
        repository: Where the new entity is found.
    """

    repository: Finds[D]

    def __call__(self, written: Written) -> D:
        """Load the new entity."""
        mapper = self.repository.mapper
        new_id = written.new_id(mapper)
        key = mapper.fields[cast("str", mapper.key)].key
        written.model, written.step = mapper.load({key: new_id}), LOADING
        return self.repository.find(cast("int", new_id))


class Finalizes(Acts[M], Generic[M, D]):
    """A repository of drafts, which can book a draft as a document.

    Attributes:
        finalizing: The last part of the URL, such as ``createSale``.
    """

    finalizing: ClassVar[str]

    def _documents(self) -> "Finds[D]":
        """Return the repository of the documents."""
        raise NotImplementedError

    def finalize(self, draft: int | M, /) -> D:
        """Book the draft, and return the document that it became. Fiken deletes the draft.

        Raises:
            NotFoundError: There is no such draft.
            UnsavedChangesError: The draft was changed and not saved; nothing was sent.
            WrittenButNotLoadedError: It was booked; do not repeat it.
            BadRequestError: Fiken refuses it.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        return self._act("POST", f"{{id}}/{self.finalizing}", draft, CreatedIn(self._documents()))


def refuse_unsaved(what: object) -> None:
    """Refuse a model with unsaved changes: a verb acts on the entity as Fiken has it.

    Raises:
        UnsavedChangesError: There are such changes.
    """
    if not isinstance(what, Model):
        return
    key = key_of(type(what)) if what.is_new else None  # typed in by hand, it may name the entity
    changed = [name for name in what.changes if name != key]
    if changed:
        raise UnsavedChangesError(type(what).__name__, changed)
