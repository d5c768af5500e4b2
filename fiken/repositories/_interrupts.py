"""Exceptions that interrupt a write, raised by a signal handler: Ctrl-C or a time limit."""

from collections.abc import Generator
from contextlib import contextmanager

from fiken.errors import FikenError
from fiken.repositories._protocols import OutcomeProtocol


@contextmanager
def outcome_noted(session: object) -> Generator[None]:
    """Add the outcome of the block's write, as a note, to an exception that interrupts the block.

    A `FikenError` gets no note. The session itself adds the note to an exception that interrupts
    its request. This context manager also covers the time after the request, such as loading the
    entity that was written.
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

    False for a session that cannot know, such as one that users wrote for their tests.
    """
    return isinstance(session, OutcomeProtocol) and session.is_from_outside(error)
