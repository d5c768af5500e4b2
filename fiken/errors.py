"""Everything that can go wrong, and whether anything was done when it did.

::

    FikenError                                 .outcome: refused | unknown | done
    ├── ConfigurationError(ValueError)         no token, a token with a newline, plain http
    ├── InvalidAttributeError(ValueError)      one value breaks its type
    ├── InvalidModelError(ValueError)          fields contradict each other, all problems at once
    │   └── MissingAttributesError             what Fiken demands on creation, all that is missing
    ├── NotUpdatableError(ValueError)          Fiken cannot change these fields
    ├── NotLoadedError(ValueError)             a model that was not loaded, saved as if it were
    ├── UnsavedChangesError(ValueError)        a verb given a model that differs from Fiken's
    ├── StaleError(ValueError)                 both sides changed since the model was loaded
    ├── InvalidFileError(ValueError)           an upload or download that cannot be
    ├── MappingError                           Fiken sent what the model cannot hold, or no JSON
    ├── WrittenButNotLoadedError               carried out; only the reading back failed (done)
    ├── PacingError                            no turn to send in time
    ├── TransportError                         no answer
    │   └── AmbiguousWriteError                a write was sent, its answer lost (unknown)
    └── ApiError                               Fiken answered with an error
        ├── BadRequestError 400                ├── MethodNotAllowedError 405
        ├── UnauthorizedError 401              ├── ConflictError 409
        ├── ModuleNotActivatedError 402        ├── UnsupportedMediaTypeError 415
        ├── ForbiddenError 403                 ├── UnprocessableEntityError 422
        ├── NotFoundError 404 (LookupError)    ├── RateLimitedError 429 (retry_after)
        ├── CounterNotInitializedError         └── ServerError 5xx (unknown, after a write)
        │     whatever its status
    FikenWarning(UserWarning)
    ├── UnlikelyValueWarning                   allowed, but hardly meant
    ├── ChangeNotKeptWarning                   Fiken did not keep a change that it was sent
    └── MayClearWarning                        an update may clear what Fiken does not give back

``outcome`` answers the one question that matters after a failed write: ``refused``, nothing was
done, mend it and try again; ``unknown``, look before you try again; ``done``, do not repeat it.

``is_transient`` tells which of the refused are worth trying again as they are, later: Fiken was
down, busy or out of reach, or the login has expired. It is never true where something may have
been done.

All exceptions can be pickled: each hands its arguments, all of them, to ``BaseException``.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, cast

from fiken._messages import short_repr, with_article

__all__ = [
    "AmbiguousWriteError",
    "ApiError",
    "BadRequestError",
    "ChangeNotKeptWarning",
    "ConfigurationError",
    "ConflictError",
    "CounterNotInitializedError",
    "FikenError",
    "FikenWarning",
    "ForbiddenError",
    "InvalidAttributeError",
    "InvalidFileError",
    "InvalidModelError",
    "MappingError",
    "MayClearWarning",
    "MethodNotAllowedError",
    "MissingAttributesError",
    "ModuleNotActivatedError",
    "NotFoundError",
    "NotLoadedError",
    "NotUpdatableError",
    "Outcome",
    "PacingError",
    "RateLimitedError",
    "ServerError",
    "StaleError",
    "TransportError",
    "UnauthorizedError",
    "UnlikelyValueWarning",
    "UnprocessableEntityError",
    "UnsavedChangesError",
    "UnsupportedMediaTypeError",
    "WrittenButNotLoadedError",
]


class Outcome(StrEnum):
    """What became of the request: a string, so that it logs and compares as one."""

    REFUSED = "refused"
    UNKNOWN = "unknown"
    DONE = "done"


class FikenError(Exception):
    """The root of all that this library raises on purpose.

    Attributes:
        outcome: What became of the request: refused, unknown or done.
        model: The model concerned, or the name of its class; None where no model is concerned.
    """

    outcome: Outcome = Outcome.REFUSED
    model: Any = None

    @property
    def is_transient(self) -> bool:
        """Whether the same request, without a change, is worth another try later.

        True where nothing was done and the reason may pass: Fiken was down, busy or out of reach,
        or the login has expired. False for a refused value, and wherever something may have been
        done.
        """
        return False

    def __repr__(self) -> str:
        # What was given may be a whole receipt, and a repr ends up in logs.
        return f"{type(self).__name__}({', '.join(map(short_repr, self.args))})"


class ConfigurationError(FikenError, ValueError):
    """The client cannot work as it was set up; nothing was sent."""


class InvalidAttributeError(FikenError, ValueError):
    """One value breaks the rule of its type; nothing was sent.

    Attributes:
        model: The name of the class (or of the filters, or the verb) the attribute belongs to.
        attribute: The name of the attribute.
        value: The value that was given.
        rule: What the attribute must be, as a phrase.
        hint: What to do instead, where there is something to say; else empty.
    """

    def __init__(
        self, model: str, attribute: str, value: object, rule: str, hint: str = ""
    ) -> None:
        super().__init__(model, attribute, value, rule, hint)
        self.model, self.attribute, self.value = model, attribute, value
        self.rule, self.hint = rule, hint

    def __str__(self) -> str:
        said = f"{self.model}.{self.attribute} must be {self.rule}, not {short_repr(self.value)}"
        return f"{said}: {self.hint}" if self.hint else said


class InvalidModelError(FikenError, ValueError):
    """Fields contradict each other, or Fiken would refuse them together; nothing was sent.

    Attributes:
        model: The model that was to be saved.
        problems: Every problem, as path and sentence: ``{"lines[0].vat": "must be …"}``.
    """

    def __init__(self, model: object, problems: Mapping[str, str]) -> None:
        super().__init__(model, dict(problems))
        self.model, self.problems = model, dict(problems)

    def __str__(self) -> str:
        listed = "; ".join(f"{path} {problem}" for path, problem in self.problems.items())
        return f"{type(self.model).__name__} cannot be saved: {listed}"


class MissingAttributesError(InvalidModelError):
    """What Fiken demands on creation is not there: all of it at once; nothing was sent."""


class _FieldsError(FikenError, ValueError):
    """An error about some fields of one model.

    Attributes:
        model: The name of the class.
        fields: The names of the fields concerned.
    """

    def __init__(self, model: str, fields: Sequence[str], hint: str = "") -> None:
        super().__init__(model, tuple(fields), hint)
        self.model, self.fields, self.hint = model, tuple(fields), hint

    _says: ClassVar[str]

    def __str__(self) -> str:
        said = self._says.format(model=self.model, fields=", ".join(self.fields))
        return f"{said}: {self.hint}" if self.hint else said


class NotUpdatableError(_FieldsError):
    """Fiken cannot change these fields; nothing was sent."""

    _says = "Fiken cannot change {fields} of this {model}"


class UnsavedChangesError(_FieldsError):
    """The model given to this verb differs from what Fiken holds: save it first."""

    _says = "this {model} has unsaved changes ({fields}); save it first"


class StaleError(_FieldsError):
    """The fields were changed here and, since the model was loaded, in Fiken too."""

    _says = "in Fiken too, {fields} of this {model} changed after it was loaded; load it again"


class NotLoadedError(FikenError, ValueError):
    """The model has an id but was not loaded, so what it would overwrite is not known."""


class InvalidFileError(FikenError, ValueError):
    """A file that cannot be read or written, or that Fiken would not take; nothing was done."""


class MappingError(FikenError):
    """Fiken sent what the model cannot hold, or something that is not JSON.

    Attributes:
        model: The name of the class that was to be loaded.
        path: Where in the answer, as a JSON path: ``$[3].contactPerson[0].address.country``.
        expected: What the model holds there.
        value: What Fiken sent.
        request_id: The id of the request, for Fiken's support, where there was one.
    """

    def __init__(
        self, model: str, path: str, expected: str, value: object, request_id: str | None = None
    ) -> None:
        super().__init__(model, path, expected, value, request_id)
        self.model, self.path, self.expected = model, path, expected
        self.value, self.request_id = value, request_id

    @property
    def is_transient(self) -> bool:
        """Whether a read was answered with no JSON at all, such as the page of a proxy."""
        return self.outcome is Outcome.REFUSED and (self.path, self.expected) == ("$", "JSON")

    def __str__(self) -> str:
        of = f" of {with_article(self.model)}" if self.model else ""
        said = f"{self.path}{of} should be {self.expected}, but Fiken sent {short_repr(self.value)}"
        return f"{said} (request {self.request_id})" if self.request_id else said


class WrittenButNotLoadedError(FikenError):
    """The write WAS carried out; only the reading back failed. Do not repeat it.

    Attributes:
        model: What was sent, with its id where the answer told it. Its cause is ``__cause__``.
    """

    outcome = Outcome.DONE

    def __init__(self, model: Any, reason: str) -> None:
        super().__init__(model, reason)
        self.model, self.reason = model, reason

    def __str__(self) -> str:
        known = hasattr(self.model, "__attrs_attrs__")
        what = f"this {type(self.model).__name__}" if known else "the request"
        return f"{what} was carried out by Fiken, do not repeat it; but {self.reason}"


class PacingError(FikenError):
    """No turn to send came in time; nothing was sent.

    Attributes:
        reason: Why there was none.
        retry_after: Seconds after which there may be one, where that is known.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason, retry_after)
        self.reason, self.retry_after = reason, retry_after

    @property
    def is_transient(self) -> bool:
        """True: another time there is a turn."""
        return True

    def __str__(self) -> str:
        return self.reason


