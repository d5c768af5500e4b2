"""The engine of the models: frozen, keyword-only, slotted attrs classes that can evolve."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import (
    Any,
    ClassVar,
    ParamSpec,
    Protocol,
    Self,
    TypeGuard,
    TypeVar,
    cast,
    dataclass_transform,
    overload,
)

import attrs

from fiken._messages import short_repr
from fiken.errors import InvalidAttributeError
from fiken.types import Access, Hint, Rule, cached, hint_of, real_value, rule_of

T = TypeVar("T")
P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)

_put = object.__setattr__

#: What a field holds that has nothing in it.
EMPTY = (None, ())


@attrs.frozen
class Origin:
    """How a model came from Fiken: as the answer itself or inside one, and what else was there."""

    embedded: bool = False
    unknown: Mapping[str, Any] = attrs.Factory(dict[str, Any])


#: The outermost object of an answer; one inside another. Shared by all that hold nothing unknown.
LOADED, EMBEDDED = Origin(), Origin(embedded=True)


class _Replaceable(Protocol[P, R_co]):
    def __replace__(self, *args: P.args, **changes: P.kwargs) -> R_co: ...


class _Evolve:
    """``model.evolve(**changes)``: a descriptor, to pass on the signature of ``__replace__``.

    Type checkers make that one from the fields (for Python 3.13), so that a wrong name or type in
    a change is a static error there.
    """

    @overload
    def __get__(self, model: None, owner: object = None) -> Self: ...
    @overload
    def __get__(self, model: _Replaceable[P, R_co], owner: object = None) -> Callable[P, R_co]: ...
    def __get__(self, model: Any, owner: object = None) -> Any:
        return self if model is None else model.__replace__


class Model:
    """What every entity and value has: `evolve`, `is_new`, `changes`, `unknown_fields`.

    A plain class with two slots of its own, which are no attrs fields: they take no part in
    equality, hash or repr. ``_unknown`` is set by a mapper only, ``_original`` by `evolve` only; a
    loaded model is its own original.
    """

    __slots__ = ("_original", "_unknown")
    __attrs_attrs__: ClassVar[tuple[Any, ...]] = ()

    _original: "Model"
    _unknown: Origin

    #: A new model with these changes; the original is remembered. Only the changes are checked.
    #:
    #: Raises `InvalidAttributeError` for a value that breaks its type, `TypeError` for a name that
    #: the model does not have.
    evolve = _Evolve()

    def __replace__(self, **changes: Any) -> Self:
        checked = _checked(self, changes)
        made = _copy(self)
        for name, value in (_unreferenced(self, checked) | checked).items():
            _put(made, name, value)
        if hasattr(self, "_unknown"):
            _put(made, "_original", original_of(self))
        return made

    @property
    def is_new(self) -> bool:
        """Whether the model was made here, and not loaded from Fiken."""
        return not hasattr(self, "_unknown")

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from the loaded original, or from the defaults in a new model."""
        original = original_of(self)
        was = _defaults(type(self)) if self.is_new else _values(original)
        now = _values(self)
        changed = {name: now[name] for name in now if name not in was or now[name] != was[name]}
        follow = {} if self.is_new else _unreferenced(original, changed)
        return {name: value for name, value in changed.items() if name not in follow}

    @property
    def unknown_fields(self) -> Mapping[str, Any]:
        """The fields that Fiken sent and this version does not know, by their names in JSON.

        Read-only, and a copy: changing a list or an object in it does not change the model.
        """
        unknown = getattr(self, "_unknown", LOADED).unknown
        return MappingProxyType({key: copied_json(value) for key, value in unknown.items()})

    def __attrs_pre_init__(self) -> None:
        """Refuse `__init__` on a model that is there already: it would change it."""
        _require_blank(self, "__init__")

    def __setstate__(self, state: tuple[dict[str, Any] | None, dict[str, Any]]) -> None:
        """Take a pickle of another version too: what it lacks gets its default."""
        _require_blank(self, "__setstate__")
        plain, slots = state
        known = {*fields_of(type(self)), *Model.__slots__}
        kept = {name: value for name, value in slots.items() if name in known}
        for name, value in (_defaults(type(self)) | kept | (plain or {})).items():
            # A copy or pickle made in frozen time holds fakes of the classes of datetime.
            _put(self, name, real_value(value))

    def __repr__(self) -> str:
        defaults, missing = _defaults(type(self)), object()
        different = (
            f"{name}={_shown(value)}"
            for name, value in _values(self).items()
            if value != defaults.get(name, missing)
        )
        return f"{type(self).__name__}({', '.join(different)})"


