"""The classes of HTTP requests and responses, and of the replies of handlers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeAlias

from fiken.emulator.wire.contract import Match

#: The path of the API on its host.
BASE = "/api/v2"
#: The path of Fiken's first API on the same host. It is switched off (docs/v1.md).
BASE_V1 = "/api/v1"
#: The path of files below `BASE`: `/files/{uuid}/{name}` (docs/observed.md#13-files).
FILES = "/files/"
#: The start of the paths of OAuth on the same host, outside of `BASE`. Fiken's are
#: `https://fiken.no/oauth/…` (docs/observed.md#6-tokens-and-oauth).
OAUTH = "/oauth/"
#: The path of the window, whose pages show an emulator to the person who develops against it. Its
#: first page is `/`. Fiken has none of them.
WINDOW = "/window"
#: The content type of JSON; Fiken sends no charset with it (docs/observed.md#3-responses).
JSON = "application/json"
#: The body of a reply that has no body. None would be the JSON value null.
NOTHING: Any = object()

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Headers(Protocol):
    """The headers of a request, which are found by name, ignoring case."""

    def get(self, name: str, /) -> str | None:
        """Return the value of a header, or None if the request does not have the header."""
        ...


@dataclass
class HttpRequest:
    """One HTTP request whose body has been read.

    Attributes:
        method: the HTTP method, such as `GET`.
        path: the decoded path, such as `/api/v2/user`.
        query: the query parameters. If a parameter is repeated, its first value counts.
        headers: all headers, including Authorization.
        body: the bytes of the body, which may be empty.
        url: the absolute URL, without query and trailing slash.
        match: the operations that Fiken has at this path, or None for an unknown path.
        form: the text fields of a form, for the log, without secrets. None until a form has been
            read.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Headers
    body: bytes
    url: str
    match: Match | None
    form: Mapping[str, str] | None = None
    _content: Any = field(default=NOTHING, init=False)

    def json(self) -> Any:
        """Return the body as parsed JSON. Later calls return the same value without parsing again.

        Raises:
            ValueError, RecursionError: the body is not JSON, or its JSON is nested too deeply.
        """
        if self._content is NOTHING:
            self._content = json.loads(self.body)
        return self._content

    @property
    def mimetype(self) -> str:
        """The content type in lower case, without parameters, such as `application/json`."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the content type is JSON: `application/json` or `application/…+json`."""
        kind = self.mimetype
        return kind == JSON or (kind.startswith("application/") and kind.endswith("+json"))


@dataclass(frozen=True)
class Login:
    """The user to whom a token belongs, and what the token may do.

    Attributes:
        user: the id of the user.
        grant: the id of the grant by which the user has let an app in. None for a personal token.
        read_only: whether the app of the grant may only read.
    """

    user: int
    grant: int | None = None
    read_only: bool = False


class HttpResponse(NamedTuple):
    """An HTTP response. The connection only adds headers such as Content-Length and Date."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


#: A function that answers a request for a page of the window, from the IP address of a client.
Pages: TypeAlias = Callable[[HttpRequest, str], HttpResponse]


def is_page(path: str) -> bool:
    """Return whether a decoded path is that of a page of the window."""
    return path in {"/", WINDOW} or path.startswith(f"{WINDOW}/")


@dataclass(frozen=True)
class Reply:
    """The answer to one API operation.

    The body is a JSON value, or the bytes of a file. The value `NOTHING` stands for no body.
    """

    status: int = 200
    body: Any = NOTHING
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def response(self) -> HttpResponse:
        """Convert the reply to an HTTP response. Bytes stay unchanged, other bodies become JSON.

        A reply without a body has no Content-Type.
        """
        headers = list(self.headers.items())
        if self.body is NOTHING:
            return HttpResponse(self.status, headers, b"")
        if isinstance(self.body, bytes):
            return HttpResponse(self.status, headers, self.body)
        body = _encode(self.body).encode()
        return HttpResponse(self.status, [("Content-Type", JSON), *headers], body)
