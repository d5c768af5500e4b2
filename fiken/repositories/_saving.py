"""Saving: creating what is new, and updating what was loaded and changed."""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, cast

from fiken._messages import short_repr, warn_user, with_article
from fiken.errors import ChangeNotKeptWarning, NotLoadedError, StaleError
from fiken.models._base import Model, as_loaded, is_embedded, original_of
from fiken.repositories._read_back import Comparisons, unkept_changes, with_write_only_values
from fiken.repositories._repository import LOADING, Repository, Written

M = TypeVar("M", bound=Model)


class Saves(Repository[M]):
    """A repository that can save: it creates new entities, and updates others where Fiken can.

    Attributes:
        new_path: Where new entities are posted, if not to the path where they are found.
        comparisons: How to tell whether Fiken kept a change, where equality does not tell it. For
            each model, it has a function per field, which takes the value that was sent and the
            loaded model.
    """

    new_path: ClassVar[str | None] = None
    comparisons: ClassVar[Comparisons] = {}

    @property
    def _new_url(self) -> str:
        return self._url if self.new_path is None else f"{self._root}/{self.new_path}"

    def payload(self, model: M) -> dict[str, Any]:
        """Return the exact JSON that `save` would send: ``{}`` for an unchanged model.

        Nothing is sent. What `save` would refuse before sending is refused here too.
        """
        self._require_savable(model)
        return self.mapper.create(model) if model.is_new else self.mapper.update(model)

    def save(self, model: M, *, reload: bool = True, fresh: bool = False) -> M:
        """Create or update the entity, and return it as Fiken has it afterwards.

        A new model is created, and a changed one is updated. An unchanged one is returned as it is,
        without a request, even where Fiken's has changed since: ``find(model)`` loads it again.

        Args:
            model: What to save.
            reload: Whether to load the entity afterwards. Without that, the model comes back with
                its new id, and without what Fiken computes.
            fresh: Whether to load the entity first, and to apply the changes to what Fiken has now.

        Raises:
            InvalidModelError: Fiken would refuse it: all problems at once. Nothing was sent.
            NotUpdatableError: Fiken cannot change these fields. Nothing was sent.
            NotLoadedError: It has an id, but was not loaded as an entity of its own.
            StaleError: `fresh`, and a changed field was changed in Fiken too.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.
            ApiError: Fiken refused it.
        """
        payload = self.payload(model)
        if model.is_new:
            return self._create(model, payload, reload=reload)
        if not model.changes:
            return model
        if fresh:
            model = self._rebased(model)
            payload = self.mapper.update(model)
        return self._update(model, payload, reload=reload) if payload else model

    def _require_savable(self, model: M) -> None:
        """Refuse another class, and a model that has an id but was not loaded as an entity."""
        cls, key = self.mapper.model, self.mapper.key
        if not isinstance(model, cls):
            raise TypeError(
                f"{type(self).__name__} saves {with_article(cls.__name__)}, not {short_repr(model)}"
            )
        if is_embedded(model):
            raise NotLoadedError(_EMBEDDED.format(cls.__name__))
        if model.is_new and key and getattr(model, key) is not None:
            raise NotLoadedError(_TYPED.format(cls.__name__, key, getattr(model, key)))

    def _create(self, model: M, payload: dict[str, Any], *, reload: bool) -> M:
        """Post a new model, and return it with its id, loaded if `reload`."""

        def created(written: Written) -> M:
            new_id = written.new_id(self.mapper)
            written.model = saved = as_loaded(model, **{cast("str", self.mapper.key): new_id})
            return self._reloaded(saved, model.changes, written) if reload else saved

        # In an error, the model counts as loaded: saving it again must not create it again.
        return self._write(
            "POST", self._new_url, created, model=as_loaded(model), json=payload, creates=True
        )

    def _update(self, model: M, payload: dict[str, Any], *, reload: bool) -> M:
        """Send the changes of a model, and return it without changes, loaded if `reload`."""
        saved, method = as_loaded(model), self.mapper.update_method

        def updated(written: Written) -> M:
            return self._reloaded(saved, model.changes, written) if reload else saved

        return self._write(method, self._url_of(model), updated, model=saved, json=payload)

    def _reloaded(self, saved: M, changes: Mapping[str, Any], written: Written) -> M:
        """Load what was saved, and warn of each change that Fiken did not keep."""
        written.step = LOADING
        loaded = self._load(self._url_of(saved))
        written.model = complete = with_write_only_values(loaded, saved)
        written.step = ""
        for name in unkept_changes(changes, loaded, self.comparisons):
            values = (short_repr(changes[name]), short_repr(getattr(loaded, name)))
            warn_user(_UNKEPT.format(type(saved).__name__, name, *values), ChangeNotKeptWarning)
        return complete

    def _rebased(self, model: M) -> M:
        """Load the entity, and return it with the changes of the model applied."""
        original, changes = original_of(model), model.changes
        current = with_write_only_values(self._load(self._url_of(model)), cast("M", original))
        stale = [
            name
            for name, value in changes.items()
            if getattr(current, name) not in (getattr(original, name), value)
        ]
        if stale:
            raise StaleError(type(model).__name__, stale)
        return cast("M", current.evolve(**changes))


_EMBEDDED = "this {0} was loaded inside another entity and may lack fields: find it by its id first"
_TYPED = "this {0} was not loaded, but has {1}={2}: find({2}) it and evolve that one"
_UNKEPT = "{}.{} was sent as {} and came back as {}: Fiken did not keep it"
