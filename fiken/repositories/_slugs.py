"""The slugs of the token: named where a company was not found, since Fiken names none."""

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
    """What is known of the slugs of one client; threads may share it.

    Fiken answers 404 for a wrong slug on every path below it. Only where no request below a slug
    has succeeded yet, the companies are asked for, once for each slug.
    """

    def __init__(self, session: "SessionProtocol") -> None:
        self._session = session
        self._lock = threading.Lock()
        self._right = set[str]()
        self._hints = dict[str, str]()

    def found(self, slug: str) -> None:
        """Remember that there is such a company."""
        self._right.add(slug)

    def hint(self, slug: str) -> str:
        """Return what to say of a 404 below this slug; empty where the slug is right."""
        with self._lock:
            if slug not in self._right and slug not in self._hints:
                self._hints[slug] = self._looked_up(slug)
        return "" if slug in self._right else self._hints[slug]

    def _looked_up(self, slug: str) -> str:
        query = {"page": "0", "pageSize": "100"}
        try:
            answer = self._session.request("GET", "/companies", params=query)
            slugs = [str(row["slug"]) for row in answer.json()]
            count = max(int(answer.headers.get("Fiken-Api-Result-Count", "0")), len(slugs))
        except Exception as error:
            if is_from_outside(self._session, error):
                raise
            return ""  # whatever fails here, the 404 is what the caller must see
        if slug in slugs:
            self._right.add(slug)
            return ""
        return _told(slug, slugs, count)


def _told(slug: str, slugs: list[str], count: int) -> str:
    if not slugs:
        return "the token has access to no company"
    listed = ", ".join(slugs[:_MOST_LISTED])
    more = f" and {count - _MOST_LISTED} more" if count > _MOST_LISTED else ""
    if count > len(slugs):  # it may be one of those that were not asked for
        return f"is {short_repr(slug)} the slug? The companies of the token are {listed}{more}"
    return f"the token has no company with the slug {short_repr(slug)}, but {listed}{more}"


class SlugSession:
    """A session that adds to a 404 which slugs the token has, where the slug is wrong.

    Args:
        session: What sends the requests.
        slugs: What is known of the slugs of the client.
        slug: The company that is meant where the path names none; empty for no company.
    """

    def __init__(self, session: "SessionProtocol", slugs: Slugs, slug: str = "") -> None:
        self._session, self._slugs, self._slug = session, slugs, slug

    def __getattr__(self, name: str) -> Any:
        """Return what else the session has: a repository of the user's own may use it."""
        return getattr(self._session, name)

    @property
    def last_write(self) -> object:
        """The last write of this thread."""
        return getattr(self._session, "last_write", None)

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Note on an exception from outside what became of the write after `since`, if any."""
        if isinstance(self._session, OutcomeProtocol):
            self._session.note_outcome(error, since)

    def is_from_outside(self, error: BaseException) -> bool:
        """Whether the exception came in the middle of an exchange."""
        return is_from_outside(self._session, error)

    def request(self, method: str, path: str, **options: Any) -> "AnswerProtocol":
        """Send a request, and return its answer; see the session of the client."""
        below = _BELOW.match(path)
        slug = unquote(below[1]) if below else ""
        try:
            answer = self._session.request(method, path, **options)
        except NotFoundError as error:
            if named := slug or self._slug:
                error.hint = self._slugs.hint(named)
            raise
        if slug:
            self._slugs.found(slug)
        return answer
