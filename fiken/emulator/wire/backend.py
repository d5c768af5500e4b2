"""The interface between HTTP and the object that carries out the operations of the API."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from fiken.emulator.wire.contract import Operation
from fiken.emulator.wire.exchange import HttpRequest, HttpResponse, Login, Reply
from fiken.emulator.wire.forms import Uploads
from fiken.emulator.wire.refusals import Refusal


@dataclass(frozen=True)
class Arguments:
    """The checked input of one API operation, such as the creation of a contact.

    Attributes:
        path: the parameters in the path, such as `{"contactId": "17"}`.
        query: the known query parameters, converted to their types, such as `{"page": 2}`. A
            boolean is 1 or 0.
        body: the parsed JSON without unknown fields, or the text fields of a form. None if the
            request has no body.
        url: the absolute URL of the request, without query and trailing slash.
        files: the uploaded files of a form. Each name of a form part maps to the tuple (file name,
            content type, content).
    """

    path: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: Any = None
    url: str = ""
    files: Uploads = field(default_factory=dict[str, tuple[str, str, bytes]])


#: A function that carries out one operation.
CarryOut: TypeAlias = Callable[[Arguments], Reply]


class Door(Protocol):
    """The interface of the object that serves another API than v2, with its own paths."""

    def serves(self, path: str) -> bool:
        """Return whether a path, such as `/api/v1/whoAmI`, belongs to this API."""
        ...

    def template(self, method: str, path: str) -> str | None:
        """Return the template of a path for the log, or None for an unknown path or method."""
        ...

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the answer to a request. An unexpected exception becomes the answer 500."""
        ...

    def refuse(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        """Return an error answer in the form of this API."""
        ...

    def loggable(self, request: HttpRequest) -> Any:
        """Return the parsed body for the log. It is None for a body that will be refused."""
        ...


class Backend(Protocol):
    """The interface of the object that carries out API operations and serves stored files."""

    def login(self, authorization: str | None) -> Login | None:
        """Return the login that an Authorization header names, or None if its token is not valid.

        Raises:
            Refusal: the database cannot be used.
        """
        ...

    def oauth(self, request: HttpRequest) -> Reply:
        """Return the answer to a request whose path begins with `/oauth/`.

        Raises:
            Refusal: the request is refused.
        """
        ...

    def operation(
        self, operation: Operation, path: Mapping[str, str], login: Login
    ) -> AbstractContextManager[CarryOut]:
        """Run a `with` block in one database transaction, for one API operation.

        `with backend.operation(operation, path) as carry_out:` gives the block a function. The
        function takes the checked `Arguments`, carries out the operation and returns the reply. An
        exception inside the block undoes everything that the operation has changed.

        Args:
            operation: the operation to carry out, such as `GET /companies/{companySlug}`.
            path: the parameters in the path, such as `{"companySlug": "my-company"}`.
            login: the login of the request.

        Raises:
            Refusal: the company does not exist or may not use the operation, the login may not see
                the company, or the operation is not emulated.
        """
        ...

    def file(self, method: str, path: str, login: Login) -> Reply:
        """Return the answer to a request for a stored file.

        Args:
            method: the HTTP method, such as `GET`.
            path: the path of the file below `/api/v2`: `/files/{uuid}/{name}`.
            login: the login of the request.

        Raises:
            Refusal: 404 if there is no such file, 405 if the method is not GET.
        """
        ...
