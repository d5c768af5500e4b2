"""The root of all exceptions, and what became of a request."""

from enum import StrEnum
from typing import Any

from fiken._messages import short_repr


class Outcome(StrEnum):
    """What became of the request. Each member is also a string, so it logs and compares as one."""

    #: Nothing was done.
    REFUSED = "refused"
    #: It may have been carried out.
    UNKNOWN = "unknown"
    #: It was carried out.
    DONE = "done"


class FikenError(Exception):
    """The root of all exceptions that this library raises on purpose.

    Attributes:
        outcome: What became of the request: refused, unknown or done.
        model: The model concerned, or the name of its class; None where no model is concerned.
    """

    outcome: Outcome = Outcome.REFUSED
    model: Any = None

    @property
    def is_transient(self) -> bool:
        """Whether the same request, unchanged, is worth another try later.

        True where nothing was done and the reason may pass: Fiken was down, busy or out of reach,
        or the login has expired. False for a refused value, and wherever something may have been
        done.
        """
        return False

    def __repr__(self) -> str:
        # An argument may be a whole receipt, and a repr ends up in logs.
        return f"{type(self).__name__}({', '.join(map(short_repr, self.args))})"


class ConfigurationError(FikenError, ValueError):
    """The client cannot work with these settings; nothing was sent."""
