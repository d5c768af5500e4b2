"""The attributes and fields of a mapper, and the cattrs converter that all mappers share."""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar, cast

import attrs
from cattrs import Converter

from fiken.mappers._code import Read, Write, nested, reader, writer
from fiken.mappers._fields import MappedField, camel
from fiken.mappers._leaves import Leaf, leaf_of
from fiken.models._base import Model, is_model, references_of
from fiken.models._fields import hints_of, key_of
from fiken.models._names import check_names
from fiken.types import Access, cached

M = TypeVar("M", bound=Model)

PATCH: Final = "PATCH"
"""The value of `Mapper.updates` for a PATCH of the changed fields."""

NEVER_SENT = frozenset({Access.READ_ONLY})
"""The `Access` of fields that are never sent."""

NOT_ON_CREATION = NEVER_SENT | {Access.UPDATE_ONLY}
"""The `Access` of fields that are not sent on creation."""

NOT_ON_UPDATE = NEVER_SENT | {Access.CREATE_ONLY}
"""The `Access` of fields that are not sent in an update."""

converter = Converter()
"""The cattrs converter of all mappers. Register hooks of your own before the first load."""


class Declaration(Generic[M]):
    """The base class of `Mapper`. It says how each field of a model is named and when it is sent.

    A mapper class declares this by attributes such as `keys` and `required`.
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
        """Register the class as the mapper of its `model`, so that `mapper_of` finds it."""
        super().__init_subclass__(**options)
        if "model" in vars(cls):
            _DECLARED[cls.model] = cls

    @cached_property
    def key(self) -> str | None:
        """The name of the field that holds the id, such as ``contact_id``.

        None if there is no id.
        """
        return key_of(self.model)

    @property
    def update_method(self) -> str:
        """The HTTP method that updates the entity: "PUT" or "PATCH"."""
        return "PUT" if self.updates is None else PATCH

    @cached_property
    def fields(self) -> dict[str, MappedField]:
        """The fields of the model, by Python name. Each has its JSON name in Fiken's answers.

        Raises:
            TypeError: The class names a field that the model does not have, or gives two fields
                one JSON name. Or a field has a type that JSON cannot have.
        """
        _check(self)
        fields = dict[str, MappedField]()
        for name, hint in hints_of(self.model).items():
            try:
                leaf = _leaf(hint.value_type)
            except TypeError as error:
                raise TypeError(f"{self.model.__name__}.{name}: {error}") from error
            fields[name] = MappedField(name, self.keys.get(name, camel(name)), hint, leaf)
        return fields

    def writable(
        self, excluded: Collection[Access], keys: Mapping[str, str] | None = None
    ) -> list[MappedField]:
        """Return the fields that a request may contain.

        Args:
            excluded: The restrictions whose fields are left out, such as `Access.READ_ONLY`.
            keys: The JSON names, by field name, of fields whose names differ from those in answers;
                None if there are none.
        """
        renamed = keys or {}
        return [
            attrs.evolve(field, key=renamed[name]) if name in renamed else field
            for name, field in self.fields.items()
            if field.hint.access not in excluded
        ]

    @cached_property
    def updatable(self) -> dict[str, MappedField]:
        """The fields that an update can change, by name. Each has its JSON name in the request."""
        fields = {field.name: field for field in self.writable(NOT_ON_UPDATE)}
        if self.updates is None or isinstance(self.updates, str):
            return fields
        return {name: attrs.evolve(fields[name], key=key) for name, key in self.updates.items()}


def _check(mapper: Declaration[Any]) -> None:
    """Check the names in the attributes of a mapper class. A wrong name would lose its field.

    An attribute that is inherited may name fields that only other models have.
    """
    name, cls = type(mapper).__name__, mapper.model
    for attribute in _NAMING:
        named: Any = vars(type(mapper)).get(attribute)
        if named is None or named == PATCH:
            continue
        try:
            names = [*named, *(named.values() if attribute == "references" else ())]
            check_names(cls, names, hints_of(cls))
        except TypeError as error:
            raise TypeError(f"{name}.{attribute}: {error}") from None
    fields = dict[str, str]()
    for field in hints_of(cls):
        key = mapper.keys.get(field, camel(field))
        if fields.setdefault(key, field) != field:
            both = f"both {fields[key]} and {field} are {key!r} in JSON"
            raise TypeError(f"{name}.keys: {both}. Give one of them another name")


_NAMING = ("keys", "new_keys", "references", "required", "updates", "remedies", "always")


def check_is_used(mapper: Declaration[Any]) -> None:
    """Check that a mapper declares the same JSON as the mapper by which its models are read.

    Raises:
        TypeError: It does not. Its declarations would be used in updates, and nowhere else.
    """
    used = mapper_of(mapper.model)
    name, model, first = type(mapper).__name__, mapper.model.__name__, type(used).__name__
    remedy = f"inherit that one, or write a model of your own for {name}"
    if name == first:  # such as in a notebook, where its definition was changed and run again
        first, remedy = f"the first {name}", f"define {model} again too"
    for attribute in ("keys", "new_keys", "references", "always", "repeats"):
        if getattr(mapper, attribute) != getattr(used, attribute):
            differs = f"{attribute} of {name} differs from that of {first}"
            raise TypeError(f"{differs}, by which each {model} is read and written: {remedy}")


# The mappers by the model that they declare, for the models that users write.
_DECLARED: dict[type[Model], type[Declaration[Any]]] = {}


@cached
def mapper_of(cls: type[Model]) -> Any:
    """Return the mapper of a model class, such as a `ContactMapper` for `Contact`.

    A mapper class of this library is imported when it is needed.

    For a class ``Beans`` that a user wrote, the mapper class is ``BeansMapper`` in the same module.
    If there is none, it is the last class that was defined with ``model = Beans``. A class without
    a mapper gets the mapper of its base class.

    Raises:
        TypeError: Neither the class nor one of its bases has a mapper.
    """
    for base in filter(is_model, cls.__mro__):
        mapper: Any = getattr(_module_with_mapper(base), f"{base.__name__}Mapper", None)
        mapper = mapper if _is_mapper(mapper) else _DECLARED.get(base)
        if mapper is not None:
            return mapper()
    raise TypeError(f"{cls.__name__} has no mapper: write a {cls.__name__}Mapper")


def _is_mapper(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Declaration)


def _module_with_mapper(cls: type) -> object:
    """Return the module that may contain the mapper of a model class, or None.

    For ``fiken.models.contact.Contact``, it is ``fiken.mappers.contact``. For a class that a user
    wrote, it is the module that defines the class.
    """
    package, _, family = cls.__module__.rpartition(".")
    if package == "fiken.models":
        return import_module(f"fiken.mappers.{family}")
    return sys.modules.get(cls.__module__)


def references_in(cls: type[Model]) -> dict[str, str]:
    """Return the fields that hold an id, each with the path to it: ``customer.contact_id``."""
    mapper, hints = mapper_of(cls), hints_of(cls)
    return {
        name: f"{to}.{key_of(hints[to].value_type)}"
        for name, to in {**references_of(mapper.model), **mapper.references}.items()
    }


def made_by_us(hook: Callable[..., Any], attribute: str) -> Any:
    """Return an attribute that only our functions have; None if a user has written the function.

    `functools.wraps` copies the attributes of our function to that of a user.

    Args:
        hook: A hook of the converter, or the function that a mapper got from it.
        attribute: "read", for the generated reader, or "written", for the class of a writer.
    """
    return None if hasattr(hook, "__wrapped__") else getattr(hook, attribute, None)


def _leaf(core: Any) -> Leaf:
    if not is_model(core):
        return leaf_of(core)
    hook: Callable[[Any, Any], Any] = converter.get_structure_hook(core)

    def read(data: Any, _: Any) -> Any:
        return hook(data, core)

    write = converter.get_unstructure_hook(core)
    return nested(core, made_by_us(hook, "read") or read, write, repeats=mapper_of(core).repeats)


@converter.register_structure_hook_factory(is_model)
def _structure_hook(cls: type[Model]) -> Callable[[Any, Any], Any]:
    mapper: Declaration[Any] = mapper_of(cls)
    read: Read = reader(cls, list(mapper.fields.values()), references_in(cls))

    def hook(data: Any, _: Any) -> Any:
        return read(data)

    cast("Any", hook).read = cast("Any", read).read = read  # no hook and no `load` of a user has it
    return hook


@converter.register_unstructure_hook_factory(is_model)
def _unstructure_hook(cls: type[Model]) -> Write:
    mapper: Declaration[Any] = mapper_of(cls)
    write = writer(cls, mapper.writable(NOT_ON_CREATION, mapper.new_keys), mapper.always)
    cast("Any", write).written = cls  # no hook of a user has it
    return write
