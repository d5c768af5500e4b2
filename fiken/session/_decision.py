"""The decision table: which error is raised, what Fiken has done, and whether to send again.

An attempt sends a request once. A read changes nothing, so sending it again does no harm. GET and
HEAD are reads, and so is a POST that is sent with ``reads=True``. A write (every other request) is
sent again only where Fiken has certainly done nothing. The outcome says what Fiken has done:
nothing ("refused"), the whole request ("done"), or "unknown".

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
read   401                                          UnauthorizedError           refused  renewed
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
write  401                                          UnauthorizedError           refused  renewed
write  429                                          RateLimitedError            refused  once
write  500                                          ServerError                 unknown  never
write  500 that refuses a value                     ServerError                 refused  never
write  502                                          AmbiguousWriteError         unknown  never
write  503                                          ServerError                 unknown  never
write  504                                          AmbiguousWriteError         unknown  never
write  4xx: the number series was never started     CounterNotInitializedError  refused  never
=====  ===========================================  ==========================  =======  =========

"yes": as often as the retry policy (`Retries`) allows. "by policy": only where the policy lists the
status, which the default policy does not. "once": a write is sent again after its first 429 only.
"renewed": after its first 401, a request is sent again at once if the login has been renewed
(`Auth.renewed_after`), because Fiken did nothing with it. Otherwise, and after a second 401, a read
is sent again by policy, and a write never. A 401 after a redirect does not renew the login.

The session follows the redirect of a GET or HEAD to the same host before it uses this table. A test
reads the table row by row.

Where the user's own session or adapter, or a patched class, sent a write, nobody knows what it
sent. Where such a write gets no answer, it always counts as "sent, and no answer".
"""

from collections.abc import Mapping
from enum import StrEnum

import attrs

from fiken import errors
from fiken.errors import Outcome

#: The methods that change nothing.
READS = frozenset({"GET", "HEAD"})

NOT_LOGGED_IN, TOO_MANY, UNAVAILABLE, GATEWAY_TIMEOUT = 401, 429, 503, 504

#: The statuses of a server that is busy: a read is worth another try.
BUSY = frozenset({TOO_MANY, 502, UNAVAILABLE, GATEWAY_TIMEOUT})

# These come from a gateway in front of Fiken: behind it, Fiken may have carried out the write.
_FROM_A_GATEWAY = frozenset({502, GATEWAY_TIMEOUT})
_PART = 206  # nobody asked for a part of the body

_CLASSES: Mapping[int, type[errors.ApiError]] = {
    400: errors.BadRequestError,
    NOT_LOGGED_IN: errors.UnauthorizedError,
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
    """Whether a request may be sent again, according to the decision table in this module.

    YES: as often as the retry policy allows. BY_POLICY: only if the retry policy lists the HTTP
    status. ONCE: after the first 429, but not after a second. RENEWED: once, if the login was
    renewed after the attempt; a read also by policy. NEVER: under no condition.
    """

    YES = "yes"
    BY_POLICY = "by policy"
    ONCE = "once"
    RENEWED = "renewed"
    NEVER = "never"


# The refusals after which a write may be sent again. After any other, it may not.
_REFUSED_WRITES: Mapping[type[errors.ApiError], Again] = {
    errors.UnauthorizedError: Again.RENEWED,
    errors.RateLimitedError: Again.ONCE,
}


@attrs.frozen
class Facts:
    """The facts about one attempt to send a request. `decide` turns them into a `Decision`.

    Attributes:
        is_read: Whether the request was a read: it changed nothing in Fiken.
        status: The HTTP status; None if no usable answer came.
        sent: Whether a part of the request may have been sent. False if no connection was made.
        lasting: Whether another attempt would fail in the same way, as with a bad certificate.
        in_time: Whether the attempt ended within `total` seconds, a setting of the session.
        too_large: Whether the body is larger than `max_answer_bytes`, a setting of the session.
        is_page: Whether the body is a page of HTML.
        lacks_id: Whether the request created an entity, but the answer does not name its id.
        refuses_a_value: Whether the message of a server error (5xx) says that Fiken refused a
            value.
        no_counter: Whether Fiken's message says that a number series was never started.
    """

    is_read: bool
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
    """What to do after one attempt to send a request.

    Attributes:
        error: The class of the exception to raise; None for a success.
        outcome: What Fiken has done: refused, unknown or done. Always "refused" for a read, because
            a read changes nothing.
        again: Whether the request may be sent again.
    """

    error: type[errors.FikenError] | None
    outcome: Outcome
    again: Again

    def allows_another_try(self, limited: int) -> bool:
        """Return whether another attempt is safe. The retry policy may still forbid it.

        After `Again.RENEWED`, it is safe also with the same login, because Fiken did nothing.

        Args:
            limited: How many attempts to send this request were answered with 429 so far.
        """
        return limited <= 1 if self.again is Again.ONCE else self.again is not Again.NEVER


_AMBIGUOUS = Decision(errors.AmbiguousWriteError, Outcome.UNKNOWN, Again.NEVER)


def is_read(method: str, *, reads: bool) -> bool:
    """Return whether a request is a read: it changes nothing in Fiken.

    Args:
        method: The HTTP method, in capitals.
        reads: Whether the caller says that the request is a read, although its method is that of a
            write.
    """
    return reads or method in READS


def decide(facts: Facts) -> Decision:
    """Return what the decision table in this module says about one attempt.

    Args:
        facts: The facts about the attempt, such as the HTTP status.
    """
    if facts.status is None:
        return _without_answer(facts)
    if 200 <= facts.status < 300:  # noqa: PLR2004
        return _success_of_read(facts) if facts.is_read else _success_of_write(facts)
    kind = api_error_class(facts.status, no_counter=facts.no_counter)
    if facts.is_read:
        again = Again.YES if facts.status in BUSY else Again.BY_POLICY
        again = Again.RENEWED if kind is errors.UnauthorizedError else again
        return Decision(kind, Outcome.REFUSED, again)
    if facts.status < 400 or facts.status in _FROM_A_GATEWAY:  # noqa: PLR2004
        return _AMBIGUOUS
    if kind is errors.ServerError and not facts.refuses_a_value:
        return Decision(kind, Outcome.UNKNOWN, Again.NEVER)
    return Decision(kind, Outcome.REFUSED, _REFUSED_WRITES.get(kind, Again.NEVER))


def api_error_class(status: int, *, no_counter: bool = False) -> type[errors.ApiError]:
    """Return the exception class for an HTTP status, such as `NotFoundError` for 404.

    Args:
        status: An HTTP status that is not a success (2xx).
        no_counter: Whether Fiken's message says that a number series was never started. If so,
            `CounterNotInitializedError` is returned for every status except 429.
    """
    if no_counter and status != TOO_MANY:
        return errors.CounterNotInitializedError
    return _CLASSES.get(status, errors.ServerError if status >= 500 else errors.ApiError)  # noqa: PLR2004


def _without_answer(facts: Facts) -> Decision:
    if facts.sent and not facts.is_read:
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
