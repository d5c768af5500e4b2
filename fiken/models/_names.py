"""The error for a name that is not a field of a model: it suggests the field that was meant."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import wraps
from typing import Any

from fiken._messages import short_repr
from fiken.models._fields import fields_of


def check_names(cls: type[Any], names: Iterable[str]) -> None:
    """Check that a model class has fields with these names.

    Raises:
        TypeError: It does not. The message suggests a similar field, or names all of them.
    """
    fields = fields_of(cls)
    for name in names:
        if name not in fields:
            meant = get_close_matches(name, fields, 1)
            remedy = f"did you mean {meant[0]}?" if meant else f"it has {', '.join(fields)}"
            wrong = f"{cls.__name__} has no attribute {short_repr(name)}"
            raise TypeError(f"{wrong}: {remedy}") from None


def suggesting(init: Callable[..., None]) -> Callable[..., None]:
    """Return the ``__init__`` of a model class, with the error of `check_names` for a wrong name.

    Python's own message for ``Contact(emial=…)`` does not say which fields there are.
    """

    @wraps(init)
    def __init__(self: object, *args: Any, **values: Any) -> None:  # noqa: N807 - for tracebacks
        try:
            init(self, *args, **values)
        except TypeError:
            check_names(type(self), values)
            raise

    return __init__
