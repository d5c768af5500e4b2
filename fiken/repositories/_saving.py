"""Saving models: a new model is created in Fiken, and a loaded and changed one is updated."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeVar, cast

from fiken._messages import short_repr, with_article
from fiken.errors import NotLoadedError, StaleError
from fiken.models._base import Model, as_loaded, is_embedded, original_of
from fiken.repositories._read_back import (
    Comparisons,
    unkept_changes,
    warn_of_difference,
    with_write_only_values,
)
from fiken.repositories._repository import LOADING, Repository, Written
from fiken.repositories._save_all import SaveAll, SaveProgress

M = TypeVar("M", bound=Model)


class Saves(Repository[M]):
    """A repository that can save models. A new model is created in Fiken, a changed one is updated.

    Attributes:
        new_path: The path for creating entities, if it differs from `path`; else None.
        comparisons: Functions that tell after a save whether Fiken kept a value, for fields that
            cannot be compared by equality: ``{Contact: {"groups": same_groups}}``. Each function
            takes the value that was sent and the loaded model that has the field. It returns True
            if Fiken kept the value.
    """

    new_path: ClassVar[str | None] = None
    comparisons: ClassVar[Comparisons] = {}

    @property
    def _new_url(self) -> str:
        return self._url if self.new_path is None else f"{self._root}/{self.new_path}"

    def payload(self, model: M) -> dict[str, Any]:
        """Return the exact JSON that `save` would send: ``{}`` for no changes. Nothing is sent.

        This is what ``save(model)`` sends, without ``fresh=True``. If the model cannot be saved,
        this method raises the error that `save` would raise, such as `InvalidModelError`.
        """
        self._require_savable(model)
        return self.mapper.create(model) if model.is_new else self.mapper.update(model)

    def save(self, model: M, *, reload: bool = True, fresh: bool = False) -> M:
        """Create or update the entity in Fiken, and return the saved model.

        An unchanged model is returned as it is, without a request. To load what others have changed
        in Fiken, call ``find(model)``.

        Args:
            model: The model to save.
            reload: Whether to load the entity after the write. If False, the returned model has
                its new id, but lacks the values that Fiken computes.
            fresh: Whether to load the current version from Fiken before the write, and to apply
                your changes to this version. Then an update does not undo what others have changed.
                For a new model, this has no effect.

        Raises:
            InvalidModelError: Fiken would refuse the model. Nothing was sent.
            NotUpdatableError: Fiken cannot change some of the changed fields. Nothing was sent.
            NotLoadedError: The model was loaded inside another entity, or its id was typed in. Call
                `find` with the id first, and change the model that it returns.
            StaleError: `fresh` is True, and a field that you changed was also changed in Fiken, to
                another value. Your changes were not sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
            ApiError: Fiken answered with an error.
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

    def save_all(
        self,
        models: Iterable[M],
        *,
        progress: Callable[[SaveProgress[M]], object] | None = None,
    ) -> tuple[M, ...]:
        """Save many models, one after the other, and return the saved models in the same order.

        A model that cannot be saved does not stop the others. At the end, a `NotAllSavedError` has
        the saved models and the errors by index. Its `to_save_again` has the models that are safe
        to save again: ``save_all(error.to_save_again.values())``.

        Some errors would be the same for every other row: no access (401, 402, 403), no connection,
        too many requests, no turn to send, a safety switch of the client, a number series that was
        never started. After such an error, the other rows are not tried. The same holds after three
        consecutive rows whose outcome is unknown.

        Any other exception, such as a `KeyboardInterrupt`, or one that `models` or `progress`
        raises, ends the call at once. Its ``__cause__`` is then a `NotAllSavedError`.

        Args:
            models: The models: a list, or any other iterable. The rows of an iterator are read one
                by one. After an early end, a loop over the same iterator yields its other rows.
            progress: A function that is called after each row with a `SaveProgress`, which has the
                index, the model and the error of the row.

        Raises:
            NotAllSavedError: At least one model was not saved.
            InvalidAttributeError: `models` is not an iterable of models of the right class, the
                same new model is there twice, or two models have the same id. Nothing was sent. A
                row of an iterator is checked when it is read, and this is then the error of the
                row. A row that was given before is in `given_twice` of the `NotAllSavedError`.
            AmbiguousWriteError: Never raised itself. The row whose answer was lost is in `unsure`
                of the `NotAllSavedError`. Look in Fiken before you save it again.
        """
        name = f"{type(self).__name__}.save_all"
        return SaveAll(name, self.mapper.model, self.save, self._session, progress).run(models)

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

    def _create(self, model: M, payload: dict[str, Any], *, reload: bool) -> M:
        """Create the entity of a new model in Fiken, and return the saved model.

        Args:
            model: The new model.
            payload: The JSON to send.
            reload: Whether to load the entity after the write. If False, the model is returned with
                its new id.
        """

        def created(written: Written) -> M:
            new_id = written.new_id(self.mapper)
            written.model = saved = as_loaded(model, **{cast("str", self.mapper.key): new_id})
            return self._reloaded(saved, model.changes, written) if reload else saved

        # In an error, the model counts as loaded: saving it again must not create it again.
        return self._write(
            "POST", self._new_url, created, model=as_loaded(model), json=payload, creates=True
        )

    def _update(self, model: M, payload: dict[str, Any], *, reload: bool) -> M:
        """Send the changes of a model, and return the saved model.

        Args:
            model: The changed model.
            payload: The JSON to send.
            reload: Whether to load the entity after the write. If False, the model is returned as
                it is, but marked as saved.
        """
        saved, method = as_loaded(model), self.mapper.update_method

        def updated(written: Written) -> M:
            return self._reloaded(saved, model.changes, written) if reload else saved

        return self._write(method, self._url_of(model), updated, model=saved, json=payload)

    def _reloaded(self, saved: M, changes: Mapping[str, Any], written: Written) -> M:
        """Load the saved entity, and warn of each changed field that Fiken did not keep.

        Args:
            saved: The model that was sent, marked as saved.
            changes: The changed fields, with the values that were sent.
            written: The write that Fiken has carried out. Its `step` and `model` are set here: they
                go into the error that is raised if this method fails.
        """
        written.step = LOADING
        loaded = self._load(self._url_of(saved))
        written.model = complete = with_write_only_values(loaded, saved)
        written.step = ""
        for name in unkept_changes(changes, loaded, self.comparisons):
            values = (changes[name], getattr(loaded, name))
            warn_of_difference(type(saved).__name__, name, *values, self.comparisons)
        return complete

    def _rebased(self, model: M) -> M:
        """Load the current version of the entity, and apply the changes of the model to it.

        Raises:
            StaleError: A changed field was also changed in Fiken, to another value.
        """
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
