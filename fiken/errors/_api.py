"""Exceptions for Fiken's error answers: the statuses 4xx and 5xx, and redirects."""

from collections.abc import Sequence
from typing import Any, cast

from fiken._messages import short_repr
from fiken.errors._base import FikenError, Outcome
from fiken.errors._doubt import Doubt

# Statuses whose reason may pass: a login at the proxy, a timeout, too early, too many requests. For
# 5xx see `ServerError`. A redirect (3xx) comes from a proxy: Fiken does not redirect.
_PASSING = frozenset({407, 408, 425, 429})

# The server does not support the request at all, so trying again later does not help.
_NEVER_DONE = frozenset({501, 505})


class ApiError(FikenError):
    """Fiken answered with an error status, such as 404, or answered a read with a redirect (3xx).

    Attributes:
        status: The HTTP status.
        message: Fiken's own words, in Norwegian or English; empty if the answer has none.
        problems: The messages one by one, if the answer has more than one; otherwise empty.
        body: The body of the answer as text.
        method: The HTTP method of the request.
        url: The URL of the request, without the query.
        request_id: The id of the request, for Fiken's support.
        detail: A value for some subclasses. Read it through their properties: `retry_after`,
            `vat_types` or `is_validation`.
        hint: What to do about the error; may be empty.
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
        """Whether Fiken did nothing, and the same request may succeed later.

        True for redirects and for the statuses 407, 408, 425 and 429.
        """
        passing = self.status in _PASSING or 300 <= self.status < 400  # noqa: PLR2004
        return self.outcome is Outcome.REFUSED and passing

    def __str__(self) -> str:
        parts = [f"{self.method} {self.url} was answered with {self.status}".lstrip()]
        if self.message or self.body:
            parts.append(self.message or short_repr(self.body))
        if self.hint:
            parts.append(self.hint)
        if self.outcome is Outcome.UNKNOWN:
            parts.append(getattr(self, "finding", Doubt.finding))
        head = [part.removesuffix(".") for part in parts[:-1]]
        text = ": ".join([*head, parts[-1]])
        return f"{text} (request {self.request_id})" if self.request_id else text


class BadRequestError(ApiError):
    """400: Fiken refused a value, such as a VAT type that the account does not accept."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.vat_types:  # Fiken's own words have other names for them
            self.hint = f"the account takes {', '.join(map(str, self.vat_types))}"

    @property
    def vat_types(self) -> tuple[str, ...]:
        """The VAT types that the account accepts, if Fiken listed them in the error.

        Each is a `VatType`, which is also a string. The tuple is empty if Fiken listed none.
        """
        return cast("tuple[str, ...]", self.detail or ())


class UnauthorizedError(ApiError):
    """401: Fiken did not accept the login. Usually the token is wrong, expired or revoked."""

    hint = "look at the token, in Fiken(token=…) or FIKEN_TOKEN; with OAuth2, log in again"

    @property
    def is_transient(self) -> bool:
        """True, because the same request may succeed after a new login."""
        return True


class ModuleNotActivatedError(ApiError):
    """402: the company has not bought a Fiken module that the request needs, such as projects."""


class ForbiddenError(ApiError):
    """403: the user has no access to the company, or the company's API module is not active."""


class NotFoundError(ApiError, LookupError):
    """404: the entity or the company does not exist."""


class MethodNotAllowedError(ApiError):
    """405: Fiken does not offer this operation for this kind of entity."""


class ConflictError(ApiError):
    """409: Fiken cannot carry out the request in the current state of the company."""


class UnsupportedMediaTypeError(ApiError):
    """415: the body has the wrong content type. Fiken accepts JSON, and multipart for files."""


class UnprocessableEntityError(ApiError):
    """422: Fiken understood the request and refused it. Fiken has not been seen to send a 422."""


class RateLimitedError(ApiError):
    """429: too many requests, or two requests at the same time. Nothing was done."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.retry_after is not None:
            self.hint = f"wait {self.retry_after:.0f} s before the next request with this token"

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before the next request; None if Fiken did not say."""
        return cast("float | None", self.detail)


class ServerError(Doubt, ApiError):
    """5xx: the server failed. It is usually unknown whether a write was carried out.

    Sometimes Fiken answers 500 only because it refuses a value. The outcome is then "refused".
    Otherwise ``error.look()`` looks for what `save` has sent.

    Attributes:
        model: What was sent: the model, or the id of what a verb acts on. None if nothing was.
        detail: True if Fiken's message says that it refused a value. `is_validation` returns it.
        key: The idempotency key of the write; None if it had none.
        again_in: Seconds after which the same call, with the same key, will send the write again if
            it is still not there; None if it will not.
        candidates: The ids of the entities that the write may have made, as far as is known.
        finding: What is known about the write, and what to do.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        harmless = self.method in {"GET", "HEAD", ""} or self.is_validation
        self.outcome = Outcome.REFUSED if harmless else Outcome.UNKNOWN

    @property
    def is_transient(self) -> bool:
        """Whether the request was a read, and may succeed later.

        False for a write, for the statuses 501 and 505, and if Fiken refused a value.
        """
        passing = self.outcome is Outcome.REFUSED and not self.is_validation
        return passing and self.status not in _NEVER_DONE

    @property
    def is_validation(self) -> bool:
        """Whether Fiken refused a value. It sometimes does so with status 500 instead of 400.

        Observed: docs/observed.md#4-error-bodies
        """
        return self.detail is True


class CounterNotInitializedError(ApiError):
    """The number series for a kind of document, such as invoices, was never started in Fiken.

    Fiken then answers with status 400, 401 or 409.
    """

    hint = "start the counter once, with counter.ensure()"

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        segments = self.url.split("/")
        if not _RECURRING.isdisjoint(segments):
            self.hint = (
                "recurring invoices have no counter: create the first one in Fiken's web "
                "application, which starts their number series"
            )
            return
        series = next((name for path, name in _SERIES.items() if path in segments), "")
        if series:
            self.hint = (
                f"the number series of {series.replace('_', ' ')} was never started: call "
                f"company.{series}.counter.ensure() once"
            )


#: The parts of the URLs of requests that create a recurring invoice.
#: Observed: docs/observed.md#c1-recurring-invoices
_RECURRING = {"recurringInvoices", "createRecurringInvoice"}
#: The attributes of a company that have a counter, by the part of the URL.
_SERIES = {
    "invoices": "invoices",
    "creditNotes": "credit_notes",
    "offers": "offers",
    "orderConfirmations": "order_confirmations",
}
