"""Exceptions that interrupt a write, raised by a signal handler: Ctrl-C or a time limit."""

from collections.abc import Generator
from contextlib import contextmanager

from fiken.errors import FikenError
from fiken.repositories._protocols import OutcomeProtocol


@contextmanager
def outcome_noted(session: object) -> Generator[None]:
    """Add a note to an exception that interrupts the block: what became of the block's write.

    If the exception comes during the request, the session has already added the note. This function
    adds it if the exception comes later, when the block loads the written entity. A `FikenError`
    gets no note, because it has an `outcome`.
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
    """Return whether a signal handler raised the exception in the middle of a request.

    Return False if the session lacks the method for this. A session that a user wrote for tests
    may lack it.
    """
    return isinstance(session, OutcomeProtocol) and session.is_from_outside(error)
