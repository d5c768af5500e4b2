"""The engine of the mappers: models to camelCase JSON and back, by the marks in the annotations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from threading import Lock
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar, cast

import attrs
from cattrs import Converter

from fiken._messages import warn_user
from fiken.errors import (
    InvalidModelError,
    MayClearWarning,
    MissingAttributesError,
    NotUpdatableError,
    UnlikelyValueWarning,
)
from fiken.mappers._code import Field, Read, Write, nested, reader, writer, written
from fiken.mappers._leaves import Leaf, leaf_of
from fiken.models._base import (
    EMPTY,
    Model,
    as_loaded,
    fields_of,
    hints_of,
    is_model,
    key_of,
    original_of,
    references_of,
)
from fiken.types import Access, cached, can_be_sent

M = TypeVar("M", bound=Model)
T = TypeVar("T")

#: Updates go out as a PATCH of the changed fields alone.
PATCH: Final = "PATCH"

_SENT_NEVER = {Access.READ_ONLY}
_NEW = _SENT_NEVER | {Access.UPDATE_ONLY}
_CHANGED = _SENT_NEVER | {Access.CREATE_ONLY}

#: The cattrs converter behind all mappers: the place for hooks of your own, before a first load.
converter = Converter()


class Mapper(Generic[M]):
    """How one model looks on the wire. A subclass declares only what differs from camelCase.

    Attributes:
        model: The class.
        keys: Fields whose name in JSON is another one.
        new_keys: The same, for creation only.
        references: Fields that hold the id of another field's object, beyond ``x_id`` and ``x``.
        required: What Fiken demands on creation; fields without a default are, in any case.
        updates: How Fiken changes it. None: a PUT of the whole; `PATCH`: of the changed fields;
            a mapping: a PATCH of these fields under these names and no others; ``{}``: not at all.
        instead: What to do where Fiken does not change it at all.
        remedies: What to do to change a field that an update cannot change, by field.
        always: Sequences that Fiken wants even when they are empty.
        repeats: Whether Fiken may list the same one twice; the repetition is left out.
    """

    model: type[M]
    keys: ClassVar[Mapping[str, str]] = {}
    new_keys: ClassVar[Mapping[str, str]] = {}
    references: ClassVar[Mapping[str, str]] = {}
    required: ClassVar[Sequence[str]] = ()
    updates: ClassVar[Mapping[str, str] | Literal["PATCH"] | None] = None
    instead: ClassVar[str] = "it cannot be changed at all"
    remedies: ClassVar[Mapping[str, str]] = {}
    always: ClassVar[Sequence[str]] = ()
    repeats: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Make the class the mapper of the model that it declares, whatever its name is."""
        super().__init_subclass__(**options)
        if "model" in vars(cls):
            _DECLARED[cls.model] = cls

    @cached_property
    def load(self) -> Callable[[Any], M]:
        """``load(data) -> model``, from decoded JSON. Raises `MappingError` with a JSON path."""
        hook: Callable[[Any, Any], M] = converter.get_structure_hook(self.model)

        def load(data: Any) -> M:
            return as_loaded(hook(data, self.model))

        return getattr(hook, "read", load)

    @cached_property
    def dump(self) -> Callable[[M], dict[str, Any]]:
        """``dump(model) -> dict``: all that can be sent of it, without None and empty fields."""
        return converter.get_unstructure_hook(self.model)

    @cached_property
    def key(self) -> str | None:
        """The name of the field that identifies the entity."""
        return key_of(self.model)

    @property
    def update_method(self) -> str:
        """PUT or PATCH, whichever the API has."""
        return "PUT" if self.updates is None else PATCH

    def create(self, model: M) -> dict[str, Any]:
        """Give the payload that creates the entity, or raise all that is wrong with it."""
        problems = dict(_not_now(self, model))
        missing = dict(_missing(self, model))
        problems |= missing | dict(self.problems(model)) | dict(_broken(model, self.writable(_NEW)))
        if problems:
            only_missing = problems.keys() == missing.keys()
            raise (MissingAttributesError if only_missing else InvalidModelError)(model, problems)
        self._warn_of_unlikely(model)
        return self.dump(model)

    def update(self, model: M) -> dict[str, Any]:
        """Give the payload that brings Fiken's entity to this state: ``{}`` where nothing changed.

        It holds the whole for a PUT, nothing for a PATCH, plus every change by name: None as null
        and ``()`` as ``[]``. Otherwise clearing a field would vanish silently.
        """
        changes, keys = model.changes, self._update_keys
        refused = [name for name in changes if name not in keys]
        if refused:
            raise NotUpdatableError(self.model.__name__, refused, self._why_not(refused))
        if not changes:
            return {}
        problems = dict(self._update_problems(model))
        if problems:
            raise InvalidModelError(model, problems)
        self._warn_of_unlikely(model)
        whole: dict[str, Any] = {}
        if self.updates is None:
            _warn_of_unknown(model)
            whole = self._put(model)
        return whole | {keys[name].key: self._changed(model, keys[name]) for name in changes}

    def _changed(self, model: M, field: Field) -> Any:
        was, now = getattr(original_of(model), field.name), getattr(model, field.name)
        return _with_cleared(written(field, now), was, now)

    def problems(self, model: M) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Give what is wrong between the fields, as path and sentence. For a family to say."""
        return iter(())

    def unlikely(self, model: M) -> Iterator[str]:  # noqa: ARG002
        """Give what is allowed and hardly meant, as path and sentence. For a family to say."""
        return iter(())

    def _warn_of_unlikely(self, model: M) -> None:
        for said in self.unlikely(model):
            warn_user(f"{self.model.__name__}.{said}", UnlikelyValueWarning)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The fields by name, with their places in an answer."""
        hints = hints_of(self.model)
        return {
            name: Field(name, self.keys.get(name, camel(name)), hint, _leaf(hint.core))
            for name, hint in hints.items()
        }

    def writable(self, but: set[Access], keys: Mapping[str, str] | None = None) -> list[Field]:
        """Give the fields but those of some kinds of access, under other keys where told."""
        renamed = keys or {}
        return [
            attrs.evolve(field, key=renamed.get(name, field.key))
            for name, field in self.fields.items()
            if field.hint.access not in but
        ]

    def _access(self, name: str) -> Access | None:
        return self.fields[name].hint.access

    @cached_property
    def _put(self) -> Write:
        return writer(self.model, self.writable(_CHANGED), self.always)

    @cached_property
    def _update_keys(self) -> dict[str, Field]:
        fields = {field.name: field for field in self.writable(_CHANGED)}
        if self.updates is None or isinstance(self.updates, str):
            return fields
        return {name: attrs.evolve(fields[name], key=key) for name, key in self.updates.items()}

    def _why_not(self, refused: list[str]) -> str:
        if not self._update_keys:
            return self.instead
        if refused[0] in self.remedies:
            return self.remedies[refused[0]]
        access = self._access(refused[0])
        if access is None or access not in _CHANGED:
            return f"it can change {', '.join(self._update_keys)}"
        return access.value

    def _update_problems(self, model: M) -> Iterator[tuple[str, str]]:
        """What changed must be whole; what Fiken gave with a gap in it, Fiken may take so."""
        changes = model.changes
        yield from _missing(self, model, changed=changes)
        for name, value in changes.items():
            yield from _nested_not_now(value, name)
        yield from self.problems(model)
        fields = self.writable(_CHANGED)
        yield from _broken(model, [f for f in fields if self.updates is None or f.name in changes])


