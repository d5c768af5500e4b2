"""The values that a row gives, checked by the rules of the models, and turned into models."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeGuard

import attrs

from fiken._messages import short_repr
from fiken.cli._writing._files import is_list
from fiken.models import Model
from fiken.types import Access, Hint, OpenEnum, hint_of, rule_of

_NEVER_CREATED = frozenset({Access.READ_ONLY, Access.UPDATE_ONLY})


@attrs.frozen
class Part:
    """The values that a row gives for a model, or for a model inside it, such as an address.

    Args:
        cls: The class of the model.
        values: The values by field: typed values, parts, or tuples of these. None empties a field.
    """

    cls: type[Model]
    values: dict[str, Any] = attrs.Factory(dict[str, Any])


def fields_of(cls: type[Model]) -> dict[str, Hint]:
    """Return the fields of a model by name, with what their annotations say."""
    return {field.name: hint_of(field.type) for field in cls.__attrs_attrs__}


def is_model(value: object) -> TypeGuard[type[Model]]:
    """Return whether a value is the class of a model."""
    return isinstance(value, type) and issubclass(value, Model)


def rule_problems(part: Part, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield a path and a sentence for each value that breaks the rule of its field.

    Args:
        part: The part.
        path: Its path, with a point at its end; empty for the whole row.
    """
    for field in part.cls.__attrs_attrs__:
        value = part.values.get(field.name)
        inner = list(parts_in(value, f"{path}{field.name}"))
        for where, each in inner:
            yield from rule_problems(each, f"{where}.")
        if not inner and value is not None and (sentence := _broken_rule(field, value)):
            yield f"{path}{field.name}", sentence


def _broken_rule(field: "attrs.Attribute[Any]", value: Any) -> str:
    """Return why a value breaks the rule of its field, or an empty text."""
    rule, hint = rule_of(field.type, nullable=field.default is None), hint_of(field.type)
    if not field.init and rule.convert(value) != field.default:
        return f"is always {field.default}, not {short_repr(value)}"
    if rule.holds(rule.convert(value)):
        return ""
    says = "true or false" if hint.value_type is bool else rule.says.removesuffix(", or None")
    shown = short_repr(str(value) if isinstance(value, Decimal) else value)
    if not _is_enum(hint.value_type) or hint.many:
        return f"must be {says}, not {shown}"
    close = get_close_matches(str(value).upper(), map(str, hint.value_type), 1)
    known = "one of the known values" if close else f"one of {', '.join(hint.value_type)}"
    meant = f": did you mean {close[0]}?" if close else ""
    return f"must be {known}, not {shown}{meant}"


def _is_enum(value: object) -> TypeGuard[type[OpenEnum]]:
    return isinstance(value, type) and issubclass(value, OpenEnum)


def missing(part: Part, required: Collection[str] = (), path: str = "") -> Iterator[str]:
    """Yield the path of each value without which there is no new model.

    Args:
        part: The part.
        required: The fields that Fiken requires, besides those that the class requires.
        path: The path of the part, with a point at its end; empty for the whole row.
    """
    for field in part.cls.__attrs_attrs__:
        value = part.values.get(field.name)
        if hint_of(field.type).access in _NEVER_CREATED:
            continue
        if value in (None, ()) and (field.default is attrs.NOTHING or field.name in required):
            yield f"{path}{field.name}"
        for where, each in parts_in(value, f"{path}{field.name}"):
            yield from missing(each, (), f"{where}.")


def parts_in(value: Any, path: str) -> Iterator[tuple[str, Part]]:
    """Yield each part in a value, with its path."""
    if isinstance(value, Part):
        yield path, value
    elif is_list(value):
        for place, each in enumerate(value):
            yield from parts_in(each, f"{path}[{place}]")


def built(part: Part) -> Model:
    """Return a new model with the values of a part.

    Raises:
        InvalidAttributeError: A value breaks the rule of its field.
        TypeError: A value without which there is no such model is missing.
    """
    fixed = {field.name for field in attrs.fields(part.cls) if not field.init}
    values = {name: built_value(value) for name, value in part.values.items() if value is not None}
    return part.cls(**{name: value for name, value in values.items() if name not in fixed})


def built_value(value: Any) -> Any:
    """Return a typed value; models for parts."""
    if isinstance(value, Part):
        return built(value)
    return tuple(map(built_value, value)) if is_list(value) else value


def never_created(part: Part, path: str = "") -> Iterator[str]:
    """Yield the name of each given value that a new entity cannot have, such as its id.

    Args:
        part: The part.
        path: Its path without places in lists, with a point at its end.
    """
    fields = fields_of(part.cls)
    for name, value in part.values.items():
        if value in (None, ()):
            continue
        if fields[name].access in _NEVER_CREATED:
            yield f"{path}{name}"
            continue
        for _, each in parts_in(value, ""):
            yield from never_created(each, f"{path}{name}.")
