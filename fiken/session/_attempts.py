"""Sending a request as often as the decision table and the retry policy allow."""

import sys
import time
import uuid
from typing import Any

import requests

from fiken._clock import now
from fiken.auth._auth import Auth
from fiken.errors import FikenError
from fiken.pacing import Pacer
from fiken.session._answer import Answer, Lost
from fiken.session._decision import TOO_MANY, Again
from fiken.session._exchange import Exchange, do_nothing
from fiken.session._log import log_attempt
from fiken.session._progress import OUTSIDE, Progress, from_outside
from fiken.session._retries import Retries
from fiken.session._secrets import checked_headers, masked, secret_of
from fiken.session._target import Target
from fiken.session._verdict import decision_on, without_frames
from fiken.session._wire import Wire


class Attempts:
    """The sender of whole requests: it logs in, waits for its turn, and repeats where that is safe.

    Args:
        wire: The sender of single attempts.
        auth: The login.
        target: The address of the API.
        pacer: The object that spaces requests.
        retries: The retry policy.
        total: The seconds that one attempt may take.
    """

    def __init__(
        self, wire: Wire, auth: Auth, target: Target, pacer: Pacer, retries: Retries, total: float
    ) -> None:
        self._wire, self._auth, self._target = wire, auth, target
        self._pacer, self._retries, self._total = pacer, retries, total

    def carry_out(self, request: requests.PreparedRequest, progress: Progress) -> Answer | Lost:
        """Send the request, repeat it if that is allowed, and return the last result.

        Both the decision table, which knows what is safe, and the retry policy must allow it. After
        the first 401 the login is asked to renew itself, and the policy is not asked.

        Args:
            request: The request without its token.
            progress: The state of the request, which is updated.
        """
        retries: Retries = self._retries
        login = self._auth.for_request()
        ends = now() + retries.patience
        limited = 0
        while True:
            outcome = self._once(request, login, retries, progress)
            limited += isinstance(outcome, Answer) and outcome.status == TOO_MANY
            decision = decision_on(outcome)
            if decision.again is Again.RENEWED and self._is_renewed(login, outcome, progress):
                continue
            allowed = decision.allows_another_try(limited)
            further = retries.after(outcome) if allowed else None
            if further is None or now() + (wait := further.wait(outcome)) > ends:
                return outcome
            with from_outside():
                time.sleep(wait)
            retries = further

    def _is_renewed(self, login: Auth, outcome: Answer | Lost, progress: Progress) -> bool:
        """Return whether the login was renewed after a 401, in less than `total` seconds.

        It is asked once per request, or as often as the login itself says.
        """
        if not isinstance(outcome, Answer) or progress.renewals >= login.renewals:
            return False
        progress.renewals += 1
        ends = now() + self._total
        return login.renewed_after(outcome) and now() < ends

    def _once(
        self, request: requests.PreparedRequest, login: Auth, retries: Retries, progress: Progress
    ) -> Answer | Lost:
        """Wait until the pacer allows it, send the request once, read the answer, and log one line.

        Each attempt has its own request id, so that Fiken's support can tell attempts apart.
        """
        marked = request.copy()
        marked.headers["X-Request-ID"] = progress.request_id = str(uuid.uuid4())
        marked = checked_headers(login(marked))
        handled = sys.exception()
        try:
            with self._pacer.slot(self._target.lane_of(login.credential)) as slot:
                marked = checked_headers(login.just_before_sending(marked))
                began = now()
                outcome = self._in_turn(marked, slot, retries, progress)
                took = now() - began
        except BaseException as error:
            # A tool that prints the local variables of frames would print the token.
            marked.headers.clear()
            without_frames(error, handled)
            # Our own pacers raise a FikenError or nothing: any other exception came from outside.
            is_ours = type(self._pacer).__module__.startswith("fiken.pacing.")
            if is_ours and not isinstance(error, FikenError):
                OUTSIDE.set(id(error))
            raise
        log_attempt(outcome, took)
        return outcome

    def _in_turn(
        self,
        request: requests.PreparedRequest,
        turn: Any,
        retries: Retries,
        progress: Progress,
    ) -> Answer | Lost:
        """Send the request and read the answer. Tell the pacer when it starts, and of pauses."""
        hold = getattr(turn, "hold", do_nothing)
        on_send = getattr(turn, "sent", do_nothing)
        exchange = progress.started(Exchange(self._total, on_send, progress.reads))
        try:
            outcome = self._wire.exchange(request, exchange)
        except BaseException:
            if exchange.may_have_left:
                hold(retries.rest_after_timeout)
            raise
        if (rest := retries.rest(outcome)) is not None:
            hold(rest)
        return masked(outcome, secret_of(request))