_NOT_NOW: dict[Access | None, str] = {
    Access.READ_ONLY: "is set by Fiken: leave it out of a new model",
    Access.UPDATE_ONLY: "can be changed later, but not given on creation: leave it out",
}
_DEMANDED = "is missing"


def camel(name: str) -> str:
    """Give the camelCase of a snake_case name."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


#: The mappers that were declared, by model. Those of the families are found by name, since they may
#: not be imported yet; this is for models that users write.
_DECLARED: dict[type[Model], type[Mapper[Any]]] = {}


@cached
def mapper_of(cls: type[Model]) -> Mapper[Any]:
    """Give the mapper of a model, from the module of the same name among the mappers.

    By name, and not from a registry that imports fill: families load lazily, and a registry
    would depend on what was imported before. A subclass of the user's is mapped as its base.
    """
    for base in cls.__mro__:
        module = import_module(base.__module__.replace(".models.", ".mappers."))
        made: type[Mapper[Any]] | None = getattr(module, f"{base.__name__}Mapper", None)
        made = made or _DECLARED.get(base)
        if made is not None:
            return made()
    raise TypeError(f"{cls.__name__} has no mapper: write a {cls.__name__}Mapper")


def _leaf(core: Any) -> Leaf:
    if not is_model(core):
        return leaf_of(core)
    repeats = mapper_of(core).repeats
    write = converter.get_unstructure_hook(core)
    return nested(core, _nested_read(core), write, repeats=repeats)


def _nested_read(cls: type[Model]) -> Read:
    hook: Callable[[Any, Any], Any] = converter.get_structure_hook(cls)

    def read(data: Any, _: Any) -> Any:
        return hook(data, cls)

    return getattr(hook, "read", read)


@converter.register_structure_hook_factory(is_model)
def _structure_hook(cls: type[Model]) -> Callable[[Any, Any], Any]:
    mapper = mapper_of(cls)
    referred = {name: f"{to}.{_key_at(cls, to)}" for name, to in _all_references(mapper).items()}
    read = reader(cls, list(mapper.fields.values()), referred)

    def hook(data: Any, _: Any) -> Any:
        return read(data)

    cast("Any", hook).read = read
    return hook


@converter.register_unstructure_hook_factory(is_model)
def _unstructure_hook(cls: type[Model]) -> Write:
    mapper = mapper_of(cls)
    return writer(cls, mapper.writable(_NEW, mapper.new_keys), mapper.always)


def _all_references(mapper: Mapper[Any]) -> dict[str, str]:
    return {**references_of(mapper.model), **mapper.references}


def _key_at(cls: type[Model], name: str) -> str:
    return cast("str", key_of(hints_of(cls)[name].core))


def _missing(
    mapper: Mapper[Any], model: Model, prefix: str = "", changed: Mapping[str, Any] | None = None
) -> Iterator[tuple[str, str]]:
    """Name all that Fiken demands and the model lacks, down to the lines.

    Of an update, only what changed, and within it only what is new.
    """
    for name, field in fields_of(mapper.model).items():
        if changed is not None and name not in changed:
            continue
        value, path = getattr(model, name), f"{prefix}{name}"
        demanded = name in mapper.required or field.default is attrs.NOTHING
        if demanded and value in EMPTY:
            yield path, _DEMANDED
        elif mapper.fields[name].hint.access not in _SENT_NEVER:
            for nested_model, place in _models_in(value, path):
                if changed is None or nested_model.is_new:
                    yield from _missing(mapper_of(type(nested_model)), nested_model, f"{place}.")


def _models_in(value: Any, path: str) -> Iterator[tuple[Model, str]]:
    """Yield the models that a field holds, each with its path."""
    return _all_of(Model, value, path)


def _all_of(cls: type[T], value: Any, path: str) -> Iterator[tuple[T, str]]:
    """Yield what a field holds of one class, alone or in a sequence, each with its path."""
    if isinstance(value, cls):
        yield value, path
    elif isinstance(value, tuple):
        for place, item in enumerate(_items(value)):
            yield from _all_of(cls, item, f"{path}[{place}]")


def _items(value: Any) -> tuple[Any, ...]:
    return tuple(value)


def _broken(model: Model, fields: Iterable[Field], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name the texts with half a character in them: Fiken's JSON can hold one, UTF-8 cannot."""
    for field in fields:
        value, path = getattr(model, field.name), f"{prefix}{field.name}"
        for text, place in _all_of(str, value, path):
            if not can_be_sent(text):
                yield place, "has half a character in it, which cannot be sent: write it anew"
        for nested_model, place in _models_in(value, path):
            nested_fields = mapper_of(type(nested_model)).writable(_SENT_NEVER)
            yield from _broken(nested_model, nested_fields, f"{place}.")