class TransportError(FikenError):
    """No answer came. For a write: it surely did not arrive (else `AmbiguousWriteError`).

    Attributes:
        method, url: The request, its URL without the query.
        request_id: The id it carried, for Fiken's support.
        reason: What failed.
        is_lasting: Whether it would fail the same way later, as with a bad certificate.
    """

    def __init__(
        self, method: str, url: str, request_id: str, reason: str, is_lasting: bool = False
    ) -> None:
        super().__init__(method, url, request_id, reason, is_lasting)
        self.method, self.url, self.request_id, self.reason = method, url, request_id, reason
        self.is_lasting = is_lasting

    @property
    def is_transient(self) -> bool:
        """Whether nothing was done and the connection may come back."""
        return self.outcome is Outcome.REFUSED and not self.is_lasting

    _says: ClassVar[str] = "{e.method} {e.url} got no answer: {e.reason} (request {e.request_id})"

    def __str__(self) -> str:
        return self._says.format(e=self)


class AmbiguousWriteError(TransportError):
    """The write was sent and its answer lost: it may have been carried out.

    Look for its effect before repeating it: by a number or reference of your own, or a date.
    """

    outcome = Outcome.UNKNOWN
    _says = (
        "{e.method} {e.url} was sent, but its answer was lost ({e.reason}): it may have been "
        "carried out, so look before you repeat it (request {e.request_id})"
    )


