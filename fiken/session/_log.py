"""The log of a client: one line per attempt to send a request."""

import logging
import sys
import traceback
from urllib.parse import urlsplit

from fiken.session._answer import Answer, Lost

_LOG = logging.getLogger("fiken")


def log_attempt(attempt: Answer | Lost, took: float) -> None:
    """Log one attempt: method, path, status (or class of the error), milliseconds, request id.

    Args:
        attempt: The result of the attempt: an `Answer`, or a `Lost` if no usable answer came.
        took: The seconds that the attempt took.
    """
    result = attempt.status if isinstance(attempt, Answer) else type(attempt.error).__name__
    values = (attempt.method, urlsplit(attempt.url).path, result, round(took * 1000))
    try:
        _LOG.debug("%s %s %s %d ms %s", *values, attempt.request_id)
    except Exception:
        if attempt.is_read:
            raise
        # A failing handler must not hide the outcome of a write. Its error is printed, as logging
        # itself does with the errors that it catches.
        if logging.raiseExceptions and sys.stderr:
            traceback.print_exc()
