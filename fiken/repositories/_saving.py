"""Saving models: a new model is created in Fiken, and a loaded and changed one is updated."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, TypeVar, cast

from fiken.errors import FikenError, InvalidAttributeError, StaleError
from fiken.models._base import Model, as_loaded, original_of
from fiken.repositories._looking_for import LooksFor
from fiken.repositories._once import Once, with_uuid
from fiken.repositories._read_back import (
    unkept_changes,
    warn_of_difference,
    with_write_only_values,
)
from fiken.repositories._save_all import SaveAll, SaveProgress
from fiken.repositories._written import LOADING, Written

M = TypeVar("M", bound=Model)


class NothingToSendError(FikenError):
    """Fiken has all changes of a model already. No user sees this error."""


class Saves(LooksFor[M]):
    """A repository that can save models. A new model is created in Fiken, a changed one is updated.

    Attributes:
        new_path: The path for creating entities, if it differs from `path`; else None.
    """

    new_path: ClassVar[str | None] = None

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

    def request_for(self, model: M) -> tuple[str, str, dict[str, Any]]:
        """Return the method, the path and the JSON of the request of ``save``. Nothing is sent.

        The JSON is that of `payload`, which says what is raised. It is ``{}`` for a model without
        changes, for which `save` sends no request.
        """
        payload = self.payload(model)
        if model.is_new:
            return "POST", self._new_url, payload
        return self.mapper.update_method, self._url_of(model), payload

    def save(
        self,
        model: M,
        *,
        reload: bool = True,
        fresh: bool = False,
        idempotency_key: str | None = None,
    ) -> M:
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
            idempotency_key: A text of 1 to 255 characters that stands for this request, such as the
                number of your order. The same key again returns what the first call saved, and
                sends nothing. If an answer was lost, the entity is looked for. Found, it is
                returned as if nothing had happened. Not found, the same call sends it again once
                `settle` of the store has passed; before, it raises `AmbiguousWriteError`. Each
                company has its own keys. A document or draft that has no `uuid` gets one that is
                derived from the key.

        Raises:
            InvalidModelError: Fiken would refuse the model. Nothing was sent.
            NotUpdatableError: Fiken cannot change some of the changed fields. Nothing was sent.
            NotLoadedError: The model was loaded inside another entity, or its id was typed in. Call
                `find` with the id first, and change the model that it returns.
            StaleError: `fresh` is True, and a field that you changed was also changed in Fiken, to
                another value. Your changes were not sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request:
                ``error.look()``. Without an answer, a call with a key can simply be repeated.
            IdempotencyConflictError: The key was used for another request. Nothing was sent.
            IdempotencyInProgressError: Another worker sends the request with this key, or one whose
                result would look alike. This call sent nothing.
            IdempotencyStoreError: The store of the keys does not work. Nothing was sent.
            ConfigurationError: A key was given, but the client has no store. Nothing was sent.
            ApiError: Fiken answered with an error.
        """
        payload = self.payload(model)
        if not (model.is_new or model.changes):
            return model
        given = model.changes
        if model.is_new and idempotency_key is not None:
            model = with_uuid(model, self.trace, self._session, self._url, idempotency_key)
            payload = self.mapper.create(model)
        once = self._once(idempotency_key, given, partial(self._search, model))
        with self._lookable(model):
            if model.is_new:
                return self._create(model, payload, reload=reload, once=once)
            if fresh:
                return self._update_current(model, reload=reload, once=once)
            return self._update(model, payload, reload=reload, once=once)

    def save_all(
        self,
        models: Iterable[M],
        *,
        progress: Callable[[SaveProgress[M]], object] | None = None,
        idempotency_key: Callable[[M], str] | None = None,
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
            idempotency_key: A function that returns the idempotency key of a model, such as
                ``lambda sale: f"order-{sale.sale_number}"``. Each row is then saved once, and all
                rows can be saved again after an error. See `save`.

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
        key_of = idempotency_key
        if key_of is not None and not callable(key_of):
            raise InvalidAttributeError(name, "idempotency_key", key_of, _RULE_OF_KEY, _HINT_OF_KEY)

        save = self.save if key_of is None else partial(_save_once, self.save, key_of)
        return SaveAll(name, self.mapper.model, save, self._session, progress).run(models)

    def _create(
        self, model: M, payload: dict[str, Any], *, reload: bool, once: Once | None = None
    ) -> M:
        """Create the entity of a new model in Fiken, and return the saved model.

        Args:
            model: The new model.
            payload: The JSON to send.
            reload: Whether to load the entity after the write. If False, the model is returned with
                its new id.
            once: How to carry it out once, from `_once`.
        """

        def created(written: Written) -> M:
            new_id = written.new_id(self.mapper)
            written.model = saved = as_loaded(model, **{cast("str", self.mapper.key): new_id})
            return self._reloaded(saved, model.changes, written) if reload else saved

        # In an error, the model counts as loaded: saving it again must not create it again.
        sent = as_loaded(model)
        url = self._new_url
        return self._write("POST", url, created, model=sent, json=payload, creates=True, once=once)

    def _update(
        self, model: M, payload: dict[str, Any], *, reload: bool, once: Once | None = None
    ) -> M:
        """Send the changes of a model, and return the saved model.

        Args:
            model: The changed model.
            payload: The JSON to send.
            reload: Whether to load the entity after the write. If False, the model is returned as
                it is, but marked as saved.
            once: How to carry it out once, from `_once`.
        """
        saved, method = as_loaded(model), self.mapper.update_method

        def updated(written: Written) -> M:
            return self._reloaded(saved, model.changes, written) if reload else saved

        url = self._url_of(model)
        return self._write(method, url, updated, model=saved, json=payload, once=once)

    def _update_current(self, model: M, *, reload: bool, once: Once | None) -> M:
        """Apply the changes of a model to the current version in Fiken, and return the saved model.

        The current version is loaded when it is sure that the changes have to be sent. An earlier
        call with the same idempotency key may have sent them.

        Args:
            model: The changed model.
            reload: Whether to load the entity after the write.
            once: How to carry it out once, from `_once`.

        Raises:
            StaleError: A changed field was also changed in Fiken, to another value.
        """
        current = model

        def payload() -> dict[str, Any]:
            nonlocal current
            current = self._rebased(model)
            changes = self.mapper.update(current)
            if not changes:
                raise NothingToSendError
            return changes

        def updated(written: Written) -> M:
            saved = as_loaded(current)
            return self._reloaded(saved, model.changes, written) if reload else saved

        url = self._url_of(model)
        try:
            return self._write(
                self.mapper.update_method,
                url,
                updated,
                model=as_loaded(model),
                json=payload,
                once=once,
            )
        except NothingToSendError:
            return current

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
        if written.is_repeated:
            return complete  # it may have been changed since, on purpose
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


_RULE_OF_KEY = "a function that takes a model and returns its key"
_HINT_OF_KEY = 'each model needs a key of its own: lambda sale: f"order-{sale.sale_number}"'


def _save_once(save: Callable[..., M], key_of: Callable[[M], str], model: M) -> M:
    return save(model, idempotency_key=key_of(model))
