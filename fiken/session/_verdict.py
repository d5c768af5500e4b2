"""From the last attempt to its answer, or to the exception that the decision table names."""

import sys
from collections.abc import MutableMapping
from typing import TypeVar, cast

from fiken.errors import (
    AmbiguousWriteError,
    ApiError,
    FikenError,
    MappingError,
    Outcome,
    TransportError,
    WrittenButNotLoadedError,
)
from fiken.session._answer import Answer, Lost
from fiken.session._decision import Decision, Facts, decide
from fiken.session._errors import error_of, message_of
from fiken.session._exchange import TookTooLongError
from fiken.session._phrases import refuses_a_value, says_no_counter
from fiken.session._transport import NotSent, reason_of

E = TypeVar("E", bound=BaseException)


def decision_on(attempt: Answer | Lost, *, creates: bool = False) -> Decision:
    """Return what to do after an attempt: which exception to raise, and whether to try again.

    Args:
        attempt: The result of the attempt: an `Answer`, or a `Lost` if no usable answer came.
        creates: Whether the request creates an entity. Then the answer must name its new id.
    """
    return decide(_facts_of(attempt, creates))


def success(attempt: Answer | Lost, *, creates: bool) -> Answer:
    """Return the answer of a successful attempt, or raise the exception for a failed one.

    Args:
        attempt: The result of the attempt: an `Answer`, or a `Lost` if no usable answer came.
        creates: Whether the request creates an entity. Then the answer must name its new id.
    """
    decision = decision_on(attempt, creates=creates)
    if isinstance(attempt, Lost):
        lost = _lost_error(attempt, decision)
        raise lost from without_frames(attempt.error, sys.exception())
    if decision.error is None:
        return attempt
    raise _error_after(attempt, decision.error)


def without_frames(error: E, handled: BaseException | None) -> E:
    """Remove the token from an exception and its causes, and return the exception.

    An exception may hold the request, whose headers contain the token. Its traceback leads to local
    variables, which may contain the token as well. Therefore tracebacks are removed.

    Args:
        error: The exception.
        handled: An exception that the user's code was handling when it made the request, or None.
            That exception keeps its traceback.
    """
    chain: list[BaseException | None] = [error]
    seen: set[int] = set()
    while chain:
        cause = chain.pop()
        if cause is None or cause is handled or id(cause) in seen:
            continue
        seen.add(id(cause))
        cause.__traceback__ = None
        headers: object = getattr(getattr(cause, "request", None), "headers", None)
        if isinstance(headers, MutableMapping):
            cast("MutableMapping[str, object]", headers).pop("Authorization", None)
        chain += [cause.__cause__, cause.__context__]
    return error


def _facts_of(attempt: Answer | Lost, creates: bool) -> Facts:
    if isinstance(attempt, Lost):
        not_sent = attempt.error if isinstance(attempt.error, NotSent) else None
        cause = not_sent.cause if not_sent else attempt.error
        return Facts(
            attempt.is_read,
            sent=not_sent is None,
            lasting=not_sent is not None and not_sent.is_lasting,
            in_time=not isinstance(cause, TookTooLongError),
        )
    if attempt.is_success:
        is_read = attempt.is_read
        return Facts(
            is_read,
            attempt.status,
            too_large=is_read and not attempt.complete,
            is_page=not is_read and attempt.is_page,
            lacks_id=creates and attempt.location_id is None,
        )
    message = message_of(attempt.status, attempt.headers, attempt.body)
    return Facts(
        attempt.is_read,
        attempt.status,
        refuses_a_value=refuses_a_value(message),
        no_counter=says_no_counter(message),
    )


def _lost_error(lost: Lost, decision: Decision) -> TransportError:
    kind = AmbiguousWriteError if decision.error is AmbiguousWriteError else TransportError
    lasting = isinstance(lost.error, NotSent) and lost.error.is_lasting
    return kind(lost.method, lost.url, lost.request_id, reason_of(lost.error), lasting)


def _error_after(answer: Answer, kind: type[FikenError]) -> FikenError:
    if kind is MappingError:
        return _not_whole(answer)
    if kind is WrittenButNotLoadedError:
        reason = f"its answer ({answer.status}) has no id in Location"
        return WrittenButNotLoadedError(None, f"{reason} (request {answer.request_id})")
    if kind is AmbiguousWriteError:
        return _ambiguous(answer)
    return _api_error(answer)


def _not_whole(answer: Answer) -> MappingError:
    """Build the exception for the answer to a read that is too large or only a part (206)."""
    received = "more" if answer.fault else f"a part ({answer.status})"
    expected = answer.fault or "the whole answer (200)"
    return MappingError("", "$", expected, received, answer.request_id)


def _ambiguous(answer: Answer) -> AmbiguousWriteError:
    """Build the exception for a write that a proxy or gateway has answered, and not Fiken."""
    reason = (
        "a page of HTML came instead of Fiken's answer"
        if answer.is_success
        else f"a {answer.status} came instead"
    )
    error = AmbiguousWriteError(answer.method, answer.url, answer.request_id, reason)
    if not answer.is_success:
        error.__cause__ = _api_error(answer)
    return error


def _api_error(answer: Answer) -> ApiError:
    method, url, request_id = answer.method, answer.url, answer.request_id
    error = error_of(answer.status, answer.headers, answer.body, method, url, request_id)
    if answer.is_read:  # the error itself knows only the method
        error.outcome = Outcome.REFUSED
    return error
