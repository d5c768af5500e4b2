"""Which outcomes are worth another try, and how long to wait before it."""

import random
from typing import Any, Self

from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse
from urllib3.util import Retry

from fiken.session._answer import READS, Answer, Lost
from fiken.session._errors import retry_after
from fiken.session._transport import NotSent

_SETTINGS: dict[str, Any] = {
    "total": 2,
    "other": 0,
    "redirect": 0,
    "allowed_methods": READS,
    "status_forcelist": frozenset({429, 502, 503, 504}),
    "backoff_factor": 0.5,
    "backoff_max": 30.0,
    "raise_on_status": False,
}


class Retries(Retry):
    """The policy. The loop is the session's: inside the adapter, `Retry` would send a POST again.

    A write is sent again when it surely did not arrive, and once after a 429; never else.

    Attributes:
        total: How often to try again: two times.
        backoff_factor: Seconds before the second try, less some jitter; doubled before the next.
        backoff_max: The longest wait in seconds, also where `Retry-After` says more.
        patience: Seconds after which no further try begins.
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
        if not self._is_passing(outcome):
            return None
        lost = outcome.error if isinstance(outcome, Lost) else None
        answer = HTTPResponse(status=outcome.status) if isinstance(outcome, Answer) else None
        try:
            return self.increment(outcome.method, outcome.url, response=answer, error=lost)
        except (HTTPError, OSError):  # MaxRetryError, or the loss itself: the policy says no
            return None

    def _is_passing(self, outcome: Answer | Lost) -> bool:
        if isinstance(outcome, Answer):
            return self.is_retry(outcome.method, outcome.status)
        if isinstance(outcome.error, NotSent):
            return outcome.error.may_pass
        return outcome.method in READS  # a law, whatever `allowed_methods` says

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002
        """Tell whether to try again after this status; a write only after its first 429."""
        if method in READS:
            return status_code in (self.status_forcelist or ())
        return status_code == 429 and all(past.status != 429 for past in self.history)  # noqa: PLR2004

    def wait(self, outcome: Answer | Lost) -> float:
        """Give the seconds to wait after this outcome."""
        said = retry_after(outcome.headers) if isinstance(outcome, Answer) else None
        return self.get_backoff_time() if said is None else min(said, self.backoff_max)

    def get_backoff_time(self) -> float:
        """Give the seconds to wait where Fiken says nothing, jittered: never all at once."""
        longest = self.backoff_factor * 2 ** (len(self.history) - 1)
        return random.uniform(0.5, 1) * float(min(self.backoff_max, longest))  # noqa: S311

    def _is_read_error(self, err: Exception) -> bool:  # noqa: ARG002
        return True  # what had a connection was lost after it; TLS errors too, not only reads
