"""The parts of a session and of an answer that repositories use.

`fiken.session.Session` and `fiken.session.Answer` have these methods, and more. A session that you
write for your own tests needs only those of `SessionProtocol`.
"""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable


class AnswerProtocol(Protocol):
    """The parts of an answer from Fiken that a repository uses."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def request_id(self) -> str: ...
    @property
    def location_id(self) -> str | None: ...
    def json(self) -> Any:
        """Return the body decoded from JSON, or raise `MappingError`."""


class SessionProtocol(Protocol):
    """The part of a session that a repository uses: it sends requests."""

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        files: Mapping[str, Any] | None = None,
        data: Mapping[str, str] | None = None,
        creates: bool = False,
        reads: bool = False,
    ) -> AnswerProtocol:
        """Send a request and return its answer, or raise a `FikenError`."""
        ...


@runtime_checkable
class OutcomeProtocol(Protocol):
    """A session that can say what became of a write after an exception interrupted it.

    A session that users write for their tests need not have these methods.
    """

    @property
    def last_write(self) -> object:
        """The last write that this thread sent."""

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Add the outcome of this thread's last write to the exception, as a note.

        Args:
            error: The exception.
            since: An earlier value of `last_write`. No note is added if it is still the same.
        """

    def is_from_outside(self, error: BaseException) -> bool:
        """Return whether a signal handler raised the exception in the middle of a request."""
        ...
