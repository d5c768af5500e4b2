"""Finding the wrong values in JSON that a reader could not read, for the error message.

The generated readers are fast and do not say what is wrong. So the data is checked again here.
"""

from collections.abc import Iterator
from typing import Any, cast

from fiken.errors import MappingError
from fiken.mappers._fields import MappedField
from fiken.models._base import Model


def faults(
    cls: type[Model], fields: list[MappedField], data: Any, path: str = "$"
) -> Iterator[MappingError]:
    """Yield an error for each JSON value of a wrong type, to say where Fiken's answer is wrong.

    Each `MappingError` has the JSON path of the value, such as ``$.lines[0].vat``.

    Args:
        cls: The class of the model.
        fields: The fields of the model.
        data: The decoded JSON.
        path: The JSON path of `data` in the answer.
    """
    if type(data) is not dict:
        yield MappingError(cls.__name__, path, "an object", data)
        return
    for field in fields:
        value = cast("dict[str, Any]", data).get(field.key)
        place = f"{path}.{field.key}"
        if value is None:
            continue
        if not field.hint.many:
            yield from _value_faults(cls, field, value, place)
        elif value.__class__ is not list:
            yield MappingError(cls.__name__, place, "a list", value)
        else:
            for number, item in enumerate(value):
                yield from _value_faults(cls, field, item, f"{place}[{number}]")


def _value_faults(
    cls: type[Model], field: MappedField, value: Any, path: str
) -> Iterator[MappingError]:
    """Yield an error if a field cannot hold a JSON value.

    If the value is an object with a wrong value inside, the path of the error leads to the inner
    value.
    """
    try:
        field.leaf.reads()(value)
    except MappingError as inner:
        path += inner.path.removeprefix("$")
        yield MappingError(inner.model, path, inner.expected, inner.value)
    except Exception:  # noqa: BLE001 - whatever it was, the value is not what it should be
        yield MappingError(cls.__name__, path, field.leaf.expected, value)
