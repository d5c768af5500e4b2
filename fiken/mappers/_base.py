"""The base class of the mappers, which convert models to JSON for Fiken, and JSON to models.

The names of fields become camelCase. The annotation of a field, such as `ReadOnly`, says when the
field can be sent.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import Any, TypeVar

from fiken._json import dumps
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
    check_is_used,
    converter,
    made_by_us,
    mapper_of,
)
from fiken.mappers._encoding import encoder
from fiken.mappers._fast import FastReader, fast_reader
from fiken.mappers._fields import MappedField
from fiken.mappers._likeness import likeness_of
from fiken.mappers._refusals import (
    Problems,
    broken_texts,
    missing,
    not_creatable,
    not_creatable_inside,
)
from fiken.mappers._rows import json_in, rows_in
from fiken.mappers._unknown import warn_of_unknown_fields
from fiken.models._base import EMPTY, Model, as_loaded, original_of

M = TypeVar("M", bound=Model)


class Mapper(Declaration[M]):
    """The base class of mappers. A mapper converts one class of models to JSON and back.

    A subclass sets `model`, and other attributes if their defaults do not fit.

    Attributes:
        model: The class of the model.
        keys: JSON names by field name. A field without an entry has its Python name in camelCase.
        new_keys: JSON names, by field name, that are used only in the request that creates an
            entity: ``{"entries": "journalEntries"}``.
        references: For a field that holds an id, the field that holds the object with this id:
            ``{"customer_id": "customer"}``. Pairs named ``x_id`` and ``x`` need no entry.
        required: The fields that Fiken requires on creation. Fields without a default need no
            entry.
        updates: How Fiken updates the entity. None: by a PUT of all fields. `PATCH`: by a PATCH of
            the changed fields. A mapping of field names to JSON names: by a PATCH that can change
            only these fields. ``{}``: Fiken cannot update the entity.
        instead: The advice in the error message if Fiken cannot update the entity.
        remedies: The advice in the error message for a field that an update cannot change, by
            field.
        always: The fields that are sent even if they hold an empty sequence.
        repeats: Whether a list of such objects inside another entity may contain one of them twice.
            The second one is then left out.
    """

    @cached_property
    def load(self) -> Callable[[Any], M]:
        """The function ``load(data) -> model``, which builds a model from decoded JSON.

        It raises `MappingError` for a value of a wrong type.
        """
        check_is_used(self)
        hook: Callable[[Any, Any], M] = converter.get_structure_hook(self.model)

        def load(data: Any) -> M:
            return as_loaded(hook(data, self.model))

        return made_by_us(hook, "read") or load

    def load_page(self, body: bytes, decoded: Callable[[], Any] | None = None) -> tuple[M, ...]:
        """Build the models of a list from the bytes of its JSON.

        It gives the same models and the same errors as `load` of each row. With msgspec (`pip
        install 'fiken[speed]'`) it takes about half the time.

        Args:
            body: The JSON, in UTF-8.
            decoded: A function that returns the decoded JSON, if decoding it may have to report
                more than that it is not JSON; None to decode `body`.

        Raises:
            MappingError: It is not JSON or not a list, or a value has a wrong type.
            TypeError: `body` is not bytes, but for example the decoded text.
        """
        rows = self._fast.page(body) if self._fast else None
        return rows_in((decoded or partial(json_in, body))(), self.load) if rows is None else rows

    def load_body(self, body: bytes, decoded: Callable[[], Any] | None = None) -> M:
        """Build a model from the bytes of its JSON, as `load_page` builds those of a list.

        Raises:
            MappingError: It is not JSON or not an object, or a value has a wrong type.
            TypeError: `body` is not bytes, but for example the decoded text.
        """
        one = self._fast.one(body) if self._fast else None
        return self.load((decoded or partial(json_in, body))()) if one is None else one

    @cached_property
    def _fast(self) -> FastReader[M] | None:
        """The reader in the fast way.

        None for a mapper whose `load` a user has written, or that reads by a hook of a user.
        """
        # Both ways are decided by `load`, so a hook that is registered later changes neither.
        return fast_reader(self.model) if made_by_us(self.load, "read") else None

    @cached_property
    def dump(self) -> Callable[[M], dict[str, Any]]:
        """The function ``dump(model) -> dict``, which returns the JSON that creates the entity.

        Fields that cannot be sent on creation are left out. Fields that are None or an empty
        sequence are left out too. Only a field in `always` is sent as an empty sequence.
        """
        check_is_used(self)
        return converter.get_unstructure_hook(self.model)

    @cached_property
    def dump_body(self) -> Callable[[M], bytes]:
        """The function ``dump_body(model) -> bytes``, which returns the JSON of `dump` in UTF-8.

        With msgspec (`pip install 'fiken[speed]'`) it takes less than half of the time. It raises
        ValueError for a value that cannot be sent, such as a text with half of a surrogate pair.
        """
        dump = self.dump

        def body(model: M) -> bytes:
            return dumps(dump(model))

        return encoder(self.model, body) if made_by_us(dump, "written") else body

    def create(self, model: M) -> dict[str, Any]:
        """Check a new model, and return the JSON that creates the entity.

        Raises:
            MissingAttributesError: Fields that Fiken requires have no value. Nothing else is wrong
                with the model.
            InvalidModelError: The model has other problems, for which Fiken would refuse it. The
                error lists all problems.
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
        """Check a changed model, and return the JSON that updates the entity.

        If nothing changed, the JSON is ``{}``. For a PATCH, it contains only the changed fields.
        For a PUT, it contains the changed fields and all other fields that have a value. A field
        that was emptied is sent as null or ``[]``, so that Fiken clears it.

        Raises:
            NotUpdatableError: Fiken cannot change one of the changed fields.
            InvalidModelError: Fiken would refuse the model. The error lists all problems.
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
        """Yield each reason to refuse a model, such as ``("lines[0].net_price", "is missing")``.

        `save` calls this method, and does not send a model that has problems. Subclasses override
        it to add checks: by default, it yields nothing.
        """
        return iter(())

    def unlikely(self, model: M) -> Iterator[str]:  # noqa: ARG002
        """Yield a warning for each value that is allowed but probably a mistake.

        A warning is one string: ``"due_date: 2026-01-01 is before 2026-02-01"``. `save` calls this
        method and issues the warnings. Subclasses override it: by default, it yields nothing.
        """
        return iter(())

    def likeness(self, model: M, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of some fields as JSON, so that those sent and answered are equal.

        Subclasses override it for fields that Fiken rewrites.

        Args:
            model: A new model, or one that Fiken has answered.
            names: The names of the fields. ``lines.account`` is that of every line.
        """
        return likeness_of(model, names)

    def _warn_of_unlikely(self, model: M) -> None:
        for sentence in self.unlikely(model):
            warn_user(f"{self.model.__name__}.{sentence}", UnlikelyValueWarning)

    @cached_property
    def _put(self) -> Write:
        """The function ``write(model) -> dict``, which returns JSON for a PUT.

        Empty fields are left out, except an empty sequence in a field in `always`.
        """
        return writer(self.model, self.writable(NOT_ON_UPDATE), self.always)

    def _why_not(self, name: str) -> str:
        """Return the reason why an update cannot change a field, or advice on what to do."""
        if not self.updatable:
            return self.instead
        if name in self.remedies:
            return self.remedies[name]
        access = self.fields[name].hint.access
        if access is None or access not in NOT_ON_UPDATE:
            rest = "" if self.instead == Mapper.instead else f"; for anything else, {self.instead}"
            return f"it can change {', '.join(self.updatable)}{rest}"
        return access.value

    def _update_problems(self, model: M) -> Problems:
        """Yield each reason to refuse an update, such as ``("lines[0].net_price", "is missing")``.

        A required field that the update does not change may be empty: Fiken may have sent it empty.
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
    """Return the JSON of a changed field.

    If the field holds a model, such as an address, the fields that the user emptied in this model
    are sent as null. Without the null, Fiken might keep their old values.
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
