"""The error for a name that is not a field of a model: it suggests the field that was meant."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import attrs

from fiken._messages import short_repr, suggestion


def check_names(cls: type[Any], names: Iterable[str], fields: Iterable[str]) -> None:
    """Check that a model class has fields with these names.

    Args:
        cls: The model class.
        names: The names to check.
        fields: The names that are valid.

    Raises:
        TypeError: A name is not valid. The message suggests a similar field, or names all of them.
    """
    valid = list(fields)
    for name in names:
        if name not in valid:
            remedy = suggestion(name, valid, f"it has {', '.join(valid)}")
            wrong = f"{cls.__name__} has no attribute {short_repr(name)}"
            raise TypeError(f"{wrong}: {remedy}") from None


def suggesting(built: type[Any]) -> Callable[..., None]:
    """Return the ``__init__`` that attrs made for a model class, with clearer errors.

    Python's own message for ``Contact(emial=…)`` does not say which fields there are, and that for
    ``Contact("Nelly")`` does not say that values are given by name.
    """
    init = built.__init__

    @wraps(init)
    def __init__(self: object, *args: Any, **values: Any) -> None:  # noqa: N807 - for tracebacks
        try:
            init(self, *args, **values)
        except TypeError:
            _check_arguments(type(self), built.__attrs_attrs__, args, values)
            raise

    return __init__


def _check_arguments(
    cls: type[Any],
    fields: Iterable["attrs.Attribute[Any]"],
    args: Sequence[object],
    values: Iterable[str],
) -> None:
    name = cls.__name__
    parameters = {field.alias or field.name: field.init for field in fields}
    for given in values:
        if not parameters.get(given, True):
            raise TypeError(f"{name} sets {given} itself: leave it out") from None
    check_names(cls, values, [each for each, is_taken in parameters.items() if is_taken])
    if args:
        right = f"write {name}(field=value), not {name}({short_repr(args[0])})"
        raise TypeError(f"{name} takes each value by the name of a field: {right}") from None
