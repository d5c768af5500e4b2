"""The JSON of a new entity straight to bytes, by twins of the models that msgspec encodes.

Such a twin is a Struct of msgspec with the fields that can be sent. A generated function copies a
model into it, and converts what JSON does not have.
"""

from collections.abc import Callable
from typing import Any

from fiken._json import msgspec
from fiken.mappers._compiling import compiled
from fiken.mappers._declaration import NOT_ON_CREATION, converter, made_by_us, mapper_of
from fiken.mappers._fields import MappedField
from fiken.mappers._twins import classes_in
from fiken.models._base import Model, is_model
from fiken.models._fields import hints_of
from fiken.types import Real, cached

Otherwise = Callable[[Any], bytes]


def encoder(cls: type[Model], otherwise: Otherwise) -> Callable[[Any], bytes]:
    """Return the function ``encode(model) -> bytes`` of a model class.

    That is `otherwise` if msgspec is not installed, if a user has registered a hook for one of the
    models, or if a model has a field for anything: what JSON does not have, msgspec would write in
    its own way.

    Args:
        cls: The class of the model.
        otherwise: The function that writes what msgspec refuses, or says what is wrong with it.
    """
    if msgspec() is None or not all(map(_is_written_by_us, classes_in(cls))):
        return otherwise
    try:
        copy = _copier(cls)
    except Exception:  # noqa: BLE001 - a model of a user that has no twin, such as for its names
        return otherwise
    to_json = msgspec().json.encode

    def encode(model: Any) -> bytes:
        try:
            body: bytes = to_json(copy(model))
        except Exception:  # noqa: BLE001 - the other way knows what to say of it
            return otherwise(model)
        return body

    return encode


def _is_written_by_us(cls: type[Model]) -> bool:
    anything = any(hint.value_type is Any for hint in hints_of(cls).values())
    hook = converter.get_unstructure_hook(cls)
    return made_by_us(hook, "written") is not None and not anything


@cached
def _copier(cls: type[Model]) -> Callable[[Any], Any]:
    """Generate the function ``copy(model) -> twin``. A twin leaves out what is None in it.

    Raises:
        ValueError: A Struct cannot have one of the JSON names, such as one with a quote.
    """
    mapper = mapper_of(cls)
    fields: list[MappedField] = mapper.writable(NOT_ON_CREATION, mapper.new_keys)
    twin = msgspec().defstruct(
        f"{cls.__name__}Json",
        [(field.name, Any, None) for field in fields],
        rename={field.name: field.key for field in fields},
        omit_defaults=True,
        gc=False,
    )
    nested = [field for field in fields if is_model(field.hint.value_type)]
    names = {f"copy_{field.name}": _copier(field.hint.value_type) for field in nested}
    values = ", ".join(_value(field, always=field.name in mapper.always) for field in fields)
    return compiled(
        cls, ["def copy(m):", f" return Twin({values})"], fields, {"Twin": twin, **names}
    )


def _value(field: MappedField, *, always: bool) -> str:
    """Return the source of the expression for the value of one field of the twin."""
    if is_model(field.hint.value_type):
        write = f"copy_{field.name}(v)"
    else:  # msgspec writes a date as Fiken does
        write = "v" if field.hint.value_type is Real.date else field.leaf.write
    value = f"m.{field.name}"
    if not field.hint.many:
        return value if write == "v" else f"(None if (v := {value}) is None else {write})"
    test = f"(v := {value}) is not None" if always else f"(v := {value})"
    return f"([{write} for v in v] if {test} else None)"
