"""Exceptions for the answers of Fiken that are not a success."""

from collections.abc import Sequence
from typing import Any, cast

from fiken._messages import short_repr
from fiken.errors._base import FikenError, Outcome

# Statuses whose reason may pass: a login at the proxy, a timeout, too early, too many requests. For
# 5xx see `ServerError`. A redirect (3xx) comes from something on the way: Fiken has none.
_PASSING = frozenset({407, 408, 425, 429})

# What the server cannot do today it cannot do tomorrow.
_NEVER_DONE = frozenset({501, 505})


class ApiError(FikenError):
    """Fiken answered with an error.

    Attributes:
        status: The HTTP status.
        message: Fiken's own words, in Norwegian or English; empty where it gave none.
        problems: Each of the messages, where Fiken gave several.
        body: The body as text.
        method, url: The request; the URL is without the query.
        request_id: The id of the request, for Fiken's support.
        detail: More of what the answer says; the classes that use it have a name for it.
        hint: What to do; empty where there is nothing to add.
    """

    hint: str = ""

    def __init__(
        self,
        status: int,
        message: str = "",
        problems: Sequence[str] = (),
        body: str = "",
        method: str = "",
        url: str = "",
        request_id: str = "",
        detail: object = None,
    ) -> None:
        every = tuple(problems)
        super().__init__(status, message, every, body, method, url, request_id, detail)
        self.status, self.message, self.problems, self.body = status, message, every, body
        self.method, self.url, self.request_id, self.detail = method, url, request_id, detail

    @property
    def is_transient(self) -> bool:
        """Whether nothing was done, and the status says that the reason may pass."""
        passing = self.status in _PASSING or 300 <= self.status < 400  # noqa: PLR2004
        return self.outcome is Outcome.REFUSED and passing

    def __str__(self) -> str:
        parts = [f"{self.method} {self.url} was answered with {self.status}".lstrip()]
        if self.message or self.body:
            parts.append(self.message or short_repr(self.body))
        if self.hint:
            parts.append(self.hint)
        if self.outcome is Outcome.UNKNOWN:
            parts.append("it may have been carried out, so look before you repeat it")
        head = [part.removesuffix(".") for part in parts[:-1]]
        text = ": ".join([*head, parts[-1]])
        return f"{text} (request {self.request_id})" if self.request_id else text


class BadRequestError(ApiError):
    """400: Fiken refused a value."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.vat_types:  # Fiken's own words have other names for them
            self.hint = f"the account takes {', '.join(map(str, self.vat_types))}"

    @property
    def vat_types(self) -> tuple[str, ...]:
        """The VAT types that the account takes, where Fiken refused one and lists them.

        Each is a `VatType`, which is also a string.
        """
        return cast("tuple[str, ...]", self.detail or ())


class UnauthorizedError(ApiError):
    """401: the token is wrong, expired or revoked. Fiken uses 401 for other reasons too."""

    hint = "look at the token, in Fiken(token=…) or FIKEN_TOKEN"

    @property
    def is_transient(self) -> bool:
        """True: the request itself may be right, and works after a new login."""
        return True


class ModuleNotActivatedError(ApiError):
    """402: the company has not bought the module, such as projects or time tracking."""


class ForbiddenError(ApiError):
    """403: no access to this company, or its API module is not active."""


class NotFoundError(ApiError, LookupError):
    """404: there is no such entity, or no such company."""


class MethodNotAllowedError(ApiError):
    """405: Fiken does not offer this operation for this kind of entity."""


class ConflictError(ApiError):
    """409: the current state of the company does not allow this."""


class UnsupportedMediaTypeError(ApiError):
    """415: Fiken accepts JSON, and multipart for files."""


class UnprocessableEntityError(ApiError):
    """422: Fiken understood the request and refused it. Not seen from Fiken so far."""


class RateLimitedError(ApiError):
    """429: too many requests, or two at once. Nothing was done."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.retry_after is not None:
            self.hint = f"wait {self.retry_after:.0f} s before the next request with this token"

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait; None where Fiken did not state them."""
        return cast("float | None", self.detail)


class ServerError(ApiError):
    """5xx. After a write the outcome is unknown, unless Fiken's words show a refused value.

    Attributes:
        detail: True where Fiken's words show that it refused a value. The session reads them: an
            exception that you make yourself has an unknown outcome after a write.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        harmless = self.method in {"GET", "HEAD", ""} or self.is_validation
        self.outcome = Outcome.REFUSED if harmless else Outcome.UNKNOWN

    @property
    def is_transient(self) -> bool:
        """Whether this was a read, and Fiken may answer it later."""
        passing = self.outcome is Outcome.REFUSED and not self.is_validation
        return passing and self.status not in _NEVER_DONE

    @property
    def is_validation(self) -> bool:
        """Whether Fiken refused a value, although it answered with 500.

        Observed: docs/observed.md#4-error-bodies
        """
        return self.detail is True


class CounterNotInitializedError(ApiError):
    """The number series was never started. Fiken says so with 401, 409 and 400."""

    hint = "start the counter once, with counter.ensure()"