# Set by Fiken wherever they occur in its contract, also where an answer has them undocumented.
_SET_BY_FIKEN = {"createdAt", "createdDate", "lastModifiedDate"}
_warned: set[tuple[str, str]] = set()
_warning = Lock()


def _warn_of_unknown(model: Model) -> None:
    """Warn of what a PUT of the whole leaves out because this version does not know it.

    Once per class and field in a process: a loop over a thousand contacts says it once.
    """
    for path in _unsent(model, ""):
        field = (type(model).__name__, path)
        with _warning:
            if field in _warned:
                continue
            _warned.add(field)
        try:
            warn_user(_MAY_CLEAR.format(model=field[0], field=path), MayClearWarning)
        except MayClearWarning:  # made an error, it stops every such update, not only the first
            with _warning:
                _warned.discard(field)
            raise


_MAY_CLEAR = (
    "{model}.{field} came from Fiken and is not known to this version of fiken. The update "
    "replaces the whole {model} and leaves it out, so Fiken may clear it: install a newer version, "
    "or send the whole JSON yourself with client.request"
)


_LONGEST_NAME = 100


def _unsent(model: Model, prefix: str) -> Iterator[str]:
    """Name the unknown fields with a value, of the model and of what is sent within it."""
    for key, value in model.unknown_fields.items():
        if key not in _SET_BY_FIKEN and _has_content(value):
            yield f"{prefix}{key[:_LONGEST_NAME]}"
    for field in mapper_of(type(model)).writable(_CHANGED):
        for nested_model, _ in _models_in(getattr(model, field.name), ""):
            yield from _unsent(nested_model, f"{prefix}{field.name}.")


