"""A hint for the message of a 404 that was caused by a wrong slug of a company."""

import re
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fiken._messages import short_repr
from fiken.errors import NotFoundError
from fiken.repositories._interrupts import is_from_outside
from fiken.repositories._protocols import OutcomeProtocol

if TYPE_CHECKING:
    from fiken.repositories._protocols import AnswerProtocol, SessionProtocol

_MOST_LISTED = 20
_BELOW = re.compile(r"/?companies/([^/?#]+)")


class Slugs:
    """The slugs that one client knows to be right or wrong. Threads can share this object.

    If the slug in a path is wrong, Fiken answers 404 and does not say why. After a 404, the list of
    companies is therefore requested, once per slug. It is not requested for a slug with which a
    request has succeeded.
    """

    def __init__(self, session: "SessionProtocol") -> None:
        self._session = session
        self._lock = threading.Lock()
        self._known = set[str]()
        self._hints = dict[str, str]()

    def confirm(self, slug: str) -> None:
        """Store that a company with this slug exists, since a request has succeeded."""
        self._known.add(slug)

    def hint(self, slug: str) -> str:
        """Return the hint for a 404 on a path with this slug. Empty if the slug is right.

        For example ``"the token has no company with the slug 'acme', but acme-as"``.
        """
        with self._lock:
            if slug not in self._known and slug not in self._hints:
                self._hints[slug] = self._hint_by_companies(slug)
        return "" if slug in self._known else self._hints[slug]

    def _hint_by_companies(self, slug: str) -> str:
        """Request the list of companies, and return the hint; empty if the list has the slug."""
        query = {"page": "0", "pageSize": "100"}
        try:
            answer = self._session.request("GET", "/companies", params=query)
            slugs = [str(row["slug"]) for row in answer.json()]
            count = max(int(answer.headers.get("Fiken-Api-Result-Count", "0")), len(slugs))
        except Exception as error:
            if is_from_outside(self._session, error):
                raise
            return ""  # whatever fails here, the caller must see the 404
        if slug in slugs:
            self._known.add(slug)
            return ""
        return _hint(slug, slugs, count)


def _hint(slug: str, slugs: list[str], count: int) -> str:
    if not slugs:
        return "the token has access to no company"
    listed = ", ".join(slugs[:_MOST_LISTED])
    more = f" and {count - _MOST_LISTED} more" if count > _MOST_LISTED else ""
    if count > len(slugs):  # it may be on another page
        return f"is {short_repr(slug)} the slug? The companies of the token are {listed}{more}"
    return f"the token has no company with the slug {short_repr(slug)}, but {listed}{more}"


class SlugSession:
    """A session that adds a hint to a 404 error, if the slug in the path is wrong.

    Args:
        session: The session that sends the requests.
        slugs: The slugs that the client knows.
        slug: The slug to check after a 404 on a path that contains no slug; may be empty.
    """

    def __init__(self, session: "SessionProtocol", slugs: Slugs, slug: str = "") -> None:
        self._session, self._slugs, self._slug = session, slugs, slug

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the wrapped session. Repositories that users write may need it."""
        return getattr(self._session, name)

    @property
    def last_write(self) -> object:
        """The last write that this thread sent."""
        return getattr(self._session, "last_write", None)

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Add the outcome of this thread's last write to the exception, as a note.

        No note is added if that write is `since`: see `OutcomeProtocol.note_outcome`.
        """
        if isinstance(self._session, OutcomeProtocol):
            self._session.note_outcome(error, since)

    def is_from_outside(self, error: BaseException) -> bool:
        """Return whether a signal handler raised the exception in the middle of a request."""
        return is_from_outside(self._session, error)

    def request(self, method: str, path: str, **options: Any) -> "AnswerProtocol":
        """Send a request and return its answer. Add a hint on a wrong slug to a 404 error."""
        below = _BELOW.match(path)
        slug = unquote(below[1]) if below else ""
        try:
            answer = self._session.request(method, path, **options)
        except NotFoundError as error:
            if company := slug or self._slug:
                error.hint = self._slugs.hint(company)
            raise
        if slug:
            self._slugs.confirm(slug)
        return answer
