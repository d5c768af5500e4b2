"""The result of one attempt to send a request: an `Answer`, or `Lost` where none came."""

from collections.abc import Mapping
from typing import Any

import attrs

from fiken._json import loads
from fiken.errors import MappingError, Outcome
from fiken.session._decision import is_read

_BEFORE_A_PAGE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\v\f"


@attrs.frozen
class Answer:
    """An HTTP answer from Fiken.

    Attributes:
        status: The HTTP status, such as 200.
        headers: The headers. Upper and lower case in their names make no difference.
        body: The body, decompressed.
        method: The HTTP method of the request.
        url: The URL of the request, without the query.
        request_id: The id that was sent in the header `X-Request-ID`.
        fault: Empty if the whole body arrived. Otherwise the words in which an error message says
            what should have come: "the whole answer", or "an answer of at most … bytes".
        is_read: Whether the request was a read: it changed nothing in Fiken. By default, GET and
            HEAD are reads.

    >>> headers = {"Location": "https://api.fiken.no/api/v2/companies/acme-as/contacts/42"}
    >>> Answer(201, headers, b"", "POST", "https://api.fiken.no/api/v2/…", "an id").location_id
    '42'
    """

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    method: str
    url: str
    request_id: str
    fault: str = ""
    is_read: bool = attrs.field(
        default=attrs.Factory(lambda self: is_read(self.method, reads=False), takes_self=True)
    )

    @property
    def complete(self) -> bool:
        """Whether the whole body arrived."""
        return not self.fault

    def json(self) -> Any:
        """Return the value of the JSON in the body, such as a dict or a list.

        Raises:
            MappingError: The body is not JSON, or it is incomplete or was too large to be read.
        """
        try:
            if self.complete:
                return loads(self.body)
        except ValueError:
            pass
        error = MappingError("", "$", "JSON", self.text[:200], self.request_id)
        if not self.is_read:
            error.outcome = Outcome.DONE  # the status says that the write was carried out
        raise error

    @property
    def text(self) -> str:
        """The body, decoded as UTF-8, or as Latin-1 if it is not UTF-8."""
        return text_of(self.body)

    @property
    def is_page(self) -> bool:
        """Whether the body is a page of HTML. A proxy sends such pages, but Fiken does not."""
        is_html = "html" in self.headers.get("Content-Type", "").lower()
        # UTF-8 and UTF-16 may begin with a byte order mark, and in UTF-16 every second byte is 0.
        start = self.body[:1024].lstrip(_BEFORE_A_PAGE)
        if not self.complete:
            return is_html or start.startswith(b"<")
        return start.startswith(b"<") or (is_html and start != b"" and not self.is_json)

    @property
    def is_success(self) -> bool:
        """Whether the status is from 200 to 299."""
        return 200 <= self.status < 300  # noqa: PLR2004

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON."""
        try:
            loads(self.body)
        except ValueError:
            return False
        return True

    @property
    def location_id(self) -> str | None:
        """The id at the end of the URL in the header `Location`; None if there is no id.

        For ``…/contacts/42`` it is ``"42"``. An id is a number, a UUID or an account code, so it
        has at least one digit. For ``…/contacts`` the result is None.

        Observed: docs/observed.md#3-responses
        """
        path = self.headers.get("Location", "").partition("#")[0].partition("?")[0]
        last = path.strip().rstrip("/").rpartition("/")[2]
        return last if any(character.isdigit() for character in last) else None


@attrs.frozen
class Lost:
    """The result of an attempt to send a request that got no usable answer.

    No answer came, or the answer to a read is incomplete. An incomplete answer to a write is an
    `Answer`, because its status says what was done.

    Attributes:
        error: The exception that says what failed.
        method: The HTTP method of the request.
        url: The URL of the request, without the query.
        request_id: The id that was sent in the header `X-Request-ID`.
        is_read: Whether the request was a read: it changed nothing in Fiken.
    """

    error: Exception
    method: str
    url: str
    request_id: str
    is_read: bool


def text_of(body: bytes) -> str:
    """Return the body decoded as UTF-8, or as Latin-1 if it is not UTF-8.

    Fiken uses both encodings, and does not always say which one.

    Observed: docs/observed.md#3-responses
    """
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")
