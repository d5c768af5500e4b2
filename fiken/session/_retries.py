"""The retry policy: how often a request is sent again, and how long to wait before that."""

import random
from typing import Any, Self

from urllib3.exceptions import HTTPError, TimeoutError as Urllib3TimeoutError
from urllib3.response import HTTPResponse
from urllib3.util import Retry

from fiken.session._answer import Answer, Lost
from fiken.session._decision import BUSY, GATEWAY_TIMEOUT, READS, TOO_MANY, UNAVAILABLE
from fiken.session._errors import retry_after
from fiken.session._transport import NotSent

_ASKING_FOR_REST = frozenset({TOO_MANY, UNAVAILABLE})

_SETTINGS: dict[str, Any] = {
    "total": 2,
    "other": 0,
    "redirect": 0,
    "allowed_methods": READS,
    "status_forcelist": BUSY,
    "backoff_factor": 0.5,
    "backoff_max": 30.0,
    "raise_on_status": False,
}


class Retries(Retry):
    """The retry policy: how often a request is sent again, and how long to wait before that.

    A write that may have arrived is never sent again, whatever the policy says.
    ``Fiken(retries=Retries(total=0))`` never sends any request again.

    Other settings are those of `urllib3.util.Retry`. Do not use this policy as the `max_retries` of
    an adapter: urllib3 would then send a POST again after a TLS error.

    Attributes:
        total: How often a request is sent again at most: 2 by default.
        backoff_factor: Seconds to wait before the second attempt: 0.5 by default. The wait is
            doubled before each further attempt, and shortened at random by up to half. It is also
            how long all requests with this token pause after a 429 that states no time.
        backoff_max: The longest wait in seconds: 30 by default. If Fiken states the wait in the
            header `Retry-After`, that wait is used instead, also if it is longer.
        patience: Seconds from the start of the first attempt: 60 by default. If a wait would end
            later, no further attempt is made, and the error is raised at once.
    """

    def __init__(self, *, patience: float = 60.0, **settings: Any) -> None:
        super().__init__(**(_SETTINGS | settings))
        self.patience = patience

    def new(self, **changes: Any) -> Self:
        """Return a copy of the policy with changed settings and an unchanged `patience`.

        urllib3 calls this method to count the attempts: each further attempt has its own copy.
        """
        copy = super().new(**changes)
        copy.patience = self.patience
        return copy

    def after(self, outcome: Answer | Lost) -> Self | None:
        """Return the policy for the next attempt, or None if the policy allows no further attempt.

        Args:
            outcome: The result of the last attempt: an `Answer`, or a `Lost` if no usable answer
                came.
        """
        method = "GET" if outcome.is_read else outcome.method
        if isinstance(outcome, Answer) and not self.is_retry(method, outcome.status):
            return None
        lost = outcome.error if isinstance(outcome, Lost) else None
        answer = HTTPResponse(status=outcome.status) if isinstance(outcome, Answer) else None
        try:
            return self.increment(method, outcome.url, response=answer, error=lost)
        except (HTTPError, OSError):  # MaxRetryError, or `error` itself: no further attempt
            return None

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002
        """Return whether the policy allows another attempt after this HTTP status.

        A read (GET, HEAD) may be sent again after a status in `status_forcelist`, and a write after
        429.

        Args:
            method: The HTTP method of the request.
            status_code: The HTTP status of the answer.
            has_retry_after: Ignored. urllib3 defines this argument.
        """
        if method in READS:
            return status_code in (self.status_forcelist or ())
        return status_code == TOO_MANY

    def wait(self, outcome: Answer | Lost) -> float:
        """Return how many seconds to wait before the next attempt.

        Fiken states the seconds in the header `Retry-After`. Without that header, the wait is
        partly random and grows with each attempt.

        Args:
            outcome: The result of the last attempt: an `Answer`, or a `Lost` if no usable answer
                came.
        """
        seconds = retry_after(outcome.headers) if isinstance(outcome, Answer) else None
        return self.get_backoff_time() if seconds is None else seconds

    def rest(self, outcome: Answer | Lost) -> float | None:
        """Return for how many seconds all requests with this token (or other login) must pause.

        Fiken asks for a pause with status 429, or with 503 and the header `Retry-After`. After a
        429 without this header, the pause is `backoff_factor` seconds. After a timeout, of this
        client or of a gateway (504), it is `rest_after_timeout` seconds. In all other cases, return
        None.

        Args:
            outcome: The result of the last attempt: an `Answer`, or a `Lost` if no usable answer
                came.
        """
        if _is_timeout(outcome):
            return self.rest_after_timeout
        if not isinstance(outcome, Answer) or outcome.status not in _ASKING_FOR_REST:
            return None
        seconds = retry_after(outcome.headers)
        if outcome.status == TOO_MANY:
            return self.backoff_factor if seconds is None else seconds
        return seconds

    @property
    def rest_after_timeout(self) -> float:
        """Seconds for which all requests pause after nobody has waited for an answer any longer.

        They are four times `backoff_factor`: 2 by default. Fiken may still be working on the
        request, and the next one would overlap with it.
        """
        return 4 * self.backoff_factor

    def get_backoff_time(self) -> float:
        """Return how many seconds to wait before the next attempt, if Fiken has not stated them.

        The wait is partly random. Otherwise clients that failed at the same moment would all try
        again at the same moment.
        """
        longest = self.backoff_factor * 2 ** max(len(self.history) - 1, 0)
        return random.uniform(0.5, 1) * float(min(self.backoff_max, longest))  # noqa: S311

    def _is_read_error(self, err: Exception) -> bool:  # noqa: ARG002
        return True  # any error after the connection, also one of TLS, means a lost answer


def _is_timeout(outcome: Answer | Lost) -> bool:
    """Return whether nobody waited for the answer any longer, to a request that may have left."""
    if isinstance(outcome, Answer):
        return outcome.status == GATEWAY_TIMEOUT
    timeouts = (TimeoutError, Urllib3TimeoutError)
    return isinstance(outcome.error, timeouts) and not isinstance(outcome.error, NotSent)
