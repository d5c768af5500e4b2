"""Exceptions that interrupt a write from outside, such as Ctrl-C or a time limit."""

from collections.abc import Generator
from contextlib import contextmanager

from fiken.errors import FikenError
from fiken.repositories._protocols import OutcomeProtocol


@contextmanager
def outcome_noted(session: object) -> Generator[None]:
    """Note the outcome of a write on an exception that comes from outside.

    The session adds the note where its own request is interrupted. This context manager covers what
    follows the request, such as loading the entity that was written.
    """
    before = session.last_write if isinstance(session, OutcomeProtocol) else None
    try:
        yield
    except FikenError:
        raise
    except BaseException as error:
        if isinstance(session, OutcomeProtocol):
            session.note_outcome(error, before)
        raise


def is_from_outside(session: object, error: BaseException) -> bool:
    """Return whether the exception came from outside and interrupted a request."""
    return isinstance(session, OutcomeProtocol) and session.is_from_outside(error)
