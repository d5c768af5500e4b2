"""The verdict on what came last: the answer, or the exception that it means."""

import sys
from typing import TypeVar

import requests

from fiken.errors import AmbiguousWriteError, MappingError, WrittenButNotLoadedError
from fiken.session._answer import READS, Answer, Lost
from fiken.session._errors import error_of

E = TypeVar("E", bound=BaseException)

# A gateway speaks where Fiken has not: the write may have been carried out behind it.
_FROM_A_GATEWAY = frozenset({502, 504})


def success(outcome: Answer | Lost, *, creates: bool) -> Answer:
    """Return the answer if it is a success, with the id where one is needed; else raise."""
    if isinstance(outcome, Lost):
        raise outcome.as_error() from without_frames(outcome.error, sys.exception())
    if not requests.codes.ok <= outcome.status < requests.codes.multiple_choices:
        raise _failure(outcome)
    if outcome.method in READS:
        return _whole(outcome)
    if outcome.is_page:
        raise _ambiguous(outcome, "a page of HTML came instead of Fiken's answer")
    if creates and outcome.location_id is None:
        raise WrittenButNotLoadedError(
            None,
            f"its answer ({outcome.status}) does not tell the id (request {outcome.request_id})",
        )
    return outcome


def without_frames(error: E, handled: BaseException | None) -> E:
    """Take the frames off the exception and its causes: their locals show the token.

    `handled` is what the caller was handling before: its frames are the caller's, and stay.
    """
    chain: list[BaseException | None] = [error]
    seen: set[int] = set()
    while chain:
        cause = chain.pop()
        if cause is None or cause is handled or id(cause) in seen:
            continue
        seen.add(id(cause))
        cause.__traceback__ = None
        chain += [cause.__cause__, cause.__context__]
    return error


def _whole(answer: Answer) -> Answer:
    """Return the answer to a read, or raise when some of it is missing."""
    part = answer.status == requests.codes.partial_content  # nobody asked for a part
    if answer.complete and not part:
        return answer
    came = f"a part ({answer.status})" if part else "more"
    expected = answer.fault or "the whole answer (200)"
    raise MappingError("", "$", expected, came, answer.request_id)


def _failure(answer: Answer) -> Exception:
    """Return the exception; neither a gateway nor a redirect tells what became of a write."""
    method, url, request_id = answer.method, answer.url, answer.request_id
    error = error_of(answer.status, answer.headers, answer.body, method, url, request_id)
    redirects = answer.status < requests.codes.bad_request
    if method in READS or not (redirects or answer.status in _FROM_A_GATEWAY):
        return error
    ambiguous = _ambiguous(answer, f"a {answer.status} came instead")
    ambiguous.__cause__ = error
    return ambiguous


def _ambiguous(answer: Answer, reason: str) -> AmbiguousWriteError:
    return AmbiguousWriteError(answer.method, answer.url, answer.request_id, reason)
