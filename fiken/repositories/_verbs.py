"""Verbs: requests that do something other than create, update or delete, such as settle a sale.

A repository defines a verb as a method with typed arguments, and sends it with `Acts._act`::

    def settle(self, sale: int | Sale, /, *, settled_date: t.Date) -> Sale:
        query = query_of(Settled, {"settled_date": settled_date}, "SaleRepository.settle")
        return self._act("PATCH", "{id}/settled", sale, self._itself, params=query)

The fourth argument says how the result is read: as the entity itself (`self._itself`), as a new
entity of another repository (`CreatedIn`), or not at all (`nothing`).
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar, cast

import attrs

from fiken.errors import ConfigurationError, NotFoundError, UnsavedChangesError
from fiken.models._base import Model
from fiken.models._fields import key_of
from fiken.repositories._finding import Finds
from fiken.repositories._once import Once
from fiken.repositories._repository import Repository
from fiken.repositories._search import Search
from fiken.repositories._written import LOADING, Written

M = TypeVar("M", bound=Model)
D = TypeVar("D", bound=Model)
R = TypeVar("R")


class Acts(Repository[M]):
    """A repository with verbs: methods such as `settle`, which marks a sale as settled.

    A verb changes an entity in Fiken by a request of its own, and not by saving a changed model.
    """

    def _act(
        self,
        method: str,
        path: str,
        what: object,
        then: Callable[[Written], R],
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        once: Once | None = None,
    ) -> R:
        """Send the request of a verb, such as `settle`, and return the result that `then` reads.

        Args:
            method: The HTTP method: PATCH, POST or PUT.
            path: The path below that of the repository, such as ``{id}/settled``. ``{id}`` is
                replaced by the id of the entity.
            what: The entity, or its id. A model with unsaved changes is refused.
            then: The function that reads the result. `self._itself` returns the entity,
                ``CreatedIn(repository)`` a new entity, and `nothing` returns None.
            params: The query parameters.
            json: The value to send as JSON.
            once: How to carry it out once, from `_once`; None to send it at once.

        Raises:
            UnsavedChangesError: The model has unsaved changes; nothing was sent.
            InvalidAttributeError: `what` is neither an id nor a saved model; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
        """
        in_path = "{id}" in path
        refuse_unsaved(what, self.mapper.model if in_path else Model)
        below = path.replace("{id}", self._in_url(what)) if in_path else path
        creates = isinstance(then, CreatedIn)
        return self._write(
            method,
            f"{self._url}/{below}",
            then,
            params=params,
            json=json,
            creates=creates,
            model=what,
            once=once,
        )

    def _itself(self, written: Written) -> M:
        """Return the entity as it is after a verb. Load it if the answer does not contain it."""
        if written.holds_entity:
            return self._loaded(written.answer)
        return self._afterwards(written)

    def _afterwards(self, written: Written) -> M:
        """Load the entity after a verb whose answer is never the entity."""
        written.step = LOADING
        return self._load(self._url_of(written.model))


@attrs.frozen
class CreatedIn(Generic[D]):
    """A function that loads the entity that a verb has created, such as a sale from a draft.

    A repository passes it to `_act` as the argument `then`. The header `Location` of the answer
    contains the id of the new entity.

    Args:
        repository: The repository of the new entity.
    """

    repository: Finds[D]

    def __call__(self, written: Written) -> D:
        """Load and return the new entity. `written` holds the answer, which contains the id."""
        mapper = self.repository.mapper
        new_id = written.new_id(mapper)
        key = mapper.fields[cast("str", mapper.key)].key
        written.model, written.step = mapper.load({key: new_id}), LOADING
        return self.repository.find(cast("int", new_id))


class Finalizes(Acts[M], Generic[M, D]):
    """A repository of drafts that can turn a draft into a document, such as a sale or an invoice.

    Attributes:
        finalizing: The last part of the request's path, such as ``createSale``.
    """

    finalizing: ClassVar[str]

    def _documents(self) -> "Finds[D]":
        """Return the repository of the documents that the drafts become, such as sales."""
        raise NotImplementedError

    def _search_of(self, draft: M) -> Search:
        """Return how it is found out what a draft has become.

        Raises:
            ConfigurationError: The repository is one of a user, which does not say it.
        """
        raise ConfigurationError(
            f"{type(self).__name__}.finalize takes no idempotency_key: nothing says how to look "
            f"for what a {type(draft).__name__} becomes"
        )

    def finalize(self, draft: int | M, /, *, idempotency_key: str | None = None) -> D:
        """Turn a draft into a document, and return the document. Fiken deletes the draft.

        Args:
            draft: The draft, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            NotFoundError: There is no such draft.
            InvalidAttributeError: `draft` is neither an id nor a saved draft, or it is that of a
                recurring invoice; nothing was sent.
            CounterNotInitializedError: The document needs a number, and its number series was never
                started.
            UnsavedChangesError: The draft has unsaved changes; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            BadRequestError: Fiken refused the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        self._check_finalizable(draft)
        path = f"{{id}}/{self.finalizing}"
        try:
            once = self._once(idempotency_key, {}, lambda: self._identified(draft))
            return self._act("POST", path, draft, CreatedIn(self._documents()), once=once)
        except NotFoundError as error:
            error.hint = error.hint or _GONE
            raise

    def _identified(self, draft: int | M) -> Search:
        """Return the search for what a draft has become. Given an id, load the draft for it."""
        if isinstance(draft, self.mapper.model):
            return self._search_of(draft)
        looking = self._looking_in(self._documents())
        url = self._url_of(draft)
        return Search(
            looking.look,
            made_in=looking.list_url,
            identify=lambda: self._search_of(self._load(url)),
        )

    def _check_finalizable(self, draft: int | M) -> None:
        """Raise an error if the draft cannot be finalized. Subclasses override this method."""


_GONE = "the draft is not there: it was deleted, or finalized before"


def refuse_unsaved(what: object, expected: type[Model]) -> None:
    """Raise `UnsavedChangesError` if `what` is a model with unsaved changes.

    A verb, such as `settle`, acts on the entity in Fiken, which does not have these changes yet.

    Args:
        what: The model. An id has no changes, and a model of another class is ignored: saving it
            would not help.
        expected: The class of the models that the verb acts on.
    """
    if not isinstance(what, expected):
        return
    key = key_of(type(what)) if what.is_new else None  # typed in by hand, it may name the entity
    changed = [name for name in what.changes if name != key]
    if changed:
        raise UnsavedChangesError(type(what).__name__, changed)
