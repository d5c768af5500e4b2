"""The fields of a model class, and what their annotations and defaults say."""

from typing import Any, cast

import attrs

from fiken.types import Hint, Rule, cached, hint_of, rule_of


@cached
def fields_of(cls: type[Any]) -> dict[str, "attrs.Attribute[Any]"]:
    """Return the fields of a model class as `attrs.Attribute` objects, by name."""
    return {field.name: field for field in cls.__attrs_attrs__}


@cached
def hints_of(cls: type[Any]) -> dict[str, Hint]:
    """Return the parsed annotation of each field of a model class, by field name."""
    return {name: hint_of(cast("Any", field.type)) for name, field in fields_of(cls).items()}


@cached
def key_of(cls: type[Any]) -> str | None:
    """Return the name of the field that holds the entity's id, such as `contact_id`.

    Return None if the class has no such field.
    """
    return next((name for name, hint in hints_of(cls).items() if hint.key), None)


def rule_for(field: "attrs.Attribute[Any]") -> Rule:
    """Return the rule that checks the values of a field.

    The rule accepts None if None is the default of the field.
    """
    return rule_of(cast("Any", field.type), nullable=field.default is None)


@cached
def defaults_of(cls: type[Any]) -> dict[str, Any]:
    """Return the default values of a model class, by field name.

    Fields without a default are left out.
    """
    fields = fields_of(cls).values()
    return {field.name: field.default for field in fields if field.default is not attrs.NOTHING}
