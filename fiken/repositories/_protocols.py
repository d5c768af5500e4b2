"""The parts of a session and of an answer that repositories use.

`fiken.session.Session` and `fiken.session.Answer` have these methods, and more. A session that you
write for your own tests needs only those of `SessionProtocol`.
"""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable


class AnswerProtocol(Protocol):
    """An answer from Fiken, with the attributes that a repository reads.

    An answer that you write for your own tests needs only these attributes.
    """

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
        """Return the body decoded from JSON. Raise `MappingError` if the body is not JSON."""


class SessionProtocol(Protocol):
    """An object that sends a repository's requests to Fiken.

    A session that you write for your own tests needs only the method `request`.
    """

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
        """Send a request and return its answer, or raise a `FikenError`.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: The path below the URL of the API, such as ``/companies``.
            params: The query parameters.
            json: The value to send as JSON.
            files: The files of a form to send.
            data: The other fields of that form.
            creates: Whether the request creates an entity, so that the answer must name its id.
            reads: Whether the request changes nothing, although its method is that of a write. It
                is then repeated like a GET, and its errors are those of a GET.
        """
        ...


@runtime_checkable
class GuardProtocol(Protocol):
    """A session that may refuse some companies.

    A session that you write for your own tests does not need the method of this class.
    """

    def check_company(self, slug: str, method: str, path: str) -> None:
        """Raise `SafetyError` if this request of the company with this slug is refused."""


@runtime_checkable
class OutcomeProtocol(Protocol):
    """A session that can tell what became of a write that an exception interrupted.

    Ctrl-C, for example, may interrupt a write. A session that you write for your own tests
    does not need the methods of this class.
    """

    @property
    def last_write(self) -> object:
        """The last write (a request that changes data) of this thread; None if there was none."""

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Add a note to an exception: it says what became of this thread's last write.

        Args:
            error: The exception, such as a `KeyboardInterrupt`.
            since: An earlier value of `last_write`. If no write was started since then, no note is
                added.
        """

    def is_from_outside(self, error: BaseException) -> bool:
        """Return whether a signal handler raised the exception during a request.

        A time limit, for example, may be such a handler.
        """
        ...


@runtime_checkable
class OnceProtocol(Protocol):
    """A session that has a store of idempotency keys.

    A session that you write for your own tests needs this only for writes with a key. Its method
    `request` must then take the argument `guard`: a function to call immediately before the
    request is sent.
    """

    @property
    def idempotency(self) -> Any:
        """The store; None if there is none."""

    @property
    def host(self) -> str:
        """The host of the API, such as ``api.fiken.no``; with its port, if it has one."""
        ...
