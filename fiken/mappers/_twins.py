"""Twins of the models, which msgspec fills from the bytes of an answer (`fiken[speed]`).

The twin of a model is a Struct of msgspec with the same fields. msgspec checks the types while it
decodes. A generated function then copies the values of the twin into the model.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from fiken._json import msgspec
from fiken.mappers._compiling import builder_of, compiled
from fiken.mappers._declaration import converter, made_by_us, mapper_of, references_in
from fiken.mappers._fields import MappedField
from fiken.mappers._unknown_keys import MET, origin_of
from fiken.models._base import Model, is_model
from fiken.models._fields import hints_of
from fiken.models._origin import EMBEDDED, copied_json
from fiken.types import Real

Copy = Callable[..., Any]
"""A generated function: ``copy(twin, origin=EMBEDDED) -> model``."""


class Twins:
    """Makes twins, which know the unknown keys that have been met so far.

    Attributes:
        hold_anything: Whether a field of a twin holds values of any type. msgspec does not read all
            numbers in them as it should.
    """

    def __init__(self) -> None:
        self.hold_anything = False
        self._made: dict[type[Model], tuple[Any, Copy]] = {}

    def of(self, cls: type[Model]) -> tuple[Any, Copy]:
        """Return the twin of a model class, and the function that copies a twin into a model.

        Raises:
            ValueError: A Struct cannot have one of the JSON names, such as one with a quote.
        """
        if cls not in self._made:
            fields = list(mapper_of(cls).fields.values())
            nested, unset = MET.of(cls), msgspec().UNSET
            met = {f"unknown{place}": key for place, key in enumerate(nested)}
            if any(field.name in met for field in fields):
                raise ValueError(f"{cls.__name__} has a field that is named as ours: {list(met)}")
            twin = msgspec().defstruct(
                f"{cls.__name__}Twin",
                [
                    *((field.name, self._kind(field) | None, None) for field in fields),
                    *((name, self._met(nested[key]), unset) for name, key in met.items()),
                ],
                rename={**{field.name: field.key for field in fields}, **met},
                forbid_unknown_fields=True,
                gc=False,
            )
            self._made[cls] = twin, self._copier(cls, fields, met)
        return self._made[cls]

    def _kind(self, field: MappedField) -> Any:
        """Return the type that a field has in the twin. Whatever it refuses is read elsewhere."""
        core = field.hint.value_type
        if core is Any:
            self.hold_anything = True
        one = self.of(core)[0] if is_model(core) else _kinds().get(core, str)
        return list_of(one) if field.hint.many else one

    def _met(self, is_nested: bool) -> Any:
        """Return the type that the field for an unknown key has in the twin."""
        if is_nested:
            self.hold_anything = True
            return Any
        return _kinds()[Decimal] | str | bool | None

    def _copier(self, cls: type[Model], fields: list[MappedField], met: Mapping[str, str]) -> Copy:
        """Generate the function that copies a twin into a model, as the readers build one."""
        references = references_in(cls)
        ordered = sorted(fields, key=lambda field: field.name in references)
        lines = ["def copy(t, origin=EMBEDDED):", " m = Builder()"]
        lines += [_copied(field, _absent(field, cls, references)) for field in ordered]
        known = " and ".join(f"t.{name} is UNSET" for name in met) or "True"
        lines += [f" m._origin = origin if {known} else unknown(t, origin)"]
        lines += [" m.__class__ = Model", " return m"]
        lines += ["def unknown(t, origin):", " fields = {}"]
        lines += [_copied_unknown(name, key) for name, key in met.items()]
        lines += [" return origin_of(origin, fields)"]
        nested = [field for field in fields if is_model(field.hint.value_type)]
        names = {
            "EMBEDDED": EMBEDDED,
            "UNSET": msgspec().UNSET,
            "Builder": builder_of(cls),
            "Model": cls,
            "copied_json": copied_json,
            "origin_of": origin_of,
            **{f"copy_{field.name}": self.of(field.hint.value_type)[1] for field in nested},
        }
        return compiled(cls, lines, fields, names)


def list_of(item: Any) -> Any:
    """Return the type of a list, for msgspec."""
    return list[item]


def classes_in(cls: type[Model]) -> Iterator[type[Model]]:
    """Yield a model class and the classes of all models inside it."""
    seen, left = set[type[Model]](), [cls]
    while left:
        one = left.pop()
        if one not in seen:
            seen.add(one)
            yield one
            left += [h.value_type for h in hints_of(one).values() if is_model(h.value_type)]


def is_read_by_us(cls: type[Model]) -> bool:
    """Return whether no user has registered a hook that reads the models of a class."""
    return made_by_us(converter.get_structure_hook(cls), "read") is not None


@cache
def _kinds() -> Mapping[Any, Any]:
    """Return the types of twins. A type that is not here is text in JSON."""
    # Larger integers are read as floats elsewhere.
    whole = Annotated[int, msgspec().Meta(ge=-(2**63), le=2**63 - 1)]
    # A date is read in one form only, as in the other way: 2026-01-31.
    return {int: whole, bool: bool, Real.date: Real.date, Decimal: whole | float, Any: Any}


def _copied(field: MappedField, absent: str) -> str:
    """Return the source line that copies one field."""
    value = _copied_value(field)
    if value == "v" and absent == "None" and not field.hint.many:
        return f" m.{field.name} = t.{field.name}"
    if field.hint.many:
        value = f"{field.leaf.collect}([{value} for v in v])" if value != "v" else "tuple(v)"
    return f" v = t.{field.name}; m.{field.name} = {absent} if v is None else {value}"


def _copied_value(field: MappedField) -> str:
    """Return the source of the expression that turns ``v`` of a twin into the model's value."""
    core = field.hint.value_type
    if is_model(core):
        return f"copy_{field.name}(v)"
    if core is Decimal:
        return "number[v]"
    if core is Any or core is Real.date:
        return "v"
    return "v" if field.leaf.exact else field.leaf.read


def _absent(field: MappedField, cls: type[Model], references: Mapping[str, str]) -> str:
    """Return the source of a field's value if the twin lacks it, as in the readers."""
    if field.name not in references:
        return field.empty
    to, key = references[field.name].split(".")
    if hints_of(cls)[to].many or key not in hints_of(hints_of(cls)[to].value_type):
        return f"referred(m.{to}, {key!r})"
    return f"(None if m.{to} is None else m.{to}.{key})"


def _copied_unknown(name: str, key: str) -> str:
    """Return the source line that copies the value of an unknown key."""
    value = "copied_json(v) if v.__class__ is dict or v.__class__ is list else v"
    return f" if (v := t.{name}) is not UNSET: fields[{key!r}] = {value}"
