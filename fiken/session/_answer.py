"""What came of one attempt: an answer, or none."""

from collections.abc import Mapping
from typing import Any

import attrs

from fiken.errors import AmbiguousWriteError, MappingError, Outcome, TransportError
from fiken.session._json import loads
from fiken.session._transport import NotSent, reason_of

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
        complete: Whether the whole body arrived. Only the answer to a write may lack some of it:
            its status has said that it was carried out.

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
    complete: bool = True

    def json(self) -> Any:
        """Give the body as JSON; MappingError when it is something else, or was cut."""
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
    def location_id(self) -> str | None:
        """The id at the end of Location; the URL before it is nobody's business.

        Ids are numbers, UUIDs or account codes (observed §3): a last segment without a digit is
        the name of a list, whose id is missing.
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
        """Give the error to raise: after a write it tells whether that may have arrived."""
        ambiguous = self.may_have_arrived and self.method not in READS
        kind = AmbiguousWriteError if ambiguous else TransportError
        return kind(self.method, self.url, self.request_id, reason_of(self.error))


def text_of(body: bytes) -> str:
    """Decode as UTF-8, else as Latin-1: Fiken sends both, and may not say which (observed §3)."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")
