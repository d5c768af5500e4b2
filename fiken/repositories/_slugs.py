"""The slugs of the companies that a token has access to, for the message of a 404."""

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
    """The known slugs of one client, which threads can share.

    Fiken answers 404 on every path below a wrong slug, and does not say that the slug is wrong. The
    list of companies is therefore requested once per slug, if no request below it has succeeded.
    """

    def __init__(self, session: "SessionProtocol") -> None:
        self._session = session
        self._lock = threading.Lock()
        self._known = set[str]()
        self._hints = dict[str, str]()

    def confirm(self, slug: str) -> None:
        """Store that a company has this slug."""
        self._known.add(slug)

    def hint(self, slug: str) -> str:
        """Return a sentence to add to a 404 below this slug; empty where the slug is right."""
        with self._lock:
            if slug not in self._known and slug not in self._hints:
                self._hints[slug] = self._hint_by_companies(slug)
        return "" if slug in self._known else self._hints[slug]

    def _hint_by_companies(self, slug: str) -> str:
        """Request the list of companies, and return the sentence that follows from it."""
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
    """A session that adds the slugs of the token to a 404, where the slug is wrong.

    Args:
        session: The session that sends the requests.
        slugs: The known slugs of the client.
        slug: The slug of the company, for paths without one; empty for no company.
    """

    def __init__(self, session: "SessionProtocol", slugs: Slugs, slug: str = "") -> None:
        self._session, self._slugs, self._slug = session, slugs, slug

    def __getattr__(self, name: str) -> Any:
        """Return another attribute of the session, which a user's own repository may need."""
        return getattr(self._session, name)

    @property
    def last_write(self) -> object:
        """The last write of this thread."""
        return getattr(self._session, "last_write", None)

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Add a note to an exception that says the outcome of the write after `since`, if any."""
        if isinstance(self._session, OutcomeProtocol):
            self._session.note_outcome(error, since)

    def is_from_outside(self, error: BaseException) -> bool:
        """Return whether the exception interrupted a request."""
        return is_from_outside(self._session, error)

    def request(self, method: str, path: str, **options: Any) -> "AnswerProtocol":
        """Send a request and return its answer, as `fiken.session.Session.request` does."""
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
