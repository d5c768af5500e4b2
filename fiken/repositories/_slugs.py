"""A hint for the message of a 404 that was caused by a wrong slug of a company."""

import re
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fiken._messages import short_repr
from fiken.errors import NotFoundError
from fiken.repositories._interrupts import is_from_outside
from fiken.repositories._protocols import GuardProtocol, OutcomeProtocol

if TYPE_CHECKING:
    from fiken.repositories._protocols import AnswerProtocol, SessionProtocol

_MOST_LISTED = 20
_BELOW = re.compile(r"/?companies/([^/?#]+)")


class Slugs:
    """The company slugs, such as ``acme-as``, that a client knows to be right or wrong.

    If the slug in a path is wrong, Fiken answers 404 and does not say why. After a 404, the list of
    companies is therefore requested, to see whether it contains the slug. This is done once per
    slug, and never for a slug with which a request has succeeded. Threads can share this object.
    """

    def __init__(self, session: "SessionProtocol") -> None:
        self._session = session
        self._lock = threading.Lock()
        self._known = set[str]()
        self._hints = dict[str, str]()

    def confirm(self, slug: str) -> None:
        """Store that this slug is right, because a request with it has succeeded."""
        self._known.add(slug)

    def hint(self, slug: str) -> str:
        """Return a hint for the message of a 404 error, if this slug seems wrong; else "".

        For example ``"the token has no company with the slug 'acme', but acme-as"``. The list of
        companies is requested if it is not known yet whether the slug is right.
        """
        with self._lock:
            if slug not in self._known and slug not in self._hints:
                self._hints[slug] = self._hint_by_companies(slug)
        return "" if slug in self._known else self._hints[slug]

    def _hint_by_companies(self, slug: str) -> str:
        """Request the list of companies. Return a hint if the slug is not in the list; else "".

        Return "" too if this request fails: the caller then raises the 404 error without a hint.
        """
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
    """A session that adds a hint to a 404 error if the company slug in the path is wrong.

    Args:
        session: The session that sends the requests.
        slugs: The slugs that the client knows to be right or wrong.
        slug: The slug to check after a 404 on a path that contains no slug. If it is empty, no hint
            is added for such a path.
    """

    def __init__(self, session: "SessionProtocol", slugs: Slugs, slug: str = "") -> None:
        self._session, self._slugs, self._slug = session, slugs, slug

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the session that sends the requests.

        A repository that a user writes may need it.
        """
        return getattr(self._session, name)

    @property
    def last_write(self) -> object:
        """The last write (a request that changes data) of this thread; None if there was none."""
        return getattr(self._session, "last_write", None)

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Add a note to an exception: it says what became of this thread's last write.

        Args:
            error: The exception, such as a `KeyboardInterrupt`.
            since: An earlier value of `last_write`. If no write was started since then, no note is
                added.
        """
        if isinstance(self._session, OutcomeProtocol):
            self._session.note_outcome(error, since)

    def is_from_outside(self, error: BaseException) -> bool:
        """Return whether a signal handler raised the exception during a request.

        A time limit, for example, may be such a handler.
        """
        return is_from_outside(self._session, error)

    def request(self, method: str, path: str, **options: Any) -> "AnswerProtocol":
        """Send a request and return its answer. Add a hint to a 404 error if the slug is wrong.

        Raises:
            SafetyError: A safety switch of the client forbids the request. This includes a request
                whose path contains no slug, such as that of a file, of a company that is refused.
        """
        below = _BELOW.match(str(path))
        slug = unquote(below[1]) if below else ""
        try:
            if self._slug and not slug and isinstance(self._session, GuardProtocol):
                self._session.check_company(self._slug, method, path)
            answer = self._session.request(method, path, **options)
        except NotFoundError as error:
            if company := slug or self._slug:
                error.hint = self._slugs.hint(company)
            raise
        if slug:
            self._slugs.confirm(slug)
        return answer
