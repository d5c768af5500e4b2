"""The marks in annotations that say when a field can be sent, as in ``ReadOnly[int]``."""

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Annotated, Any, TypeVar, cast

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def cached(function: F) -> F:
    """Return the function with a cache of its results, like `functools.cache`.

    With `functools.cache` alone, type checkers would refuse classes as arguments: they do not know
    that classes are hashable. For them, this function keeps the signature.
    """
    return cast("F", cache(function))


UNSET: Any = None
"""The default (None) of a field that Fiken fills in, so that a loaded model has a value for it.

To a type checker, it is Any. So the field can be annotated without ``| None``, and code that reads
a loaded model does not have to check for None.
"""


class Access(Enum):
    """A restriction on sending a field to Fiken. Most fields have no restriction.

    The value of a member is a phrase for error messages, such as "Fiken sets it".
    """

    READ_ONLY = "Fiken sets it"
    WRITE_ONLY = "it can be sent, and Fiken may not give it back"
    CREATE_ONLY = "it can be given on creation, and not changed"
    UPDATE_ONLY = "it can be changed, and not given on creation"

    def __repr__(self) -> str:
        return f"Access.{self.name}"  # short, since the signatures of models show it


class _Key:
    """The class of `KEY`.

    The mark `KEY` in an annotation means that the field is the entity's id.
    """

    def __repr__(self) -> str:
        return "KEY"


KEY = _Key()
"""The mark of the field that identifies the entity, as in `Identity`."""

ReadOnly = Annotated[T, Access.READ_ONLY]
"""A field that Fiken sets. It can be read, but is never sent."""

WriteOnly = Annotated[T, Access.WRITE_ONLY]
"""A field that can be sent, but that Fiken may leave out of its answers."""

CreateOnly = Annotated[T, Access.CREATE_ONLY]
"""A field that can be set when the entity is created, and not changed afterwards."""

UpdateOnly = Annotated[T, Access.UPDATE_ONLY]
"""A field that can be changed, but not set when the entity is created."""

Identity = Annotated[T, Access.READ_ONLY, KEY]
"""The field that identifies the entity, such as `contact_id`. Fiken assigns its value."""
