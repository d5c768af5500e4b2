"""Which outcomes are worth another try, and how long to wait before it."""

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
    """The policy. The loop is the session's: inside the adapter, `Retry` would send a POST again.

    The session asks the policy only where another try is allowed at all (`may_repeat`): no
    subclass and no setting makes a write go out again that may have arrived.

    Attributes:
        total: How often to try again: two times.
        backoff_factor: Seconds before the second try, less some jitter; doubled before the next.
        backoff_max: The longest wait in seconds where Fiken says nothing.
        patience: Seconds after which no further try begins. Where `Retry-After` is longer, the
            error is raised at once.
    """

    def __init__(self, *, patience: float = 60.0, **settings: Any) -> None:
        super().__init__(**(_SETTINGS | settings))
        self.patience = patience

    def new(self, **changes: Any) -> Self:
        """Copy the policy, with changes: urllib3 knows nothing of our patience."""
        made = super().new(**changes)
        made.patience = self.patience
        return made

    def after(self, outcome: Answer | Lost) -> Self | None:
        """Give the policy for another try after this outcome, or None: it is the last."""
        if isinstance(outcome, Answer) and not self.is_retry(outcome.method, outcome.status):
            return None
        lost = outcome.error if isinstance(outcome, Lost) else None
        answer = HTTPResponse(status=outcome.status) if isinstance(outcome, Answer) else None
        try:
            return self.increment(outcome.method, outcome.url, response=answer, error=lost)
        except (HTTPError, OSError):  # MaxRetryError, or the loss itself: the policy says no
            return None

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002
        """Return whether to try again after this status; a write only after a 429."""
        if method in READS:
            return status_code in (self.status_forcelist or ())
        return status_code == TOO_MANY

    def wait(self, outcome: Answer | Lost) -> float:
        """Return the seconds to wait after this outcome."""
        stated = retry_after(outcome.headers) if isinstance(outcome, Answer) else None
        return self.get_backoff_time() if stated is None else stated

    def rest(self, outcome: Answer | Lost) -> float | None:
        """Return the seconds for which the whole lane is to rest after this outcome, if any.

        Fiken says 429 to the credential, and not to the one request; 503 with a time likewise.
        """
        if not isinstance(outcome, Answer) or outcome.status not in _ASKING_FOR_REST:
            return None
        stated = retry_after(outcome.headers)
        if outcome.status == TOO_MANY:
            return self.backoff_factor if stated is None else stated
        return stated

    def get_backoff_time(self) -> float:
        """Give the seconds to wait where Fiken says nothing, jittered: never all at once."""
        longest = self.backoff_factor * 2 ** max(len(self.history) - 1, 0)
        return random.uniform(0.5, 1) * float(min(self.backoff_max, longest))  # noqa: S311

    def _is_read_error(self, err: Exception) -> bool:  # noqa: ARG002
        return True  # what had a connection was lost after it; TLS errors too, not only reads
