"""The decision table: what is raised after an attempt, what was done, and whether to send again.

An attempt sends a request once. A read (GET, HEAD) changes nothing, so sending it again does no
harm. A write (every other method) is sent again only where Fiken has surely done nothing.

=====  ===========================================  ==========================  =======  =========
for    what came of the attempt                     raised                      outcome  again
=====  ===========================================  ==========================  =======  =========
read   no connection                                TransportError              refused  yes
read   no connection: the certificate is not valid  TransportError              refused  never
read   no answer, or only a part of it              TransportError              refused  yes
read   no answer within `total` seconds             TransportError              refused  never
read   2xx                                          no error                    refused  never
read   2xx with a body that is too large            MappingError                refused  never
read   206                                          MappingError                refused  never
read   3xx                                          ApiError                    refused  by policy
read   400                                          BadRequestError             refused  by policy
read   429                                          RateLimitedError            refused  yes
read   500                                          ServerError                 refused  by policy
read   502                                          ServerError                 refused  yes
read   503                                          ServerError                 refused  yes
read   504                                          ServerError                 refused  yes
read   4xx: the number series was never started     CounterNotInitializedError  refused  by policy
write  no connection                                TransportError              refused  yes
write  no connection: the certificate is not valid  TransportError              refused  never
write  no connection within `total` seconds         TransportError              refused  never
write  sent, and no answer                          AmbiguousWriteError         unknown  never
write  sent, and no answer within `total` seconds   AmbiguousWriteError         unknown  never
write  2xx, whatever happens to its body            no error                    done     never
write  2xx with a page of HTML                      AmbiguousWriteError         unknown  never
write  2xx without the id that is needed            WrittenButNotLoadedError    done     never
write  3xx                                          AmbiguousWriteError         unknown  never
write  400                                          BadRequestError             refused  never
write  429                                          RateLimitedError            refused  once
write  500                                          ServerError                 unknown  never
write  500 that refuses a value                     ServerError                 refused  never
write  502                                          AmbiguousWriteError         unknown  never
write  503                                          ServerError                 unknown  never
write  504                                          AmbiguousWriteError         unknown  never
write  4xx: the number series was never started     CounterNotInitializedError  refused  never
=====  ===========================================  ==========================  =======  =========

"yes" is as often as the policy (`Retries`) allows. "by policy" is only where the policy names the
status, which the default one does not. The session follows the redirect of a read before this
table is asked, where it leads to the same host. A test reads the table row by row.

Where a connection, an adapter or a session that is not ours carried a write, nobody knows what it
sent: any failure then counts as "sent, and no answer".
"""

from collections.abc import Mapping
from enum import StrEnum

import attrs

from fiken import errors
from fiken.errors import Outcome

#: The methods that change nothing.
READS = frozenset({"GET", "HEAD"})

TOO_MANY, UNAVAILABLE = 429, 503

#: The statuses of a server that is busy: a read is worth another try.
BUSY = frozenset({TOO_MANY, 502, UNAVAILABLE, 504})

# A gateway answers where Fiken has not: behind it, the write may have been carried out.
_FROM_A_GATEWAY = frozenset({502, 504})
_PART = 206  # nobody asked for a part of the body

_CLASSES: Mapping[int, type[errors.ApiError]] = {
    400: errors.BadRequestError,
    401: errors.UnauthorizedError,
    402: errors.ModuleNotActivatedError,
    403: errors.ForbiddenError,
    404: errors.NotFoundError,
    405: errors.MethodNotAllowedError,
    409: errors.ConflictError,
    415: errors.UnsupportedMediaTypeError,
    422: errors.UnprocessableEntityError,
    TOO_MANY: errors.RateLimitedError,
}


class Again(StrEnum):
    """Whether the request may be sent again."""

    YES = "yes"
    BY_POLICY = "by policy"
    ONCE = "once"
    NEVER = "never"


@attrs.frozen
class Facts:
    """What is known of one attempt.

    Attributes:
        status: The HTTP status; None where no whole answer came.
        sent: Whether the request may have left. Without a connection it surely has not.
        lasting: Whether the connection would fail the same way later.
        in_time: Whether the attempt ended before its `total` seconds did.
        too_large: Whether the body is larger than allowed.
        is_page: Whether the body is a page of HTML.
        lacks_id: Whether the answer lacks the id of what was created.
        refuses_a_value: Whether a 5xx says that a value was refused.
        no_counter: Whether the answer says that the number series was never started.
    """

    status: int | None = None
    sent: bool = True
    lasting: bool = False
    in_time: bool = True
    too_large: bool = False
    is_page: bool = False
    lacks_id: bool = False
    refuses_a_value: bool = False
    no_counter: bool = False


@attrs.frozen
class Decision:
    """What follows from an attempt.

    Attributes:
        error: The class of the exception to raise; None for a success.
        outcome: What was done. For a read nothing was, not even after a success.
        again: Whether the request may be sent again.
    """

    error: type[errors.FikenError] | None
    outcome: Outcome
    again: Again

    def allows_another_try(self, limited: int) -> bool:
        """Return whether the request may be sent again, whatever the policy says.

        Args:
            limited: How often the request was answered with 429 so far.
        """
        return limited <= 1 if self.again is Again.ONCE else self.again is not Again.NEVER


_AMBIGUOUS = Decision(errors.AmbiguousWriteError, Outcome.UNKNOWN, Again.NEVER)


def decide(method: str, facts: Facts) -> Decision:
    """Return what the table says about an attempt with this method."""
    is_read = method in READS
    if facts.status is None:
        return _without_answer(is_read, facts)
    if 200 <= facts.status < 300:  # noqa: PLR2004
        return _success_of_read(facts) if is_read else _success_of_write(facts)
    kind = api_error_class(facts.status, no_counter=facts.no_counter)
    if is_read:
        again = Again.YES if facts.status in BUSY else Again.BY_POLICY
        return Decision(kind, Outcome.REFUSED, again)
    if facts.status < 400 or facts.status in _FROM_A_GATEWAY:  # noqa: PLR2004
        return _AMBIGUOUS
    if kind is errors.ServerError and not facts.refuses_a_value:
        return Decision(kind, Outcome.UNKNOWN, Again.NEVER)
    again = Again.ONCE if facts.status == TOO_MANY else Again.NEVER
    return Decision(kind, Outcome.REFUSED, again)


def api_error_class(status: int, *, no_counter: bool = False) -> type[errors.ApiError]:
    """Return the class of the exception for an answer that is not a success."""
    if no_counter and status != TOO_MANY:
        return errors.CounterNotInitializedError
    return _CLASSES.get(status, errors.ServerError if status >= 500 else errors.ApiError)  # noqa: PLR2004


def _without_answer(is_read: bool, facts: Facts) -> Decision:
    if facts.sent and not is_read:
        return _AMBIGUOUS
    again = Again.YES if facts.in_time and not facts.lasting else Again.NEVER
    return Decision(errors.TransportError, Outcome.REFUSED, again)


def _success_of_read(facts: Facts) -> Decision:
    is_whole = facts.status != _PART and not facts.too_large
    return Decision(None if is_whole else errors.MappingError, Outcome.REFUSED, Again.NEVER)


def _success_of_write(facts: Facts) -> Decision:
    if facts.is_page:
        return _AMBIGUOUS
    error = errors.WrittenButNotLoadedError if facts.lacks_id else None
    return Decision(error, Outcome.DONE, Again.NEVER)
