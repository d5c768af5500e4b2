"""The base class of all exceptions, and the outcome of a request."""

from enum import StrEnum
from typing import Any

from fiken._messages import short_repr


class Outcome(StrEnum):
    """What Fiken did with a request that raised an error.

    REFUSED: nothing. DONE: Fiken carried out the request. UNKNOWN: Fiken may have carried it out.
    Each member is also a string: ``Outcome.DONE == "done"``.
    """

    #: Fiken did nothing.
    REFUSED = "refused"
    #: Fiken may have carried out the request.
    UNKNOWN = "unknown"
    #: Fiken carried out the request.
    DONE = "done"


class FikenError(Exception):
    """The base class of all exceptions that this library raises on purpose.

    Attributes:
        outcome: What Fiken did before the error: refused, unknown or done.
        model: The model that the error is about, or the name of its class; None if there is no
            model.
    """

    outcome: Outcome = Outcome.REFUSED
    model: Any = None

    @property
    def is_transient(self) -> bool:
        """Whether Fiken did nothing, and the same request may succeed later.

        True if Fiken was down, busy or out of reach, or if the login has expired. False if Fiken
        refused a value, or may have carried out the request.
        """
        return False

    def __repr__(self) -> str:
        # An argument may be a whole receipt, and a repr ends up in logs.
        return f"{type(self).__name__}({', '.join(map(short_repr, self.args))})"


class ConfigurationError(FikenError, ValueError):
    """A setting of the client cannot work, for instance a missing token. Nothing was sent."""


class SafetyError(FikenError):
    """A safety switch of the client forbids a request. The request was not sent.

    The switches are ``Fiken(read_only=True)`` and ``Fiken(test_companies_only=True)``.

    Attributes:
        method: The HTTP method of the request.
        url: The URL of the request, without the query.
        reason: The switch that forbids the request, and why it does.
    """

    def __init__(self, method: str, url: str, reason: str) -> None:
        super().__init__(method, url, reason)
        self.method, self.url, self.reason = method, url, reason

    def __str__(self) -> str:
        return f"{self.method} {self.url} was not sent: {self.reason}"
