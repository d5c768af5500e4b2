"""Looking for what `save` may have saved, if its answer was lost."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import partial
from typing import ClassVar, TypeVar

from fiken._messages import short_repr, with_article
from fiken.errors import AmbiguousWriteError, NotLoadedError, Outcome, ServerError, UnsureError
from fiken.errors._doubt import let_look
from fiken.models._base import Model, is_embedded, original_of
from fiken.models._fields import hints_of
from fiken.repositories._ids import has_number, number_in
from fiken.repositories._read_back import Comparisons, unkept_changes, with_write_only_values
from fiken.repositories._repository import Repository
from fiken.repositories._search import Search, search_by
from fiken.types import Access

M = TypeVar("M", bound=Model)


class LooksFor(Repository[M]):
    """A repository that can look for what a lost request may have saved.

    Attributes:
        comparisons: Functions that tell after a save whether Fiken kept a value, for fields that
            cannot be compared by equality: ``{Contact: {"groups": same_groups}}``. Each function
            takes the value that was sent and the loaded model that has the field. It returns True
            if Fiken kept the value.
    """

    comparisons: ClassVar[Comparisons] = {}

    def look_for(self, model: M, *, but: Iterable[int | str | M] = ()) -> M | None:
        """Look in Fiken for what a lost request of `save` may have saved. Nothing is saved.

        Of a new model, the entity is looked for: by a number of its own, such as
        `Sale.sale_number`, if the model has one. Otherwise it is one that looks alike. Of a changed
        model, the entity is loaded and compared.

        Fiken may still carry out a request whose answer was lost. So if None is returned, look
        again after two minutes before you save the model again.

        Args:
            model: The model that was saved: ``error.model`` of the `AmbiguousWriteError`.
            but: The entities, or their ids, that were there before the request.

        Returns:
            The entity, or None if Fiken does not have it, or has not all of the changes.

        Raises:
            UnsureError: Several entities look alike, one with the same number differs, or it was
                deleted. Look in Fiken, and decide.
            ConfigurationError: The repository is one of your own, and has no `trace`.
        """
        self._require_savable(model)
        if not model.is_new:
            return self._with_changes(model)
        looking = self._looking
        known = [str(self._id_of(each)) for each in but]
        found = looking.look({**looking.clue_of(model), "known": known})
        if found.unsure:
            raise UnsureError(model, found.unsure, found.candidates)
        if not found.id:
            return None
        new_id = number_in(found.id) if has_number(self.mapper) else found.id
        return with_write_only_values(self._load(self._url_of(new_id)), model)

    def _require_savable(self, model: M) -> None:
        """Check that this repository can save the model.

        Raises:
            TypeError: The model is of a wrong class, such as a sale in the repository of contacts.
            NotLoadedError: The model was loaded inside another entity, or its id was typed in.
        """
        cls, key = self.mapper.model, self.mapper.key
        if not isinstance(model, cls):
            raise TypeError(
                f"{type(self).__name__} saves {with_article(cls.__name__)}, not {short_repr(model)}"
            )
        if is_embedded(model):
            raise NotLoadedError(_EMBEDDED.format(cls.__name__))
        if model.is_new and key and getattr(model, key) is not None:
            raise NotLoadedError(_TYPED.format(cls.__name__, key, getattr(model, key)))

    def _search(self, model: M) -> Search:
        """Return how it is found out whether a model was saved."""
        if model.is_new:
            return self._looking.search_for(model)
        return search_by(lambda: self._with_changes(model) is not None)

    def _with_changes(self, model: M) -> M | None:
        """Load the entity, and return it if it has the changes of a model; else None.

        Only what Fiken returns can be compared. If it does not return one of the changed fields, or
        a field looks the same before and after the change, it is not known whether the changes were
        saved, and None is returned. A line without a discount, for example, also looks like one
        whose discount Fiken has chosen.
        """
        hints, changes = hints_of(type(model)), model.changes
        original = original_of(model)
        before = {name: getattr(original, name) for name in changes}
        if any(hints[name].access is Access.WRITE_ONLY for name in changes):
            return None
        loaded = self._load(self._url_of(model))
        if unkept_changes(changes, loaded, self.comparisons):
            return None
        if len(unkept_changes(before, loaded, self.comparisons)) < len(changes):
            return None
        return with_write_only_values(loaded, model)

    @contextmanager
    def _lookable(self, model: M) -> Generator[None]:
        """Store the search for the model in an error of unknown outcome that the block raises."""
        try:
            yield
        except (AmbiguousWriteError, ServerError) as error:
            if error.outcome is Outcome.UNKNOWN:
                let_look(error, model, partial(self.look_for, model))
            raise


_EMBEDDED = "this {0} was loaded inside another entity and may lack fields: find it by its id first"
_TYPED = "this {0} was not loaded, but has {1}={2}: find({2}) it and evolve that one"
