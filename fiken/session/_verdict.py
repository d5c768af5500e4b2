"""The verdict on what came last: the answer, or the exception that it means."""

import sys

import requests

from fiken.errors import AmbiguousWriteError, WrittenButNotLoadedError
from fiken.session._answer import READS, Answer, Lost
from fiken.session._errors import error_of

# A gateway speaks where Fiken has not: the write may have been carried out behind it.
_FROM_A_GATEWAY = frozenset({502, 504})


def success(outcome: Answer | Lost, *, creates: bool) -> Answer:
    """Give the answer if it is a success, with the id where one is needed; else raise."""
    if isinstance(outcome, Lost):
        raise outcome.as_error() from _without_frames(outcome.error)
    if not requests.codes.ok <= outcome.status < requests.codes.multiple_choices:
        raise _failure(outcome)
    if creates and outcome.location_id is None:
        raise WrittenButNotLoadedError(
            None,
            f"its answer ({outcome.status}) does not tell the id (request {outcome.request_id})",
        )
    return outcome


def _without_frames(error: Exception) -> Exception:
    """Take the frames off: what prints their locals would print the token in the headers.

    Those of an error that the caller is handling meanwhile are the caller's, and stay.
    """
    cause: BaseException | None = error
    handled = sys.exception()
    while cause is not None and cause is not handled:
        cause.__traceback__ = None
        cause = cause.__cause__ or cause.__context__
    return error


def _failure(answer: Answer) -> Exception:
    """Give the exception; neither a gateway nor a redirect tells what became of a write."""
    method, url, request_id = answer.method, answer.url, answer.request_id
    error = error_of(answer.status, answer.headers, answer.body, method, url, request_id)
    redirects = answer.status < requests.codes.bad_request
    if method in READS or not (redirects or answer.status in _FROM_A_GATEWAY):
        return error
    ambiguous = AmbiguousWriteError(method, url, request_id, f"a {answer.status} came instead")
    ambiguous.__cause__ = error
    return ambiguous
