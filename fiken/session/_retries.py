"""The policy for sending again: how often, and how long to wait before it."""

import random
from typing import Any, Self

from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse
from urllib3.util import Retry

from fiken.session._answer import Answer, Lost
from fiken.session._decision import BUSY, READS, TOO_MANY, UNAVAILABLE
from fiken.session._errors import retry_after

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
    """The policy for sending again.

    The session asks it only where the decision table allows another try. So no subclass and no
    setting can make it send a write again that may have arrived.

    It is a `Retry` of urllib3, but the session runs the loop: within an adapter, a `Retry` would
    send a POST again after an error of TLS.

    Attributes:
        total: How often to send again: two times by default.
        backoff_factor: Seconds before the second try, less some jitter; twice as many before the
            next one.
        backoff_max: The longest wait in seconds where Fiken does not name one.
        patience: Seconds after which no further try begins. Where `Retry-After` is longer, the
            error is raised at once.
    """

    def __init__(self, *, patience: float = 60.0, **settings: Any) -> None:
        super().__init__(**(_SETTINGS | settings))
        self.patience = patience

    def new(self, **changes: Any) -> Self:
        """Return a copy of the policy with changes, and with the same patience."""
        copy = super().new(**changes)
        copy.patience = self.patience
        return copy

    def after(self, outcome: Answer | Lost) -> Self | None:
        """Return the policy for another try after this outcome; None where this was the last."""
        if isinstance(outcome, Answer) and not self.is_retry(outcome.method, outcome.status):
            return None
        lost = outcome.error if isinstance(outcome, Lost) else None
        answer = HTTPResponse(status=outcome.status) if isinstance(outcome, Answer) else None
        try:
            return self.increment(outcome.method, outcome.url, response=answer, error=lost)
        except (HTTPError, OSError):  # MaxRetryError, or the error itself: the policy says no
            return None

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002
        """Return whether to try again after this status; a write only after a 429."""
        if method in READS:
            return status_code in (self.status_forcelist or ())
        return status_code == TOO_MANY

    def wait(self, outcome: Answer | Lost) -> float:
        """Return the seconds to wait after this outcome."""
        seconds = retry_after(outcome.headers) if isinstance(outcome, Answer) else None
        return self.get_backoff_time() if seconds is None else seconds

    def rest(self, outcome: Answer | Lost) -> float | None:
        """Return for how many seconds every request of the credential has to wait; None for none.

        A 429 is about the credential and not about this one request, and so is a 503 that names a
        time.
        """
        if not isinstance(outcome, Answer) or outcome.status not in _ASKING_FOR_REST:
            return None
        seconds = retry_after(outcome.headers)
        if outcome.status == TOO_MANY:
            return self.backoff_factor if seconds is None else seconds
        return seconds

    def get_backoff_time(self) -> float:
        """Return the seconds to wait where Fiken names none, with jitter.

        Without jitter, clients that failed at the same moment would all try again at once.
        """
        longest = self.backoff_factor * 2 ** max(len(self.history) - 1, 0)
        return random.uniform(0.5, 1) * float(min(self.backoff_max, longest))  # noqa: S311

    def _is_read_error(self, err: Exception) -> bool:  # noqa: ARG002
        return True  # any error after the connection, also one of TLS, means a lost answer
