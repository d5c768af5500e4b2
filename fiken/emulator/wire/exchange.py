"""Requests and responses of HTTP, and the replies of handlers, as plain values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from fiken.emulator.wire.contract import Match

#: The path of the API on its host.
BASE = "/api/v2"
#: Where files are served, below `BASE`: `/files/{uuid}/{name}` (docs/observed.md#13-files).
FILES = "/files/"
#: The content type of JSON; Fiken sends no charset with it (docs/observed.md#3-responses).
JSON = "application/json"
#: The body of a reply without one, which is not the same as null.
NOTHING: Any = object()

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Headers(Protocol):
    """The headers of a request, whose names ignore case."""

    def get(self, name: str, /) -> str | None:
        """Return the value of a header, or None."""
        ...


@dataclass
class HttpRequest:
    """One HTTP request whose body has been read.

    Attributes:
        method: GET, POST ...
        path: the decoded path, `/api/v2/user`.
        query: the parameters of the query; of a repeated one the first.
        headers: all headers.
        body: the body; empty without one.
        url: the absolute URL, without query and trailing slash.
        match: what the contract has at that path; None where it has nothing.
        form: the texts of a multipart form; the application fills it in for the log.
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
        """Return the body as JSON, parsed once.

        Raises:
            ValueError, RecursionError: the body is not JSON, or nested too deeply.
        """
        if self._content is NOTHING:
            self._content = json.loads(self.body)
        return self._content

    @property
    def mimetype(self) -> str:
        """The content type in lower case, without its parameters."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the content type is JSON: `application/json` or `application/…+json`."""
        kind = self.mimetype
        return kind == JSON or (kind.startswith("application/") and kind.endswith("+json"))


class HttpResponse(NamedTuple):
    """An answer as it goes over the wire; the server adds Content-Length."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """The answer of a handler. Without a body it has no Content-Type either."""

    status: int = 200
    body: Any = NOTHING
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def response(self) -> HttpResponse:
        """Return the reply as it goes over the wire: bytes as they are, all else as JSON."""
        headers = list(self.headers.items())
        if self.body is NOTHING:
            return HttpResponse(self.status, headers, b"")
        if isinstance(self.body, bytes):
            return HttpResponse(self.status, headers, self.body)
        body = _encode(self.body).encode()
        return HttpResponse(self.status, [("Content-Type", JSON), *headers], body)
