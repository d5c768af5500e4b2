"""The marks in an annotation: the direction in which a field travels, and the key."""

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Annotated, Any, TypeVar, cast

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def cached(function: F) -> F:
    """Return the function with `functools.cache` around it and its signature kept.

    `functools.cache` alone asks for hashable arguments, and type checkers do not see that classes
    are hashable.
    """
    return cast("F", cache(function))


UNSET: Any = None
"""The default of a field that Fiken fills.

It is None at run time, and Any to a type checker, so that a loaded value needs no check for None.
"""


class Access(Enum):
    """The direction in which a field travels. A field without a mark goes both ways.

    Each value is a phrase for error messages.
    """

    READ_ONLY = "Fiken sets it"
    WRITE_ONLY = "it can be sent, and Fiken may not give it back"
    CREATE_ONLY = "it can be given on creation, and not changed"
    UPDATE_ONLY = "it can be changed, and not given on creation"

    def __repr__(self) -> str:
        return f"Access.{self.name}"  # short: it stands in the signature of every model


class _Key:
    """The class of `KEY`."""

    def __repr__(self) -> str:
        return "KEY"


KEY = _Key()
"""Marks the field that identifies the entity."""

ReadOnly = Annotated[T, Access.READ_ONLY]
"""A field that only answers have. It is never sent."""

WriteOnly = Annotated[T, Access.WRITE_ONLY]
"""A field that only requests have: Fiken may not return it."""

CreateOnly = Annotated[T, Access.CREATE_ONLY]
"""A field that can be given on creation and not changed afterwards."""

UpdateOnly = Annotated[T, Access.UPDATE_ONLY]
"""A field that can be changed but not given on creation."""

Identity = Annotated[T, Access.READ_ONLY, KEY]
"""The key of the entity. Fiken assigns it."""
