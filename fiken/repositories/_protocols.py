"""The session and the answer, as far as a repository needs them.

`fiken.session.Session` and `fiken.session.Answer` follow these protocols. A session that you write
for your own tests needs to follow `SessionProtocol` only.
"""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable


class AnswerProtocol(Protocol):
    """The answer to a request, as far as a repository needs it."""

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
        """Return the decoded body, or raise `MappingError`."""


class SessionProtocol(Protocol):
    """The session that sends the requests of a repository."""

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
    ) -> AnswerProtocol:
        """Send a request and return its answer, or raise a `FikenError`."""
        ...


@runtime_checkable
class OutcomeProtocol(Protocol):
    """A session that knows the outcome of its writes. A session of a user's tests may not."""

    @property
    def last_write(self) -> object:
        """The last write of this thread."""

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Add a note to an exception that says the outcome of the write after `since`, if any."""

    def is_from_outside(self, error: BaseException) -> bool:
        """Return whether the exception interrupted a request, such as that of a signal handler."""
        ...
