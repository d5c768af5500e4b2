"""Exceptions that come from outside in the middle of a verb, such as Ctrl-C or a time limit."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, runtime_checkable

from fiken.errors import FikenError

P = ParamSpec("P")
T = TypeVar("T")


@runtime_checkable
class KnowsOutcome(Protocol):
    """A session that knows what became of its writes. One of a user's own tests may not."""

    @property
    def last_write(self) -> object:
        """The last write of this thread."""

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Note on an exception from outside what became of the write after `since`, if any."""

    def is_from_outside(self, error: BaseException) -> bool:
        """Whether the exception came in the middle of an exchange, as that of a signal handler."""
        ...


class _HasSession(Protocol):
    @property
    def _session(self) -> Any: ...


S = TypeVar("S", bound=_HasSession)


def write_verb(verb: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Make a verb say what was done when an exception comes from outside.

    The session says so in the middle of a request; this is for the rest of the verb, such as the
    loading after a write.
    """

    @wraps(verb)
    def call(repository: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        session = repository._session  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        before = session.last_write if isinstance(session, KnowsOutcome) else None
        try:
            return verb(repository, *args, **kwargs)
        except FikenError:
            raise
        except BaseException as error:
            if isinstance(session, KnowsOutcome):
                session.note_outcome(error, before)
            raise

    return call


def is_from_outside(session: object, error: BaseException) -> bool:
    """Return whether the exception came from outside in the middle of an exchange."""
    return isinstance(session, KnowsOutcome) and session.is_from_outside(error)
