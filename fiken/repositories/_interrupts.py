"""Exceptions that interrupt a write, raised by a signal handler: Ctrl-C or a time limit."""

from collections.abc import Generator
from contextlib import contextmanager

from fiken.errors import FikenError
from fiken.repositories._protocols import OutcomeProtocol


@contextmanager
def outcome_noted(session: object) -> Generator[None]:
    """Add a note to an exception from the ``with`` block: whether Fiken carried out the write.

    Use it as ``with outcome_noted(session):`` around the code that sends one write and loads its
    result. A `KeyboardInterrupt`, for example, gets the note. A `FikenError` gets none, because it
    has an attribute `outcome`.

    If the exception was raised while the write was sent, the session has already added the note. It
    is not added twice.
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
    """Return whether a signal handler, such as a time limit, raised the exception during a request.

    Return False if the session cannot tell. A session that a user wrote for tests may lack the
    method for this.
    """
    return isinstance(session, OutcomeProtocol) and session.is_from_outside(error)
