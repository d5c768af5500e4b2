"""The base class of all models, and the decorator `model`, which builds them with attrs."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self, TypeGuard, TypeVar, cast, dataclass_transform

import attrs

from fiken.errors import InvalidAttributeError
from fiken.models._evolve import Evolve, frozen_error
from fiken.models._fields import defaults_of, fields_of, hints_of, rule_for
from fiken.models._names import check_names, suggesting
from fiken.models._origin import LOADED, Origin, copied_json
from fiken.models._showing import Shown
from fiken.types import Access, cached, real_value

T = TypeVar("T")

_set = object.__setattr__

EMPTY = (None, ())
"""The values of a field that is empty."""


class Model(Shown):
    """The base class of all models. A model holds the data of one object, such as a contact.

    Two attributes are not fields, and do not affect equality, hash and repr:

    - ``_origin`` holds facts about Fiken's answer from which the model was loaded. A new model does
      not have it.
    - ``_original`` is the loaded model, before `evolve` changed it. Only a changed copy of a loaded
      model has it.
    """

    __slots__ = ("_origin", "_original")
    __attrs_attrs__: ClassVar[tuple[Any, ...]] = ()

    _origin: Origin
    _original: "Model"

    def __replace__(self, **changes: Any) -> Self:
        """Return a copy of the model with these changes: ``contact.evolve(email=None)``.

        Only the changed values are checked. If you change the id of another entity, the field with
        that entity becomes empty: ``evolve(customer_id=7)`` sets `customer` to None.

        Raises:
            InvalidAttributeError: A value is not valid for its field. Or a write-only field of a
                loaded model is None, and is set to None again: `save` would not send the None.
            TypeError: The model does not have a field with this name.
        """
        checked = _checked(self, changes)
        evolved = _copy(self)
        for name, value in (_objects_of_changed_ids(self, checked) | checked).items():
            _set(evolved, name, value)
        if not self.is_new:
            _set(evolved, "_original", original_of(self))
        return evolved

    __replace__.__qualname__ = "Model.evolve"  # by which Python names it in errors
    evolve = Evolve(__replace__)
    """The method that returns a changed copy of the model: ``contact.evolve(email=None)``.

    Only the changed values are checked. A value that breaks the rule of its field raises
    `InvalidAttributeError`, and a name that the model does not have raises `TypeError`.
    """

    @property
    def is_new(self) -> bool:
        """Whether your program created the model.

        False for a model that this library loaded or saved, and for its changed copies.
        """
        return not hasattr(self, "_origin")

    @property
    def changes(self) -> dict[str, Any]:
        """The changed values, by field name: ``{"email": "nelly@example.com"}``.

        For a model from Fiken, these are the values that differ from what Fiken sent. For a new
        model, these are the values that differ from the defaults.

        A change of `customer_id` makes `customer` empty. Only `customer_id` is in the result.
        """
        original = original_of(self)
        before = defaults_of(type(self)) if self.is_new else _values(original)
        now = _values(self)
        changed = {n: now[n] for n in now if n not in before or now[n] != before[n]}
        follow = {} if self.is_new else _objects_of_changed_ids(original, changed)
        return {name: value for name, value in changed.items() if name not in follow}

    @property
    def unknown_fields(self) -> Mapping[str, Any]:
        """The fields from Fiken that this version of the library does not know, by JSON name.

        The mapping is a copy. If you change a list or an object in it, the model does not change.
        """
        unknown = getattr(self, "_origin", LOADED).unknown
        return MappingProxyType({key: copied_json(value) for key, value in unknown.items()})

    def __attrs_pre_init__(self) -> None:
        """Raise `FrozenInstanceError` if `__init__` is called a second time."""
        _require_blank(self, "__init__")

    def __setstate__(self, state: tuple[dict[str, Any] | None, dict[str, Any]]) -> None:
        """Set the fields of a copied or unpickled model, which has no values yet.

        Fields without a value in `state` get their defaults.
        """
        _require_blank(self, "__setstate__")
        plain, slots = state
        if "_unknown" in slots:  # as the slot was called once: without it, `save` would create anew
            slots = slots | {"_origin": slots["_unknown"]}
        known = {*fields_of(type(self)), *Model.__slots__}
        values = {name: value for name, value in slots.items() if name in known}
        for name, value in (defaults_of(type(self)) | values | (plain or {})).items():
            # A copy or pickle made in frozen time holds fakes of the classes of datetime.
            _set(self, name, real_value(value))


M = TypeVar("M", bound=Model)


def _require_blank(model: Model, method: str) -> None:
    """Raise `FrozenInstanceError` if the fields have values already: a model cannot be changed.

    Args:
        model: The model.
        method: The name of the method that would overwrite the values, for the error message.
    """
    fields = model.__attrs_attrs__
    if fields and hasattr(model, fields[0].name):
        cls = type(model).__name__
        raise frozen_error(
            f"{cls} is frozen: {method} would change it; {cls}(…) creates a new one, and "
            "evolve(…) a new one with changes"
        )


def _with_rules(_: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    """Return the fields with the validators and converters for their annotations.

    attrs calls this function when it builds a model class.
    """
    rules = [(field, rule_for(field)) for field in fields]
    return [field.evolve(validator=rule, converter=rule.converter) for field, rule in rules]


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field, attrs.Factory)
)
def model(cls: type[T]) -> type[T]:
    """Turn a subclass of `Model` into an attrs class. Use it as a decorator: ``@model``.

    The objects of the class are frozen: they cannot be changed. The class has slots, and takes
    keyword arguments only. The type of each field decides which values are accepted.
    """
    built: Any = attrs.frozen(
        cls,
        kw_only=True,
        repr=False,
        weakref_slot=False,
        # The methods of attrs would not copy the slots of the base class.
        getstate_setstate=False,
        field_transformer=_with_rules,
    )
    built.__setattr__ = built.__delattr__ = _refuse_assignment
    # On Python 3.13, attrs sets a __replace__ that calls __init__ and loses the original.
    built.__replace__ = vars(cls).get("__replace__", Model.__replace__)
    if "__init__" not in vars(cls):  # one of its own may have arguments that no traceback may show
        # attrs takes the types of converted fields from the converters, which accept anything.
        types = {field.alias: field.type for field in built.__attrs_attrs__ if field.init}
        built.__init__.__annotations__ = types | {"return": None}
        built.__init__ = suggesting(built)
    return cast("type[T]", built)


def _refuse_assignment(self: Model, name: str, *_: object) -> None:
    """Raise `attrs.exceptions.FrozenInstanceError` for an assignment such as `contact.name = …`."""
    cls = type(self).__name__
    raise frozen_error(f"{cls} is frozen: evolve({name}=…) returns a new one with the change")


@cached
def references_of(cls: type[Model]) -> dict[str, str]:
    """Return the fields that hold an id, each with the field for the object that has this id.

    For `Sale`: ``{"customer_id": "customer", "project_id": "project"}``. If a model has the field
    ``customers`` instead, the id belongs to that one.
    """
    hints = hints_of(cls)
    ids = [(name, name.removesuffix("_id")) for name in hints if name.endswith("_id")]
    pairs = [(name, one if one in hints else f"{one}s") for name, one in ids]
    return {name: to for name, to in pairs if to in hints and is_model(hints[to].value_type)}


def is_model(value: object) -> TypeGuard[type[Model]]:
    """Return whether a value is a model class, such as `Contact`."""
    return isinstance(value, type) and issubclass(value, Model)


def original_of(model: Model) -> Model:
    """Return the model as it was loaded from Fiken, before `evolve` changed it.

    For a new model, and for a model that `evolve` did not change, return the model itself.
    """
    return getattr(model, "_original", model)


def is_embedded(model: Model) -> bool:
    """Return whether Fiken sent the model inside another model, as the customer inside a sale."""
    return getattr(model, "_origin", LOADED).embedded


def as_loaded(model: M, **values: Any) -> M:
    """Return a copy with these values that counts as loaded from Fiken: its `changes` are empty.

    It is used after a save, when Fiken has the values of the model.
    """
    loaded = _copy(model)
    for name, value in values.items():
        _set(loaded, name, value)
    if loaded.is_new:
        _set(loaded, "_origin", LOADED)
    return loaded


def _values(model: Model) -> dict[str, Any]:
    return {field.name: getattr(model, field.name) for field in model.__attrs_attrs__}


def _copy(model: M) -> M:
    """Return a copy of a model without ``_original``, the model before `evolve` changed it.

    A copy of a loaded model therefore has no `changes`.
    """
    copy = object.__new__(type(model))
    for name, value in _values(model).items():
        _set(copy, name, value)
    if not model.is_new:
        _set(copy, "_origin", getattr(model, "_origin"))  # noqa: B009
    return copy


def _checked(model: Model, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Check the changed values, and return them converted: a list as a tuple, and so on.

    Raises:
        InvalidAttributeError: A value is not valid for its field. Or a write-only field of a loaded
            model is set to None and is None already, so that `save` would not send the None.
        TypeError: The model does not have a field with this name.
    """
    cls, fields = type(model), fields_of(type(model))
    check_names(cls, changes, fields)
    checked = {n: rule_for(fields[n]).converted(cls.__name__, n, v) for n, v in changes.items()}
    for name in _invisible(model, checked):
        raise InvalidAttributeError(cls.__name__, name, None, "a value", _INVISIBLE)
    return checked


_INVISIBLE = (
    "Fiken may hold a value that it does not return, so None would not be a visible change and "
    "would never be sent; send the null yourself, with client.request"
)


def _invisible(model: Model, checked: Mapping[str, Any]) -> Iterator[str]:
    """Yield the name of each write-only field that is None in a loaded model and set to None again.

    `checked` holds the new values by field. Fiken may hold a value that it does not return. The
    user wants to clear this value, but `save` would not send the None, because it sees no change.
    """
    if model.is_new:
        return
    hints = hints_of(type(model))
    for name, value in checked.items():
        empty = value in EMPTY and getattr(model, name) in EMPTY
        if empty and hints[name].access is Access.WRITE_ONLY:
            yield name


def _objects_of_changed_ids(model: Model, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return new values for the fields whose id changes: ``{"customer": None}`` for `customer_id`.

    A new value is None, or ``()`` for a sequence, because the loaded object has another id. If the
    id is changed back to the loaded id, the new value is the loaded object.
    """
    hints, original = hints_of(type(model)), original_of(model)
    return {
        to: getattr(original, to)
        if changes[name] == getattr(original, name)
        else (() if hints[to].many else None)
        for name, to in references_of(type(model)).items()
        if name in changes and changes[name] != getattr(model, name)
    }
