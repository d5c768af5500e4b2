"""The descriptor behind `Model.evolve`, and the error for an assignment to a frozen model."""

from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, Self, TypeVar, overload

import attrs

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


class _Replaceable(Protocol[P, R_co]):
    def __replace__(self, *args: P.args, **changes: P.kwargs) -> R_co: ...


class Evolve:
    """The descriptor behind `Model.evolve`: it returns the method ``__replace__`` of the model.

    Type checkers that check for Python 3.13 or later know which fields ``__replace__`` accepts. So
    they find a wrong name or type in a call of `evolve`.
    """

    def __init__(self, replace: Callable[..., Any]) -> None:
        """Copy the docstring of ``__replace__``, so that `help` shows it for `evolve`."""
        self.__doc__ = replace.__doc__
        self.__name__ = "evolve"

    @overload
    def __get__(self, model: None, owner: object = None) -> Self: ...
    @overload
    def __get__(self, model: _Replaceable[P, R_co], owner: object = None) -> Callable[P, R_co]: ...
    def __get__(self, model: Any, owner: object = None) -> Any:
        return self if model is None else model.__replace__


class _FrozenInstanceError(attrs.exceptions.FrozenInstanceError):
    """A subclass of the attrs error for assignments to frozen objects. It accepts a message."""

    def __init__(self, message: str) -> None:
        AttributeError.__init__(self, message)
        self.msg = message

    def __reduce__(self) -> tuple[Callable[[str], Exception], tuple[str]]:
        return frozen_error, (self.msg,)


# A traceback shows the class under the name by which users catch it.
_FrozenInstanceError.__module__ = "attrs.exceptions"
_FrozenInstanceError.__qualname__ = _FrozenInstanceError.__name__ = "FrozenInstanceError"


def frozen_error(message: str) -> Exception:
    """Return an `attrs.exceptions.FrozenInstanceError` that has a message."""
    return _FrozenInstanceError(message)