M = TypeVar("M", bound=Model)

# Every text that Fiken takes is shown whole, and no log is flooded by what it would refuse.
_MOST_CHARACTERS = 600
_MOST_ITEMS = 50


def _shown(value: Any) -> str:
    """Return the repr of a field's value, bounded: long texts and long sequences are cut."""
    if value.__class__ is tuple:
        items = [_shown(item) for item in value[:_MOST_ITEMS]]
        more = [f"… ({len(value)} in all)"] * (len(value) > _MOST_ITEMS)
        return f"({', '.join(items + more)}{',' * (len(value) == 1)})"
    return repr(value) if isinstance(value, Model) else short_repr(value, _MOST_CHARACTERS)


def _require_blank(model: Model, method: str) -> None:
    """Raise unless nothing was set yet, as in an object that was just made."""
    fields = model.__attrs_attrs__
    if fields and hasattr(model, fields[0].name):
        cls = type(model).__name__
        raise _FrozenError(
            f"{cls} is frozen: {method} would change it; {cls}(…) makes a new one, and evolve(…) "
            "a new one with changes"
        )


# Fiken's answers are 6 deep. What is much deeper could be neither compared nor pickled.
_DEEPEST = 100


def copied_json(value: Any, deepest: int = _DEEPEST) -> Any:
    """Copy what JSON was decoded to.

    Raises:
        RecursionError: It is nested more than 100 deep.
    """
    if deepest < 0:
        raise RecursionError(f"nested more than {_DEEPEST} deep")
    if value.__class__ is list:
        return [copied_json(item, deepest - 1) for item in value]
    if value.__class__ is dict:
        return {key: copied_json(item, deepest - 1) for key, item in value.items()}
    return value


def _rules(_: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    """Give each field the rule of its type: the one place where types attach to models."""
    return [_ruled(field) for field in fields]


def _ruled(field: "attrs.Attribute[Any]") -> "attrs.Attribute[Any]":
    rule = rule_for(field)
    return field.evolve(validator=rule, converter=rule.converter)


def rule_for(field: "attrs.Attribute[Any]") -> Rule:
    """Give the rule of a field; None is fine where it is the default."""
    return rule_of(cast("Any", field.type), nullable=field.default is None)


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field, attrs.Factory)
)
def model(cls: type[T]) -> type[T]:
    """Make a class a model: frozen, keyword-only, slotted, each field checked by its type."""
    made = attrs.frozen(
        cls,
        kw_only=True,
        repr=False,
        weakref_slot=False,
        # attrs' own pair forgets the slots of the base, and with them the original.
        getstate_setstate=False,
        field_transformer=_rules,
    )
    cast("Any", made).__setattr__ = cast("Any", made).__delattr__ = _frozen
    # attrs puts its own there on Python 3.13, which goes through __init__ and drops the original.
    cast("Any", made).__replace__ = Model.__replace__
    return made


class _FrozenError(attrs.exceptions.FrozenInstanceError):
    """attrs' own error, which takes no message, with one that says what to do instead."""

    def __init__(self, said: str) -> None:
        AttributeError.__init__(self, said)


def _frozen(self: Model, name: str, *_: object) -> None:
    cls = type(self).__name__
    raise _FrozenError(f"{cls} is frozen: evolve({name}=…) gives a new one with the change")


@cached
def fields_of(cls: type[Model]) -> dict[str, "attrs.Attribute[Any]"]:
    """Give the fields of a model by name."""
    return {field.name: field for field in cls.__attrs_attrs__}