class ApiError(FikenError):
    """Fiken answered with an error.

    Attributes:
        status: The HTTP status.
        message: Fiken's own words, in Norwegian or English; empty where it gave none.
        problems: Each of the messages, where Fiken gave several.
        body: The body as text.
        method, url: The request, its URL without the query.
        request_id: The id it carried, for Fiken's support.
        detail: What the answer says besides, for the class that has a name for it.
        hint: What to do, where there is something to say; else empty.
    """

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
        said = tuple(problems)
        super().__init__(status, message, said, body, method, url, request_id, detail)
        self.status, self.message, self.problems, self.body = status, message, said, body
        self.method, self.url, self.request_id, self.detail = method, url, request_id, detail

    hint: str = ""

    @property
    def is_transient(self) -> bool:
        """Whether nothing was done, and the status says that the reason may pass."""
        passing = self.status in _PASSING or 300 <= self.status < 400  # noqa: PLR2004
        return self.outcome is Outcome.REFUSED and passing

    def __str__(self) -> str:
        said = f"{self.method} {self.url} was answered with {self.status}".lstrip()
        parts = [
            said,
            *filter(None, [self.message or short_repr(self.body) * bool(self.body), self.hint]),
        ]
        if self.outcome is Outcome.UNKNOWN:
            parts.append("it may have been carried out, so look before you repeat it")
        head = [part.removesuffix(".") for part in parts[:-1]]
        return ": ".join([*head, parts[-1]]) + (
            f" (request {self.request_id})" if self.request_id else ""
        )


