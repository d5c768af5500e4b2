"""Exceptions that interrupt a write, raised by a signal handler: Ctrl-C or a time limit."""

from collections.abc import Generator
from contextlib import contextmanager

from fiken.errors import FikenError
from fiken.repositories._protocols import OutcomeProtocol


@contextmanager
def outcome_noted(session: object) -> Generator[None]:
    """Add a note to an exception that interrupts the block: what became of the block's write.

    During the request, the session adds this note itself. After it, while the block loads the
    written entity, this function adds the note. A `FikenError` needs none: it has an `outcome`.
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

    Return False if the session cannot know this, such as one that users wrote for their tests.
    """
    return isinstance(session, OutcomeProtocol) and session.is_from_outside(error)
