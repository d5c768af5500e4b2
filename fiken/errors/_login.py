"""Exceptions of logins by OAuth: they are refused, not allowed, over, or cannot be ended."""

from typing import ClassVar

from fiken.errors._base import FikenError, Outcome

# What a user can do about an error code of OAuth (RFC 6749, sections 4.1.2.1 and 5.2).
_HINTS = {
    "invalid_client": "Check the client id and the client secret of the app",
    "invalid_grant": "The code or the refresh token was used, has expired or was revoked: begin a "
    "new login",
    "invalid_state": "Begin a new login",
    "redirect_uri_mismatch": "Register this redirect URI with Fiken, letter by letter",
    "unauthorized_client": "Ask Fiken whether the app may log in this way",
}
_PASSING = frozenset({"server_error", "temporarily_unavailable"})


class OAuthError(FikenError):
    """Fiken refused a login, or one of its steps. No tokens were issued.

    No attribute and no message contains a token, a code or the secret of the app.

    Attributes:
        error: The error code of OAuth, such as ``invalid_grant``; empty if there is none.
        description: Fiken's own words; may be empty.
        status: The HTTP status; None if the browser came back with the error.
        request_id: The id of the request, for Fiken's support; None if nothing was sent.
    """

    _sentence: ClassVar[str] = "Fiken refused the login"

    def __init__(
        self,
        error: str,
        description: str = "",
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(error, description, status, request_id)
        self.error, self.description, self.status = error, description, status
        self.request_id = request_id

    @property
    def is_transient(self) -> bool:
        """Whether Fiken did nothing, and says that the same request may succeed later."""
        return self.outcome is Outcome.REFUSED and self.error in _PASSING

    def __str__(self) -> str:
        code = ", ".join(filter(None, [self.error, str(self.status or "")]))
        what = f"{self._sentence} ({code})"
        what = f"{what}: {self.description.removesuffix('.')}" if self.description else what
        text = ". ".join(filter(None, [what, _HINTS.get(self.error)]))
        return f"{text} (request {self.request_id})" if self.request_id else text


class AccessDeniedError(OAuthError):
    """The user did not allow the app to use the companies. No tokens were issued."""

    _sentence = "the user did not allow the login"

    def __init__(
        self,
        error: str = "access_denied",
        description: str = "",
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(error, description, status, request_id)


class StateError(OAuthError):
    """The browser came back with another state than the login began with. Nothing was sent.

    Somebody may have made the user follow a link with a code of his own. Begin a new login.
    """

    _sentence = "the address to which the browser came back does not belong to this login"

    def __init__(
        self,
        error: str = "invalid_state",
        description: str = "",
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(error, description, status, request_id)


class LoginRequiredError(FikenError):
    """An account has no login, or none that still works: its user has to log in. Nothing was sent.

    Attributes:
        account: The name of the account in the store.
        reason: Why the login does not work; may be empty.
    """

    def __init__(self, account: str, reason: str = "") -> None:
        super().__init__(account, reason)
        self.account, self.reason = account, reason

    def __str__(self) -> str:
        sentence = f"the account {self.account!r} has to log in to Fiken"
        return f"{sentence}: {self.reason}" if self.reason else sentence


class NotLoggedOutError(FikenError):
    """The login of an account could not be ended. Its tokens are still in the store.

    So it can be tried again. `outcome` says what Fiken did. ``refused``: the login still works.
    ``unknown``: it may be revoked. ``done``: it is revoked, and only the store has failed.

    Attributes:
        account: The name of the account in the store.
        reason: What has failed. The exception that says so is in ``__cause__``.
    """

    def __init__(self, account: str, reason: str, outcome: Outcome = Outcome.REFUSED) -> None:
        super().__init__(account, reason, outcome)
        self.account, self.reason, self.outcome = account, reason, outcome

    @property
    def is_transient(self) -> bool:
        """Whether Fiken did nothing, and logging out may succeed later."""
        cause = self.__cause__
        is_refused = self.outcome is Outcome.REFUSED
        return is_refused and isinstance(cause, FikenError) and cause.is_transient

    def __str__(self) -> str:
        login = {
            Outcome.REFUSED: "The login still works",
            Outcome.UNKNOWN: "The login may still work",
            Outcome.DONE: "Fiken has revoked the login",
        }[self.outcome]
        stored = "but its tokens are" if self.outcome is Outcome.DONE else "and its tokens are"
        return (
            f"the account {self.account!r} is not logged out: {self.reason}. {login}, {stored} "
            "still in the store: log out again later"
        )