# A login at the proxy, not in time, too early, too many. (For 5xx see `ServerError`.) A redirect is
# one on the way: Fiken has none.
_PASSING = frozenset({407, 408, 425, 429})


class BadRequestError(ApiError):
    """400: Fiken refused a value."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.vat_types:  # Fiken's own words have other names for them
            self.hint = f"the account takes {', '.join(map(str, self.vat_types))}"

    @property
    def vat_types(self) -> tuple[str, ...]:
        """The types that the account takes, where Fiken refused one and lists them.

        Each is a `VatType`, which is a text.
        """
        return cast("tuple[str, ...]", self.detail or ())


class UnauthorizedError(ApiError):
    """401: the token is wrong, expired or revoked; but Fiken uses 401 for other things too."""

    hint = "look at the token, in Fiken(token=…) or FIKEN_TOKEN"

    @property
    def is_transient(self) -> bool:
        """True: what was sent may be right, and works once the login does."""
        return True


class ModuleNotActivatedError(ApiError):
    """402: the company has not bought the module, such as projects or time tracking."""


class ForbiddenError(ApiError):
    """403: no access to this company, or its API module is not active."""


class NotFoundError(ApiError, LookupError):
    """404: there is no such entity, or no such company."""


class MethodNotAllowedError(ApiError):
    """405: Fiken does not do that to this kind of entity."""


class ConflictError(ApiError):
    """409: the state of the company does not allow it."""


class UnsupportedMediaTypeError(ApiError):
    """415: Fiken takes JSON, and multipart for files."""


class UnprocessableEntityError(ApiError):
    """422: understood, but refused. Never seen from Fiken so far."""


class RateLimitedError(ApiError):
    """429: too many requests, or two at once. Nothing was done."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.retry_after is not None:
            self.hint = f"wait {self.retry_after:.0f} s before the next request with this token"

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, where Fiken said so."""
        return cast("float | None", self.detail)


class ServerError(ApiError):
    """5xx. After a write the outcome is unknown, unless Fiken's words show a refused value.

    Attributes:
        detail: True where Fiken's words show that it refused a value; the session knows them.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        harmless = self.method in {"GET", "HEAD", ""} or self.is_validation
        self.outcome = Outcome.REFUSED if harmless else Outcome.UNKNOWN

    @property
    def is_transient(self) -> bool:
        """Whether nothing was done and Fiken may be back later: after a read."""
        passing = self.outcome is Outcome.REFUSED and not self.is_validation
        return passing and self.status not in _NEVER_DONE

    @property
    def is_validation(self) -> bool:
        """Whether this 500 says that a value was refused (docs/observed.md#4-error-bodies)."""
        return self.detail is True


# What the server cannot do today it cannot do tomorrow.
_NEVER_DONE = frozenset({501, 505})


class CounterNotInitializedError(ApiError):
    """The number series was never started. Fiken says so with 401, 409 and 400."""

    hint = "start the counter once, with counter.ensure()"


class FikenWarning(UserWarning):
    """The root of this library's warnings."""


class UnlikelyValueWarning(FikenWarning):
    """Allowed, and Fiken decides; but hardly meant."""


class ChangeNotKeptWarning(FikenWarning):
    """Fiken answered the update with success, and the field came back different."""


class MayClearWarning(FikenWarning):
    """An update replaces the whole, and may clear a field that is not sent with it.

    Such as a field that Fiken sent and that this version of the library does not know. Given once
    per class and field in a process.
    """
