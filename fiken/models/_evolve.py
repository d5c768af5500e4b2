"""The type of `evolve`, and the error that an assignment to a frozen model raises."""

from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, Self, TypeVar, overload

import attrs

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


class _Replaceable(Protocol[P, R_co]):
    def __replace__(self, *args: P.args, **changes: P.kwargs) -> R_co: ...


class Evolve:
    """``model.evolve(**changes)``: a descriptor that passes on the signature of ``__replace__``.

    Type checkers derive the signature of ``__replace__`` from the fields (for Python 3.13 and
    later). So a wrong name or type in a change is a static error there.
    """

    def __init__(self, replace: Callable[..., Any]) -> None:
        """Take over the docstring of ``__replace__``, for `help`."""
        self.__doc__ = replace.__doc__
        self.__name__ = "evolve"

    @overload
    def __get__(self, model: None, owner: object = None) -> Self: ...
    @overload
    def __get__(self, model: _Replaceable[P, R_co], owner: object = None) -> Callable[P, R_co]: ...
    def __get__(self, model: Any, owner: object = None) -> Any:
        return self if model is None else model.__replace__


class _FrozenInstanceError(attrs.exceptions.FrozenInstanceError):
    """The error that attrs raises, with a message that says what to do instead.

    The constructor of attrs takes no message.
    """

    def __init__(self, message: str) -> None:
        AttributeError.__init__(self, message)
        self.msg = message

    def __reduce__(self) -> tuple[Callable[[str], Exception], tuple[str]]:
        return frozen_error, (self.msg,)


# A traceback shows the class under the name by which users catch it.
_FrozenInstanceError.__module__ = "attrs.exceptions"
_FrozenInstanceError.__qualname__ = _FrozenInstanceError.__name__ = "FrozenInstanceError"


def frozen_error(message: str) -> Exception:
    """Return an `attrs.exceptions.FrozenInstanceError` with a message."""
    return _FrozenInstanceError(message)