def _has_content(value: Any) -> bool:
    """Return whether there is anything to clear: not in null, nor in what is empty throughout."""
    if value.__class__ is dict:
        return any(map(_has_content, value.values()))
    return any(map(_has_content, value)) if value.__class__ is list else value not in (None, "")


def _with_cleared(data: Any, was: Any, now: Any) -> Any:
    """Add null for what was emptied inside a nested object: left out, Fiken may keep it."""
    if not isinstance(was, Model) or not isinstance(now, Model):
        return data
    return data | {
        field.key: written(field, getattr(now, field.name))
        for field in mapper_of(type(now)).writable(_CHANGED)
        if getattr(now, field.name) in EMPTY and getattr(was, field.name) not in EMPTY
    }


def _not_now(mapper: Mapper[Any], model: Model, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name what was given and cannot be sent, down to the lines.

    Lines that were loaded keep what Fiken set: copying them is legitimate.
    """
    objects = {to: name for name, to in references_of(mapper.model).items()}
    for name, value in model.changes.items():
        if name not in mapper.fields:
            yield f"{prefix}{name}", "is no field of Fiken's"
            continue
        access = mapper.fields[name].hint.access
        if name in objects:
            yield f"{prefix}{name}", f"is set by Fiken: give {objects[name]} instead"
        elif access in _NOT_NOW:
            yield f"{prefix}{name}", _NOT_NOW[access]
        else:
            yield from _nested_not_now(value, f"{prefix}{name}")


def _nested_not_now(value: Any, path: str) -> Iterator[tuple[str, str]]:
    for nested_model, place in _models_in(value, path):
        yield from _not_now(mapper_of(type(nested_model)), nested_model, f"{place}.")
