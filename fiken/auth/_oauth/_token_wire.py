"""Requests to the token host, which issues, renews and revokes tokens.

Its answers hold new tokens. So no error contains the body of an answer, but only its words.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

import attrs
from requests import PreparedRequest

from fiken.auth._auth import Auth
from fiken.auth._oauth._token_answer import refusal_of, without_body
from fiken.auth._secret import Hidden, problem_of
from fiken.errors import AmbiguousWriteError, ConfigurationError, ServerError
from fiken.session._answer import Answer, Lost
from fiken.session._attempts import Attempts
from fiken.session._http import Http
from fiken.session._prepare import prepared
from fiken.session._progress import LAST_WRITE, Progress
from fiken.session._retries import Retries
from fiken.session._settings import checked_timeout, user_agent
from fiken.session._target import Target
from fiken.session._verdict import success
from fiken.session._wire import Wire

#: Seconds that one attempt may take, with its whole answer. A lock of a store is held as long.
TOTAL = 60.0

_MOST = 2**20  # bytes of an answer: Fiken's own have some hundred
_SECRETS = ("code", "code_verifier", "refresh_token", "state")


class Form(dict[str, str]):
    """The fields of a request to the token host. The repr shows only their names."""

    def __repr__(self) -> str:
        return f"Form({', '.join(self)})"

    @property
    def secrets(self) -> list[str]:
        """The values that no message may repeat."""
        return [self[name] for name in _SECRETS if name in self]


class ClientLogin(Auth):
    """The login of an app at the token host: HTTP Basic, or nothing for an app without a secret.

    Observed: docs/observed.md#6-tokens-and-oauth

    Args:
        client_id: The id of the app.
        client_secret: The secret of the app; None if it has none.

    Raises:
        ConfigurationError: One of them is not allowed. The message does not show the secret.
    """

    __slots__ = ("_basic", "_secret", "client_id")  # so that vars() does not show them

    def __init__(self, client_id: str, client_secret: str | None) -> None:
        problem = problem_of(client_id) or ("contains a colon" if ":" in client_id else "")
        secret = "" if client_secret is None else problem_of(client_secret)
        if problem or secret:
            del client_id, client_secret
            wrong = f"client_id {problem}" if problem else f"client_secret {secret}"
            raise ConfigurationError(
                f"{wrong}: copy it from the page of the app in Fiken (it is not shown here)"
            )
        self.client_id = client_id
        self._basic = ""
        if client_secret is not None:
            self._basic = b64encode(f"{client_id}:{client_secret}".encode("ascii")).decode()
            self._secret = client_secret

    @property
    def credential(self) -> str:
        """A digest (hash) of the id of the app."""
        return hashlib.sha256(self.client_id.encode("ascii")).hexdigest()

    @property
    def has_secret(self) -> bool:
        """Whether the app has a secret."""
        return bool(self._basic)

    @property
    def secrets(self) -> list[str]:
        """The values that no message may repeat."""
        return [self._secret, self._basic] if self._basic else []

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the login to the headers of the request `r`, and return `r`."""
        if self._basic:
            r.headers["Authorization"] = f"Basic {self._basic}"
        return r


class _Unsent(Retries):
    """The retry policy for requests that are sent again only if they were surely not sent."""

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002
        return False


@attrs.frozen
class Step:
    """A kind of request to the token host.

    Attributes:
        path: The path below the address of the token host.
        lost: What Fiken may have done if no answer came, for the message.
        repeats: Whether the request is sent again if it was surely not sent.
    """

    path: str
    lost: str
    repeats: bool = True


EXCHANGE = Step("token", "Fiken may have used up the code, so begin a new login", repeats=False)
REFRESH = Step(
    "token",
    "Fiken may have issued new tokens, and where it rotates them, the old refresh token is of no "
    "use any more",
)
REVOKE = Step("revoke", "Fiken may have revoked the tokens")


class TokenHost:
    """The sender of requests to the token host, over the connections of this library.

    Args:
        target: The address of the token host.
        timeout: Seconds to wait for a connection and for each piece of an answer, or a pair.
    """

    def __init__(self, target: Target, timeout: float | tuple[float, float]) -> None:
        self._target = target
        self._wire = Wire(Http(None, target.base_url, checked_timeout(timeout)), _MOST)

    def post(self, step: Step, auth: Auth, form: Form, secrets: Iterable[str]) -> Answer:
        """Send a request, and return the answer if Fiken did what it asks for (2xx).

        Args:
            step: The kind of request.
            auth: The login for the request.
            form: The fields of the request.
            secrets: Values beside those of the form that no message may repeat.

        Raises:
            OAuthError: Fiken refused the request.
            ConfigurationError: The proxy or certificate settings cannot work; nothing was sent.
            TransportError: No connection could be made; nothing was sent.
            AmbiguousWriteError: No usable answer came, and Fiken may have carried out the request.
            ServerError: Fiken failed, and may have carried out the request.
            RateLimitedError: There were too many requests; nothing was done.
        """
        hidden = Hidden([*form.secrets, *secrets])
        del secrets  # no frame of an error may hold them
        outcome = self._carried_out(step, auth, form)
        if isinstance(outcome, Answer):
            if (refusal := refusal_of(outcome, hidden)) is not None:
                raise refusal
            outcome = without_body(outcome, hidden)
        try:
            answer = success(outcome, creates=False)
        except AmbiguousWriteError as error:
            raise _lost(error, error.reason, step) from error.__cause__
        except ServerError as error:
            error.hint = step.lost
            raise
        if answer.fault:
            raise _lost(answer, f"{answer.fault} should have come", step)
        return answer

    def _carried_out(self, step: Step, auth: Auth, form: Form) -> Answer | Lost:
        """Send a request, again if that is allowed, and return the last result."""
        url = f"{self._target.base_url}/{step.path}"
        request = prepared(self._target, "POST", url, headers=_headers(), data=form)
        policy = _Unsent() if step.repeats else _Unsent(total=0)
        attempts = Attempts(self._wire, auth, self._target, _AtOnce(), policy, TOTAL)
        # This may be in the middle of another write, to the API: it stays the last one.
        last = LAST_WRITE.get()
        try:
            return attempts.carry_out(request, Progress("POST", url))
        finally:
            LAST_WRITE.set(last)


class _AtOnce:
    """A pacer that never waits: the limits of the API do not concern the token host."""

    def slot(self, credential: str) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()


def _headers() -> dict[str, str]:
    return {
        "User-Agent": user_agent(None),
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
    }


def _lost(about: Answer | AmbiguousWriteError, reason: str, step: Step) -> AmbiguousWriteError:
    """Return the error for an answer that was lost; it says what that means for the login."""
    said = f"{reason}; {step.lost}"
    return AmbiguousWriteError(about.method, about.url, about.request_id, said)