@cached
def hints_of(cls: type[Model]) -> dict[str, Hint]:
    """Give what the annotation of each field says."""
    return {name: hint_of(cast("Any", field.type)) for name, field in fields_of(cls).items()}


@cached
def key_of(cls: type[Model]) -> str | None:
    """Give the name of the field that identifies the entity; None for a value."""
    return next((name for name, hint in hints_of(cls).items() if hint.key), None)


@cached
def references_of(cls: type[Model]) -> dict[str, str]:
    """Give the fields that hold an id, each with the field that holds its object."""
    hints = hints_of(cls)
    pairs = ((name, name.removesuffix("_id")) for name in hints if name.endswith("_id"))
    return {name: to for name, to in pairs if to in hints and is_model(hints[to].core)}


def is_model(core: object) -> TypeGuard[type[Model]]:
    """Whether what stands at the core of an annotation is a model."""
    return isinstance(core, type) and issubclass(core, Model)


def original_of(model: Model) -> Model:
    """Give the model as it was loaded: itself, unless it evolved."""
    return getattr(model, "_original", model)


def is_embedded(model: Model) -> bool:
    """Whether the model was loaded inside another one."""
    return getattr(model, "_unknown", LOADED).embedded


def as_loaded(model: M, **values: Any) -> M:
    """Give a copy that holds these values as if Fiken had sent them: they are no changes."""
    made = _copy(model)
    for name, value in values.items():
        _put(made, name, value)
    if not hasattr(made, "_unknown"):
        _put(made, "_unknown", LOADED)
    return made


def _values(model: Model) -> dict[str, Any]:
    return {field.name: getattr(model, field.name) for field in model.__attrs_attrs__}


@cached
def _defaults(cls: type[Model]) -> dict[str, Any]:
    fields = fields_of(cls).values()
    return {field.name: field.default for field in fields if field.default is not attrs.NOTHING}


def _copy(model: M) -> M:
    made = object.__new__(type(model))
    for name, value in _values(model).items():
        _put(made, name, value)
    if hasattr(model, "_unknown"):
        _put(made, "_unknown", getattr(model, "_unknown"))  # noqa: B009
    return made


def _checked(model: Model, changes: Mapping[str, Any]) -> dict[str, Any]:
    cls, fields = type(model), fields_of(type(model))
    for name in changes:
        if name not in fields:
            raise TypeError(_no_such(cls, name, fields))
    checked = {n: rule_for(fields[n]).converted(cls.__name__, n, v) for n, v in changes.items()}
    for name in _invisible(model, checked):
        raise InvalidAttributeError(cls.__name__, name, None, "a value", _INVISIBLE)
    return checked


def _no_such(cls: type, name: str, fields: Mapping[str, Any]) -> str:
    meant = get_close_matches(name, fields, 1)
    remedy = f"did you mean {meant[0]}?" if meant else f"it has {', '.join(fields)}"
    return f"{cls.__name__} has no attribute {short_repr(name)}: {remedy}"


_INVISIBLE = (
    "Fiken may hold one that it does not give back, so None would be no visible change and never "
    "be sent; send the null yourself, with client.request"
)


def _invisible(model: Model, checked: Mapping[str, Any]) -> Iterator[str]:
    """Name the write-only fields that would go from None, not known, to None."""
    if model.is_new:
        return
    hints = hints_of(type(model))
    for name, value in checked.items():
        empty = value in EMPTY and getattr(model, name) in EMPTY
        if empty and hints[name].access is Access.WRITE_ONLY:
            yield name


def _unreferenced(model: Model, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the objects become whose id changes: the old one would contradict it.

    Where the id is again the one that was loaded, so is its object.
    """
    cls, original = type(model), original_of(model)
    return {
        to: getattr(original, to)
        if changes[name] == getattr(original, name)
        else _empty(hints_of(cls)[to])
        for name, to in references_of(cls).items()
        if name in changes and changes[name] != getattr(model, name)
    }


def _empty(hint: Hint) -> tuple[()] | None:
    return () if hint.many else None
