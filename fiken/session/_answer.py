"""What came of one attempt: an answer, or none."""

from collections.abc import Mapping
from typing import Any

import attrs

from fiken.errors import AmbiguousWriteError, MappingError, Outcome, TransportError
from fiken.session._json import loads
from fiken.session._transport import NotSent, reason_of

_BEFORE_A_PAGE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\v\f"

READS = frozenset({"GET", "HEAD"})


@attrs.frozen
class Answer:
    """An answer of Fiken, its body read.

    Attributes:
        status: The HTTP status.
        headers: The headers; their names in any case.
        body: The body, decompressed.
        method, url: The request, its URL without the query.
        request_id: The id that the attempt carried.
        fault: What is wrong with the body, as what should have come; empty when it is whole.
            Only the answer to a write may lack some of it: its status has said what was done.

    >>> made = {"Location": "https://api.fiken.no/api/v2/companies/acme-as/contacts/42"}
    >>> Answer(201, made, b"", "POST", "https://api.fiken.no/api/v2/…", "an id").location_id
    '42'
    """

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    method: str
    url: str
    request_id: str
    fault: str = ""

    @property
    def complete(self) -> bool:
        """Whether the whole body arrived."""
        return not self.fault

    def json(self) -> Any:
        """Return the body as JSON; raise `MappingError` when it is something else or was cut."""
        try:
            if self.complete:
                return loads(self.body)
        except ValueError:
            pass
        error = MappingError("", "$", "JSON", self.text[:200], self.request_id)
        if self.method not in READS:
            error.outcome = Outcome.DONE  # its status has said so
        raise error

    @property
    def text(self) -> str:
        """The body as text."""
        return text_of(self.body)

    @property
    def is_page(self) -> bool:
        """Whether the body is a page of HTML, which only a proxy on the way answers with."""
        is_html = "html" in self.headers.get("Content-Type", "").lower()
        # UTF-8 and UTF-16 may begin with a mark, and every second byte of the latter is 0.
        start = self.body[:1024].lstrip(_BEFORE_A_PAGE)
        if not self.complete:
            return is_html or start.startswith(b"<")
        return start.startswith(b"<") or (is_html and start != b"" and not self.is_json)

    @property
    def is_success(self) -> bool:
        """Whether the status is one from 200 to 299."""
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
        """The id at the end of Location; the URL before it is nobody's business.

        Ids are numbers, UUIDs or account codes (docs/observed.md#3-responses): a last segment
        without a digit is the name of a list, whose id is missing.
        """
        path = self.headers.get("Location", "").partition("#")[0].partition("?")[0]
        last = path.strip().rstrip("/").rpartition("/")[2]
        return last if any(sign.isdigit() for sign in last) else None


@attrs.frozen
class Lost:
    """No answer, or not the whole of one: what the attempt was, and what went wrong with it."""

    error: Exception
    method: str
    url: str
    request_id: str

    @property
    def may_have_arrived(self) -> bool:
        """Whether Fiken may have got the request."""
        return not isinstance(self.error, NotSent)

    def as_error(self) -> TransportError:
        """Return the error to raise: after a write it tells whether that may have arrived."""
        ambiguous = self.may_have_arrived and self.method not in READS
        kind = AmbiguousWriteError if ambiguous else TransportError
        reason = reason_of(self.error)
        return kind(self.method, self.url, self.request_id, reason, self.is_lasting)

    @property
    def is_lasting(self) -> bool:
        """Whether it would go the same way the next time, as with a bad certificate."""
        return isinstance(self.error, NotSent) and self.error.is_lasting


def text_of(body: bytes) -> str:
    """Decode as UTF-8, else as Latin-1: Fiken sends both, and may not say which.

    Observed: docs/observed.md#3-responses
    """
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")
