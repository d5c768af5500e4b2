"""The engine of the mappers: models to camelCase JSON and back, by the marks in the annotations."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, TypeVar

from fiken._messages import warn_user
from fiken.errors import (
    InvalidModelError,
    MissingAttributesError,
    NotUpdatableError,
    UnlikelyValueWarning,
)
from fiken.mappers._code import Write, writer
from fiken.mappers._declaration import (
    NOT_ON_CREATION,
    NOT_ON_UPDATE,
    Declaration,
    converter,
    mapper_of,
)
from fiken.mappers._fields import MappedField
from fiken.mappers._refusals import (
    Problems,
    broken_texts,
    missing,
    not_creatable,
    not_creatable_inside,
)
from fiken.mappers._unknown import warn_of_unknown_fields
from fiken.models._base import EMPTY, Model, as_loaded, original_of

M = TypeVar("M", bound=Model)


class Mapper(Declaration[M]):
    """The mapping between one model and JSON. A subclass declares what differs from camelCase.

    Attributes:
        model: The class of the model.
        keys: The names in JSON of the fields whose name is not the camelCase of the Python name.
        new_keys: The same, for creation only.
        references: The fields that hold the id of an object in another field, where they are not
            named ``x_id`` and ``x``.
        required: The fields that Fiken requires on creation, besides those without a default.
        updates: How Fiken changes the entity. None: by a PUT of the whole. `PATCH`: by a PATCH of
            the changed fields. A mapping: by a PATCH of these fields, under these names, and no
            others. ``{}``: not at all.
        instead: What a user can do where Fiken cannot change the entity, for the error message.
        remedies: What a user can do to change a field that an update cannot change, by field.
        always: The sequences that Fiken requires even when they are empty.
        repeats: Whether Fiken may list the same object twice. Repetitions are left out.
    """

    @cached_property
    def load(self) -> Callable[[Any], M]:
        """``load(data) -> model``, from decoded JSON. Raises `MappingError` with a JSON path."""
        hook: Callable[[Any, Any], M] = converter.get_structure_hook(self.model)

        def load(data: Any) -> M:
            return as_loaded(hook(data, self.model))

        return getattr(hook, "read", load)

    @cached_property
    def dump(self) -> Callable[[M], dict[str, Any]]:
        """``dump(model) -> dict``: everything that can be sent, without None and empty fields."""
        return converter.get_unstructure_hook(self.model)

    def create(self, model: M) -> dict[str, Any]:
        """Return the payload that creates the entity.

        Raises:
            MissingAttributesError: Fields that Fiken requires have no value. It names all of them.
            InvalidModelError: The model cannot be sent. The error names everything that is wrong.
        """
        problems = dict(not_creatable(self, model))
        without_value = dict(missing(self, model))
        broken = dict(broken_texts(model, self.writable(NOT_ON_CREATION)))
        problems |= without_value | dict(self.problems(model)) | broken
        if problems:
            only_missing = problems.keys() == without_value.keys()
            raise (MissingAttributesError if only_missing else InvalidModelError)(model, problems)
        self._warn_of_unlikely(model)
        return self.dump(model)

    def update(self, model: M) -> dict[str, Any]:
        """Return the payload that changes Fiken's entity to this model.

        It is ``{}`` where nothing changed. Else it holds the whole for a PUT, nothing for a PATCH,
        and in both cases every change by name: None as null and ``()`` as ``[]``. Without that,
        clearing a field would not reach Fiken.

        Raises:
            NotUpdatableError: Fiken cannot change one of the changed fields.
            InvalidModelError: The model cannot be sent. The error names everything that is wrong.
        """
        changes, updatable = model.changes, self.updatable
        refused = [name for name in changes if name not in updatable]
        if refused:
            raise NotUpdatableError(self.model.__name__, refused, self._why_not(refused[0]))
        if not changes:
            return {}
        problems = dict(self._update_problems(model))
        if problems:
            raise InvalidModelError(model, problems)
        self._warn_of_unlikely(model)
        whole: dict[str, Any] = {}
        if self.updates is None:
            warn_of_unknown_fields(model)
            whole = self._put(model)
        return whole | {updatable[n].key: _written_change(model, updatable[n]) for n in changes}

    def problems(self, model: M) -> Problems:  # noqa: ARG002
        """Yield contradictions between the fields, as path and end of a sentence.

        A family overrides it. The base yields nothing.
        """
        return iter(())

    def unlikely(self, model: M) -> Iterator[str]:  # noqa: ARG002
        """Yield what is allowed but probably not meant, as path, colon and sentence.

        A family overrides it. The base yields nothing.
        """
        return iter(())

    def _warn_of_unlikely(self, model: M) -> None:
        for sentence in self.unlikely(model):
            warn_user(f"{self.model.__name__}.{sentence}", UnlikelyValueWarning)

    @cached_property
    def _put(self) -> Write:
        """The function that writes the payload of a PUT, without None and empty fields."""
        return writer(self.model, self.writable(NOT_ON_UPDATE), self.always)

    def _why_not(self, name: str) -> str:
        """Return why Fiken cannot change a field, or what the user can do instead."""
        if not self.updatable:
            return self.instead
        if name in self.remedies:
            return self.remedies[name]
        access = self.fields[name].hint.access
        if access is None or access not in NOT_ON_UPDATE:
            return f"it can change {', '.join(self.updatable)}"
        return access.value

    def _update_problems(self, model: M) -> Problems:
        """Yield what is wrong with an update.

        Required fields are checked in changed values only: incomplete data that came from Fiken is
        accepted.
        """
        changes = model.changes
        yield from missing(self, model, changed=changes)
        for name, value in changes.items():
            yield from not_creatable_inside(value, name)
        yield from self.problems(model)
        fields = self.writable(NOT_ON_UPDATE)
        yield from broken_texts(
            model, [f for f in fields if self.updates is None or f.name in changes]
        )


def _written_change(model: Model, field: MappedField) -> Any:
    """Return a changed value as JSON has it.

    A model inside the field gets null for every field that was emptied in it. Left out, Fiken may
    keep the old value.
    """
    before, now = getattr(original_of(model), field.name), getattr(model, field.name)
    data = field.written(now)
    if not isinstance(before, Model) or not isinstance(now, Model):
        return data
    return data | {
        inner.key: inner.written(getattr(now, inner.name))
        for inner in mapper_of(type(now)).writable(NOT_ON_UPDATE)
        if getattr(now, inner.name) in EMPTY and getattr(before, inner.name) not in EMPTY
    }
